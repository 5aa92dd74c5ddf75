"""Cancel an answer from another thread, for example with a button in Slack.

    cancellation = Cancellation()
    with cancellable_by(cancellation):           # in the thread that answers
        for event in assistant.stream(question): ...
    cancellation.stop()                          # in any other thread: the loop above raises Cancelled

A loop that waits for the model wakes at once: its connection is shut down, so the model stops writing and charging.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any


class Cancelled(Exception):
    """Raised in the answering thread after the answer was cancelled."""


class Cancellation:
    """A one-way cancellation flag. All methods are thread-safe."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self) -> None:
        """Cancel, and call all registered callbacks."""
        self._stopped.set()
        with self._lock:
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def check(self) -> None:
        """Raise Cancelled if cancelled."""
        if self.stopped:
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Sleep. Raises Cancelled as soon as it is cancelled."""
        self._stopped.wait(seconds)
        self.check()

    def on_stop(self, callback: Callable[[], None]) -> None:
        """Register a callback for the cancellation. It is called at once if already cancelled."""
        with self._lock:
            if not self.stopped:
                self._callbacks.append(callback)
                return
        callback()


_current: ContextVar[Cancellation | None] = ContextVar("_current", default=None)


@contextmanager
def cancellable_by(cancellation: Cancellation) -> Iterator[Cancellation]:
    """Make the work of this thread cancellable inside the `with` block."""
    token = _current.set(cancellation)
    try:
        yield cancellation
    finally:
        _current.reset(token)


def current_cancellation() -> Cancellation | None:
    """Return the cancellation of this thread's work; None outside `cancellable_by`."""
    return _current.get()


def shut_down_when_cancelled(request: Any) -> None:
    """HTTP request hook: shut down the request's connection when the current work is cancelled."""
    cancellation = current_cancellation()
    if cancellation is None:
        return
    cancellation.check()

    def trace(event: str, details: Mapping[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            connection = details["return_value"].get_extra_info("socket")
            cancellation.on_stop(lambda: _shut_down(connection))

    request.extensions = {**request.extensions, "trace": trace}


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):  # the connection may have ended already
        connection.shutdown(socket.SHUT_RDWR)
