"""A conversation in a terminal: questions, follow-ups and commands, answered with numbered sources. `commands` holds
the commands, `rendering` builds lines and `screen` writes them; only `prompt` knows prompt_toolkit. This package does
not know how a question is answered or how articles are stored: every answer comes from the Assistant. Text of articles
and models passes `assistant.interfaces.rendering.safe_text` before it is shown."""
