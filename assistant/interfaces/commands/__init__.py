"""Commands that people type in the chat or in Slack: the parser for their arguments, and the calls they make.

This package does not know how its caller shows the result.
"""
