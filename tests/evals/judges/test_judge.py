"""A judge's malformed replies count as no verdict, and its agreement with people is always reported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.judges.judge import Judge, Ruling, cohen_kappa, load_labelled, read_verdict
from prompts import Rendered
from tests.evals.pier import model_result
from tests.fakes.faulty_asker import CORPUS


class Scripted:
    """A judge with scripted replies; None is a failure."""

    def __init__(self, replies: Sequence[str | None]) -> None:
        self.replies = list(replies)
        self.messages: list[Rendered] = []

    def __call__(self, messages: Rendered) -> str | None:
        self.messages.append(messages)
        return self.replies.pop(0)


RIGHT, WRONG = '{"verdict": "right", "why": "so"}', '{"verdict": "wrong"}'


@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        "right",
        "The answer is right.",
        '{"verdict": "mostly right"}',
        '{"verdict": null}',
        '["right"]',
        '{"verdict": "right"} {"verdict": "wrong"}',
        "[" * 100_000,
        '{"verdict": ["right"]}',
    ],
)
def test_a_malformed_reply_is_no_verdict(rubbish: str) -> None:
    assert read_verdict(rubbish) is None


def test_a_verdict_in_a_code_fence_is_read() -> None:
    verdict = read_verdict(f"```json\n{RIGHT}\n```")
    assert verdict is not None
    assert (verdict.right, verdict.why) == (True, "so")


def test_an_unjudged_answer_is_neither_right_nor_wrong(tmp_path: Path) -> None:
    labelled = load_labelled()[:2]
    asked = Scripted([RIGHT, "rubbish", None, WRONG, RIGHT, WRONG])
    judged = Judge("scripted", asked, tmp_path / "kept.jsonl").judge(model_result().scored, CORPUS, labelled)
    assert (judged.right, judged.of, judged.unjudged) == (1, 2, 2)
    assert judged.wrong_ids == ("unknown",)
    assert judged.kappa == 1


def test_replies_are_stored_and_failures_are_not(tmp_path: Path) -> None:
    file, scored = tmp_path / "kept.jsonl", model_result().scored
    Judge("scripted", Scripted([RIGHT, None, "rubbish", WRONG]), file).judge(scored, CORPUS, ())
    again = Scripted([WRONG])
    judged = Judge("scripted", again, file).judge(scored, CORPUS, ())
    assert len(again.messages) == 1
    assert (judged.right, judged.of, judged.unjudged) == (1, 3, 1)
    assert judged.kappa is None
    assert "kappa unknown on 0 labelled answers" in judged.description


def test_a_judge_sees_the_expected_outcome_but_not_the_label(tmp_path: Path) -> None:
    asked = Scripted([RIGHT] * 4)
    Judge("scripted", asked, tmp_path / "kept.jsonl").judge(model_result().scored[:1], CORPUS, load_labelled()[:3])
    assert "To be shown: thirty years" in asked.messages[0].user
    assert "Her words beside his name." not in asked.messages[2].user


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (["right", "wrong"], ["right", "wrong"], 1.0),
        (["right", "wrong"], ["wrong", "right"], -1.0),
        (["right", "right", "wrong", "wrong"], ["right", "wrong", "right", "wrong"], 0.0),
        (["right", "right"], ["right", "right"], None),
        ([], [], None),
    ],
)
def test_kappa_is_agreement_beyond_chance(one: list[Ruling], other: list[Ruling], expected: float | None) -> None:
    assert cohen_kappa(one, other) == expected


def test_the_labelled_answers_are_as_often_right_as_wrong() -> None:
    labels = [one.label for one in load_labelled()]
    assert len(labels) >= 20
    assert 0.4 <= labels.count("right") / len(labels) <= 0.6
