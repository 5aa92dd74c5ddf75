"""The question sets that can be run (golden, paraphrased, a newsroom's file), with their annotated articles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from assistant import Assistant
from evals.datasets.samples import (
    ARTICLES,
    GOLDEN,
    MORE_ARTICLES,
    QUESTIONS,
    ArticleRow,
    Sample,
    StrictRow,
    current_texts,
    load_golden_articles,
    load_samples,
    raise_faults,
    read_json_lines,
    spread,
)
from index.errors import UsageError

FURTHER_ARTICLES = GOLDEN / "further_articles.jsonl"
MORE_QUESTIONS = GOLDEN / "more_questions.jsonl"
HELD_QUESTIONS = GOLDEN / "held_questions.jsonl"
PARAPHRASES = GOLDEN / "other_words.jsonl"
ATTRIBUTED_QUOTES = GOLDEN / "voices.jsonl"
GOLDEN_ARTICLES = (ARTICLES, MORE_ARTICLES, FURTHER_ARTICLES)
SHIPPED_SETS = {"golden": (QUESTIONS, MORE_QUESTIONS, HELD_QUESTIONS), "other_words": (PARAPHRASES,)}
"""Each is asked over all sample articles."""


@dataclass(frozen=True, slots=True)
class AttributedQuote(StrictRow):
    """Words of an article, `quote` at `[start, end)`, and their speakers. No names: nobody that the article names."""

    article_id: str
    start: int
    end: int
    quote: str
    speakers: tuple[str, ...] = ()
    relayed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The stored articles. Annotators marked every quote in those of `annotated`."""

    texts: Mapping[str, str]
    quotes: Mapping[str, Sequence[AttributedQuote]] = field(default_factory=dict)
    annotated: frozenset[str] = frozenset()

    def same_text(self, first: str, second: str) -> bool:
        """Return whether two articles are wire copies, so that offsets into one are offsets into the other."""
        return first == second or (first in self.texts and self.texts[first] == self.texts.get(second))

    def annotated_copy(self, article_id: str) -> str | None:
        """Return the annotated article with the same text, or None."""
        if article_id in self.annotated:
            return article_id
        return next((other for other in self.annotated if self.same_text(other, article_id)), None)


def load_attributed_quotes(file: Path, texts: Mapping[str, str]) -> dict[str, tuple[AttributedQuote, ...]]:
    """Return the annotated quotes by article. Raises UsageError with every quote that its article does not contain."""
    quotes = read_json_lines(file, TypeAdapter(AttributedQuote))
    raise_faults([file], list(_quote_faults(quotes, texts)))
    by_article: dict[str, tuple[AttributedQuote, ...]] = {}
    for quote in quotes:
        by_article[quote.article_id] = (*by_article.get(quote.article_id, ()), quote)
    return by_article


def _quote_faults(quotes: Sequence[AttributedQuote], texts: Mapping[str, str]) -> Iterator[str]:
    for quote in quotes:
        text = texts.get(quote.article_id)
        if text is None:
            yield f"no article {quote.article_id!r}"
            continue
        if not quote.quote or text[quote.start : quote.end] != quote.quote:
            yield f"[{quote.start}, {quote.end}) of {quote.article_id!r} is not {quote.quote!r}"
        unnamed = [name for name in quote.speakers if name.split()[-1] not in text]
        yield from (f"{name!r} is not named in {quote.article_id!r}" for name in unnamed)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions with their annotated articles. `articles` are ingested first: none for a set over an own index."""

    name: str
    samples: tuple[Sample, ...]
    corpus: Corpus
    articles: tuple[Path, ...]
    hash: str


@cache
def load_shipped_set(name: str) -> QuestionSet:
    """Return a validated shipped set. Raises UsageError with all faults."""
    articles = load_golden_articles(*GOLDEN_ARTICLES)
    samples = load_samples(*SHIPPED_SETS[name], articles=articles)
    texts = current_texts(articles)
    return QuestionSet(
        name,
        tuple(sample if sample.split else replace(sample, split="dev") for sample in samples),
        Corpus(texts, load_attributed_quotes(ATTRIBUTED_QUOTES, texts), frozenset(texts)),
        GOLDEN_ARTICLES,
        hash_files((*GOLDEN_ARTICLES, ATTRIBUTED_QUOTES, *SHIPPED_SETS[name])),
    )


def load_own_set(file: Path, assistant: Assistant) -> QuestionSet:
    """Return a newsroom's questions, validated against the articles of its index that they name."""
    articles = list(_named_articles(file, assistant))
    samples = load_samples(file, articles=articles, complete=False)
    return QuestionSet(file.stem, samples, Corpus(current_texts(articles)), (), hash_files([file]))


def select_samples(
    samples: Iterable[Sample], *, tags: Sequence[str] = (), split: str | None = None, limit: int | None = None
) -> tuple[Sample, ...]:
    """Return the samples of the split with any of the tags, at most `limit`, taken evenly from the set."""
    tagged = [sample for sample in samples if not tags or set(tags) & set(sample.tags)]
    found = [sample for sample in tagged if split in (None, sample.split)]
    if not found:
        raise UsageError("no question matches", hint="choose other --tags, or another --split")
    if limit is not None and limit < 1:
        raise UsageError(f"--limit is {limit}", hint="choose 1 or more")
    return spread(found, limit)


def hash_files(files: Iterable[Path]) -> str:
    """Return one hash over the contents of the files, in order."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _named_articles(file: Path, assistant: Assistant) -> Iterator[ArticleRow]:
    if not file.is_file():
        names = ", ".join(SHIPPED_SETS)
        raise UsageError(f"no set or file {str(file)!r}", hint=f"name one of {names}, or benchmark:NAME, or a file")
    samples = read_json_lines(file, TypeAdapter(Sample))
    ids = {span.article_id for sample in samples for span in sample.spans}
    ids |= {relevant.article_id for sample in samples for relevant in sample.relevant}
    for article in assistant.view().snapshot.articles(ids).values():
        yield {"id": article.id, "title": article.title, "text": article.text, "publisher": article.publisher}
