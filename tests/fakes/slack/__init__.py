"""A fake Slack on loopback: its Web API and rules, its Socket Mode, and its events."""
