"""Statement retrieval reads few statements without changing the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, open_assistant
from assistant.understanding.stemming import fold, split_words, stem, stem_prefixes
from evals.datasets.samples import load_golden_articles, load_samples
from index.storage.catalog.catalog import Snapshot

DAYS = 90


@pytest.fixture(scope="module")
def busy_week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Return articles with many statements by one person on one topic, and few on others."""
    folder = tmp_path_factory.mktemp("newsroom")
    rows = [
        {
            "id": f"day-{day}",
            "title": f"Notes from the harbour, part {day}",
            "published": f"2025-{1 + day // 28:02}-{1 + day % 28:02}",
            "text": f"The pier was quiet.\n\n“The ferry will sail {day} times,” Ann Fox said.\n\n"
            f"Ann Fox said that gull number {day} had been counted.",
        }
        for day in range(DAYS)
    ]
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    with open_assistant(index=str(folder / "index")) as assistant:
        assistant.ingest([file])
        yield assistant


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the ids of all statements read from now on."""
    ids: list[str] = []
    statements = Snapshot.statements

    def counted(self: Snapshot, **wanted: Any) -> Any:
        found = statements(self, **wanted)
        ids.extend(one.id for one in found)
        return found

    monkeypatch.setattr(Snapshot, "statements", counted)
    return ids


@pytest.mark.parametrize(
    "question",
    [
        "What did Ann Fox say about the ferry?",
        "What did Ann Fox say?",
        "Who spoke about the ferry?",
        "What did Ann Fox say about the lighthouse?",
    ],
)
def test_few_statements_of_a_prominent_speaker_are_read(busy_week: Assistant, read: list[str], question: str) -> None:
    answer = busy_week.ask(question)
    assert answer.statements or answer.related
    assert 0 < len(read) <= 60 < 2 * DAYS


def test_the_newest_statements_are_shown(busy_week: Assistant) -> None:
    answer = busy_week.ask("What did Ann Fox say about the ferry?")
    assert [one.article.id for one in answer.statements] == [f"day-{DAYS - ago}" for ago in range(1, 7)]


def test_the_batch_size_does_not_change_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in load_golden_articles()), encoding="utf-8")
    questions = [sample.question for sample in load_samples()]
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        assistant.ingest([file])
        told = []
        for size in (1, 10_000):
            monkeypatch.setattr("assistant.retrieval.statements.FIRST_BATCH", size)
            answers = [assistant.ask(question) for question in questions]
            told.append([(one.status, one.statements, one.said_by, one.related) for one in answers])
    assert told[0] == told[1]
    assert any(statements for _, statements, _, _ in told[0])


def test_every_word_begins_with_a_prefix_of_its_stem() -> None:
    words = {word for row in load_golden_articles() for word in split_words(row["text"])}
    irregular = {"went", "brought", "dying", "skies", "women", "lying", "US", "Zürich", "O’Hara’s", "using", "U.N."}
    for word in sorted(words | irregular):
        plain = fold(word).replace(".", "")
        assert any(beginning in plain for beginning in stem_prefixes(stem(word))), word
