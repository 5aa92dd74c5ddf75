"""The bot in Slack: it notes events, answers questions in threads, and runs `/onrecord` commands and buttons.

`serve` receives events; `event_filter` and `permissions` decide which are answered; `delivery_log` notes them before
Slack gets an acknowledgement, so that each is answered exactly once, if need be after a restart; `worker_pool` runs the
work; `answering`, `slash_commands` and `buttons` do it; `message`, `blocks`, `markup` and `web_api` show the result.
This package does not know how an answer is found: every answer comes from the Assistant.
"""
