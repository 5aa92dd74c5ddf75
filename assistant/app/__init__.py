"""The `Assistant`, the entry point for the terminal, Slack, evaluation and other programs.

It connects commands to the packages that implement them, and contains no logic about questions.
"""
