"""The usage of model calls for an overview, and its entry in the receipt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.types.types import Composed, Draft, Dropped, Receipt, Spending
from index.errors import OnrecordError


@dataclass(slots=True)
class ModelCalls:
    """The added usage, cost and rejected sentences of several calls."""

    count: int = 0
    cached: int = 0
    spent: Spending = field(default_factory=Spending)
    dropped: list[Dropped] = field(default_factory=list)
    verify_seconds: float = 0.0
    prompt: str | None = None

    def add(self, composed: Composed) -> None:
        """Add one call."""
        self.count += 1
        self.cached += composed.cached
        self.spent += composed.spent
        self.dropped += composed.dropped
        self.verify_seconds += composed.verify_seconds
        self.prompt = composed.prompt or self.prompt

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
    )
