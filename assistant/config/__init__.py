"""Settings from a TOML file, the environment and arguments. Nothing outside this package reads the environment.

This package does not open the index, a model or Slack.
"""

from assistant.config.settings import Settings, load_settings

__all__ = ["Settings", "load_settings"]
