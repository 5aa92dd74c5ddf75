"""One small index of invented articles, made once for the tests that ask it from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from evals.datasets.samples import ARTICLES, MORE_ARTICLES
from tests.fakes.changing import write_articles
from tests.fakes.openai_server import FakeOpenAI, fake_openai

DAM = {
    "id": "dam",
    "title": "Brell dam will hold, engineer says",
    "url": "https://kestrel.example/dam",
    "publisher": "Kestrel Post",
    "published": "2025-03-04",
    "text": "“The dam will hold through the winter,” Ilse Marrant said on Monday.\n\n"
    "Tomas Oduya, the mayor of Brell, denied that the gates were rusted.\n\nThe dam at Brell was built in 1931.",
}
FERRY = {
    "id": "ferry",
    "title": "Ferry to stay in port",
    "publisher": "Brell Courier",
    "published": "2025-03-09",
    "text": "The ferry will stay in port until May, Renata Sool said on Saturday.",
}


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the index."""
    folder = tmp_path_factory.mktemp("newsroom")
    articles = folder / "articles.jsonl"
    articles.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (DAM, FERRY)), encoding="utf-8")
    with open_assistant(index=str(folder / "index")) as assistant:
        assert assistant.ingest([articles]).new == 2
    return str(folder / "index")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenAI]:
    """A provider, scripted, with a key to it."""
    with fake_openai() as fake:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-t")
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
        yield fake


@pytest.fixture
def checked_by_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules check replies, so that an answer takes one call of a model, and its text streams."""
    monkeypatch.setenv("ONRECORD_VERIFIER", "rules")


@pytest.fixture(scope="session")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An Assistant over articles about people who change their minds (`tests.fakes.changing`)."""
    folder = tmp_path_factory.mktemp("changing")
    with open_assistant(index=str(folder / "index")) as assistant:
        assistant.ingest([write_articles(folder)])
        yield assistant


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An Assistant over all sample articles."""
    folder = tmp_path_factory.mktemp("golden")
    with open_assistant(index=str(folder / "index")) as assistant:
        assistant.ingest([ARTICLES, MORE_ARTICLES])
        yield assistant
