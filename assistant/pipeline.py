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
from assistant.generation.question_rewriting import find_new_name, find_rewrite_fault
from assistant.retrieval.conversation import earlier_evidence
from assistant.retrieval.evidence import find_evidence, with_article_statements
from assistant.types.filters import HALF_CHARACTER, Filters
from assistant.types.types import (
    EXTRACTIVE,
    Answer,
    Answered,
    Composed,
    Draft,
    Dropped,
    Event,
    FilterName,
    Query,
    Receipt,
    RetrievedEvidence,
    RewriteAttempt,
    RewrittenQuestion,
    Searched,
    Spending,
    StageSeconds,
    TextDelta,
    Turn,
)
from assistant.understanding.followups import is_unresolved
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from index.errors import OnrecordError, UsageError
from index.search.view import View


class ModelComposer(Protocol):
    """A composer that asks a model and verifies what comes back."""

    @property
    def name(self) -> str: ...

    def compose(
        self, query: Query, found: RetrievedEvidence, history: Sequence[Turn], *, generation: int
    ) -> Iterator[TextDelta | Composed]:
        """Verified text as it comes, then one Composed, always the last. Never raises for a model's failure."""
        ...

    def in_full(self, query: Query, history: Sequence[Turn], *, generation: int) -> RewriteAttempt:
        """A follow-up as a question of its own, not checked. Never raises for a model's failure."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What questions are answered with: one generation of an index, and a model where one was chosen."""

    view: View
    registry: SpeakerMatcher
    model: ModelComposer | None = None
    strict_model: bool = False
    clock: Callable[[], float] = time.perf_counter
    publishers: PublisherMatcher = field(default_factory=PublisherMatcher)
    today: Callable[[], date] = date.today
    """Which day it is where the question is asked."""


def parse_question(
    question: str, context: AnswerContext, *, history: Sequence[Turn] = (), filters: Filters | None = None
) -> Query:
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

    def understood(without: Collection[FilterName]) -> Query:
        return understand(
            question,
            registry=context.registry,
            publishers=context.publishers,
            today=context.today(),
            history=history,
            scope=filters.scope,
            speaker=filters.speaker,
            as_of=filters.as_of,
            without=without,
        )

    query = understood(filters.without)
    of_a_period = any(one.filter == "period" for one in query.understood) and query.asks_for_a_fact
    if of_a_period and not context.view.snapshot.coverage(query.scope).articles:
        return understood({*filters.without, "period"})
    return query


def answer_question(
    question: str, context: AnswerContext, *, history: Sequence[Turn] = (), filters: Filters | None = None
) -> Iterator[Event]:
    """Searched, then verified text as it comes, then Answered. Raises what the index raises, and with a strict model
    ModelFailed; a model that fails otherwise gives the extractive answer, and the receipt says so.
    """
    started = context.clock()
    query = parse_question(question, context, history=history, filters=filters)
    read = _resolved(query, context, history, filters) if context.model and history else _Read(query)
    query = read.query
    found = find_evidence(query, context.view)
    coverage = context.view.snapshot.coverage(query.scope)
    searched = context.clock()
    yield Searched(query, found)
    composed = Composed(None, read.failure)
    if context.model is not None and found.enough and not read.failure:  # what has just failed is not asked again
        found = _with_conversation(query, found, history, context.view)
        for event in context.model.compose(query, found, history, generation=context.view.snapshot.generation):
            if isinstance(event, Composed):
                composed = event
            else:
                yield event
    degraded = _degraded(context, found, composed)
    if degraded and context.strict_model:
        raise composed.failure or ModelFailed(degraded, hint="ask again, or choose another model")
    draft = composed.draft
    if draft is None:
        draft = compose_extractive(query, found, coverage)
        yield TextDelta(draft.text, draft.citations)
    ended = context.clock()
    spent = (read.in_full.spent if read.in_full else Spending()) + composed.spent
    receipt = Receipt(
        composer=context.model.name if context.model and composed.draft else EXTRACTIVE,
        coverage=coverage,
        query=query,
        degraded=degraded,
        dropped=(*read.dropped, *composed.dropped),
        independent_outlets=context.view.stories.independent_outlets({one.article.id for one in draft.citations}),
        usage=spent.usage,
        cost_usd=spent.usd,
        prompt=composed.prompt,
        vectors=context.view.vectors_of,
        rewritten=read.rewritten,
        cached=composed.cached,
        seconds=StageSeconds(
            search=searched - started,
            compose=ended - searched - composed.verify_seconds,
            verify=composed.verify_seconds,
            total=ended - started,
        ),
    )
    yield Answered(assemble_answer(question, draft, receipt, history))


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it is searched for, and what a model had to do with that."""

    query: Query
    in_full: RewriteAttempt | None = None
    rewritten: RewrittenQuestion | None = None
    dropped: tuple[Dropped, ...] = ()

    @property
    def failure(self) -> OnrecordError | None:
        return self.in_full.failure if self.in_full else None


def _resolved(query: Query, context: AnswerContext, history: Sequence[Turn], filters: Filters | None) -> _Read:
    """The query, or where it hangs in the air what a model says that the question means: to search for, and only if it
    speaks of nobody and nothing that the conversation does not speak of."""
    if context.model is None or not is_unresolved(query, parse_question(query.question, context, filters=filters)):
        return _Read(query)
    in_full = context.model.in_full(query, history, generation=context.view.snapshot.generation)
    text = in_full.text
    if text is None or text == query.question:
        return _Read(query, in_full)
    fault = find_rewrite_fault(text, query.question, history)
    if fault:
        return _Read(query, in_full, dropped=(Dropped(text, f"not searched for: {fault}"),))
    meant = parse_question(text, context, history=history, filters=filters)
    stranger = find_new_name(meant, query.question, history)
    if stranger:
        why = f"not searched for: neither the conversation nor the question speaks of {stranger!r}"
        return _Read(query, in_full, dropped=(Dropped(text, why),))
    return _Read(meant, in_full, RewrittenQuestion(text, in_full.prompt))


def _with_conversation(
    query: Query, found: RetrievedEvidence, history: Sequence[Turn], view: View
) -> RetrievedEvidence:
    """With what earlier answers cited, and all that is said in the articles."""
    earlier = earlier_evidence(history, query=query, found=found, view=view)
    return with_article_statements(replace(found, earlier=earlier, around=()) if earlier else found, view)


def _degraded(context: AnswerContext, found: RetrievedEvidence, composed: Composed) -> str | None:
    """Why the answer is less than the model that was asked for would give; None when it is not."""
    if context.model is None or not (found.enough or composed.failure):
        return None
    return composed.lacking(context.model.name)


def assemble_answer(question: str, draft: Draft, receipt: Receipt, history: Sequence[Turn] = ()) -> Answer:
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
