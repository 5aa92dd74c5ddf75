"""Every message that a person can see, in one file: `tests/messages.txt` is the voice of the product."""

from __future__ import annotations

import re

import pytest

from tests.messages import SNAPSHOT, messages, render

DIALECT = re.compile(
    r"\b(?:callings?|crew|halt|heap|kindred|ledger|purse|seals?|wire row|is told|are told|of its own|as of which|"
    r"whoever|whomever|in whose|at the most|at the least|for good|anew)\b",
    re.IGNORECASE,
)
"""Words of the project's old dialect, and turns of phrase that make a reader stop."""


def test_the_snapshot_holds_every_message() -> None:
    assert render(messages()) == SNAPSHOT.read_text(encoding="utf-8"), (
        "a message has changed: run `python -m tests.messages --update` and read the difference as a user would"
    )


@pytest.mark.parametrize("text", ["the question is empty", "left half-written", "No record"])
def test_errors_notices_and_answers_are_all_collected(text: str) -> None:
    assert any(text in one for texts in messages().values() for one in texts)


def test_no_message_speaks_the_old_dialect() -> None:
    found = [f"{name}: {text}" for name, texts in messages().items() for text in texts if DIALECT.search(text)]
    assert not found
