"""Which articles are about the same event: pure functions over what the index holds of each.

Papers that report one event for themselves share few words. What they share is who and where, the figures, the days,
and what the passages mean; the same people on another day at another place are another event. Nothing is compared that
was not read out of the articles (docs/decisions/0023).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.understand.words import STOPWORDS, is_topical
from assistant.verify.words import CALENDAR
from assistant.words import fold, stem, words_of
from index.ports import Vectors
from index.types import Article

Matrix = NDArray[np.float32]
LEAD = 2_400
"""Characters in which an article says what it is about; what comes after is background as often as not."""
DAYS_APART = 4
"""Articles further apart are of two events, or of an event and what became of it."""
_NO_NAMES = STOPWORDS | CALENDAR
_CAPITALISED = re.compile(r"[A-Z][\w’'-]*")
_SENTENCE_OPENS = re.compile(r"(?:[.!?:;…]|\n)[\s“”\"‘'(—–-]*$")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of an article: names, figures and the stems of its lead, and where its passages lie in meaning."""

    article_id: str
    day: date | None
    names: frozenset[str]
    stems: frozenset[str]
    figures: frozenset[str]
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Weights:
    """What each likeness counts, and from where on two articles are of one event. Set by `python -m evals.events --fit`
    on the dev half of the golden events."""

    meaning: float = 0.40
    names: float = 0.40
    stems: float = 0.15
    figures: float = 0.05
    per_day: float = 0.02
    threshold: float = 0.40


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike each article is to each other one, by each of the ways they are compared; and how many days apart."""

    meaning: Matrix
    names: Matrix
    stems: Matrix
    figures: Matrix
    apart: Matrix = field(repr=False)


def read_traits(article: Article, vector: Vectors) -> Traits:
    """What an article's headline and lead name and count, beside the vector of its passages."""
    text = f"{article.title}.\n{article.text[:LEAD]}"
    words = words_of(text)
    return Traits(
        article.id,
        article.published_day,
        names=frozenset(map(fold, names_in(article.text[:LEAD]))),
        stems=frozenset(stem(word) for word in words if is_topical(word)),
        figures=frozenset(word for word in words if any(c.isdigit() for c in word) and not _is_year(word)),
        vector=vector,
    )


def liken(traits: Sequence[Traits]) -> Likeness:
    """All pairs at once."""
    vectors = np.asarray([one.vector for one in traits], dtype=np.float32)
    days = np.asarray([one.day.toordinal() if one.day else -1 for one in traits], dtype=np.float32)
    apart = np.abs(days[:, None] - days[None, :])
    apart[(days < 0)[:, None] | (days < 0)[None, :]] = 0  # an unknown day parts nobody
    return Likeness(
        np.clip(vectors @ vectors.T, 0, 1),
        _cosines([one.names for one in traits]),
        _cosines([one.stems for one in traits]),
        _cosines([one.figures for one in traits]),
        apart,
    )


def score(likeness: Likeness, weights: Weights) -> Matrix:
    """One figure for each pair; 0 for those too many days apart."""
    total = (
        weights.meaning * likeness.meaning
        + weights.names * likeness.names
        + weights.stems * likeness.stems
        + weights.figures * likeness.figures
        - weights.per_day * likeness.apart
    )
    total[likeness.apart > DAYS_APART] = 0
    return np.asarray(total, dtype=np.float32)


def group_events(traits: Sequence[Traits], weights: Weights | None = None) -> tuple[tuple[str, ...], ...]:
    """The ids of the articles of each event, in the order they were given in; an article alone is an event, too.

    Groups are joined while the mean likeness between their articles is enough, the likest first: one article that is
    like two events does not make one of them.
    """
    if not traits:
        return ()
    weights = weights or Weights()
    pairs = score(liken(traits), weights)
    groups = sorted(_joined(pairs, weights.threshold))
    return tuple(tuple(traits[at].article_id for at in group) for group in groups)


def _joined(pairs: Matrix, threshold: float) -> list[list[int]]:
    members = {at: [at] for at in range(len(pairs))}
    sums = pairs.astype(np.float64)
    np.fill_diagonal(sums, -np.inf)
    sizes = np.ones(len(pairs))
    best = np.argmax(sums, axis=1) if len(pairs) else np.zeros(0, dtype=int)
    means = sums.copy()
    while len(members) > 1:
        row_best = means[np.arange(len(means)), best]
        one = int(np.argmax(row_best))
        other = int(best[one])
        if row_best[one] < threshold:
            break
        members[one] += members.pop(other)
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        sizes[one] += sizes[other]
        means[one] = sums[one] / (sizes[one] * sizes)
        means[one, one] = -np.inf
        means[:, one] = means[one]
        sums[other] = sums[:, other] = means[other] = means[:, other] = -np.inf
        changed = (best == one) | (best == other)
        changed[one] = True
        best[changed] = np.argmax(means[changed], axis=1)
        better = means[:, one] > means[np.arange(len(means)), best]
        best[better] = one
    return [sorted(group) for group in members.values()]


def names_in(text: str) -> list[str]:
    """The words that are written like names where no sentence begins."""
    found = []
    for match in _CAPITALISED.finditer(text):
        word = re.sub(r"['’]s?$", "", match.group())
        before = text[max(0, match.start() - 4) : match.start()]
        if len(word) > 1 and fold(word) not in _NO_NAMES and before and not _SENTENCE_OPENS.search(before):
            found.append(word)
    return found


def _cosines(sets: Sequence[Collection[str]]) -> Matrix:
    """How much two sets share, by what is rare in all of them."""
    counted = Counter(word for words in sets for word in words)
    shared = {word: at for at, word in enumerate(word for word, times in counted.items() if times > 1)}
    weight: Mapping[str, float] = {word: float(np.log(1 + len(sets) / times)) for word, times in counted.items()}
    table = np.zeros((len(sets), len(shared)), dtype=np.float32)
    lengths = np.ones(len(sets), dtype=np.float32)
    for row, words in enumerate(sets):
        lengths[row] = max(_length(weight[word] for word in words), 1e-6)
        for word in words:
            if word in shared:
                table[row, shared[word]] = weight[word]
    table /= lengths[:, None]
    return np.asarray(table @ table.T, dtype=np.float32)


def _length(weights: Iterable[float]) -> float:
    return float(sum(one * one for one in weights)) ** 0.5


def _is_year(word: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", word))
