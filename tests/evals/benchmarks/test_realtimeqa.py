"""Retrieval is measured on invented pages in RealTimeQA's layout."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.benchmarks.realtimeqa import main

PAGES = [
    {
        "id": f"{name}-{year}",
        "title": f"{name.capitalize()} wins the Brell regatta",
        "publish_date": f"{year}/06/10",
        "url": f"https://kestrel.example/{name}/{year}",
        "text": f"The boat {name.capitalize()} won the Brell regatta on Sunday.\n\nIt rained all day.",
    }
    for name, year in (("Albatross", 2023), ("Cormorant", 2024), ("Dunlin", 2025))
]
QUESTIONS = [
    {
        "question": "Which boat won the Brell regatta?",
        "date": "2024-06-12",
        "answer": ["Cormorant"],
        "tier": "answerable_recent",
        "recent_docs_with_answer_string": ["Cormorant-2024"],
    },
    {
        "question": "How many lighthouses does Orven have?",
        "date": "2025/06/12",
        "answer": ["Nine"],
        "tier": "docs_but_no_answer_string",
        "recent_docs_with_answer_string": [],
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with gzip.open(tmp_path / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(page) + "\n" for page in PAGES)
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(one) + "\n" for one in QUESTIONS), encoding="utf-8")
    return tmp_path


def test_a_page_of_the_question_s_time_is_found_first_and_later_ones_are_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["articles"], figures["answerable"], figures["others"]) == (3, 1, 1)
    assert figures["as_of"] == {"hit@1": 1.0, "hit@4": 1.0, "hit@10": 1.0, "mrr": 1.0}
    assert figures["any_time"]["hit@4"] == 1.0
    assert figures["answer_shown"] == 1.0
    assert figures["answered_others"] == 0.0


def test_the_table_names_every_figure(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for _ in range(2):
        assert main([str(folder), "--index", str(tmp_path / "kept")]) == 0
    assert "asked as of its day                1.000   1.000   1.000   1.000" in capsys.readouterr().out


def test_a_folder_with_another_layout_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "questions.jsonl" in capsys.readouterr().err
    (tmp_path / "questions.jsonl").write_text('{"question": "Who?"}\n', encoding="utf-8")
    assert main([str(tmp_path)]) == 2
    assert "has another layout" in capsys.readouterr().err
