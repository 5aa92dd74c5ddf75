"""One statement once: the same words of the same speaker, whichever outlets had them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.overviews.topic_statements import day_of
from assistant.understanding.stemming import stem
from assistant.understanding.topic import is_topical
from index.stories.near_duplicates import words_in
from index.types import ArticleStatement

_QUOTED = re.compile(r"[“\"«]([^”\"»]*)[”\"»]?|''(.*?)''", re.DOTALL)
SHORTEST = 5
"""Words of a quotation from which it is the same one wherever it stands; fewer may have been said twice."""
FEWEST_STEMS = 4
"""Topical words of an indirect sentence from which another that has them all may be the same statement, reported by
another outlet."""
DAYS_APART = 3
_TURNS = frozenset(
    "no not never nor nobody nothing none neither without only if unless until except may might could can should would"
    " will must cannot before after".split()
)
"""Words that change what is said; "would" and "will" are one."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where one statement stands: `shown` is its fullest form, `all` every place, the first one first."""

    shown: ArticleStatement
    all: tuple[ArticleStatement, ...]

    @property
    def first(self) -> ArticleStatement:
        return self.all[0]


@dataclass(frozen=True, slots=True)
class _Worded:
    one: ArticleStatement
    runs: tuple[str, ...]
    """Its quotations that are long enough, as folded words with a space on both sides."""
    words: str
    quoted: frozenset[str]
    """All of its quotations, the short ones too."""
    stems: frozenset[str]
    """Of its words those that tell a topic, and its figures."""
    turns: tuple[str, ...]

    @property
    def text(self) -> str:
        return "|".join(self.runs)

    @property
    def is_paraphrase(self) -> bool:
        """Whether it is told in the reporter's words, and enough of them to be known again."""
        return not self.runs and self.one.statement.kind != "direct" and len(self.stems) >= FEWEST_STEMS


def occurrences(found: Iterable[ArticleStatement]) -> list[Occurrences]:
    """The statements, each once; in no order."""
    by_speaker: dict[object, list[_Worded]] = defaultdict(list)
    for one in found:
        statement = one.statement
        by_speaker[statement.speaker, statement.commitment].append(_worded(one))
    return [group for some in by_speaker.values() for group in _grouped(some)]


def _worded(one: ArticleStatement) -> _Worded:
    texts = [piece.of(one.article.text) for piece in one.statement.pieces]
    quoted = [a or b for text in texts for a, b in _QUOTED.findall(text)]
    if not quoted and one.statement.kind == "direct":
        quoted = texts  # a turn of an interview
    runs = [tuple(words_in(run)) for run in quoted]
    long = tuple(f" {' '.join(run)} " for run in runs if len(run) >= SHORTEST)
    words = words_in(" ".join(texts))
    return _Worded(
        one,
        long,
        " ".join(words),
        frozenset(" ".join(run) for run in runs if run),
        frozenset(stem(word) for word in words if is_topical(word) or any(c.isdigit() for c in word)),
        tuple(sorted("will" if word == "would" else word for word in words if word in _TURNS)),
    )


def _grouped(some: Sequence[_Worded]) -> list[Occurrences]:
    """The fullest form takes in those of which every quotation stands in it."""
    ordered = sorted(some, key=lambda one: (-len(one.text), -len(one.stems), _order(one.one)))
    heads: list[_Worded] = []
    members: list[list[ArticleStatement]] = []
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
    if worded.is_paraphrase:
        keys.update(f"~{one}" for one in worded.stems)
    for run in worded.runs:
        words = run.split()
        keys.update(" ".join(words[at : at + SHORTEST]) for at in range(len(words) - SHORTEST + 1))
    return keys


def _candidates(worded: _Worded, by_run: dict[str, list[int]]) -> list[int]:
    if worded.is_paraphrase:
        return min((by_run.get(f"~{one}", []) for one in worded.stems), key=len)
    if not worded.runs:
        return by_run.get(f"={worded.words}", [])
    return by_run.get(" ".join(worded.runs[0].split()[:SHORTEST]), [])


def _is_same(worded: _Worded, head: _Worded) -> bool:
    said = {one.statement.said_on for one in (worded.one, head.one)} - {None}
    if len(said) > 1:
        return False
    if worded.is_paraphrase and worded.words != head.words:
        return _is_retold(worded, head)
    return all(run in head.text for run in worded.runs)


def _is_retold(worded: _Worded, head: _Worded) -> bool:
    """Whether two outlets report the same: one has all that the other tells, nothing that turns it, the same words in
    quotation marks, and they are of nearly one day."""
    days = [day_of(one) for one in (worded.one, head.one)]
    near = days[0] is not None and days[1] is not None and abs((days[0] - days[1]).days) <= DAYS_APART
    of_two = worded.one.article.id != head.one.article.id
    same = worded.quoted == head.quoted and worded.turns == head.turns
    return of_two and near and same and head.is_paraphrase and worded.stems <= head.stems


def _order(one: ArticleStatement) -> tuple[date, date, str, int]:
    published = one.article.published_day or date.max
    return (day_of(one) or date.max, published, one.article.id, one.statement.content.start)
