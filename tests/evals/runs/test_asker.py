"""A golden question asked through the public assistant: an answer, an error record or the limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from evals.datasets.samples import ARTICLES, load_samples
from evals.runs.asker import AssistantAsker, LimitReached, open_cached_assistant
from tests.fakes.openai_server import Reply, fake_openai

WITKOFF = next(sample for sample in load_samples() if sample.id == "witkoff-article-5")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asking") / "index"
    with open_cached_assistant(index=folder, model="none") as assistant:
        assistant.ingest([ARTICLES])
    return folder


def test_a_record_has_the_answer_the_hits_and_the_seconds(index: Path) -> None:
    moments = iter((10.0, 12.5))
    with open_cached_assistant(index=index, model="none") as assistant:
        record = AssistantAsker(assistant, clock=lambda: next(moments)).ask(WITKOFF)
    assert record.answer is not None
    assert record.answer["statements"][0]["speaker"] == "Steve Witkoff"
    assert record.hits
    assert record.hits[0]["article_id"] == "guarantees-contradiction"
    assert (record.model, record.seconds) == ("none", 2.5)


def test_a_failing_model_is_an_error_of_that_question(index: Path) -> None:
    with fake_openai() as server:
        server.enqueue(Reply(status=401, error="no such key"))
        asked = {"index": index, "model": "gpt-4o-mini", "openai_base_url": server.base_url, "strict_model": True}
        with open_cached_assistant(**asked) as assistant:
            record = AssistantAsker(assistant).ask(WITKOFF)
    assert record.answer is None
    assert record.error is not None
    assert record.error["kind"] == "ModelFailed"


def test_a_bug_at_one_question_is_an_error_of_that_question(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Assistant, "ask", breaks)
    with open_cached_assistant(index=index, model="none") as assistant:
        record = AssistantAsker(assistant).ask(WITKOFF)
    assert record.error is not None
    assert (record.error["kind"], record.error["message"]) == ("RuntimeError", "a bug")


def test_an_extracted_answer_after_the_budget_is_spent_is_not_recorded(index: Path) -> None:
    with fake_openai() as server:
        asked = {"index": index, "model": "gpt-4o-mini", "openai_base_url": server.base_url, "max_cost": 0.0000001}
        with (
            open_cached_assistant(**asked) as assistant,
            pytest.raises(LimitReached, match=r"the run has spent its limit of \$1e-07"),
        ):
            AssistantAsker(assistant).ask(WITKOFF)
        assert server.requests == []
