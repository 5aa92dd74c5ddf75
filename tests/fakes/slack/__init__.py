"""A Slack on loopback: its Web API by its own rules, its Socket Mode, and the events that people cause."""
