"""The pipeline from a question to an Answer: understand, retrieve, compose, verify.

The terminal, Slack, evaluation and Python all call `answer_question` and only differ in rendering its events.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from assistant.answers.extractive import compose_abstention, compose_extractive
from assistant.answers.nearest import with_nearest
from assistant.errors import ModelFailed
from assistant.generation.question_rewriting import find_new_name, find_rewrite_fault
from assistant.retrieval.evidence import earlier_evidence, evidence_for_model, find_evidence
from assistant.types import (
    EXTRACTIVE,
    LONE_SURROGATE,
    Answer,
    Answered,
    Checking,
    Composed,
    Draft,
    Dropped,
    Event,
    Filters,
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
from assistant.understanding.implied_filters import loosen_filters
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from index.errors import OnrecordError, UsageError
from index.search.view import View


class ModelComposer(Protocol):
    """A composer that calls a model and verifies its reply. It reports a model's failure and never raises it."""

    @property
    def name(self) -> str: ...

    def compose(
        self, query: Query, found: RetrievedEvidence, history: Sequence[Turn], *, generation: int
    ) -> Iterator[TextDelta | Checking | Composed]:
        """Yield verified text as it arrives, then one Composed."""
        ...

    def rewrite_question(self, query: Query, history: Sequence[Turn], *, generation: int) -> RewriteAttempt:
        """Return a follow-up as a self-contained question, unchecked."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """One generation of an index, and a model if one was chosen."""

    view: View
    registry: SpeakerMatcher
    model: ModelComposer | None = None
    strict_model: bool = False
    clock: Callable[[], float] = time.perf_counter
    publishers: PublisherMatcher = field(default_factory=PublisherMatcher)
    today: Callable[[], date] = date.today
    """Returns the current day in the user's time zone."""


def parse_question(
    question: str, context: AnswerContext, *, history: Sequence[Turn] = (), filters: Filters | None = None
) -> Query:
    """Return the question as a query with the filters applied. Raises UsageError for an empty question.

    An implied publisher or period that leaves no article is loosened; one that was set by option is not.
    """
    if not question.strip():
        raise UsageError(
            "the question is empty", hint='ask something, for example: onrecord ask "What did Rubio say about NATO?"'
        )
    if LONE_SURROGATE.search(question):
        raise UsageError(
            "the question contains half a character (a lone surrogate)",
            hint="type the question again, or save it as UTF-8",
        )
    filters = filters or Filters()

    query = understand(
        question,
        registry=context.registry,
        publishers=context.publishers,
        today=context.today(),
        history=history,
        scope=filters.scope,
        speaker=filters.speaker,
        as_of=filters.as_of,
        without=filters.without,
    )
    snapshot = context.view.snapshot
    return loosen_filters(query, filters.scope, lambda scope: snapshot.coverage(scope).articles > 0)


def answer_question(
    question: str, context: AnswerContext, *, history: Sequence[Turn] = (), filters: Filters | None = None
) -> Iterator[Event]:
    """Yield Searched, then verified text as it arrives, then Answered.

    If the model fails, the answer is extractive and its receipt says why; with a strict model, raises ModelFailed.
    """
    started = context.clock()
    resolved = _resolve(parse_question(question, context, history=history, filters=filters), context, history, filters)
    query = resolved.query
    found = find_evidence(query, context.view)
    coverage = context.view.snapshot.coverage(query.scope)
    searched = context.clock()
    yield Searched(query, found)
    composed = Composed(None, resolved.failure)
    is_asked = context.model is not None and bool(found) and not resolved.failure  # a model that just failed is not
    if context.model is not None and is_asked:
        earlier = earlier_evidence(history, query=query, found=found, view=context.view)
        evidence = evidence_for_model(query, replace(found, earlier=earlier, around=()), context.view)
        for event in context.model.compose(query, evidence, history, generation=context.view.snapshot.generation):
            if isinstance(event, Composed):
                composed = event
            else:
                yield event
    degraded = composed.degradation(context.model.name) if context.model and (is_asked or composed.failure) else None
    problem = degraded or composed.check_note
    if problem and context.strict_model:
        raise composed.failure or ModelFailed(problem, hint="ask again, or choose another model")
    draft = composed.draft
    if composed.abstained:
        draft = compose_abstention(query, found, coverage, about=composed.draft)
    if draft is None:
        draft = compose_extractive(query, found, coverage)
    if draft is not composed.draft:
        yield TextDelta(draft.text, draft.citations)
    draft = with_nearest(draft, found.hits, query=query)
    ended = context.clock()
    spent = (resolved.attempt.spent if resolved.attempt else Spending()) + composed.spent
    verify, total = composed.verify_seconds, ended - started
    seconds = StageSeconds(search=searched - started, compose=ended - searched - verify, verify=verify, total=total)
    receipt = Receipt(
        composer=context.model.name if context.model and (composed.draft or composed.abstained) else EXTRACTIVE,
        coverage=coverage,
        query=query,
        degraded=degraded,
        dropped=(*resolved.dropped, *composed.dropped),
        independent_outlets=context.view.stories.count_independent_outlets({one.article.id for one in draft.citations}),
        usage=spent.usage,
        cost_usd=spent.usd,
        prompt=composed.prompt,
        packed=composed.packed,
        packing_note=composed.packing_note,
        checker=composed.checker,
        check_note=composed.check_note,
        vectors=context.view.used_embedders,
        rewritten=resolved.rewritten,
        cached=composed.cached,
        seconds=seconds,
    )
    yield Answered(assemble_answer(question, draft, receipt, history))


@dataclass(frozen=True, slots=True)
class _Resolved:
    """The query to search for, and the model's attempt to rewrite its question, if any."""

    query: Query
    attempt: RewriteAttempt | None = None
    rewritten: RewrittenQuestion | None = None
    dropped: tuple[Dropped, ...] = ()

    @property
    def failure(self) -> OnrecordError | None:
        return self.attempt.failure if self.attempt else None


def _resolve(query: Query, context: AnswerContext, history: Sequence[Turn], filters: Filters | None) -> _Resolved:
    """Let a model rewrite an unresolved follow-up, and use the rewrite only if it adds no name."""
    if context.model is None or not history:
        return _Resolved(query)
    if not is_unresolved(query, parse_question(query.question, context, filters=filters)):
        return _Resolved(query)
    attempt = context.model.rewrite_question(query, history, generation=context.view.snapshot.generation)
    text = attempt.text
    if text is None or text == query.question:
        return _Resolved(query, attempt)
    fault = find_rewrite_fault(text, query.question, history)
    if fault:
        return _Resolved(query, attempt, dropped=(Dropped(text, f"not searched for: {fault}"),))
    rewritten = parse_question(text, context, history=history, filters=filters)
    new_name = find_new_name(rewritten, query.question, history)
    if new_name:
        why = f"not searched for: neither the conversation nor the question speaks of {new_name!r}"
        return _Resolved(query, attempt, dropped=(Dropped(text, why),))
    return _Resolved(rewritten, attempt, RewrittenQuestion(text, attempt.prompt))


def assemble_answer(question: str, draft: Draft, receipt: Receipt, history: Sequence[Turn] = ()) -> Answer:
    """Return the draft as an answer."""
    return Answer(
        question=question,
        status=draft.status,
        text=draft.text,
        receipt=receipt,
        statements=draft.statements,
        citations=draft.citations,
        said_by=draft.said_by,
        related=draft.related,
        nearest=draft.nearest,
        unanswered=draft.unanswered,
        history=tuple(history),
    )
