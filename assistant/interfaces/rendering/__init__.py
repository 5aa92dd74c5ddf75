"""Text, lines and progress that the command line, the chat and Slack have in common.

This package turns values into words. It does not print and does not ask the `Assistant`.
"""
