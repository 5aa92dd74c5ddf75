"""One question, from its words to an Answer: understand, find, compose, verify.

Every way of asking (terminal, Slack, evaluation, Python) comes through `answer_question`; what differs is only who
renders the events.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from assistant.answers.extractive import compose_extractive
from assistant.errors import ModelFailed
from assistant.generation.question_rewriting import fault_of, speaks_of_others
from assistant.retrieval.conversation import cited_before
from assistant.retrieval.evidence import find, with_all_around
from assistant.types.filters import HALF_CHARACTER, Filters
from assistant.types.types import (
    EXTRACTIVE,
    Answer,
    Answered,
    Composed,
    Draft,
    Dropped,
    Event,
    Found,
    InFull,
    Narrowing,
    Query,
    Receipt,
    Rewritten,
    Searched,
    Seconds,
    Spent,
    TextDelta,
    Turn,
)
from assistant.understanding.followups import is_unresolved
from assistant.understanding.publishers import Publishers
from assistant.understanding.query import understand
from assistant.understanding.speakers import Registry
from index.errors import OnrecordError, UsageError
from index.search.search import View


class ModelComposer(Protocol):
    """A composer that asks a model and verifies what comes back."""

    @property
    def name(self) -> str: ...

    def compose(
        self, query: Query, found: Found, history: Sequence[Turn], *, generation: int
    ) -> Iterator[TextDelta | Composed]:
        """Verified text as it comes, then one Composed, always the last. Never raises for a model's failure."""
        ...

    def in_full(self, query: Query, history: Sequence[Turn], *, generation: int) -> InFull:
        """A follow-up as a question of its own, not checked. Never raises for a model's failure."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What questions are answered with: one generation of an index, and a model where one was chosen."""

    view: View
    registry: Registry
    model: ModelComposer | None = None
    strict_model: bool = False
    clock: Callable[[], float] = time.perf_counter
    publishers: Publishers = field(default_factory=Publishers)
    today: Callable[[], date] = date.today
    """Which day it is where the question is asked."""


def read_question(question: str, desk: Desk, *, history: Sequence[Turn] = (), filters: Filters | None = None) -> Query:
    """The question understood against the desk's speakers, publishers and day, narrowed by the filters.

    A period out of which the index has nothing narrows no question of fact: "this week" of an index of last year is
    that of its articles. What somebody said in it is another matter: there is no record of it. Raises UsageError.
    """
    if not question.strip():
        raise UsageError(
            "the question is empty", hint='ask something, for example: onrecord ask "What did Rubio say about NATO?"'
        )
    if HALF_CHARACTER.search(question):
        raise UsageError("the question holds half a character (a lone surrogate)", hint="write it again as UTF-8")
    filters = filters or Filters()

    def understood(without: Collection[Narrowing]) -> Query:
        return understand(
            question,
            registry=desk.registry,
            publishers=desk.publishers,
            today=desk.today(),
            history=history,
            scope=filters.scope,
            speaker=filters.speaker,
            as_of=filters.as_of,
            without=without,
        )

    query = understood(filters.without)
    of_a_period = any(one.filter == "period" for one in query.understood) and query.asks_for_a_fact
    if of_a_period and not desk.view.snapshot.coverage(query.scope).articles:
        return understood({*filters.without, "period"})
    return query


def answer_question(
    question: str, desk: Desk, *, history: Sequence[Turn] = (), filters: Filters | None = None
) -> Iterator[Event]:
    """Searched, then verified text as it comes, then Answered. Raises what the index raises, and with a strict model
    ModelFailed; a model that fails otherwise gives the extractive answer, and the receipt says so.
    """
    started = desk.clock()
    query = read_question(question, desk, history=history, filters=filters)
    read = _resolved(query, desk, history, filters) if desk.model and history else _Read(query)
    query = read.query
    found = find(query, desk.view)
    coverage = desk.view.snapshot.coverage(query.scope)
    searched = desk.clock()
    yield Searched(query, found)
    composed = Composed(None, read.failure)
    if desk.model is not None and found.enough and not read.failure:  # what has just failed is not asked again
        found = _with_conversation(query, found, history, desk.view)
        for event in desk.model.compose(query, found, history, generation=desk.view.snapshot.generation):
            if isinstance(event, Composed):
                composed = event
            else:
                yield event
    degraded = _degraded(desk, found, composed)
    if degraded and desk.strict_model:
        raise composed.failure or ModelFailed(degraded, hint="ask again, or choose another model")
    draft = composed.draft
    if draft is None:
        draft = compose_extractive(query, found, coverage)
        yield TextDelta(draft.text, draft.citations)
    ended = desk.clock()
    spent = (read.in_full.spent if read.in_full else Spent()) + composed.spent
    receipt = Receipt(
        composer=desk.model.name if desk.model and composed.draft else EXTRACTIVE,
        coverage=coverage,
        query=query,
        degraded=degraded,
        dropped=(*read.dropped, *composed.dropped),
        independent_outlets=desk.view.stories.independent_outlets({one.article.id for one in draft.citations}),
        usage=spent.usage,
        cost_usd=spent.usd,
        prompt=composed.prompt,
        vectors=desk.view.vectors_of,
        rewritten=read.rewritten,
        cached=composed.cached,
        seconds=Seconds(
            search=searched - started,
            compose=ended - searched - composed.verify_seconds,
            verify=composed.verify_seconds,
            total=ended - started,
        ),
    )
    yield Answered(with_receipt(question, draft, receipt, history))


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it is searched for, and what a model had to do with that."""

    query: Query
    in_full: InFull | None = None
    rewritten: Rewritten | None = None
    dropped: tuple[Dropped, ...] = ()

    @property
    def failure(self) -> OnrecordError | None:
        return self.in_full.failure if self.in_full else None


def _resolved(query: Query, desk: Desk, history: Sequence[Turn], filters: Filters | None) -> _Read:
    """The query, or where it hangs in the air what a model says that the question means: to search for, and only if it
    speaks of nobody and nothing that the conversation does not speak of."""
    if desk.model is None or not is_unresolved(query, read_question(query.question, desk, filters=filters)):
        return _Read(query)
    in_full = desk.model.in_full(query, history, generation=desk.view.snapshot.generation)
    text = in_full.text
    if text is None or text == query.question:
        return _Read(query, in_full)
    fault = fault_of(text, query.question, history)
    if fault:
        return _Read(query, in_full, dropped=(Dropped(text, f"not searched for: {fault}"),))
    meant = read_question(text, desk, history=history, filters=filters)
    stranger = speaks_of_others(meant, query.question, history)
    if stranger:
        why = f"not searched for: neither the conversation nor the question speaks of {stranger!r}"
        return _Read(query, in_full, dropped=(Dropped(text, why),))
    return _Read(meant, in_full, Rewritten(text, in_full.prompt))


def _with_conversation(query: Query, found: Found, history: Sequence[Turn], view: View) -> Found:
    """With what earlier answers cited, and all that is said in the articles."""
    earlier = cited_before(history, query=query, found=found, view=view)
    return with_all_around(replace(found, earlier=earlier, around=()) if earlier else found, view)


def _degraded(desk: Desk, found: Found, composed: Composed) -> str | None:
    """Why the answer is less than the model that was asked for would give; None when it is not."""
    if desk.model is None or not (found.enough or composed.failure):
        return None
    return composed.lacking(desk.model.name)


def with_receipt(question: str, draft: Draft, receipt: Receipt, history: Sequence[Turn] = ()) -> Answer:
    """The draft as an answer."""
    return Answer(
        question=question,
        status=draft.status,
        text=draft.text,
        receipt=receipt,
        statements=draft.statements,
        citations=draft.citations,
        said_by=draft.said_by,
        related=draft.related,
        history=tuple(history),
    )
