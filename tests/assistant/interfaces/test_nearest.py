"""The nearest passages, and the part of a question without an answer, as terminal, chat and exports show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from assistant.interfaces.chat.conversation import SourceNumbers
from assistant.interfaces.chat.markdown import to_markdown, to_plain_text
from assistant.interfaces.rendering.lines import render_sources
from assistant.journal import Exchange, ExchangeContent
from assistant.types import NearPassage
from tests.assistant.journal.sample import answer
from tests.assistant.sample import ARTICLE, span

NEAREST = "Nearest passages, which may not answer the question:"
WORDS = "The dam at Brell was built in 1931."
REFUSED = replace(
    answer("What did Marrant say of the gates?"),
    status="no_evidence",
    text="No record.",
    statements=(),
    related=answer().statements[:1],
    nearest=(NearPassage(ARTICLE, span(WORDS), 0.5),),
    unanswered="what \x1b[31mMarrant said [1]",
)
EXCHANGE = Exchange(1, "chat:1", datetime.now(UTC), ExchangeContent(REFUSED.question, REFUSED.text, REFUSED))


def in_order(text: str, *expected: str) -> bool:
    """Return whether the texts occur once each, in this order."""
    places = [text.find(one) for one in expected]
    return -1 not in places and places == sorted(places) and all(text.count(one) == 1 for one in expected)


def test_a_terminal_shows_them_after_the_closest_statements() -> None:
    lines = "\n".join("".join(part.text for part in line.safe().parts) for line in render_sources(REFUSED))

    assert in_order(
        lines,
        "\nNot answered by the articles: what Marrant said (1)\n",
        "\nClosest statements by Ilse Marrant:\n",
        "\nSources\n",
        f"\n\n{NEAREST}\n  - {WORDS}\n    Brell dam will hold, engineer says  Kestrel Post, Mar 4, 2025\n\n",
    )


def test_an_export_contains_them_after_the_sources() -> None:
    saved, copied = to_markdown([EXCHANGE], SourceNumbers()), to_plain_text(EXCHANGE, SourceNumbers())

    assert in_order(
        saved, "No record.", "Not answered by the articles: what Marrant said (1)", "- [1] ", NEAREST, WORDS
    )
    assert in_order(copied, "No record.", "Not answered by the articles: what Marrant said (1)", "\n[1] ", NEAREST)
    assert f"{NEAREST}\n- {WORDS}\n  Brell dam will hold, engineer says, Kestrel Post, Mar 4, 2025 https://" in copied


def test_an_answer_without_them_has_neither_heading() -> None:
    plain = replace(REFUSED, nearest=(), unanswered=None)
    lines = "\n".join("".join(part.text for part in line.parts) for line in render_sources(plain))

    assert "Nearest" not in lines
    assert "Not answered" not in lines
