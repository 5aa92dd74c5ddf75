"""In-memory implementations of the stores in `index.ports`, with the behaviour of the real ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from index.errors import IndexDamaged
from index.ports import LexicalEntry, Scored, Unit, Vectors


class MemoryLexical:
    """Counts matching words; a plural `s` is its only stemming rule."""

    def __init__(self) -> None:
        self._entries: dict[str, LexicalEntry] = {}

    def replace(self, *, add: Iterable[LexicalEntry], drop: Collection[str]) -> None:
        for entry_id in drop:
            self._entries.pop(entry_id, None)
        self._entries.update({entry.id: entry for entry in add})

    def search(self, words: str, *, phrases: Sequence[str], unit: Unit, k: int) -> tuple[Scored, ...]:
        wanted = [_tokens(phrase) for phrase in phrases if _tokens(phrase)]
        stems = {_stem(token) for token in _tokens(words)}
        found = []
        for entry in self._entries.values():
            body = _tokens(entry.body)
            title = [_stem(token) for token in _tokens(entry.title)]
            score = sum((_stem(token) in stems) / len(body) for token in body) + 0.01 * len(stems.intersection(title))
            if entry.unit == unit and all(_holds(body, phrase) for phrase in wanted) and (score or wanted):
                found.append(Scored(entry.id, score))
        return tuple(sorted(found, key=lambda hit: (-hit.score, hit.id))[:k])

    def count(self) -> int:
        return len(self._entries)

    def close(self) -> None:
        pass


class MemoryVectors:
    shared = False

    def __init__(self) -> None:
        self._rows: dict[str, Vectors] = {}

    def replace(self, *, ids: Sequence[str], vectors: Vectors, drop: Collection[str]) -> None:
        for entry_id in drop:
            self._rows.pop(entry_id, None)
        self._rows.update(dict(zip(ids, vectors, strict=True)))

    def nearest(self, vector: Vectors, *, k: int) -> tuple[Scored, ...]:
        wanted = vector.reshape(-1) / np.linalg.norm(vector)
        scored = [Scored(i, float(row @ wanted / np.linalg.norm(row))) for i, row in self._rows.items()]
        return tuple(sorted(scored, key=lambda hit: -hit.score)[:k])

    def count(self) -> int:
        return len(self._rows)

    def verify_count(self, passages: int) -> None:
        if len(self._rows) != passages:
            raise IndexDamaged(f"it has {len(self._rows)} entries, but the catalog has {passages}")

    def close(self) -> None:
        pass


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _stem(token: str) -> str:
    return token.removesuffix("s")


def _holds(tokens: list[str], phrase: list[str]) -> bool:
    return any(tokens[at : at + len(phrase)] == phrase for at in range(len(tokens)))
