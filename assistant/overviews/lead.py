"""A few sentences by a model over statements that are laid out anyway: what a timeline or a comparison comes to.

It is verified as every answer is. Nothing of the lay-out depends on it: a model that fails, or of whose words nothing
could be verified, leaves the lay-out as it is without one, and the receipt says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.citations import CitationNumbers
from assistant.errors import ModelFailed
from assistant.pipeline import AnswerContext
from assistant.types import Answer, Composed, Query, RetrievedEvidence
from index.types import ArticleStatement

MOST_STATEMENTS = 40
"""What a model is given to sum up: the newest of more."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The sentences with the lay-out's markers, and what the model had to do with them."""

    text: str = ""
    model: str | None = None
    composed: Composed | None = None

    def over(self, answer: Answer) -> Answer:
        """The lay-out's answer with what the lead cost and came to in its receipt."""
        if self.model is None or self.composed is None:
            return answer
        composed = self.composed
        degraded = None if self.text else f"there are no sentences by {self.model}: {composed.lacking(str(self.model))}"
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
    """What the desk's model writes over the statements, in their order; nothing without a model. Raises ModelFailed
    where a strict model has nothing that could be verified."""
    if context.model is None or not said:
        return Lead()
    found = RetrievedEvidence(said=tuple(said)[-MOST_STATEMENTS:], around=tuple(said))
    asked = replace(query, question=question)
    *_, composed = context.model.compose(asked, found, (), generation=context.view.snapshot.generation)
    assert isinstance(composed, Composed)
    if composed.draft is None:
        if context.strict_model:
            raise composed.failure or ModelFailed(str(composed.lacking(context.model.name)), hint="ask again")
        return Lead("", context.model.name, composed)
    text = numbering.retold(composed.draft.text, composed.draft.citations)
    return Lead(text, context.model.name, composed)
