"""How an answer is stopped from another thread: by a button in Slack, for instance.

    halt = Halt()
    with heeding(halt):                          # in the thread that answers
        for event in assistant.stream(question): ...
    halt.stop()                                  # in any other: the loop above raises Stopped

What waits for a model in that loop is woken at once: its connection is shut down, so that the model stops writing and
costing.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Protocol

Wake = Callable[[], None]


class Cancelled(Exception):
    """The answer is not wanted any more."""


class Cancellation:
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
            raise Cancelled

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


_heeded: ContextVar[Cancellation | None] = ContextVar("_heeded", default=None)


@contextmanager
def cancellable_by(cancellation: Cancellation) -> Iterator[Cancellation]:
    """Whatever this thread does meanwhile heeds the halt."""
    token = _heeded.set(cancellation)
    try:
        yield cancellation
    finally:
        _heeded.reset(token)


def current_cancellation() -> Cancellation | None:
    """What is to be heeded here; None where nobody can stop it."""
    return _heeded.get()


CLOSE_CONNECTION = {"connection": "close"}
"""Headers."""
_CONNECTED = (".connect_tcp.complete", ".start_tls.complete")


class _Request(Protocol):
    extensions: Any


def shut_down_when_cancelled(request: _Request) -> None:
    """A hook for requests: where the thread heeds a halt, the request's connection is shut down with it."""
    cancellation = current_cancellation()
    if cancellation is not None:
        cancellation.check()
        request.extensions = {**request.extensions, "trace": _waking(cancellation)}


def _waking(cancellation: Cancellation) -> Callable[[str, Mapping[str, Any]], None]:
    def trace(event: str, told: Mapping[str, Any]) -> None:
        if event.endswith(_CONNECTED):
            found = told["return_value"].get_extra_info("socket")
            cancellation.wake_with(lambda: _shut(found))

    return trace


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # it may be over already
        connection.shutdown(socket.SHUT_RDWR)
