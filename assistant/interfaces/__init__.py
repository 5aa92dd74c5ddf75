"""The ways in for people and programs: command line, chat, Slack bot and LangChain retriever.

Each of them calls the `Assistant`; none of them searches or answers by itself.
"""
