"""Model calls for overviews: the lead above a timeline or a comparison, and the usage in the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answers.citations import CitationNumbers
from assistant.errors import ModelFailed
from assistant.pipeline import AnswerContext
from assistant.types import Answer, Composed, Draft, Dropped, Query, Receipt, RetrievedEvidence, Spending
from index.errors import OnrecordError
from index.types import ArticleStatement

MAX_STATEMENTS = 40  # the newest ones, which the model receives


@dataclass(frozen=True, slots=True)
class Lead:
    """The sentences with the markers of the overview, and the model's reply."""

    text: str = ""
    model: str = ""
    composed: Composed | None = None

    def credit(self, answer: Answer) -> Answer:
        """Return the answer with the cost and outcome of the lead in its receipt."""
        if self.composed is None:
            return answer
        degraded = None if self.text else f"{self.model} wrote no lead: {self.composed.degradation(self.model)}"
        composer = self.model if self.text else answer.receipt.composer
        receipt = add_model_usage(answer.receipt, self.composed, composer=composer, degraded=degraded)
        return replace(answer, receipt=receipt)


def write_lead(
    context: AnswerContext, query: Query, question: str, items: Sequence[ArticleStatement], numbering: CitationNumbers
) -> Lead:
    """Return the model's lead, empty without a model. Raises ModelFailed if a strict model wrote nothing verifiable."""
    model = context.model
    if model is None or not items:
        return Lead()
    evidence = RetrievedEvidence(said=tuple(items)[-MAX_STATEMENTS:], around=tuple(items))
    lead_query = replace(query, question=question)
    *_, composed = model.compose(lead_query, evidence, (), generation=context.view.snapshot.generation)
    assert isinstance(composed, Composed)
    if composed.draft is None:
        if context.strict_model:
            raise composed.failure or ModelFailed(str(composed.degradation(model.name)), hint="ask again")
        return Lead("", model.name, composed)
    return Lead(numbering.renumber_text(composed.draft.text, composed.draft.citations), model.name, composed)


@dataclass(slots=True)
class ModelCalls:
    """The added usage, cost and rejected sentences of several calls."""

    count: int = 0
    cached: int = 0
    spent: Spending = field(default_factory=Spending)
    dropped: list[Dropped] = field(default_factory=list)
    verify_seconds: float = 0.0
    prompt: str | None = None
    checker: str | None = None
    check_note: str | None = None

    def add(self, composed: Composed) -> None:
        self.count += 1
        self.cached += composed.cached
        self.spent += composed.spent
        self.dropped += composed.dropped
        self.verify_seconds += composed.verify_seconds
        self.prompt = composed.prompt or self.prompt
        self.checker = composed.checker or self.checker
        self.check_note = self.check_note or composed.check_note

    def total(self, draft: Draft | None = None, failure: OnrecordError | None = None) -> Composed:
        """Return all calls as one result. It is cached if every call was answered from the cache."""
        return Composed(
            draft,
            failure,
            dropped=tuple(self.dropped),
            usage=self.spent.usage,
            cost_usd=self.spent.usd,
            prompt=self.prompt,
            verify_seconds=self.verify_seconds,
            cached=self.cached == self.count > 0,
            checker=self.checker,
            check_note=self.check_note,
        )


def add_model_usage(receipt: Receipt, composed: Composed, *, composer: str, degraded: str | None) -> Receipt:
    """Return the receipt with the usage, cost and outcome of the model."""
    return replace(
        receipt,
        composer=composer,
        degraded=degraded,
        dropped=composed.dropped,
        usage=composed.usage,
        cost_usd=composed.cost_usd,
        prompt=composed.prompt,
        cached=composed.cached,
        checker=composed.checker,
        check_note=composed.check_note,
    )
