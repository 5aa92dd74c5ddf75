"""Hundreds of scripted replies over the real client: only the truth is shown, and a broken verifier does not pass."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from assistant.types import MARKER, Verdict
from assistant.verification import quotation_check as located
from assistant.verification import sentence_check as check
from assistant.verification import verifier as stream
from assistant.verification.entailment import checking
from assistant.verification.entailment.rules import RuleChecker
from assistant.verification.evidence import NumberedEvidence, UnsupportedError
from assistant.verification.sentence_check import CheckedSentence, Place
from evals.datasets.samples import ARTICLES, load_golden_articles, load_samples
from tests.adversarial.__main__ import believe_claims, make_reply, render, summarize
from tests.adversarial.run import Case, Report, make_cases, run_cases
from tests.fakes.openai_server import FakeOpenAI, fake_openai

TEXTS = [row["text"] for row in load_golden_articles()]
MIN_ACCURACY = 0.99


@pytest.fixture(scope="module")
def server() -> Iterator[FakeOpenAI]:
    with fake_openai() as fake:
        yield fake


@pytest.fixture(scope="module")
def assistant(server: FakeOpenAI, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    index = str(tmp_path_factory.mktemp("adversarial"))
    url = server.base_url
    with open_assistant(
        index=index, model="scripted", openai_base_url=url, openai_api_key="x", verifier="rules"
    ) as opened:
        opened.ingest([ARTICLES])
        yield opened


@pytest.fixture(scope="module")
def asked(assistant: Assistant) -> list[Case]:
    return make_cases(assistant, load_samples()[::3], a_family=9)


def run_all(assistant: Assistant, server: FakeOpenAI, asked: list[Case]) -> Report:
    return run_cases(assistant, asked, lambda text, end: server.enqueue(make_reply(text, end)), TEXTS)


def some(asked: list[Case], *families: str) -> list[Case]:
    chosen = [case for case in asked if case.scripted.family in families][:6]
    assert chosen
    return chosen


def test_two_hundred_lies_and_truths_get_the_due_verdict(
    assistant: Assistant, server: FakeOpenAI, asked: list[Case]
) -> None:
    assert len(asked) >= 200
    assert len({case.scripted.family for case in asked}) >= 24
    assert sum(case.scripted.shown for case in asked) >= 50  # dropping everything does not pass

    report = run_all(assistant, server, asked)

    assert [(one.case.reply, one.false) for one in report.false] == []
    assert report.accuracy >= MIN_ACCURACY, render(report)
    assert summarize(report)["replies"] == len(asked)
    json.dumps(summarize(report))


def test_nothing_false_is_shown_behind_a_checker_that_believes_everything(
    assistant: Assistant, server: FakeOpenAI, asked: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RuleChecker, "check", believe_claims)

    report = run_all(assistant, server, asked)

    assert [(one.case.reply, one.false) for one in report.false] == []


def test_a_verifier_that_believes_every_quotation_fails(
    assistant: Assistant, server: FakeOpenAI, asked: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    def believe(fault: str, verdict: Verdict | None = None) -> UnsupportedError:
        return UnsupportedError(fault)

    monkeypatch.setattr(located, "UnsupportedError", believe)  # the right decision without its verdict
    report = run_all(assistant, server, some(asked, "one word altered", "spliced from two speakers"))
    assert report.accuracy == 0
    assert report.false == ()


def test_a_verifier_that_lets_everything_through_shows_false_content(
    assistant: Assistant, server: FakeOpenAI, asked: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    def believe(text: str, *, evidence: NumberedEvidence, **_: object) -> CheckedSentence:
        cited = evidence.excerpt("1")
        assert cited is not None
        return CheckedSentence((MARKER.sub("", text), Place(cited.article, cited.span)), (), ())

    monkeypatch.setattr(stream, "check_sentence", believe)
    lies = some(asked, "invented quotation", "one word altered", "marker out of range", "swapped speaker, quoted")
    report = run_all(assistant, server, lies)
    assert report.accuracy == 0
    assert any("is in no article" in problem for one in report.false for problem in one.false)


def test_a_verifier_that_ignores_the_speaker_fails(
    assistant: Assistant, server: FakeOpenAI, asked: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "attribute", lambda *_, **__: ())
    monkeypatch.setattr(check, "check_ownership", lambda *_: None)
    monkeypatch.setattr(RuleChecker, "check", believe_claims)
    monkeypatch.setattr(checking, "find_contradiction", lambda _: None)
    monkeypatch.setattr(located, "is_mentioned", lambda *_: True)
    report = run_all(assistant, server, some(asked, "swapped speaker, quoted"))
    assert report.false
    assert report.accuracy < MIN_ACCURACY


def test_a_verifier_that_drops_everything_fails(
    assistant: Assistant, server: FakeOpenAI, asked: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    def drop(text: str, **_: object) -> CheckedSentence:
        raise UnsupportedError("no")

    monkeypatch.setattr(stream, "check_sentence", drop)
    report = run_all(assistant, server, some(asked, "true quotation", "true fact", "true report"))
    assert report.accuracy == 0
    assert "dropped: no" in render(report)
