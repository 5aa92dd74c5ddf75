"""Answers questions over news articles with cited passages.

`assistant` understands a question without a model, retrieves evidence from `index`, composes an answer (extractive, or
by a model whose every sentence is checked) and verifies it. It does not know how articles are stored, and only
`assistant.interfaces.cli` prints.
"""

from assistant.app.assistant import Assistant, open_assistant

__all__ = ["Assistant", "open_assistant"]
