"""Asks a model and lets through what the evidence bears out: pack, ask, verify, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.errors import ModelFailed
from assistant.pack import pack
from assistant.types import Composed, Draft, Found, Query, TextDelta, Turn, Usage
from assistant.verify import Verified, verify_stream
from index.ports import TokenCounter
from prompts import Prompt, Rendered


class Reply(Protocol):
    """A model's reply as it comes: text first, then what it used and why it broke off, if it did."""

    failure: ModelFailed | None

    @property
    def usage(self) -> Usage: ...

    def __iter__(self) -> Iterator[str]: ...

    def close(self) -> None: ...


class Model(Protocol):
    """What is asked: one call a question."""

    def compose(self, messages: Rendered) -> Reply: ...


class Consultant:
    """A model whose every sentence is checked before anybody sees it. It is opened when there is something to ask."""

    def __init__(
        self,
        name: str,
        *,
        open_model: Callable[[], Model],
        prompt: Prompt,
        budget: int,
        counter: TokenCounter,
    ) -> None:
        self.name = name
        self._open_model = open_model
        self._prompt = prompt
        self._budget = budget
        self._counter = counter

    def compose(self, query: Query, found: Found, history: Sequence[Turn]) -> Iterator[TextDelta | Composed]:
        """Verified text as it comes, then one Composed, always the last."""
        packed = pack(
            found.evidence,
            query=query,
            prompt=self._prompt,
            budget=self._budget,
            counter=self._counter,
            history=history,
        )
        try:
            if not (packed.evidence.hits or packed.evidence.statements):
                hint = "raise input_tokens in the settings"
                raise ModelFailed(f"no evidence fits in {self._budget} input tokens", hint=hint)
            reply = self._open_model().compose(packed.messages)
        except ModelFailed as failure:
            yield Composed(None, failure, prompt=self._prompt.reference)
            return
        verified = Verified()
        try:
            for part in verify_stream(reply, packed.evidence, query=query, known=found.around):
                if isinstance(part, Verified):
                    verified = part
                else:
                    yield TextDelta(part)
        finally:
            reply.close()
        yield Composed(
            _draft(verified),
            reply.failure,
            dropped=verified.dropped,
            usage=reply.usage,
            prompt=self._prompt.reference,
        )


def _draft(verified: Verified) -> Draft | None:
    if not verified.citations:
        return None
    return Draft("answered", verified.text, verified.statements, verified.citations)
