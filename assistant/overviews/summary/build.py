"""Builds a summary: by a model if its text can be verified, else from the articles' own sentences."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from assistant.errors import ModelFailed
from assistant.overviews.model_usage import add_model_usage
from assistant.overviews.summary.extractive import summarise_extractive
from assistant.overviews.types import FORMS, LENGTHS, Form, Length, Reading
from assistant.types.types import EXTRACTIVE, NO_RECORD, Answer, Composed, Draft, Query, Receipt, StageSeconds
from index.errors import UsageError
from index.stories.story import independent_outlets
from index.types import Coverage

MAX_ARTICLES = 200


class Summariser(Protocol):
    """A model that writes summaries, with every sentence verified."""

    @property
    def name(self) -> str: ...

    def summarise(
        self,
        readings: Sequence[Reading],
        query: Query,
        *,
        length: Length,
        form: Form = "paragraph",
        max_sentences: int | None = None,
    ) -> Composed:
        """Return the verified sentences, at most `max_sentences`. Never raises if the model fails."""
        ...


def require_summarisable(articles: Sequence[str], *, length: str, form: str) -> None:
    """Raise UsageError for an unknown length or form, no articles, or too many articles."""
    if length not in LENGTHS:
        raise UsageError(f"unknown length {length!r} of a summary", hint=f"choose one of {', '.join(LENGTHS)}")
    if form not in FORMS:
        raise UsageError(f"unknown form {form!r} of a summary", hint=f"choose one of {', '.join(FORMS)}")
    if not articles:
        raise UsageError("no article to summarise", hint="give an article's id, its URL, or a file")
    if len(articles) > MAX_ARTICLES:
        raise UsageError(
            f"{len(articles):,} articles are too many for one summary, which takes at most {MAX_ARTICLES}",
            hint="name fewer, or run `onrecord digest` with --since, --topic or --publisher",
        )


def answer_summary(
    readings: Sequence[Reading],
    *,
    length: Length,
    form: Form,
    model: Summariser | None,
    strict_model: bool,
    clock: Callable[[], float] = time.perf_counter,
) -> Answer:
    """Return the summary as an answer. Raises ModelFailed only if the model is strict."""
    started = clock()
    question = f"Summarise {'; '.join(one.article.title or one.article.id for one in readings)}"
    query = Query(question, "summary")
    composed = model.summarise(readings, query, length=length, form=form) if model else Composed(None)
    degraded = composed.lacking(model.name) if model else None
    if degraded and strict_model:
        raise composed.failure or ModelFailed(degraded, hint="ask again, or choose another model")
    draft = composed.draft or summarise_extractive(readings, length=length, form=form) or _no_record_draft(readings)
    ended, verified = clock(), composed.verify_seconds
    receipt = Receipt(
        composer=EXTRACTIVE,
        coverage=_coverage(readings),
        query=query,
        independent_outlets=independent_outlets([one.story for one in readings if one.story]),
        seconds=StageSeconds(compose=ended - started - verified, verify=verified, total=ended - started),
    )
    composer = model.name if model and composed.draft else EXTRACTIVE
    receipt = add_model_usage(receipt, composed, composer=composer, degraded=degraded)
    return Answer(question, draft.status, draft.text, receipt, draft.statements, draft.citations)


def _no_record_draft(readings: Sequence[Reading]) -> Draft:
    articles = "1 article" if len(readings) == 1 else f"{len(readings)} articles"
    return Draft("no_evidence", f"{NO_RECORD} of a sentence that can be shown by itself in {articles}.")


def _coverage(readings: Sequence[Reading]) -> Coverage:
    days = [day for one in readings if (day := one.article.published_day)]
    return Coverage(len(readings), min(days, default=None), max(days, default=None))
