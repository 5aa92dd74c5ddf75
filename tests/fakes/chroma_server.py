"""A real `chroma run` on a free loopback port, and a connection to it that can be cut."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import httpx

# The kernel kills it with the process that runs the tests.
_PROGRAM = (
    "import ctypes, resource, signal; ctypes.CDLL(None).prctl(1, signal.SIGKILL); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, ({largest_file}, -1)); "
    "from chromadb.cli.cli import app; app()"
)
_STARTED_WITHIN = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def chroma_run(folder: Path, *, port: int | None = None, largest_file: int = -1) -> Iterator[str]:
    """Run a server with its data in `folder`, and yield its URL. The server is killed at the end.

    Files that would grow past `largest_file` bytes find a full disk.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    options = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM.format(largest_file=largest_file), *options],
        cwd=folder.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(url, process)
            yield url
        finally:
            process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _STARTED_WITHIN
    with httpx.Client(base_url=url, timeout=1.0) as client:
        while True:
            with suppress(httpx.HTTPError):
                client.get("/api/v2/heartbeat").raise_for_status()
                return
            assert process.poll() is None, f"chroma run ended with {process.returncode}"
            assert time.monotonic() < deadline, "chroma run does not answer"
            time.sleep(0.05)  # nothing signals the start


class Line:
    """Forwards connections to a server until it is `cut`, or `silent`: then it accepts connections and never
    answers."""

    def __init__(self, url: str) -> None:
        self._far = (httpx.URL(url).host, httpx.URL(url).port or 80)
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._near: socket.socket | None = None
        self._open: list[socket.socket] = []
        self._silent = False
        self.restore()

    def restore(self) -> None:
        self._near = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
        Thread(target=self._answer, args=(self._near,), daemon=True).start()

    def cut(self) -> None:
        """Refuse new connections and close existing ones."""
        if self._near is not None:
            with suppress(OSError):
                self._near.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread
            self._near.close()
            self._near = None
        while self._open:
            _hang_up(self._open.pop())

    def silence(self) -> None:
        self._silent = True
        while self._open:
            _hang_up(self._open.pop())

    def _answer(self, near: socket.socket) -> None:
        while True:
            try:
                caller, _ = near.accept()
            except OSError:
                return
            self._open.append(caller)
            if self._silent:
                continue
            far = socket.create_connection(self._far)
            self._open.append(far)
            Thread(target=_forward, args=(caller, far), daemon=True).start()
            Thread(target=_forward, args=(far, caller), daemon=True).start()


def _hang_up(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


def _forward(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65_536):
            target.sendall(some)
    _hang_up(target)


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    line = Line(url)
    try:
        yield line
    finally:
        line.cut()
