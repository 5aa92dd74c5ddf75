"""How an answer is stopped from another thread: by a button in Slack, for instance.

    halt = Halt()
    with heeding(halt):                          # in the thread that answers
        for event in assistant.stream(question): ...
    halt.stop()                                  # in any other: the loop above raises Stopped

What waits for a model in that loop is woken at once: its connection is shut down, so that the model stops writing and
costing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Wake = Callable[[], None]


class Stopped(Exception):
    """The answer is not wanted any more."""


class Halt:
    """Stopped once, for good. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._wakers: list[Wake] = []

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self) -> None:
        """Stop it, and wake whoever waits."""
        self._stopped.set()
        with self._lock:
            wakers, self._wakers = self._wakers, []
        for wake in wakers:
            wake()

    def check(self) -> None:
        """Raises Stopped once it is."""
        if self.stopped:
            raise Stopped

    def wait(self, seconds: float) -> None:
        """Wait so long. Raises Stopped as soon as it is stopped."""
        self._stopped.wait(seconds)
        self.check()

    def wake_with(self, wake: Wake) -> None:
        """Have this called when it is stopped; at once where it is already."""
        with self._lock:
            if not self.stopped:
                self._wakers.append(wake)
                return
        wake()


_heeded: ContextVar[Halt | None] = ContextVar("_heeded", default=None)


@contextmanager
def heeding(halt: Halt) -> Iterator[Halt]:
    """Whatever this thread does meanwhile heeds the halt."""
    token = _heeded.set(halt)
    try:
        yield halt
    finally:
        _heeded.reset(token)


def heeded() -> Halt | None:
    """What is to be heeded here; None where nobody can stop it."""
    return _heeded.get()
