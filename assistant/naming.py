"""Several names in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from index.callings import name_words, without_suffix


def enumerated(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`; empty for nobody."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def without_lone_surnames(names: Sequence[str]) -> tuple[str, ...]:
    """The names without each surname alone that one of the others, in full, stands for too."""
    words = {name: without_suffix(name_words(name))[0] for name in names}
    full = {of[-1] for of in words.values() if len(of) > 1}
    return tuple(name for name, of in words.items() if len(of) != 1 or of[0] not in full)
