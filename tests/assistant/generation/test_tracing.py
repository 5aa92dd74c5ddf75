"""Prompts go to a tracing provider only if the user enabled it, and `doctor` reports that."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from assistant.config.settings import tracing_variables_in_force
from assistant.interfaces.cli import main
from tests.fakes.openai_server import fake_openai

pytestmark = pytest.mark.usefixtures("checked_by_rules")

QUESTION = "What did Marrant say about the dam?"


@contextmanager
def tracing_provider(received: list[bytes]) -> Iterator[str]:
    """Run a server that accepts everything, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            received.append(self.path.encode() + self.rfile.read(int(self.headers.get("content-length") or 0)))
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST = do_PATCH = _take  # noqa: N815  the standard library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def traced_while_asking(index: str, **environment: str) -> bytes:
    """Return what the tracing provider receives while a model answers one question."""
    received: list[bytes] = []
    asking = "from assistant.interfaces.cli import main; code = main()"
    flushing = "from langchain_core.tracers.langchain import wait_for_all_tracers; wait_for_all_tracers()"
    python = [sys.executable, "-c", f"{asking}; {flushing}; raise SystemExit(code)"]
    with tracing_provider(received) as provider, fake_openai() as model:
        model.enqueue("Ilse Marrant said {S1}.")
        variables = {
            "OPENAI_API_KEY": "sk-t",
            "OPENAI_BASE_URL": model.base_url,
            "LANGSMITH_API_KEY": "lsv2_invented",
            "LANGSMITH_ENDPOINT": provider,
            "OTEL_EXPORTER_OTLP_ENDPOINT": provider,
            **environment,
        }
        done = subprocess.run(
            [*python, "ask", QUESTION, "--index", index, "--model", "gpt-test"],
            cwd=Path(__file__).parents[3],
            env=os.environ | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "answered by gpt-test" in done.stdout
        assert len(model.requests) == 1
    return b"".join(received)


@pytest.mark.slow
def test_nothing_is_traced_unless_tracing_is_enabled(index: str) -> None:
    assert traced_while_asking(index) == b""
    assert traced_while_asking(index, LANGSMITH_TRACING="false", LANGSMITH_OTEL_ENABLED="true") == b""


def test_enabled_tracing_sends_the_question(index: str) -> None:
    assert QUESTION.encode() in traced_while_asking(index, LANGSMITH_TRACING="true")


@pytest.mark.parametrize(
    ("environment", "switched_on"),
    [
        ({}, ()),
        ({"LANGSMITH_API_KEY": "k", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}, ()),
        ({"LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "0", "LANGSMITH_OTEL_ENABLED": "true"}, ()),
        ({"LANGSMITH_TRACING": "true"}, ("LANGSMITH_TRACING",)),
        ({"LANGCHAIN_TRACING_V2": "true"}, ("LANGCHAIN_TRACING_V2",)),
        (
            {"LANGSMITH_TRACING_V2": "true", "LANGSMITH_OTEL_ENABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "x"},
            ("LANGSMITH_TRACING_V2", "LANGSMITH_OTEL_ENABLED", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        ),
    ],
)
def test_the_variables_that_enable_tracing_are_recognised(
    environment: dict[str, str], switched_on: tuple[str, ...]
) -> None:
    assert tracing_variables_in_force(environment) == switched_on


def test_doctor_reports_where_data_goes_and_what_it_costs(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def doctor(**environment: str) -> str:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert main(["doctor", "--index", index]) == 0
        return capsys.readouterr().out

    assert "tracing" not in doctor(OTEL_EXPORTER_OTLP_ENDPOINT="http://x", ONRECORD_MODEL="gpt-4o-mini")
    printed = doctor(LANGSMITH_TRACING="true", OPENAI_BASE_URL="https://desk:very-secret@models.example/v1")
    assert "LANGSMITH_TRACING is set: prompts are sent to a tracing provider" in printed
    assert "OTEL_EXPORTER_OTLP_ENDPOINT is set" in printed
    assert "questions, and the passages used to answer them, are sent to https://models.example/v1" in printed
    assert "very-secret" not in printed
    assert "$0.15 and $0.6 per million input and output tokens, as of 2026-11-27" in printed
    printed = doctor(ONRECORD_MODEL="somebodys-model", ONRECORD_CACHE_ANSWERS="1")
    assert "price unknown" in printed
    assert "replies.sqlite" in printed
