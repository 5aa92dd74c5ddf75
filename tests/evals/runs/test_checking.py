"""Claims are checked in batches, and every verdict is written as soon as it is known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_uppercase

import pytest

from assistant.errors import ModelFailed
from assistant.types import Usage
from assistant.verification.entailment import Claim, Judgement
from evals.datasets.claims import LabelledClaim
from evals.runs.checking import BATCH, check_claims, open_checker, open_predictions
from index.errors import StorageFailed, UsageError
from tests.evals.scripted_checker import ScriptedChecker
from tests.fakes.openai_server import fake_openai

ROWS = [LabelledClaim(f"boat-{number}", f"Boat {number} left.", "", "not") for number in range(BATCH + 3)]


class FailsLater(ScriptedChecker):
    def check(self, claims: Sequence[Claim]) -> list[Judgement]:
        if self.calls:
            raise ModelFailed("the server is gone", hint="try again")
        return super().check(claims)


def test_a_checker_gets_several_claims_per_call_and_the_order_is_kept() -> None:
    checker = ScriptedChecker({"Boat 17 left.": "contradicted"})
    checked = check_claims(ROWS, checker)
    assert checker.calls == [BATCH, 3]
    assert [row.id for row, one in zip(ROWS, checked.judgements, strict=True) if one.verdict != "entailed"] == [
        "boat-17"
    ]
    assert checked.seconds > 0


def test_a_checker_that_fails_leaves_the_verdicts_before(tmp_path: Path) -> None:
    file = tmp_path / "predictions.jsonl"
    with pytest.raises(ModelFailed), open_predictions(file) as store:
        check_claims(ROWS, FailsLater(), store=store)
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == BATCH
    assert rows[0] == {"id": "boat-0", "verdict": "entailed", "why": "as scripted", "shown": True}


def test_a_checker_that_loses_a_claim_is_not_scored() -> None:
    class Forgetful(ScriptedChecker):
        def check(self, claims: Sequence[Claim]) -> list[Judgement]:
            return super().check(claims)[1:]

    with pytest.raises(ValueError, match="returned 15 judgements for 16 claims"):
        check_claims(ROWS, Forgetful())


def test_an_id_with_a_lone_surrogate_can_be_written(tmp_path: Path) -> None:
    file = tmp_path / "predictions.jsonl"
    with open_predictions(file) as store:
        store([LabelledClaim("\ud800", "Boat 1 left.", "", "not")], [Judgement("entailed")])
    assert json.loads(file.read_text(encoding="utf-8"))["id"] == "\ud800"


def test_predictions_that_cannot_be_written_are_reported_before_anything_is_checked(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="cannot write"), open_predictions(tmp_path / "no" / "folder"):
        pytest.fail("opened")


def test_an_unknown_checker_is_reported() -> None:
    with pytest.raises(UsageError, match="unknown verifier 'oracle'"), open_checker({"verifier": "oracle"}):
        pytest.fail("opened")


def test_a_model_must_be_named_to_check() -> None:
    with pytest.raises(UsageError, match="no model is chosen"), open_checker({"verifier": "model"}):
        pytest.fail("opened")


def test_without_a_choice_the_rules_check() -> None:
    with open_checker({"verifier": None, "model": None}) as checker:
        assert checker.name == "rules"


def test_a_model_checks_a_batch_in_one_call_and_its_cost_is_counted() -> None:
    with fake_openai() as server:
        server.enqueue("\n".join(f"{letter}: yes" for letter in ascii_uppercase[:BATCH]), "A: no – it stayed\nB: yes")
        model = {"verifier": "model", "model": "gpt-4o-mini", "openai_base_url": server.base_url}
        with open_checker(model) as checker:
            checked = check_claims([replace(row, evidence="Boats left.") for row in ROWS], checker)
    assert (checked.checker, len(server.requests)) == ("gpt-4o-mini", 2)
    assert checked.judgements[BATCH] == Judgement("contradicted", "the checker: it stayed")
    assert checked.spent.usage == Usage(2, 200, 40)
    assert checked.spent.usd == pytest.approx(2 * (100 * 0.15 + 20 * 0.6) / 1_000_000)
    assert "did not judge every sentence; rules decided about the rest" in (checked.note or "")
