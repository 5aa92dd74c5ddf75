"""A lead: a few verified sentences by a model above a timeline or a comparison.

The overview does not depend on it. If the model fails or nothing can be verified, the receipt says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.citations import CitationNumbers
from assistant.errors import ModelFailed
from assistant.pipeline import AnswerContext
from assistant.types.types import Answer, Composed, Query, RetrievedEvidence
from index.types import ArticleStatement

MAX_STATEMENTS = 40
"""The newest statements, which the model receives."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The sentences with the markers of the overview, and what the model returned."""

    text: str = ""
    model: str | None = None
    composed: Composed | None = None

    def over(self, answer: Answer) -> Answer:
        """Return the answer with the cost and outcome of the lead in its receipt."""
        if self.model is None or self.composed is None:
            return answer
        composed = self.composed
        degraded = None if self.text else f"no lead by {self.model}: {composed.lacking(str(self.model))}"
        receipt = replace(
            answer.receipt,
            composer=self.model if self.text else answer.receipt.composer,
            degraded=degraded,
            dropped=composed.dropped,
            usage=composed.usage,
            cost_usd=composed.cost_usd,
            prompt=composed.prompt,
            cached=composed.cached,
        )
        return replace(answer, receipt=receipt)


def write_lead(
    context: AnswerContext, query: Query, question: str, said: Sequence[ArticleStatement], numbering: CitationNumbers
) -> Lead:
    """Return the model's lead over the statements, or an empty one without a model.

    Raises ModelFailed if the model is strict and nothing could be verified.
    """
    if context.model is None or not said:
        return Lead()
    evidence = RetrievedEvidence(said=tuple(said)[-MAX_STATEMENTS:], around=tuple(said))
    asked = replace(query, question=question)
    *_, composed = context.model.compose(asked, evidence, (), generation=context.view.snapshot.generation)
    assert isinstance(composed, Composed)
    if composed.draft is None:
        if context.strict_model:
            raise composed.failure or ModelFailed(str(composed.lacking(context.model.name)), hint="ask again")
        return Lead("", context.model.name, composed)
    text = numbering.retold(composed.draft.text, composed.draft.citations)
    return Lead(text, context.model.name, composed)
