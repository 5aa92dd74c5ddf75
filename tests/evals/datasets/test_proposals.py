"""Feedback as questions to review."""

from __future__ import annotations

from evals.datasets.proposals import Feedback, make_candidates
from tests.fakes.faulty_asker import perfect


def feedback(question: str, verdict: str, **more: object) -> Feedback:
    return Feedback(question, perfect()["venn"], verdict, "chat:1", **more)  # type: ignore[arg-type]


def test_the_worst_verdict_comes_first_and_each_question_once() -> None:
    given = [feedback("A?", "good"), feedback("B?", "incomplete"), feedback("a?", "wrong"), feedback("C?", "outdated")]
    assert [row["question"] for row in make_candidates(given)] == ["a?", "C?", "B?"]


def test_the_same_words_after_another_question_are_another_question() -> None:
    given = [feedback("And Holt?", "wrong"), feedback("And Holt?", "wrong", history=("What did Venn say?",))]
    rows = list(make_candidates(given))
    assert len({row["id"] for row in rows}) == 2
    assert rows[1]["history"] == [{"question": "What did Venn say?"}]


def test_a_candidate_has_its_origin_and_the_shown_answer() -> None:
    [row] = make_candidates([feedback("A?", "wrong", note="that was Holt", given="2026-11-27T10:00:00+00:00")])
    assert row["review"] == "wrong: that was Holt (chat:1, 2026-11-27)"
    assert row["speaker"] == ["Ada Venn"]
    assert row["spans"][0]["quote"].startswith('"The pier')
