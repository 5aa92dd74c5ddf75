"""A local server that streams one reply in OpenAI's wire format at a fixed pace."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection


@contextmanager
def serve_tokens(tokens: Sequence[str], *, pace: float) -> Iterator[str]:
    """Serve the tokens, `pace` seconds apart, from a separate process, and yield the address."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, tuple(tokens), pace), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/v1"
    finally:
        process.terminate()
        process.join()


def _serve(port: Connection, tokens: Sequence[str], pace: float) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            due = time.perf_counter()
            for token in tokens:
                due += pace
                time.sleep(max(0.0, due - time.perf_counter()))
                self._event({"choices": [{"index": 0, "delta": {"content": token}, "finish_reason": None}]})
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            counts = {"prompt_tokens": 1, "completion_tokens": len(tokens), "total_tokens": 1 + len(tokens)}
            self._event({"choices": [], "usage": counts})
            self._write("data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")

        def _event(self, part: dict[str, object]) -> None:
            chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "streamed", **part}
            self._write(f"data: {json.dumps(chunk)}\n\n")

        def _write(self, text: str) -> None:
            content = text.encode()
            self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the standard library's name
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port.send(server.server_address[1])
    server.serve_forever()
