"""Groups articles about the same event by their headlines and leads, comparing all pairs at once.

Two outlets report one event in different words, and the same people appear in many events. So the meanings of rare
words count most, and names count little. docs/decisions/0023 has the measurements.
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
from assistant.understanding.stemming import fold, split_words, stem
from assistant.understanding.topic import SPEECH, STOPWORDS, is_topical
from index.ports import Vectors
from index.types import Article

Matrix = NDArray[np.float32]
EmbedWords = Callable[[Sequence[str]], Vectors]
LEAD_CHARACTERS = 500  # the text after them is often background
MAX_DAYS_APART = 4  # articles further apart are about different events, or about a consequence of the event
MEAN_SMOOTHING = 32.0  # with fewer articles, their mean would lie between them and separate them
BLOCK_SIZE = 64  # articles compared at once; one by one, the vectors would be read from memory a thousand times
MIN_SHARING, MIN_SHARING_SHARE = 4, 0.1  # articles with a sentence in common that is no news
DIMENSIONS = 128  # the first ones of the bundled embedder carry the most; the cost grows with their number
UNRELATED_SIMILARITY = 0.3  # between any two words
_NO_NAMES = STOPWORDS | CALENDAR
_CAPITALISED = re.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_SENTENCE_START = re.compile(r"(?:[.!?:;…]|\n)[\s“”\"‘'(—–-]*$")
_SENTENCE_SPLIT = re.compile(r"\n+|(?<=[.!?…)”\"])\s+")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Traits:
    """The compared words of an article. Other articles decide which of the `capitalised` words are names."""

    article_id: str
    day: date | None
    names: frozenset[str]
    capitalised: frozenset[str]
    words: frozenset[str]
    lower: frozenset[str]
    """Words that the article also writes in lower case."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights and threshold, fitted on the dev half of the golden events.

    `python -m evals.component_checks.event_grouping --fit` fits them.
    """

    topic: float = 0.31
    words: float = 0.54
    names: float = 0.15
    per_day: float = 0.03
    threshold: float = 0.125


@dataclass(frozen=True, slots=True)
class PairSimilarities:
    """The similarities of all pairs of articles, and the days between them. Each matrix is articles by articles."""

    topic: Matrix
    """Of the mean meaning of the words."""
    words: Matrix
    """Of the meanings of single words."""
    names: Matrix
    apart: Matrix = field(repr=False)


def find_shared_sentences(articles: Sequence[Article]) -> frozenset[str]:
    """Return sentences that the leads of many articles share, such as a publisher's note about itself."""
    counts = Counter(one for article in articles for one in set(_split_sentences(article.text[:LEAD_CHARACTERS])))
    limit = max(MIN_SHARING, MIN_SHARING_SHARE * len(articles))
    return frozenset(one for one, count in counts.items() if count >= limit)


def _split_sentences(lead: str) -> list[str]:
    return [part.strip() for part in _SENTENCE_SPLIT.split(lead) if part.strip()]


def read_traits(article: Article, *, without: Collection[str] = ()) -> Traits:
    """Return the traits of the headline and the lead, `without` shared sentences."""
    lead = article.text[:LEAD_CHARACTERS]
    if without:
        lead = "\n".join(one for one in _split_sentences(lead) if one not in without)
    words = split_words(f"{article.title}.\n{lead}")
    return Traits(
        article.id,
        article.published_day,
        names=_find_names(lead),
        capitalised=frozenset(_normalise(word) for word in words if word[0].isupper()),
        words=frozenset(_normalise(word) for word in words if is_topical(word) and not word[0].isdigit()) - SPEECH,
        lower=frozenset(fold(word) for word in words if word[0].islower()),
    )


def _find_names(text: str) -> frozenset[str]:
    """Return the folded words of names: capitalised words that do not begin a sentence."""
    found: set[str] = set()
    for match in _CAPITALISED.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        parts = [_POSSESSIVE.sub("", part) for part in match.group().split()]
        if not before or _SENTENCE_START.search(before):
            parts = parts[1:]
        found.update(fold(part) for part in parts if len(part) > 1 and fold(part) not in _NO_NAMES)
    return frozenset(found)


def group_events(
    traits: Sequence[Traits], embed: EmbedWords, weights: Weights | None = None
) -> tuple[tuple[str, ...], ...]:
    """Return the article ids of each event. The most similar groups are joined first, by mean similarity."""
    if not traits:
        return ()
    groups = group_similar(compare_traits(traits, embed), weights or Weights())
    return tuple(tuple(traits[at].article_id for at in group) for group in groups)


def group_similar(likeness: PairSimilarities, weights: Weights) -> list[list[int]]:
    """Return the positions of the articles of each event."""
    return sorted(_join_groups(_score_pairs(likeness, weights), weights.threshold))


def compare_traits(traits: Sequence[Traits], embed: EmbedWords) -> PairSimilarities:
    """Return the similarities of all pairs. A name is capitalised inside a sentence and nowhere in lower case."""
    common = frozenset().union(*(one.lower for one in traits))
    names = frozenset().union(*(one.names for one in traits)) - common
    words = [sorted(one.words - names) for one in traits]
    vocabulary = sorted({word for article in words for word in article})
    vectors = (
        _unit(np.asarray(embed(vocabulary), dtype=np.float32)[:, :DIMENSIONS])
        if vocabulary
        else np.zeros((0, 1), np.float32)
    )
    rows = {word: row for row, word in enumerate(vocabulary)}
    indexed = [np.asarray([rows[word] for word in article], dtype=np.intp) for article in words]
    rarity = _rarity(words, vocabulary)
    return PairSimilarities(
        _topic_similarity(indexed, vectors, rarity),
        _word_similarity(indexed, vectors, rarity),
        _name_similarity([one.capitalised & names for one in traits]),
        _days_apart([one.day for one in traits]),
    )


def _score_pairs(likeness: PairSimilarities, weights: Weights) -> Matrix:
    """Return the weighted similarity of each pair; -1 for pairs that are too many days apart."""
    total = (
        weights.topic * likeness.topic
        + weights.words * likeness.words
        + weights.names * likeness.names
        - weights.per_day * likeness.apart
    )
    total[likeness.apart > MAX_DAYS_APART] = -1
    return np.asarray(total, dtype=np.float32)


def _topic_similarity(articles: Sequence[NDArray[np.intp]], vectors: Matrix, rarity: Matrix) -> Matrix:
    """Return the cosines of mean word vectors without the mean of all articles. Articles are word indices."""
    means = np.zeros((len(articles), vectors.shape[1]), dtype=np.float32)
    for row, words in enumerate(articles):
        if len(words):
            means[row] = rarity[words] @ vectors[words] / rarity[words].sum()
    means -= means.mean(axis=0) * (len(articles) / (len(articles) + MEAN_SMOOTHING))
    return _cosines(means)


def _word_similarity(articles: Sequence[NDArray[np.intp]], vectors: Matrix, rarity: Matrix) -> Matrix:
    """Return the mean similarity of each word to the closest word of the other article, weighted by rarity."""
    weights = np.zeros((len(articles), len(rarity)), dtype=np.float32)
    for row, words in enumerate(articles):
        if len(words):
            weights[row, words] = rarity[words] / rarity[words].sum()
    found = np.zeros((len(articles), len(articles)), dtype=np.float32)
    for start in range(0, len(articles), BLOCK_SIZE):
        block = articles[start : start + BLOCK_SIZE]
        closest = np.zeros((len(rarity), len(block)), dtype=np.float32)
        for column, words in enumerate(block):
            if len(words):
                closest[:, column] = (vectors @ vectors[words].T).max(axis=1)
        scaled = np.clip((closest - UNRELATED_SIMILARITY) / (1 - UNRELATED_SIMILARITY), 0, 1)
        found[:, start : start + BLOCK_SIZE] = weights @ scaled
    return np.asarray((found + found.T) / 2, dtype=np.float32)


def _name_similarity(articles: Sequence[Collection[str]]) -> Matrix:
    """Return the cosines of the articles' names, weighted by rarity."""
    counts = Counter(name for names in articles for name in names)
    columns = {name: column for column, name in enumerate(sorted(counts))}
    table = np.zeros((len(articles), len(columns)), dtype=np.float32)
    for row, names in enumerate(articles):
        for name in names:
            table[row, columns[name]] = np.log(1 + len(articles) / counts[name])
    return _cosines(table)


def _cosines(rows: Matrix) -> Matrix:
    rows = _unit(rows)
    return np.asarray(rows @ rows.T, dtype=np.float32)


def _rarity(words: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> Matrix:
    """Return the inverse frequency of each word's stem."""
    counts: Mapping[str, int] = Counter(one for article in words for one in {stem(word) for word in article})
    return np.asarray([np.log(1 + len(words) / counts[stem(word)]) for word in vocabulary], dtype=np.float32)


def _days_apart(days: Sequence[date | None]) -> Matrix:
    numbers = np.asarray([day.toordinal() if day else -1 for day in days], dtype=np.float32)
    apart = np.abs(numbers[:, None] - numbers[None, :])
    unknown = numbers < 0
    apart[unknown[:, None] | unknown[None, :]] = 0  # an unknown day separates no articles
    return np.asarray(apart, dtype=np.float32)


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _normalise(word: str) -> str:
    return fold(_POSSESSIVE.sub("", word))


def _join_groups(pairs: Matrix, threshold: float) -> list[list[int]]:
    """Return the groups by average linkage. Each row keeps its best partner, so a join updates only rows."""
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
