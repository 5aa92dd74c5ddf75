"""The sets of questions that can be run: the golden set, the one in other words, or a newsroom's own file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    current_texts,
    load_golden_articles,
    load_samples,
    read_lines,
    refuse,
)
from evals.scorers.case import Corpus, Voice
from index.errors import UsageError

FURTHER_ARTICLES = GOLDEN / "further_articles.jsonl"
MORE_QUESTIONS = GOLDEN / "more_questions.jsonl"
HELD_QUESTIONS = GOLDEN / "held_questions.jsonl"
OTHER_WORDS = GOLDEN / "other_words.jsonl"
VOICES = GOLDEN / "voices.jsonl"
GOLDEN_ARTICLES = (ARTICLES, MORE_ARTICLES, FURTHER_ARTICLES)
NAMED: Mapping[str, tuple[Path, ...]] = {
    "golden": (QUESTIONS, MORE_QUESTIONS, HELD_QUESTIONS),
    "other_words": (OTHER_WORDS,),
}
"""The sets that are shipped, each asked of all sample articles."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, and the truth about the articles that they are asked of.

    `articles` are to be ingested first; none where the questions are asked of an index that is there. `hash` is of all
    that the figures depend on: articles, questions and marks.
    """

    name: str
    samples: tuple[Sample, ...]
    corpus: Corpus
    articles: tuple[Path, ...]
    hash: str


@cache
def load_named(name: str) -> QuestionSet:
    """A shipped set, checked: every span, every voice, every id. Raises UsageError with all that is wrong."""
    articles = load_golden_articles(*GOLDEN_ARTICLES)
    samples = load_samples(*NAMED[name], articles=articles)
    texts = current_texts(articles)
    return QuestionSet(
        name,
        tuple(sample if sample.split else replace(sample, split="dev") for sample in samples),
        Corpus(texts, load_voices(VOICES, texts), frozenset(texts)),
        GOLDEN_ARTICLES,
        hash_of((*GOLDEN_ARTICLES, VOICES, *NAMED[name])),
    )


def load_own(file: Path, assistant: Assistant) -> QuestionSet:
    """A newsroom's own questions, checked against the articles of its index that they name."""
    articles = list(_named_articles(file, assistant))
    samples = load_samples(file, articles=articles, among=False)
    return QuestionSet(file.stem, samples, Corpus(current_texts(articles)), (), hash_of([file]))


def load_voices(file: Path, texts: Mapping[str, str]) -> dict[str, tuple[Voice, ...]]:
    """Whose which words of the articles are, as a reader marked it, by article."""
    voices = read_lines(file, TypeAdapter(Voice))
    refuse([file], list(_voice_problems(voices, texts)))
    by_article: dict[str, tuple[Voice, ...]] = {}
    for voice in voices:
        by_article[voice.article_id] = (*by_article.get(voice.article_id, ()), voice)
    return by_article


def chosen(
    samples: Iterable[Sample], *, tags: Sequence[str] = (), split: str | None = None, limit: int | None = None
) -> tuple[Sample, ...]:
    """Those with any of the tags, of the split; at most so many, from all over the set."""
    found = [one for one in samples if (not tags or set(tags) & set(one.tags)) and split in (None, one.split)]
    if not found:
        raise UsageError("no question is left to ask", hint="choose other --tags, or another --split")
    if limit is not None and limit < 1:
        raise UsageError(f"the limit is {limit}", hint="choose 1 or more")
    if limit is None or limit >= len(found):
        return tuple(found)
    return tuple(found[number * len(found) // limit] for number in range(limit))


def hash_of(files: Iterable[Path]) -> str:
    """One hash over the contents of files, in their order."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _named_articles(file: Path, assistant: Assistant) -> Iterator[ArticleRow]:
    if not file.is_file():
        known = ", ".join(NAMED)
        raise UsageError(f"no set and no file {str(file)!r}", hint=f"name one of {known}, or benchmark:NAME, or a file")
    named = {span.article_id for sample in read_lines(file, TypeAdapter(Sample)) for span in sample.spans}
    named |= {one.article_id for sample in read_lines(file, TypeAdapter(Sample)) for one in sample.relevant}
    held = assistant.view().snapshot.articles(named)
    for article in held.values():
        yield {"id": article.id, "title": article.title, "text": article.text, "publisher": article.publisher}


def _voice_problems(voices: Sequence[Voice], texts: Mapping[str, str]) -> Iterator[str]:
    for one in voices:
        text = texts.get(one.article_id)
        if text is None:
            yield f"no article {one.article_id!r}"
        elif not one.quote or text[one.start : one.end] != one.quote:
            yield f"[{one.start}, {one.end}) of {one.article_id!r} is not {one.quote!r}"
        for name in one.speakers if text else ():
            if name.split()[-1] not in (text or ""):
                yield f"{name!r} is not named in {one.article_id!r}"
