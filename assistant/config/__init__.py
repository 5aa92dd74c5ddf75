"""Settings from a TOML file, the environment and arguments. Nothing outside this package reads the environment.

This package does not open the index, a model or Slack.
"""
