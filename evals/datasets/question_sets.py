"""The sets of questions that can be run: the golden set, the paraphrased questions, or a newsroom's file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from assistant import Assistant
from evals.datasets.corpus import Corpus, load_attributed_quotes
from evals.datasets.samples import (
    ARTICLES,
    GOLDEN,
    MORE_ARTICLES,
    QUESTIONS,
    ArticleRow,
    Sample,
    current_texts,
    load_golden_articles,
    load_samples,
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
class QuestionSet:
    """Questions and the annotated articles that they are asked over.

    `articles` are ingested first; there are none for a set that is asked over an existing index. `hash` covers all
    articles, questions and annotations.
    """

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
