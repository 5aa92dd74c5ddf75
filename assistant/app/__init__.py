"""The `Assistant`: the one entry point for the terminal, Slack, evaluation and other programs.

It wires use cases together and contains no logic about questions or articles.
"""
