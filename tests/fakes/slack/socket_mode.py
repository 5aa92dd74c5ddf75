"""The server side of Socket Mode: sends envelopes, receives acknowledgements, and disconnects."""

from __future__ import annotations

import itertools
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.fakes.slack.api import FakeSlack


@dataclass
class Envelope:
    """A delivered payload and the time of its acknowledgement."""

    id: str
    payload: dict[str, Any]
    kind: str
    sent: float
    acknowledged: float | None = None

    @property
    def took(self) -> float:
        assert self.acknowledged is not None, "never acknowledged"
        return self.acknowledged - self.sent


class FakeSocketMode:
    """The connections of one app. Each envelope goes to the newest."""

    def __init__(self) -> None:
        self.connections: list[ServerConnection] = []
        self.opened = 0
        self.envelopes: dict[str, Envelope] = {}
        self.changed = threading.Condition()
        self._numbers = itertools.count(1)

    def send(self, payload: dict[str, Any], *, kind: str = "events_api", retry: int = 0) -> Envelope:
        """Deliver a payload as soon as the bot is connected."""
        envelope = Envelope(f"env-{next(self._numbers)}", payload, kind, time.monotonic())
        with self.changed:
            self.envelopes[envelope.id] = envelope
            while True:
                if not self.changed.wait_for(lambda: self.connections, 30):
                    raise AssertionError("nobody is connected")
                try:
                    self._send(self.connections[-1], envelope, retry)
                    return envelope
                except ConnectionClosed:
                    self.connections.pop()

    def wait_acknowledged(self, *envelopes: Envelope, seconds: float = 30.0) -> None:
        with self.changed:
            if not self.changed.wait_for(lambda: all(one.acknowledged for one in envelopes), seconds):
                raise AssertionError("an envelope was never acknowledged")

    def disconnect(self, *, politely: bool) -> None:
        """Disconnect: politely, with a request to reconnect, or abruptly."""
        with self.changed:
            connections, self.connections = self.connections, []
        for connection in connections:
            if politely:
                connection.send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
            else:
                connection.socket.shutdown(socket.SHUT_RDWR)

    def wait_connected(self, *, times: int) -> None:
        with self.changed:
            if not self.changed.wait_for(lambda: self.opened >= times and self.connections, 30):
                raise AssertionError(f"connected {self.opened} times")

    def _send(self, connection: ServerConnection, envelope: Envelope, retry: int) -> None:
        row: dict[str, Any] = {"type": envelope.kind, "envelope_id": envelope.id, "payload": envelope.payload}
        row |= {"accepts_response_payload": False}
        if retry:
            row |= {"retry_attempt": retry, "retry_reason": "timeout"}
        connection.send(json.dumps(row))

    def serve_connection(self, connection: ServerConnection) -> None:
        with self.changed:
            self.opened += 1
            self.connections.append(connection)
            connection.send(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}}))
            self.changed.notify_all()
        try:
            for text in connection:
                message = json.loads(text)
                with self.changed:
                    envelope = self.envelopes.get(message.get("envelope_id"))
                    if envelope is not None and envelope.acknowledged is None:
                        envelope.acknowledged = time.monotonic()
                    self.changed.notify_all()
        except (ConnectionClosed, OSError):
            pass
        finally:
            with self.changed:
                if connection in self.connections:
                    self.connections.remove(connection)


@contextmanager
def fake_socket_mode(slack: FakeSlack) -> Iterator[FakeSocketMode]:
    """Serve the address that `apps.connections.open` of that Slack returns."""
    fake = FakeSocketMode()
    with serve(fake.serve_connection, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        slack.socket_url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/link"
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join(timeout=5)
