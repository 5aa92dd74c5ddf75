"""Contradictions and changes of position are found among the golden pairs of statements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.component_checks.positions import CONFLICTS, PAIRS, SPLITS, classify_pair, load_pairs, score_pairs


def test_there_are_enough_pairs_of_every_kind_in_every_split() -> None:
    pairs = load_pairs()
    assert len(pairs) >= 100
    for split in SPLITS:
        some = [pair.relation for pair in pairs if pair.split == split]
        assert {"same", "contradiction", "change", "neither"} == set(some)
        assert some.count("neither") >= 15  # near misses


@pytest.mark.parametrize("split", SPLITS)
def test_no_false_conflict_is_found(split: str) -> None:
    pairs = [pair for pair in load_pairs() if pair.split == split]
    assert [
        pair.id for pair in pairs if classify_pair(pair) in CONFLICTS and pair.relation != classify_pair(pair)
    ] == []
    assert score_pairs(pairs).recall >= 0.8


def test_a_pair_that_contradicts_its_annotation_is_refused(tmp_path: Path) -> None:
    row = json.loads(PAIRS.read_text(encoding="utf-8").splitlines()[0])
    file = tmp_path / "pairs.jsonl"
    for wrong in ({"relation": "quarrel"}, {"split": "mine"}, {"relation": "change"}):
        file.write_text(json.dumps(row | wrong), encoding="utf-8")
        with pytest.raises(ValueError, match=row["id"]):
            load_pairs(file)


def test_without_findings_the_precision_is_1() -> None:
    nothing = score_pairs([pair for pair in load_pairs() if pair.relation == "neither"])
    assert (nothing.found, nothing.precision, nothing.recall) == (0, 1.0, 1.0)
