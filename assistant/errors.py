"""What can go wrong in `assistant` beyond what `index.errors` names.

OnrecordError
├── ModelFailed              exit 4, with --strict-model: the chat model did not answer, or not to the end
│   └── ContextTooLong       it takes in less than it was sent: less of it may do
└── JournalUnusable          exit 2: the file of past conversations is damaged, foreign, or cannot be written
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from index.errors import OnrecordError


class ModelFailed(OnrecordError):
    exit_code = 4


class ContextTooLong(ModelFailed):
    pass


class JournalUnusable(OnrecordError):
    exit_code = 2


def did_you_mean(word: str, known: Iterable[str], *, prefix: str = "") -> str:
    """The nearest of what is known, else all of it."""
    known = list(known)
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.5)
    if close:
        return f"did you mean {prefix}{close[0]}?"
    return f"known: {', '.join(prefix + one for one in known)}"
