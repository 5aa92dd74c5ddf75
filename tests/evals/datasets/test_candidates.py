"""Feedback as questions to review."""

from __future__ import annotations

from evals.datasets.candidates import Feedback, candidates
from tests.fakes.faulty_asker import perfect


def feedback(question: str, verdict: str, **more: object) -> Feedback:
    return Feedback(question, perfect()["venn"], verdict, "chat:1", **more)  # type: ignore[arg-type]


def test_the_worst_verdict_comes_first_and_each_question_once() -> None:
    given = [feedback("A?", "good"), feedback("B?", "incomplete"), feedback("a?", "wrong"), feedback("C?", "outdated")]
    assert [row["question"] for row in candidates(given)] == ["a?", "C?", "B?"]


def test_a_question_that_is_asked_already_is_no_candidate() -> None:
    assert list(candidates([feedback("A?", "wrong")], known=["a?"])) == []


def test_the_same_words_after_another_question_are_another_question() -> None:
    given = [feedback("And Holt?", "wrong"), feedback("And Holt?", "wrong", history=("What did Venn say?",))]
    rows = list(candidates(given))
    assert len({row["id"] for row in rows}) == 2
    assert rows[1]["history"] == [{"question": "What did Venn say?"}]


def test_a_candidate_says_where_it_comes_from_and_what_was_shown() -> None:
    [row] = candidates([feedback("A?", "wrong", note="that was Holt", given="2026-11-27T10:00:00+00:00")])
    assert row["review"] == "wrong: that was Holt (chat:1, 2026-11-27)"
    assert row["speaker"] == ["Ada Venn"]
    assert row["spans"][0]["quote"].startswith('"The pier')
