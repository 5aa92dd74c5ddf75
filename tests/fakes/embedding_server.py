"""A loopback server with OpenAI's embeddings API, and configurable failures."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

DIMENSIONS = 4


@dataclass
class FakeEmbeddings:
    """The requests that the server received, and the statuses of its next answers."""

    base_url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    statuses: deque[int] = field(default_factory=deque)
    short: bool = False
    """Leave out the last vector."""

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        rows = [
            {"object": "embedding", "index": index, "embedding": [float(len(text)), 3.0, 0.0, 0.0]}
            for index, text in enumerate(request["input"])
        ]
        rows = rows[:-1] if self.short else rows
        # The order is not guaranteed; `index` is.
        return {
            "object": "list",
            "model": request["model"],
            "data": rows[::-1],
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        }


@contextmanager
def serve_embeddings() -> Iterator[FakeEmbeddings]:
    fake = FakeEmbeddings()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.requests.append(request)
            fake.keys.append(self.headers["Authorization"])
            status = fake.statuses.popleft() if fake.statuses else 200
            body = fake.answer(request) if status == 200 else {"error": {"message": f"told to answer {status}"}}
            sent = json.dumps(body).encode()
            self.send_response(status if self.path == "/v1/embeddings" else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.send_header("retry-after-ms", "1")
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        fake.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
