"""The part of a model in a digest: a short summary of each story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answers.citations import CitationNumbers
from assistant.errors import ModelFailed
from assistant.overviews.model_usage import ModelCalls
from assistant.overviews.summary.build import Summariser
from assistant.overviews.types import Reading
from assistant.types.types import Composed, Query, ShownStatement
from index.errors import OnrecordError


@dataclass(slots=True)
class DigestNarrator:
    """Summarises the stories of one digest with a model, if there is one.

    After a failure, such as an exhausted budget or an unreachable server, the model is not asked again.
    """

    model: Summariser | None = None
    narrated: int = 0
    failure: OnrecordError | None = None
    calls: ModelCalls = field(default_factory=ModelCalls)

    def summarise(
        self, readings: Sequence[Reading], numbering: CitationNumbers, *, max_sentences: int
    ) -> tuple[str, tuple[ShownStatement, ...]] | None:
        """Return the summary with the digest's markers, and its statements; None if nothing could be verified."""
        if self.model is None:
            return None
        composed = Composed(None)
        if self.failure is None:
            query = Query("Digest", "summary")
            composed = self.model.summarise(readings, query, length="short", max_sentences=max_sentences)
            self.failure = composed.failure
        self.calls.add(composed)
        draft = composed.draft
        if draft is None:
            return None
        self.narrated += 1
        return numbering.retold(draft.text, draft.citations), numbering.reshown(draft.statements, draft.citations)

    @property
    def degraded(self) -> str | None:
        """The number of stories without the model and the reason; None if it summarised every story."""
        stories = self.calls.count
        if self.model is None or self.narrated == stories:
            return None
        reason = str(self.failure) if self.failure else f"nothing that {self.model.name} wrote could be verified"
        return f"{stories - self.narrated} of {stories} stories use the articles' own words: {reason}"

    def require(self, *, strict_model: bool) -> None:
        """Raise ModelFailed if a strict model did not summarise every story."""
        if strict_model and self.degraded:
            raise ModelFailed(self.degraded, hint="ask again, or choose another model")
