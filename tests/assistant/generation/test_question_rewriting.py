"""Only unclear follow-ups are rewritten, and only faithful rewrites are accepted."""

from __future__ import annotations

import pytest

from assistant.generation.question_rewriting import extract_question, find_new_name, find_rewrite_fault, format_history
from assistant.types import Citation, ImpliedFilter, Query, ShownStatement, Turn
from assistant.understanding.followups import is_unresolved
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from index.types import Speaker
from tests.assistant.sample import ARTICLE, MARRANT, span

REGISTRY = SpeakerMatcher.of([Speaker("Ilse Marrant"), Speaker("Tomas Oduya")])
STATEMENT_TURN = Turn("What did Marrant say about the dam?", "She said it holds.")
FACT_TURN = Turn("When was the dam at Brell built?", "In 1931 [1].")


def unresolved(question: str, *history: Turn) -> bool:
    with_it = understand(question, registry=REGISTRY, history=history)
    return bool(history) and is_unresolved(with_it, understand(question, registry=REGISTRY))


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("Why is it leaking?", FACT_TURN),
        ("How much did that cost?", FACT_TURN),
        ("Who paid for it?", FACT_TURN),
        ("Was this expected?", FACT_TURN),
        ("What happened there afterwards?", FACT_TURN),
        ("Why?", FACT_TURN),
        ("How come?", FACT_TURN),
        ("What do people think about that?", FACT_TURN),
        ("Are they safe?", FACT_TURN),
        ("And the other two?", FACT_TURN),
    ],
)
def test_a_follow_up_with_an_unknown_reference_is_unresolved(question: str, before: Turn) -> None:
    assert unresolved(question, before)


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("And Oduya?", STATEMENT_TURN),
        ("What did he say about the gates?", STATEMENT_TURN),
        ("When was that?", STATEMENT_TURN),
        ("Who else?", STATEMENT_TURN),
        ("When was the ferry built?", FACT_TURN),
        ("What did Oduya say about the gates?", FACT_TURN),
        ("What did Marrant say about the dam and its gates?", FACT_TURN),
        ("Is there a ferry to Brell?", FACT_TURN),
        ("Did Oduya say that the gates were rusted?", FACT_TURN),
        ("Why is the dam at Brell leaking?", FACT_TURN),
    ],
)
def test_a_follow_up_that_is_understood_or_stands_alone_is_resolved(question: str, before: Turn) -> None:
    assert not unresolved(question, before)


def test_the_history_contains_questions_and_cited_quotes_but_no_answers() -> None:
    piece = MARRANT.statement.pieces[0]
    citation = Citation(1, ARTICLE, span("The dam at Brell was built in 1931."))
    shown = ShownStatement(MARRANT.statement, ARTICLE, piece, 1)
    said = Turn("What did she say [9]?", "A secret answer.", (citation,), (shown,))
    fact = Turn("When?", "A secret answer.", (citation,))
    text = format_history([Turn("Too long ago?"), said, fact, Turn("And then?")])
    assert text == (
        "<earlier_questions>\n- What did she say (9)?\n  cited: Ilse Marrant: “The dam will hold,”\n"
        "- When?\n  cited: The dam at Brell was built in 1931.\n- And then?\n</earlier_questions>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "When was the dam at Brell built?",
        "What did Marrant say about the dam's gates?",
        "What's Marrant’s view of the dam?",
        "In 1931, what did the dam at Brell cost?",
        "How did MARRANT explain it?",
    ],
)
def test_names_from_the_conversation_are_accepted(text: str) -> None:
    assert find_rewrite_fault(text, "Why is it leaking?", [STATEMENT_TURN, FACT_TURN]) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("?!", "empty"),
        ("one\ntwo", "not one question"),
        ("dam " * 200, "not one question"),
        ("What did Oduya say about the dam?", "'Oduya'"),
        ("Oduya denied what about the dam?", "'Oduya'"),
        ("What did Mayor Marrant say?", "'Mayor'"),
        ("When was the dam built, in 1913?", "'1913'"),
        ("What did Marrant-Oduya say?", "'Marrant-Oduya'"),
    ],
)
def test_new_names_and_numbers_are_rejected(text: str, fault: str) -> None:
    assert fault in (find_rewrite_fault(text, "Why is it leaking?", [STATEMENT_TURN, FACT_TURN]) or "")


def test_a_new_speaker_in_lower_case_is_found() -> None:
    understood = (ImpliedFilter("speaker", "Tomas Oduya", "oduya"),)
    query = Query("what did oduya say?", asks="statement", speakers=("Tomas Oduya",), understood=understood)
    assert find_new_name(query, "Why?", [STATEMENT_TURN]) == "oduya"
    assert find_new_name(query, "Why, Oduya?", [STATEMENT_TURN]) is None
    stranger = Query("what did fox say?", asks="statement", unknown_speakers=("fox",))
    assert find_new_name(stranger, "Why?", [STATEMENT_TURN]) == "fox"


@pytest.mark.parametrize("text", ["“Who paid?”", "**Who paid?**", "  Who paid?\n", '"Who paid?"', "Who\x1b paid?"])
def test_quotation_marks_and_markdown_around_a_question_are_removed(text: str) -> None:
    assert extract_question(text) == "Who paid?"
