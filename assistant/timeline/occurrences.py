"""One statement once: the same words of the same speaker, whichever outlets had them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.spoken import day_of
from index.types import Attributed
from index.wording import words_in

_QUOTED = re.compile(r"[“\"«]([^”\"»]*)[”\"»]?|''(.*?)''", re.DOTALL)
SHORTEST = 5
"""Words of a quotation from which it is the same one wherever it stands; fewer may have been said twice."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where one statement stands: `shown` is its fullest form, `all` every place, the first one first."""

    shown: Attributed
    all: tuple[Attributed, ...]

    @property
    def first(self) -> Attributed:
        return self.all[0]


@dataclass(frozen=True, slots=True)
class _Worded:
    one: Attributed
    runs: tuple[str, ...]
    """Its quotations that are long enough, as folded words with a space on both sides."""
    words: str

    @property
    def text(self) -> str:
        return "|".join(self.runs)


def occurrences(found: Iterable[Attributed]) -> list[Occurrences]:
    """The statements, each once; in no order."""
    by_speaker: dict[object, list[_Worded]] = defaultdict(list)
    for one in found:
        statement = one.statement
        by_speaker[statement.speaker, statement.commitment].append(_worded(one))
    return [group for some in by_speaker.values() for group in _grouped(some)]


def _worded(one: Attributed) -> _Worded:
    texts = [piece.of(one.article.text) for piece in one.statement.pieces]
    quoted = [a or b for text in texts for a, b in _QUOTED.findall(text)]
    if not quoted and one.statement.kind == "direct":
        quoted = texts  # a turn of an interview
    runs = [tuple(words_in(run)) for run in quoted]
    long = tuple(f" {' '.join(run)} " for run in runs if len(run) >= SHORTEST)
    return _Worded(one, long, " ".join(words_in(" ".join(texts))))


def _grouped(some: Sequence[_Worded]) -> list[Occurrences]:
    """The fullest form takes in those of which every quotation stands in it."""
    ordered = sorted(some, key=lambda one: (-len(one.text), _order(one.one)))
    heads: list[_Worded] = []
    members: list[list[Attributed]] = []
    by_run: dict[str, list[int]] = defaultdict(list)
    for worded in ordered:
        at = next((at for at in _candidates(worded, by_run) if _is_same(worded, heads[at])), None)
        if at is None:
            at = len(heads)
            heads.append(worded)
            members.append([])
            for key in _keys(worded):
                by_run[key].append(at)
        members[at].append(worded.one)
    return [Occurrences(head.one, tuple(sorted(ones, key=_order))) for head, ones in zip(heads, members, strict=True)]


def _keys(worded: _Worded) -> set[str]:
    """What any statement that stands in this one shares with it: five words in a row, or all of its words."""
    keys = {f"={worded.words}"} if worded.words and not worded.runs else set()
    for run in worded.runs:
        words = run.split()
        keys.update(" ".join(words[at : at + SHORTEST]) for at in range(len(words) - SHORTEST + 1))
    return keys


def _candidates(worded: _Worded, by_run: dict[str, list[int]]) -> list[int]:
    if not worded.runs:
        return by_run.get(f"={worded.words}", [])
    return by_run.get(" ".join(worded.runs[0].split()[:SHORTEST]), [])


def _is_same(worded: _Worded, head: _Worded) -> bool:
    said = {one.statement.said_on for one in (worded.one, head.one)} - {None}
    return len(said) < 2 and all(run in head.text for run in worded.runs)


def _order(one: Attributed) -> tuple[date, date, str, int]:
    published = one.article.published_day or date.max
    return (day_of(one) or date.max, published, one.article.id, one.statement.content.start)
