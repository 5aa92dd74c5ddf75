"""A lead: a few verified sentences by a model above a timeline or a comparison.

The overview does not depend on it. If the model fails or nothing can be verified, the receipt says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.citations import CitationNumbers
from assistant.errors import ModelFailed
from assistant.overviews.model_usage import add_model_usage
from assistant.pipeline import AnswerContext
from assistant.types.types import Answer, Composed, Query, RetrievedEvidence
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
        degraded = None if self.text else f"{self.model} wrote no lead: {self.composed.lacking(self.model)}"
        composer = self.model if self.text else answer.receipt.composer
        receipt = add_model_usage(answer.receipt, self.composed, composer=composer, degraded=degraded)
        return replace(answer, receipt=receipt)


def write_lead(
    context: AnswerContext,
    query: Query,
    question: str,
    statements: Sequence[ArticleStatement],
    numbering: CitationNumbers,
) -> Lead:
    """Return the model's lead over the statements, or an empty one without a model.

    Raises ModelFailed if the model is strict and nothing could be verified.
    """
    model = context.model
    if model is None or not statements:
        return Lead()
    evidence = RetrievedEvidence(said=tuple(statements)[-MAX_STATEMENTS:], around=tuple(statements))
    lead_query = replace(query, question=question)
    *_, composed = model.compose(lead_query, evidence, (), generation=context.view.snapshot.generation)
    assert isinstance(composed, Composed)
    if composed.draft is None:
        if context.strict_model:
            raise composed.failure or ModelFailed(str(composed.lacking(model.name)), hint="ask again")
        return Lead("", model.name, composed)
    return Lead(numbering.retold(composed.draft.text, composed.draft.citations), model.name, composed)
