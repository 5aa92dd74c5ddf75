"""One call to a model: its reply as it comes, out of what was kept or paid from the session's purse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from assistant.errors import ModelFailed
from assistant.generation.budget import Budget, Reservation
from assistant.generation.reply_cache import CacheKey, ReplyCache
from assistant.types import Spending, Usage
from prompts import Rendered


class Reply(Protocol):
    """A model's reply as it comes: text first, then what it used and why it broke off, if it did."""

    @property
    def failure(self) -> ModelFailed | None: ...

    @property
    def text(self) -> str: ...

    @property
    def usage(self) -> Usage: ...

    def __iter__(self) -> Iterator[str]: ...

    def close(self) -> None: ...


class Model(Protocol):
    """What is asked: one call a question."""

    def compose(self, messages: Rendered, *, output_tokens: int | None = None) -> Reply: ...


class MeteredCall:
    """Iterate once for the text, then `close`: that ends the connection, and settles what was spent."""

    def __init__(
        self,
        asked: CacheKey,
        *,
        tokens: int,
        open_model: Callable[[], Model],
        cost_budget: Budget,
        kept: ReplyCache | None,
    ) -> None:
        self._asked = asked
        self._tokens = tokens
        self._open_model = open_model
        self._cost_budget = cost_budget
        self._kept = kept
        self._refused: ModelFailed | None = None
        self._reply: Reply | None = None
        self._allowance: Reservation | None = None
        self.was_kept = False
        self.spent = Spending()

    @property
    def failure(self) -> ModelFailed | None:
        """Why there is no reply, or not all of it."""
        return self._refused or (self._reply.failure if self._reply else None)

    def __iter__(self) -> Iterator[str]:
        held = self._kept.get(self._asked) if self._kept else None
        if held is not None:
            self.was_kept = True
            yield held
            return
        try:
            self._allowance = self._cost_budget.allow(self._tokens)
            model = self._open_model()
            self._reply = model.compose(self._asked.messages, output_tokens=self._allowance.output_tokens)
        except ModelFailed as failure:
            self._refused = failure
            return
        yield from self._reply

    def close(self) -> None:
        if self._reply is not None:
            self._reply.close()
        if self._allowance is not None:
            usage = self._reply.usage if self._reply else Usage()
            self.spent = Spending(usage, self._cost_budget.settle(self._allowance, usage))
            self._allowance = None

    def keep(self) -> None:
        """Keep the reply for whoever asks the same again. Not for what failed, and not for what was no use."""
        if self._kept and self._reply and self.failure is None:
            self._kept.put(self._asked, self._reply.text)
