"""Replies to golden questions in other words than the articles', with the places that each sentence rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from evals.datasets.question_sets import GOLDEN_ARTICLES, HELD_QUESTIONS, MORE_QUESTIONS
from evals.datasets.samples import (
    GOLDEN,
    QUESTIONS,
    Sample,
    StrictRow,
    current_texts,
    load_golden_articles,
    load_samples,
    raise_faults,
    read_json_lines,
)

REPLIES = GOLDEN / "replies.jsonl"


@dataclass(frozen=True, slots=True)
class Place(StrictRow):
    """A place of an article's current version."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReplySentence(StrictRow):
    """A sentence without markers, and what it rests on."""

    text: str
    cites: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ReplyRow(StrictRow):
    """The reply to the golden question `id`."""

    id: str
    reply: tuple[ReplySentence, ...]
    split: Literal["dev", "held"]


def load_replies(file: Path = REPLIES) -> tuple[tuple[Sample, ReplyRow], ...]:
    """Return each reply with its question. Raises UsageError with every fault of the file."""
    articles = load_golden_articles(*GOLDEN_ARTICLES)
    questions = [load_samples(one, articles=articles) for one in (QUESTIONS, MORE_QUESTIONS, HELD_QUESTIONS)]
    samples = {sample.id: sample for some in questions for sample in some}
    rows = read_json_lines(file, TypeAdapter(ReplyRow))
    raise_faults([file], list(_faults(rows, samples, current_texts(articles))))
    return tuple((samples[row.id], row) for row in rows)


def _faults(rows: Sequence[ReplyRow], samples: Mapping[str, Sample], texts: Mapping[str, str]) -> Iterator[str]:
    for row in rows:
        if row.id not in samples:
            yield f"{row.id}: there is no golden question of that id"
        for place in (place for sentence in row.reply for place in sentence.cites):
            if not 0 <= place.start < place.end <= len(texts.get(place.article_id, "")):
                yield f"{row.id}: {place} is not in the article"
