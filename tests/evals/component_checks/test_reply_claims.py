"""The share of sentences that the rules show a reader, and a scripted checker behind them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.verification.entailment import Claim
from evals.component_checks.reply_claims import ReplayingChecker, compare_checkers, main, render, to_json
from evals.datasets.claims import Label
from evals.datasets.reply_claims import KINDS, ClaimRow, Kind, ReplyClaim, Split
from evals.datasets.samples import current_texts, load_golden_articles
from evals.scorers.claims import is_shown
from tests.evals.scripted_checker import ScriptedChecker, write_rows


def claims(split: Split = "dev", *, pairs: int = 20) -> list[ReplyClaim]:
    """Return twenty true and twenty false claims; each false one says "never"."""
    return [
        claim(f"{split}-{number}-{word}", KINDS[number % len(KINDS)], number, word, split)
        for number in range(pairs)
        for word in ("often", "never")
    ]


def claim(name: str, kind: Kind, number: int, word: str, split: Split) -> ReplyClaim:
    text = f"Boat {number} {word} sails."
    label: Label = "entailed" if word == "often" else "not"
    row = ClaimRow(name, "boats", kind, label, text, ((0, 9),), "The log says how often.", split)
    return ReplyClaim(row, Claim(text, f"Boat {number} often sails."))


def find_never(claim: Claim) -> str | None:
    """Find every second false claim, and one true one."""
    number = int(claim.text.split()[1])
    is_found = ("never" in claim.text and number % 2 == 0) or claim.text == "Boat 3 often sails."
    return "the evidence says “often”" if is_found else None


RULES = ScriptedChecker({f"Boat {number} often sails.": "not_enough" for number in range(10)}, name="rules")


def test_the_scripted_checker_is_wrong_about_one_claim_in_ten_of_each_label() -> None:
    some = claims()
    judged = ReplayingChecker(some).check([one.claim for one in some])
    wrong = [
        one.row for one, judgement in zip(some, judged, strict=True) if is_shown(judgement) != one.labelled.supported
    ]
    assert sorted(row.label for row in wrong) == ["entailed", "entailed", "not", "not"]


def test_the_scripted_checker_repeats_itself_and_another_seed_draws_other_mistakes() -> None:
    some = claims()
    asked = [one.claim for one in some]
    first, again, other = (ReplayingChecker(some, seed).check(asked) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_contradiction_is_never_shown_whatever_the_other_checker_says() -> None:
    scores = compare_checkers(claims(), RULES, find_never).scores
    assert list(scores) == ["rules", "scripted + rules", "all entailed + rules"]
    everything = scores["all entailed + rules"].all
    assert (everything.true_kept, everything.false_kept) == (19, 10)
    scripted = scores["scripted + rules"].all
    assert scripted.true_kept in (17, 18)  # two are lost by the scripted checker, one by the rules
    assert scripted.false_kept <= 2
    assert (scores["rules"].all.true_kept, scores["rules"].all.false_kept) == (10, 20)


def test_the_table_has_a_line_for_each_checker_and_lists_the_mistakes_of_dev_only() -> None:
    report = render({split: compare_checkers(claims(split), RULES, find_never) for split in ("dev", "held")})
    lines = report.splitlines()
    assert sum(line.startswith("scripted + rules") for line in lines) == 4  # two tables for each split
    [total, by_kind] = [line.split() for line in lines if line.startswith("all entailed + rules")][:2]
    assert total[-4:] == ["1.00", "1.00", "0.95", "0.50"]
    assert by_kind[-3:] == ["1.00", "/", "1.00"]  # relation
    assert "    true, but contradicted: the evidence says “often”" in lines
    assert any(line.startswith("dev-1-never") for line in lines)
    assert not any(line.startswith("held-") for line in lines)


def test_a_kind_without_claims_has_no_figure() -> None:
    report = render({"dev": compare_checkers(claims(pairs=2), RULES, find_never)})
    [line] = [line for line in report.splitlines() if line.startswith("all entailed + rules") and "/" in line]
    assert line.count("–") == len(KINDS) - 2


def test_the_figures_can_be_printed_as_json() -> None:
    row = to_json({"dev": compare_checkers(claims(), RULES, find_never)})
    assert row["dev"]["all entailed + rules"]["all"] == {"rows": 40, "true_shown": 0.95, "false_shown": 0.5}
    assert row["dev"]["rules"].keys() == {"all", *KINDS}


def test_the_command_reads_a_file_about_the_sample_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"id": "one", "article_id": "harbour-dredging", "kind": "close", "label": "entailed", "claim": "It is so."}
    first = current_texts(load_golden_articles())["harbour-dredging"].partition("\n\n")[0]
    file = write_rows(tmp_path / "claims.jsonl", [{**row, "cites": [[0, len(first)]], "why": "so", "split": "dev"}])
    assert main([str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dev"]["rules"]["all"]["rows"] == 1
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "no file" in capsys.readouterr().err
