"""What is offered for what stands before the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from assistant.interfaces.chat.commands import COMMANDS
from assistant.interfaces.chat.completion import Offer, Offered, offers
from assistant.interfaces.chat.known_names import Known
from assistant.interfaces.chat.path_completion import files_that_begin

OFFERED = Offered(
    known=lambda: Known(1, ("Ilse Marrant", "Tomás Oduya", "Renata Sool"), ("Brell Courier", "Kestrel Post")),
    sources=lambda: [(1, "Dam"), (2, "Ferry"), (12, "Gates")],
    sessions=lambda: [("3f9a1c", "What did Marrant say?"), ("77aa00", "Who?")],
    files=lambda typed: (name for name in ("articles.jsonl", "answers.md") if name.startswith(typed)),
)


def completed(text: str, *, asked_for: bool = True) -> list[str]:
    """The lines that what is offered would make."""
    return [_applied(text, offer) for offer in offers(text, COMMANDS, OFFERED, asked_for=asked_for)]


def _applied(text: str, offer: Offer) -> str:
    return text[: len(text) - offer.over] + offer.text


@pytest.mark.parametrize(
    ("typed", "offered"),
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
def test_commands_names_numbers_and_files_are_completed(typed: str, offered: list[str]) -> None:
    assert completed(typed) == offered


def test_in_a_question_names_come_up_only_when_they_are_asked_for() -> None:
    assert completed("What did Mar", asked_for=False) == []


def test_files_are_offered_as_they_are_typed(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    (folder / "articles").mkdir(parents=True)
    for name in ("articles.jsonl", ".hidden", "more.txt"):
        (folder / name).touch()

    def found(typed: str) -> list[str]:
        names: Iterable[str] = files_that_begin(f"{folder}/{typed}")
        return [name.removeprefix(f"{folder}/") for name in names]

    assert found("art") == ["articles/", "articles.jsonl"]
    assert found("") == ["articles/", "articles.jsonl", "more.txt"]
    assert found(".h") == [".hidden"]
    assert found("none/x") == []
