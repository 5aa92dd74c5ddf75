"""An Assistant to evaluate: a model's replies are kept, so that a run that is repeated pays for nothing twice."""

from __future__ import annotations

from assistant import Assistant, open_assistant


def open_evaluated(**arguments: object) -> Assistant:
    """As `open_assistant`, but that replies are kept unless `cache_answers=False` says otherwise."""
    return open_assistant(**{"cache_answers": True, **arguments})
