"""Completion suggests what fits before the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from assistant.interfaces.chat.completion import Candidates, Suggestion, find_files, suggest
from assistant.interfaces.chat.conversation import NameLists

CANDIDATES = Candidates(
    names=lambda: NameLists(1, ("Ilse Marrant", "Tomás Oduya", "Renata Sool"), ("Brell Courier", "Kestrel Post")),
    sources=lambda: [(1, "Dam"), (2, "Ferry"), (12, "Gates")],
    sessions=lambda: [("3f9a1c", "What did Marrant say?"), ("77aa00", "Who?")],
    files=lambda typed: (name for name in ("articles.jsonl", "answers.md") if name.startswith(typed)),
)


def completed(text: str, *, requested: bool = True) -> list[str]:
    """Return the lines that the suggestions would make."""
    return [_applied(text, suggestion) for suggestion in suggest(text, CANDIDATES, requested=requested)]


def _applied(text: str, suggestion: Suggestion) -> str:
    return text[: len(text) - suggestion.replaces] + suggestion.text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/so", ["/source"]),
        ("/S", ["/source", "/statements", "/summarise", "/save", "/sessions", "/search"]),
        ("/source 1", ["/source 1", "/source 12"]),
        ("/resume 3", ["/resume 3f9a1c"]),
        ("/help wh", ["/help why"]),
        ("/ingest a", ["/ingest articles.jsonl", "/ingest answers.md"]),
        ("/statements odu", ["/statements Tomás Oduya"]),
        ("/statements tomas o", ["/statements Tomás Oduya"]),
        ("/filter s", ["/filter speaker:", "/filter since:"]),
        ("/filter since:2025-01-01 speaker:so", ["/filter since:2025-01-01 speaker:Renata Sool"]),
        ("/filter publisher:kes", ["/filter publisher:Kestrel Post"]),
        ("/filter any:t", ["/filter any:time"]),
        ("/why ", []),
        ("/nothing x", []),
        ("What did Mar", ["What did Ilse Marrant"]),
        ("What did mar", []),
        ("", []),
    ],
)
def test_commands_names_numbers_and_files_are_completed(typed: str, expected: list[str]) -> None:
    assert completed(typed) == expected


def test_names_in_a_question_are_only_suggested_on_request() -> None:
    assert completed("What did Mar", requested=False) == []


def test_files_are_suggested_as_they_are_typed(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    (folder / "articles").mkdir(parents=True)
    for name in ("articles.jsonl", ".hidden", "more.txt"):
        (folder / name).touch()

    def found(typed: str) -> list[str]:
        names: Iterable[str] = find_files(f"{folder}/{typed}")
        return [name.removeprefix(f"{folder}/") for name in names]

    assert found("art") == ["articles/", "articles.jsonl"]
    assert found("") == ["articles/", "articles.jsonl", "more.txt"]
    assert found(".h") == [".hidden"]
    assert found("none/x") == []
