"""What a model has to do with a digest: each story's few lines, as far as they could be verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answers.citations import CitationNumbers
from assistant.errors import ModelFailed
from assistant.overviews.summary.build import Summariser
from assistant.overviews.types import Reading
from assistant.types import Dropped, Query, ShownStatement, Spending
from index.errors import OnrecordError


@dataclass(slots=True)
class DigestNarrator:
    """One digest's stories as a model tells them; without one it tells none. A story that it fails at is told in its
    articles' own words, and one whose cost is too much, or whose server is gone, is the last that is asked for."""

    model: Summariser | None = None
    asked: int = 0
    told: int = 0
    kept: int = 0
    failure: OnrecordError | None = None
    spent: Spending = field(default_factory=Spending)
    dropped: list[Dropped] = field(default_factory=list)
    seconds: float = 0.0
    prompt: str | None = None

    def summary(
        self, readings: Sequence[Reading], numbering: CitationNumbers, *, most: int
    ) -> tuple[str, tuple[ShownStatement, ...]] | None:
        """A story's lines with the digest's markers, and whose words stand in them. None where they have to be taken
        from the articles."""
        if self.model is None:
            return None
        self.asked += 1
        if self.failure is not None:
            return None
        composed = self.model.summarise(readings, Query("Digest", "summary"), length="short", most=most)
        self.failure = composed.failure
        self.spent += composed.spent
        self.dropped += composed.dropped
        self.seconds += composed.verify_seconds
        self.prompt = composed.prompt
        self.kept += composed.cached
        if composed.draft is None:
            return None
        self.told += 1
        draft = composed.draft
        text = numbering.retold(draft.text, draft.citations)
        return text, numbering.reshown(draft.statements, draft.citations)

    @property
    def cached(self) -> bool:
        """Whether every story was told before, and nothing had to be asked for."""
        return self.kept == self.asked > 0

    @property
    def degraded(self) -> str | None:
        """What of it the model had no part in, and why; None where it told every story."""
        if self.model is None or self.told == self.asked:
            return None
        why = str(self.failure) if self.failure else f"nothing that {self.model.name} wrote of them could be verified"
        return f"{self.asked - self.told} of {self.asked} stories are told in their articles' own words: {why}"

    def require(self, *, strict_model: bool) -> None:
        """Raises ModelFailed where a strict model did not tell every story."""
        if strict_model and self.degraded:
            raise ModelFailed(self.degraded, hint="ask again, or choose another model")
