"""A speaker with two spellings is one speaker."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.types import Filters

ARTICLES = [
    {
        "id": "first",
        "title": "Grain talks open",
        "published": "2025-03-04",
        "text": "“The grain will leave on time,” Oleh Marenskyy said on Monday. “The port is open,” Marenskyy said.",
    },
    {
        "id": "second",
        "title": "Harbour closed",
        "published": "2025-03-09",
        "text": "The harbour is closed to trawlers, Oleh Marensky told Port News on Friday.",
    },
    {
        "id": "third",
        "title": "Trawlers",
        "published": "2025-03-10",
        "text": "Oleh Marenskiy said trawlers may return in May.\n\nVera Marensky said that she would fish in May.",
    },
]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    articles = tmp_path / "articles.jsonl"
    articles.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ARTICLES), encoding="utf-8")
    assistant = open_assistant(index=str(tmp_path / "index"))
    assistant.ingest([articles])
    return assistant


@pytest.mark.parametrize("asked", ["Oleh Marensky", "Oleh Marenskyy", "Oleh Marenskiy"])
def test_every_spelling_lists_the_statements_of_all_spellings(assistant: Assistant, asked: str) -> None:
    with assistant:
        found = assistant.statements(filters=Filters(speaker=asked))

    assert {one.article.id for one in found} == {"first", "second", "third"}
    assert {one.statement.speaker.name for one in found if one.statement.speaker} == {"Oleh Marenskyy"}


def test_an_answer_finds_statements_under_another_spelling(assistant: Assistant) -> None:
    with assistant:
        answer = assistant.ask("What did Oleh Marenskyy say about the trawlers?")

    assert answer.status == "answered"
    assert {shown.speaker for shown in answer.statements} == {"Oleh Marenskyy"}


def test_a_speaker_with_several_spellings_is_named_once(assistant: Assistant) -> None:
    with assistant:
        answer = assistant.ask("What did Vera Marensky say about the harbour?")

    assert answer.status == "no_evidence"
    assert answer.said_by == ("Oleh Marenskyy",)
