"""A question in, a cited Answer out.

`assistant` understands a question without a model, asks `index` for evidence, composes an answer from it (extractive,
or by a model whose every sentence is checked) and verifies it. It must not know how articles are stored, and nothing
in it prints but `assistant.interfaces.cli`.
"""

from assistant.app.assistant import Assistant, open_assistant

__all__ = ["Assistant", "open_assistant"]
