"""One model call: the cached reply if one exists, else a call charged to the session's budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from assistant.errors import ModelFailed
from assistant.generation.budget import Budget, Reservation
from assistant.generation.reply_cache import CacheKey, ReplyCache
from assistant.types import Spending, Usage
from prompts import Rendered


class Reply(Protocol):
    """A streamed reply: iterate for its text, then read `usage` and `failure`."""

    @property
    def failure(self) -> ModelFailed | None: ...

    @property
    def text(self) -> str: ...

    @property
    def usage(self) -> Usage: ...

    def __iter__(self) -> Iterator[str]: ...

    def close(self) -> None: ...


class Model(Protocol):
    """A chat model that streams one reply per call."""

    def compose(self, messages: Rendered, *, output_tokens: int | None = None) -> Reply: ...


@dataclass(slots=True)
class MeteredCall:
    """Iterate once for the text, then call `close`, which ends the connection and settles the cost."""

    key: CacheKey
    tokens: int
    open_model: Callable[[], Model]
    cost_budget: Budget
    reply_cache: ReplyCache | None
    cached: bool = field(default=False, init=False)
    spent: Spending = field(default_factory=Spending, init=False)
    _refusal: ModelFailed | None = field(default=None, init=False)
    _reply: Reply | None = field(default=None, init=False)
    _reservation: Reservation | None = field(default=None, init=False)

    @property
    def failure(self) -> ModelFailed | None:
        """The reason why the reply is missing or incomplete."""
        return self._refusal or (self._reply.failure if self._reply else None)

    def __iter__(self) -> Iterator[str]:
        stored = self.reply_cache.get(self.key) if self.reply_cache else None
        if stored is not None:
            self.cached = True
            yield stored
            return
        try:
            self._reservation = self.cost_budget.reserve(self.tokens)
            model = self.open_model()
            self._reply = model.compose(self.key.messages, output_tokens=self._reservation.output_tokens)
        except ModelFailed as failure:
            self._refusal = failure
            return
        yield from self._reply

    def close(self) -> None:
        if self._reply is not None:
            self._reply.close()
        if self._reservation is not None:
            usage = self._reply.usage if self._reply else Usage()
            self.spent = Spending(usage, self.cost_budget.settle(self._reservation, usage))
            self._reservation = None

    def store_reply(self) -> None:
        """Store the reply in the cache unless the call failed. Only for replies that proved useful."""
        if self.reply_cache and self._reply and self.failure is None:
            self.reply_cache.put(self.key, self._reply.text)
