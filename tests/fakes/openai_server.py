"""A loopback server for OpenAI chat completions, with scripted replies.

Tests call it through the real client; only the server is fake.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True)
class Reply:
    """The reply to one request: a stream of text deltas, or an error status."""

    deltas: Iterable[str] = ()
    usage: tuple[int, int] | None = (100, 20)
    details: Mapping[str, int] = field(default_factory=dict)
    """Prompt token details: `cached_tokens`, `cache_write_tokens`."""
    refusal: str = ""
    """Sent in the refusal field, without text."""
    finish: str = "stop"
    status: int = 200
    error: Mapping[str, Any] | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: tuple[str, ...] = ()
    """Lines sent unchanged after the deltas. A lone surrogate U+DCxx is sent as the byte xx."""
    body: str | None = None
    """A whole JSON answer instead of a stream, as servers send it that cannot stream."""
    cut: bool = False
    """Close the connection during the stream, without a finish reason or [DONE]."""
    hold: Event | None = None
    """Send nothing before this event is set, like a server that does not answer."""


class FakeOpenAI:
    """The received requests and the queued replies. Without a queued reply it answers with an error."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.disconnected = Event()
        self.base_url = ""
        self.on_request: Callable[[], object] = lambda: None
        """Called for each complete request before the reply."""
        self._replies: deque[Reply] = deque()

    def enqueue(self, *replies: Reply | str) -> None:
        self._replies.extend(Reply(pieces(one)) if isinstance(one, str) else one for one in replies)

    def next(self) -> Reply:
        if not self._replies:
            return Reply(status=418, error="the fake has no reply left")
        return self._replies.popleft()


def pieces(text: str, *, size: int = 4) -> list[str]:
    """Split a text into deltas of `size` characters, which cut words, quotations and markers anywhere."""
    return [text[start : start + size] for start in range(0, len(text), size)]


@contextmanager
def fake_openai() -> Iterator[FakeOpenAI]:
    fake = FakeOpenAI()
    server = _Server(fake)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    fake.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: FakeOpenAI) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fake = fake

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that close the connection, as some tests do."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        fake = self.server.fake
        body = self.rfile.read(int(self.headers["content-length"]))
        fake.requests.append({"path": self.path, **json.loads(body)})
        fake.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = fake.next()
        fake.on_request()
        if reply.hold is not None:
            reply.hold.wait(timeout=10)
        try:
            if reply.status != 200:
                self._error(reply)
            elif reply.body is not None:
                self._send_json(reply.body.encode())
            else:
                self._stream(reply)
        except (BrokenPipeError, ConnectionResetError):
            fake.disconnected.set()
            self.close_connection = True

    def _error(self, reply: Reply) -> None:
        error = reply.error if isinstance(reply.error, Mapping) else {"message": reply.error or "no", "type": "error"}
        content = json.dumps({"error": error}).encode()
        self.send_response(reply.status)
        for name, value in {"content-type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        if "content-length" not in reply.headers:
            self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = self.close_connection or reply.cut

    def _send_json(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        for name, value in {"content-type": "text/event-stream", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self._event(_chunk({"role": "assistant", "content": ""}))
        for delta in reply.deltas:
            self._event(_chunk({"content": delta}))
        for word in reply.refusal.split():
            self._event(_chunk({"refusal": f"{word} "}))
        for line in reply.raw:
            self._write(line + "\n\n")
        if reply.cut:
            self.close_connection = True
            return
        self._event(_chunk({}, finish=reply.finish))
        if reply.usage and self.server.fake.requests[-1].get("stream_options", {}).get("include_usage"):
            self._event(_usage(*reply.usage, reply.details))
        self._write("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, chunk: Mapping[str, Any]) -> None:
        self._write(f"data: {json.dumps(chunk)}\n\n")

    def _write(self, text: str) -> None:
        content = text.encode(errors="surrogateescape")
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Log nothing; tests read `requests`."""


def _chunk(delta: Mapping[str, Any], *, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": finish}
    return {**_envelope(), "choices": [choice], "usage": None}


def _usage(input_tokens: int, output_tokens: int, details: Mapping[str, int]) -> dict[str, Any]:
    counts: dict[str, Any] = {
        "prompt_tokens": input_tokens,
        "completion_tokens": output_tokens,
        "total_tokens": input_tokens + output_tokens,
        "prompt_tokens_details": dict(details),
    }
    return {**_envelope(), "choices": [], "usage": counts}


def _envelope() -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "fake",
        "system_fingerprint": "f",
    }
