"""Which follow-ups hang in the air, and what a model that says them in full may not add."""

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
SAID = Turn("What did Marrant say about the dam?", "She said it holds.")
FACT = Turn("When was the dam at Brell built?", "In 1931 [1].")


def unresolved(question: str, *history: Turn) -> bool:
    with_it = understand(question, registry=REGISTRY, history=history)
    return bool(history) and is_unresolved(with_it, understand(question, registry=REGISTRY))


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("Why is it leaking?", FACT),
        ("How much did that cost?", FACT),
        ("Who paid for it?", FACT),
        ("Was this expected?", FACT),
        ("What happened there afterwards?", FACT),
        ("Why?", FACT),
        ("How come?", FACT),
        ("What do people think about that?", FACT),
        ("Are they safe?", FACT),
        ("And the other two?", FACT),
    ],
)
def test_a_follow_up_that_points_at_what_understanding_does_not_know_hangs_in_the_air(
    question: str, before: Turn
) -> None:
    assert unresolved(question, before)


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("And Oduya?", SAID),
        ("What did he say about the gates?", SAID),
        ("When was that?", SAID),
        ("Who else?", SAID),
        ("When was the ferry built?", FACT),
        ("What did Oduya say about the gates?", FACT),
        ("What did Marrant say about the dam and its gates?", FACT),
        ("Is there a ferry to Brell?", FACT),
        ("Did Oduya say that the gates were rusted?", FACT),
        ("Why is the dam at Brell leaking?", FACT),
    ],
)
def test_what_understanding_resolves_or_what_stands_alone_does_not(question: str, before: Turn) -> None:
    assert not unresolved(question, before)


def test_a_model_is_told_the_questions_and_what_was_cited_and_not_what_was_answered() -> None:
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
def test_what_the_conversation_speaks_of_may_be_searched_for(text: str) -> None:
    assert find_rewrite_fault(text, "Why is it leaking?", [SAID, FACT]) is None


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
def test_what_it_does_not_speak_of_may_not(text: str, fault: str) -> None:
    assert fault in (find_rewrite_fault(text, "Why is it leaking?", [SAID, FACT]) or "")


def test_a_speaker_in_small_letters_is_a_speaker_too() -> None:
    understood = (ImpliedFilter("speaker", "Tomas Oduya", "oduya"),)
    query = Query("what did oduya say?", asks="statement", speakers=("Tomas Oduya",), understood=understood)
    assert find_new_name(query, "Why?", [SAID]) == "oduya"
    assert find_new_name(query, "Why, Oduya?", [SAID]) is None
    stranger = Query("what did fox say?", asks="statement", unknown_speakers=("fox",))
    assert find_new_name(stranger, "Why?", [SAID]) == "fox"


@pytest.mark.parametrize("text", ["“Who paid?”", "**Who paid?**", "  Who paid?\n", '"Who paid?"', "Who\x1b paid?"])
def test_marks_around_a_question_are_no_part_of_it(text: str) -> None:
    assert extract_question(text) == "Who paid?"
