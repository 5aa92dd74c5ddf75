"""The counts of the real-model evaluation, with a scripted model instead."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from assistant.types import Answer, Citation, Query, Receipt, ShownStatement
from evals.datasets.samples import load_samples, spread
from evals.real_model.__main__ import main
from evals.real_model.run import judge_answer
from evals.real_model.server import find_model
from index.errors import UsageError
from index.types import Coverage, Span
from tests.assistant.verification.newsroom import BRANDT, HARBOUR, ODUYA
from tests.fakes.openai_server import fake_openai

SPEAKERS = {"Ilse Brandt", "Tomas Oduya"}
TEXTS = [" ".join(HARBOUR.text.split())]


def answer(text: str, *, composer: str = "small", degraded: str | None = None) -> Answer:
    receipt = Receipt(composer, Coverage(1, None, None), Query("q", asks="statement"), degraded=degraded)
    shown = tuple(ShownStatement(said, HARBOUR, said.pieces[0], 1) for said, _ in (BRANDT, ODUYA))
    return Answer("q", "answered", text, receipt, shown, (Citation(1, HARBOUR, Span(0, 20)),))


def faults(shown: Answer) -> list[str]:
    return [fault.split(":")[0] for fault in judge_answer(shown, texts=TEXTS, speakers=SPEAKERS, seconds=0).faults]


def test_supported_text_has_no_fault() -> None:
    assert faults(answer("Ilse Brandt said “We will not sell the harbour” [1].")) == []
    assert (
        faults(answer("“We will not sell the harbour,” Brandt said. [1]", composer="extractive", degraded="why")) == []
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ilse Brandt said “We sold the harbour” [1].", "quotation"),
        ("Tomas Oduya said “We will not sell the harbour” [1].", "misattribution"),
        ("Ilse Brandt said the harbour was “a hole in the budget” [1].", "misattribution"),
        ("It rained\x1b[31m [1].", "controls"),
    ],
)
def test_unsupported_text_is_a_fault(text: str, kind: str) -> None:
    assert faults(answer(text)) == [kind]


def test_an_answer_that_is_neither_verified_nor_degraded_is_a_fault() -> None:
    assert faults(answer("It rained [1].", composer="extractive")) == ["status"]


def test_the_report_counts_shown_and_dropped_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    with fake_openai() as server:
        server.enqueue(*["Emmanuel Macron said “The moon is made of butter and regret” [1]. {S1}"] * 8)
        code = main(["--base-url", server.base_url, "--limit", "8", "--json"])
    figures = json.loads(capsys.readouterr().out)
    assert code == 0
    assert figures["questions"] == 8
    assert figures["model_asked"] == figures["verified"] + figures["degraded"] > 0
    assert figures["unverified_quotations"] == figures["misattributions"] == figures["markers_without_citation"] == 0
    assert sum(figures["dropped_by_verdict"].values()) > 0


def test_a_limit_takes_questions_evenly_from_the_set() -> None:
    samples = load_samples()
    chosen = spread(samples, 10)
    assert len({sample.id for sample in chosen}) == 10
    assert samples.index(chosen[-1]) > 0.8 * len(samples)
    assert spread(samples, None) == samples


def test_a_python_without_the_model_is_a_clear_error() -> None:
    with pytest.raises(UsageError, match="no model is installed"):
        find_model(Path(sys.executable))
