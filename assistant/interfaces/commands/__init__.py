"""Commands that people type in a conversation, in the chat or in Slack: their arguments and the calls behind them.

This package does not know how its caller shows the result.
"""
