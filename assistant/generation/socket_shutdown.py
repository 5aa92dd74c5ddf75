"""Wakes a request that waits for a model when its answer is stopped: the connection's socket is shut down.

A socket that is closed does not wake a thread that reads from it (Linux); one that is shut down does. httpx, and its
successor in the OpenAI client, tell of a new connection by the `trace` extension and of no other. That is why none is
kept (https://www.python-httpx.org/advanced/extensions/#trace): a question comes so long after the one before that a
kept one has expired anyhow.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from assistant.generation.cancellation import Halt, heeded

NOT_KEPT = {"connection": "close"}
"""Headers."""
_CONNECTED = (".connect_tcp.complete", ".start_tls.complete")


class _Request(Protocol):
    extensions: Any


def wake_when_stopped(request: _Request) -> None:
    """A hook for requests: where the thread heeds a halt, the request's connection is shut down with it."""
    halt = heeded()
    if halt is not None:
        halt.check()
        request.extensions = {**request.extensions, "trace": _waking(halt)}


def _waking(halt: Halt) -> Callable[[str, Mapping[str, Any]], None]:
    def trace(event: str, told: Mapping[str, Any]) -> None:
        if event.endswith(_CONNECTED):
            found = told["return_value"].get_extra_info("socket")
            halt.wake_with(lambda: _shut(found))

    return trace


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # it may be over already
        connection.shutdown(socket.SHUT_RDWR)
