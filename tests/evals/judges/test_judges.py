"""A judge that talks rubbish judges nothing, and is not believed beyond its agreement with people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.judges.judge import Judge
from evals.judges.labelled import load_labelled
from evals.judges.verdict import Ruling, kappa, read_verdict
from prompts import Rendered
from tests.evals.pier import model_result
from tests.fakes.faulty_asker import CORPUS


class Scripted:
    """A judge that says what it is told to; None is a failure."""

    model = "scripted"

    def __init__(self, replies: Sequence[str | None]) -> None:
        self.replies = list(replies)
        self.messages: list[Rendered] = []

    def reply(self, messages: Rendered, *, output_tokens: int) -> str | None:
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
def test_rubbish_is_no_verdict(rubbish: str) -> None:
    assert read_verdict(rubbish) is None


def test_a_verdict_is_read_in_a_fence_too() -> None:
    verdict = read_verdict(f"```json\n{RIGHT}\n```")
    assert verdict is not None
    assert (verdict.right, verdict.why) == (True, "so")


def test_what_is_unjudged_is_neither_right_nor_wrong(tmp_path: Path) -> None:
    labelled = load_labelled()[:2]
    asked = Scripted([RIGHT, "rubbish", None, WRONG, RIGHT, WRONG])
    judged = Judge(asked, tmp_path / "kept.jsonl").judge(model_result().scored, CORPUS, labelled)
    assert (judged.right, judged.of, judged.unjudged) == (1, 2, 2)
    assert judged.wrong_ids == ("unknown",)
    assert judged.kappa == 1


def test_what_a_judge_said_is_kept_and_its_failures_are_not(tmp_path: Path) -> None:
    file, scored = tmp_path / "kept.jsonl", model_result().scored
    Judge(Scripted([RIGHT, None, "rubbish", WRONG]), file).judge(scored, CORPUS, ())
    again = Scripted([WRONG])
    judged = Judge(again, file).judge(scored, CORPUS, ())
    assert len(again.messages) == 1
    assert (judged.right, judged.of, judged.unjudged) == (1, 3, 1)
    assert judged.kappa is None
    assert "kappa not known on 0 labelled answers" in judged.told


def test_a_judge_is_shown_what_was_expected_and_not_the_label(tmp_path: Path) -> None:
    asked = Scripted([RIGHT] * 4)
    Judge(asked, tmp_path / "kept.jsonl").judge(model_result().scored[:1], CORPUS, load_labelled()[:3])
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
    assert kappa(one, other) == expected


def test_the_labelled_answers_are_as_often_right_as_wrong() -> None:
    labels = [one.label for one in load_labelled()]
    assert len(labels) >= 20
    assert 0.4 <= labels.count("right") / len(labels) <= 0.6
