"""Which articles are about the same event: pure functions over their headlines and leads, all pairs at once.

Papers that report one event for themselves share few words, and the same people turn up in many events. So names count
little, and what is told counts most: the words of two leads are compared by what they mean, the rare ones first.
How that was measured is in docs/decisions/0023.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.content_words import CALENDAR
from assistant.understanding.stemming import fold, stem, words_of
from assistant.understanding.topic_words import SPEECH, STOPWORDS, is_topical
from index.ports import Vectors
from index.types import Article

Matrix = NDArray[np.float32]
EmbedWords = Callable[[Sequence[str]], Vectors]
LEAD = 500
"""Characters in which an article says what it is about; what comes after is background as often as not."""
DAYS_APART = 4
"""Articles further apart are of two events, or of an event and what became of it."""
FEW = 32.0
"""The mean of so few articles is no background yet: of two it would lie between them and turn them away from each
other."""
BLOCK = 64
"""Articles that are compared with all at once: one by one, the memory would be read through a thousand times."""
FEWEST_SHARING, SHARE_SHARING = 4, 0.1
"""So many articles, and such a share of all, have a sentence in common that is no news."""
DIMENSIONS = 128
"""Of a word's vector. The bundled embedder's first ones say most, and comparing takes time with their number."""
UNRELATED = 0.3
"""Any two words are so near to each other."""
_NO_NAMES = STOPWORDS | CALENDAR
_CAPITALISED = re.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_SENTENCE_OPENS = re.compile(r"(?:[.!?:;…]|\n)[\s“”\"‘'(—–-]*$")
_SENTENCE_ENDS = re.compile(r"\n+|(?<=[.!?…)”\"])\s+")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of an article. `names` stand where no sentence begins; of the `capitalised` words, others will
    know which are names."""

    article_id: str
    day: date | None
    names: frozenset[str]
    capitalised: frozenset[str]
    words: frozenset[str]
    lower: frozenset[str]
    """Those of the words that the article has without a capital too."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each likeness counts, and from where on two articles are of one event. Set by `python -m evals.events --fit`
    on the dev half of the golden events."""

    topic: float = 0.31
    words: float = 0.54
    names: float = 0.15
    per_day: float = 0.03
    threshold: float = 0.125


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike each article is to each other one: in what its words mean together, in the meaning of each of them, and
    in names; and how many days apart they are."""

    topic: Matrix
    words: Matrix
    names: Matrix
    apart: Matrix = field(repr=False)


def shared_sentences(articles: Sequence[Article]) -> frozenset[str]:
    """The sentences of leads that so many articles share that they are no news: a paper's notes about itself."""
    counted = Counter(one for article in articles for one in set(_sentences(article.text[:LEAD])))
    many = max(FEWEST_SHARING, SHARE_SHARING * len(articles))
    return frozenset(one for one, times in counted.items() if times >= many)


def _sentences(lead: str) -> list[str]:
    return [part.strip() for part in _SENTENCE_ENDS.split(lead) if part.strip()]


def read_traits(article: Article, *, without: Collection[str] = ()) -> Traits:
    """What an article's headline and lead name and tell, `without` sentences that are no news."""
    lead = article.text[:LEAD]
    if without:
        lead = "\n".join(one for one in _sentences(lead) if one not in without)
    words = words_of(f"{article.title}.\n{lead}")
    return Traits(
        article.id,
        article.published_day,
        names=frozenset(fold(part) for name in names_in(lead) for part in name.split()),
        capitalised=frozenset(_plain(word) for word in words if word[0].isupper()),
        words=frozenset(_plain(word) for word in words if is_topical(word) and not word[0].isdigit()) - SPEECH,
        lower=frozenset(fold(word) for word in words if word[0].islower()),
    )


def names_in(text: str) -> list[str]:
    """The words that are written like names where no sentence begins, those side by side as one."""
    found = []
    for match in _CAPITALISED.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        parts = [_POSSESSIVE.sub("", part) for part in match.group().split()]
        if not before or _SENTENCE_OPENS.search(before):
            parts = parts[1:]
        name = " ".join(part for part in parts if len(part) > 1 and fold(part) not in _NO_NAMES)
        if name:
            found.append(name)
    return found


def group_events(
    traits: Sequence[Traits], embed: EmbedWords, weights: Weights | None = None
) -> tuple[tuple[str, ...], ...]:
    """The ids of the articles of each event, in the order they were given in; an article alone is an event, too.

    Groups are joined while the mean likeness between their articles is enough, the likest first: one article that is
    like two events does not make one of them.
    """
    if not traits:
        return ()
    groups = group_similar(compare_traits(traits, embed), weights or Weights())
    return tuple(tuple(traits[at].article_id for at in group) for group in groups)


def group_similar(likeness: Likeness, weights: Weights) -> list[list[int]]:
    """The same of articles that were likened already, by their places."""
    return sorted(_joined(score(likeness, weights), weights.threshold))


def compare_traits(traits: Sequence[Traits], embed: EmbedWords) -> Likeness:
    """All pairs at once. What some article has as a name, and none as a common word, is a name in all of them."""
    common = frozenset().union(*(one.lower for one in traits))
    known = frozenset().union(*(one.names for one in traits)) - common
    words = [sorted(one.words - known) for one in traits]
    vocabulary = sorted({word for some in words for word in some})
    vectors = (
        _unit(np.asarray(embed(vocabulary), dtype=np.float32)[:, :DIMENSIONS])
        if vocabulary
        else np.zeros((0, 1), np.float32)
    )
    places = {word: at for at, word in enumerate(vocabulary)}
    told = [np.asarray([places[word] for word in some], dtype=np.intp) for some in words]
    rarity = _rarity(words, vocabulary)
    return Likeness(
        _topics(told, vectors, rarity),
        _softly(told, vectors, rarity),
        _cosines([one.capitalised & known for one in traits]),
        _apart([one.day for one in traits]),
    )


def score(likeness: Likeness, weights: Weights) -> Matrix:
    """One figure for each pair; none for those too many days apart."""
    total = (
        weights.topic * likeness.topic
        + weights.words * likeness.words
        + weights.names * likeness.names
        - weights.per_day * likeness.apart
    )
    total[likeness.apart > DAYS_APART] = -1
    return np.asarray(total, dtype=np.float32)


def _topics(told: Sequence[NDArray[np.intp]], vectors: Matrix, rarity: Matrix) -> Matrix:
    """Cosines between the mean meanings of the words, seen from what all the articles have in common."""
    means = np.zeros((len(told), vectors.shape[1]), dtype=np.float32)
    for row, some in enumerate(told):
        if len(some):
            means[row] = rarity[some] @ vectors[some] / rarity[some].sum()
    means -= means.mean(axis=0) * (len(told) / (len(told) + FEW))
    means = _unit(means)
    return np.asarray(means @ means.T, dtype=np.float32)


def _softly(told: Sequence[NDArray[np.intp]], vectors: Matrix, rarity: Matrix) -> Matrix:
    """For each word of one article how near the nearest word of the other is, the rare words first; both ways."""
    weighed = np.zeros((len(told), len(rarity)), dtype=np.float32)
    for row, some in enumerate(told):
        if len(some):
            weighed[row, some] = rarity[some] / rarity[some].sum()
    found = np.zeros((len(told), len(told)), dtype=np.float32)
    for start in range(0, len(told), BLOCK):
        block = told[start : start + BLOCK]
        nearest = np.zeros((len(rarity), len(block)), dtype=np.float32)
        for column, some in enumerate(block):
            if len(some):
                nearest[:, column] = (vectors @ vectors[some].T).max(axis=1)
        found[:, start : start + BLOCK] = weighed @ np.clip((nearest - UNRELATED) / (1 - UNRELATED), 0, 1)
    return np.asarray((found + found.T) / 2, dtype=np.float32)


def _cosines(sets: Sequence[Collection[str]]) -> Matrix:
    """How much two sets share, by what is rare in all of them."""
    names = sorted({name for some in sets for name in some})
    places = {name: at for at, name in enumerate(names)}
    counted = Counter(name for some in sets for name in some)
    table = np.zeros((len(sets), len(names)), dtype=np.float32)
    for row, some in enumerate(sets):
        for name in some:
            table[row, places[name]] = np.log(1 + len(sets) / counted[name])
    table = _unit(table)
    return np.asarray(table @ table.T, dtype=np.float32)


def _rarity(words: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> Matrix:
    """By stem: a word is no rarer for its ending."""
    counted: Mapping[str, int] = Counter(one for some in words for one in {stem(word) for word in some})
    return np.asarray([np.log(1 + len(words) / counted[stem(word)]) for word in vocabulary], dtype=np.float32)


def _apart(days: Sequence[date | None]) -> Matrix:
    numbers = np.asarray([day.toordinal() if day else -1 for day in days], dtype=np.float32)
    apart = np.abs(numbers[:, None] - numbers[None, :])
    unknown = numbers < 0
    apart[unknown[:, None] | unknown[None, :]] = 0  # an unknown day parts nobody
    return np.asarray(apart, dtype=np.float32)


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _plain(word: str) -> str:
    return fold(_POSSESSIVE.sub("", word))


def _joined(pairs: Matrix, threshold: float) -> list[list[int]]:
    """Average linkage. Each group's nearest is remembered, so that a join costs a row and not the table."""
    members = {at: [at] for at in range(len(pairs))}
    sums = pairs.astype(np.float64)
    np.fill_diagonal(sums, -np.inf)
    sizes = np.ones(len(pairs))
    means = sums.copy()
    rows = np.arange(len(means))
    best = np.argmax(means, axis=1)
    while len(members) > 1:
        highest = means[rows, best]
        one = int(np.argmax(highest))
        other = int(best[one])
        if highest[one] < threshold:
            break
        members[one] += members.pop(other)
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        sizes[one] += sizes[other]
        means[one] = sums[one] / (sizes[one] * sizes)
        means[one, one] = -np.inf
        means[:, one] = means[one]
        sums[other] = sums[:, other] = means[other] = means[:, other] = -np.inf
        stale = (best == one) | (best == other)
        stale[one] = True
        best[stale] = np.argmax(means[stale], axis=1)
        best[means[:, one] > means[rows, best]] = one
    return [sorted(group) for group in members.values()]
