"""Several names in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Query
from index.people.aliases import bare_name


def join_names(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`; empty for nobody."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def without_lone_surnames(names: Sequence[str]) -> tuple[str, ...]:
    """The names without each surname alone that one of the others, in full, stands for too."""
    words = {name: bare_name(name) for name in names}
    full = {of[-1] for of in words.values() if len(of) > 1}
    return tuple(name for name, of in words.items() if len(of) != 1 or of[0] not in full)


def people_asked_about(query: Query) -> tuple[str, ...]:
    """Whom a question names, each once: those of the index, and whoever nobody knows by the name that was asked for."""
    return (*without_lone_surnames(query.speakers), *query.unknown_speakers)
