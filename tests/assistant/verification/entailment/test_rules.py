"""The rule checker judges a claim by its contradictions first, and then by how much of it the evidence mentions."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verification.entailment.port import Claim, EntailmentChecker
from assistant.verification.entailment.rules import RuleChecker, find_contradiction

CHECKER: EntailmentChecker = RuleChecker()
EVIDENCE = (
    "The council of Pell will rebuild the flooded bridge in June, Mayor Ada Birch said on Friday. The work will cost "
    "three million crowns, which the county has promised to pay. Some farmers had asked for a tunnel."
)


def test_a_claim_in_the_words_of_the_evidence_is_entailed() -> None:
    (judgement,) = CHECKER.check([Claim("The council of Pell will rebuild the bridge in June.", EVIDENCE)])
    assert judgement.verdict == "entailed"
    assert judgement.support is not None
    assert judgement.support > 0.5


def test_a_changed_number_is_contradicted_with_its_reason() -> None:
    (judgement,) = CHECKER.check([Claim("The work will cost four million crowns.", EVIDENCE)])
    assert judgement.verdict == "contradicted"
    assert "three million" in judgement.why


def test_what_the_evidence_does_not_mention_is_not_enough() -> None:
    (judgement,) = CHECKER.check([Claim("Violinists from Quillby rehearsed a requiem by candlelight.", EVIDENCE)])
    assert judgement.verdict == "not_enough"
    assert judgement.why


def test_judgements_stand_in_the_order_of_the_claims() -> None:
    claims = [
        Claim("The work will cost four million crowns.", EVIDENCE),
        Claim("The county has promised to pay.", EVIDENCE),
    ]
    assert [one.verdict for one in CHECKER.check(claims)] == ["contradicted", "entailed"]


def test_background_supports_nothing() -> None:
    claim = "Violinists rehearsed a requiem by candlelight."
    (judgement,) = CHECKER.check([Claim(claim, EVIDENCE, background=claim)])
    assert judgement.verdict == "not_enough"


@pytest.mark.parametrize(
    "claim",
    [
        "Birch resigned.",
        "Birch resigned: “The work will cost three million crowns”",
        "The council of Pell will rebuild the bridge and the treasurer fled.",
        "Yes.",
    ],
)
def test_a_short_proposition_needs_every_word(claim: str) -> None:
    (judgement,) = CHECKER.check([Claim(claim, EVIDENCE, background="Mayor Ada Birch")])
    assert judgement.verdict == "not_enough"


def test_a_quotation_of_the_evidence_after_the_speakers_name_is_entailed() -> None:
    (judgement,) = CHECKER.check([Claim("Ada Birch: “The work will cost three million crowns”", EVIDENCE)])
    assert judgement.verdict == "entailed"


@pytest.mark.parametrize(
    "text", ["", " ", "…", "“”", "()", "7", "€", "水", "Привет, мир.", "مرحبا ٣ ٤", "\x00", "9" * 9_000]
)
def test_no_text_is_too_odd(text: str) -> None:
    for claim in (Claim(text, EVIDENCE), Claim(EVIDENCE, text), Claim(text, text, text, date.min), Claim("", "", "")):
        find_contradiction(claim)
        assert CHECKER.check([claim])[0].verdict in ("entailed", "contradicted", "not_enough")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_it_never_raises(claim: str, evidence: str) -> None:
    (judgement,) = CHECKER.check([Claim(claim, evidence, evidence, date(2031, 5, 14))])
    assert judgement.support is not None
    assert 0 <= judgement.support <= 1


def test_it_takes_no_longer_than_the_text_deserves() -> None:
    sentence = "On Friday the {} councils of Pell, who may pay 4 crowns, said that if nothing changed they would go. "
    long = "".join(sentence.format(number) for number in range(3_000))
    start = time.process_time()
    CHECKER.check([Claim(long, long), Claim(EVIDENCE, long), Claim("word " * 50_000, EVIDENCE)])
    assert time.process_time() - start < 20
