"""What holds for every test: it touches nothing of the person who runs it, and no clock judges it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.fakes.chroma_server import chroma_run

# Shared machines stall: a slow example is no counterexample. The same examples everywhere, so that red means a change.
settings.register_profile("onrecord", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("onrecord")

OURS = ("ONRECORD_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_", "OTEL_", "XDG_", "CHROMA_", "TIKTOKEN_", "SLACK_")


@pytest.fixture(autouse=True)
def a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home and no setting of the person's: a test that needs one sets it."""
    home = tmp_path / "home"
    home.mkdir()
    for name in list(os.environ):
        if name.startswith(OURS) or name in ("NO_COLOR", "COLUMNS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The one Chroma server of the session: each index has a collection of its own."""
    with chroma_run(tmp_path_factory.mktemp("chroma") / "data") as url:
        yield url
