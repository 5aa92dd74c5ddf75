"""Articles to a summary: by a model where what it wrote can be verified, else in their own sentences."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from assistant.errors import ModelFailed
from assistant.overviews.summary.extractive import summarise_extractive
from assistant.overviews.types import FORMS, LENGTHS, Form, Length, Reading
from assistant.types import EXTRACTIVE, NO_RECORD, Answer, Composed, Draft, Query, Receipt, StageSeconds
from index.errors import UsageError
from index.stories.story import independent_outlets
from index.types import Coverage

MOST_ARTICLES = 200
"""More are a digest's: nobody reads a summary of which each sentence stands for twenty articles."""


class Summariser(Protocol):
    """A model that is asked for summaries, and whose every sentence is verified."""

    @property
    def name(self) -> str: ...

    def summarise(
        self,
        readings: Sequence[Reading],
        query: Query,
        *,
        length: Length,
        form: Form = "paragraph",
        most: int | None = None,
    ) -> Composed:
        """What could be verified; of all of it no more than `most` sentences. Never raises for a model's failure."""
        ...


def require_summarisable(articles: Sequence[str], *, length: str, form: str) -> None:
    """Raises UsageError for what nobody can be given a summary of."""
    if length not in LENGTHS:
        raise UsageError(f"a summary cannot be {length!r}", hint=f"choose one of {', '.join(LENGTHS)}")
    if form not in FORMS:
        raise UsageError(f"a summary cannot be written as {form!r}", hint=f"choose one of {', '.join(FORMS)}")
    if not articles:
        raise UsageError("no article was named", hint="give an article's id, its address, or a file")
    if len(articles) > MOST_ARTICLES:
        raise UsageError(
            f"{len(articles):,} articles are too many for one summary, which takes {MOST_ARTICLES}",
            hint="name fewer, or ask for `onrecord digest` with --since, --topic or --publisher",
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
    """The summary as an Answer. Raises ModelFailed only where the model is strict."""
    started = clock()
    question = f"Summarise {'; '.join(one.article.title or one.article.id for one in readings)}"
    query = Query(question, "summary")
    composed = model.summarise(readings, query, length=length, form=form) if model else Composed(None)
    degraded = composed.lacking(model.name) if model else None
    if degraded and strict_model:
        raise composed.failure or ModelFailed(degraded, hint="ask again, or choose another model")
    draft = composed.draft or summarise_extractive(readings, length=length, form=form) or _nothing(readings)
    ended = clock()
    receipt = Receipt(
        composer=model.name if model and composed.draft else EXTRACTIVE,
        coverage=_coverage(readings),
        query=query,
        degraded=degraded,
        dropped=composed.dropped,
        independent_outlets=independent_outlets([one.story for one in readings if one.story]),
        usage=composed.usage,
        cost_usd=composed.cost_usd,
        prompt=composed.prompt,
        cached=composed.cached,
        seconds=StageSeconds(
            compose=ended - started - composed.verify_seconds, verify=composed.verify_seconds, total=ended - started
        ),
    )
    return Answer(question, draft.status, draft.text, receipt, draft.statements, draft.citations)


def _nothing(readings: Sequence[Reading]) -> Draft:
    many = "1 article" if len(readings) == 1 else f"{len(readings)} articles"
    return Draft("no_evidence", f"{NO_RECORD} of a sentence that can be shown by itself in {many}.")


def _coverage(readings: Sequence[Reading]) -> Coverage:
    days = [day for one in readings if (day := one.article.published_day)]
    return Coverage(len(readings), min(days, default=None), max(days, default=None))
