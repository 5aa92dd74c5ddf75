"""Errors of `assistant` beyond those of `index.errors`.

OnrecordError
├── ModelFailed              exit 4 with --strict-model: the chat model gave no answer, or only a part
│   └── ContextTooLong       the prompt exceeds the model's context; a shorter one may fit
└── JournalUnusable          exit 2: the journal is damaged, of another program, or not writable
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


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word with the most similar spelling, ignoring case; None if none is similar."""
    by_lower_case = {one.lower(): one for one in known}
    similar = difflib.get_close_matches(word.lower(), by_lower_case, n=1, cutoff=0.5)
    return by_lower_case[similar[0]] if similar else None


def did_you_mean(word: str, known: Iterable[str], *, prefix: str = "") -> str:
    """Return a hint with the closest known word, else with all of them."""
    known = list(known)
    similar = closest(word, known)
    return f"did you mean {prefix}{similar}?" if similar else f"known: {', '.join(prefix + one for one in known)}"
