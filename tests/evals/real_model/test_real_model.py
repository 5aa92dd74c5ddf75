"""The counts of the real-model evaluation, with a scripted model instead."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from evals.datasets.question_sets import AttributedQuote, Corpus
from evals.datasets.samples import Sample, load_samples, spread
from evals.real_model.__main__ import find_faults, main
from evals.real_model.server import find_model
from evals.results.records import Record
from evals.results.scoring import score_record
from index.errors import UsageError
from tests.fakes.openai_server import fake_openai

ARTICLE = "The harbour stays. “We will not sell the harbour,” Ilse Brandt said."


def faults(text: str, *, composer: str = "small", degraded: str | None = None, calls: int = 1) -> list[str]:
    sample = Sample("q", "What did Brandt say?", "answered", ("t",), "why")
    receipt: dict[str, object] = {"composer": composer, "degraded": degraded, "usage": {"calls": calls}, "dropped": []}
    citation = {"marker": 1, "article_id": "a", "start": 0, "end": 18, "quote": ARTICLE[:18]}
    citation |= {"publisher": None, "also_carried_by": []}
    answer: dict[str, object] = {"question": "q", "status": "answered", "text": text, "receipt": receipt}
    answer |= {"statements": [], "citations": [citation]}
    start = ARTICLE.index("We")
    quote = AttributedQuote("a", start, start + 28, ARTICLE[start : start + 28], ("Ilse Brandt",))
    other = AttributedQuote("b", 0, 4, "Rain", ("Tomas Oduya",))
    corpus = Corpus({"a": ARTICLE, "b": "Rain"}, {"a": (quote,), "b": (other,)}, frozenset("ab"))
    return find_faults(score_record(sample, Record("q", "small", "hash", answer), corpus))


def test_supported_text_has_no_fault() -> None:
    assert faults("Ilse Brandt said “We will not sell the harbour” [1].") == []
    assert faults("“We will not sell the harbour,” Brandt said. [1]", composer="extractive", degraded="why") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ilse Brandt said “We sold the harbour” [1].", "quotation"),
        ("Tomas Oduya said “We will not sell the harbour” [1].", "MISATTRIBUTED"),
        ("It rained [2].", "citation"),
        ("It rained\x1b[31m [1].", "control"),
    ],
)
def test_unsupported_text_is_a_fault(text: str, kind: str) -> None:
    [fault] = faults(text)
    assert kind in fault


def test_an_answer_that_is_neither_verified_nor_degraded_is_a_fault() -> None:
    assert faults("It rained [1].", composer="extractive") == ["the answer is neither verified nor degraded"]


def test_the_report_counts_shown_and_dropped_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    with fake_openai() as server:
        server.enqueue(*["Emmanuel Macron said “The moon is made of butter and regret” [1]. {S1}"] * 8)
        code = main(["--base-url", server.base_url, "--limit", "8", "--json"])
    figures = json.loads(capsys.readouterr().out)
    assert code == 0
    assert figures["questions"] == 8
    assert figures["verified"] + figures["degraded"] > 0
    assert figures["faults"] == 0
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
