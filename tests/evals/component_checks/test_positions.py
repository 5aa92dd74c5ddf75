"""The pairs of statements by which it is measured how well contradictions and changes are told from none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.component_checks.positions import GOLDEN, NAMED, SPLITS, load_pairs, score, tell


def test_there_are_enough_pairs_of_every_kind_in_every_split() -> None:
    pairs = load_pairs()
    assert len(pairs) >= 100
    for split in SPLITS:
        some = [pair.relation for pair in pairs if pair.split == split]
        assert {"same", "contradiction", "change", "neither"} == set(some)
        assert some.count("neither") >= 15  # near misses: what must not be named


@pytest.mark.parametrize("split", SPLITS)
def test_nothing_is_named_that_is_none(split: str) -> None:
    pairs = [pair for pair in load_pairs() if pair.split == split]
    assert [pair.id for pair in pairs if tell(pair) in NAMED and pair.relation != tell(pair)] == []
    assert score(pairs).recall >= 0.8


def test_a_pair_that_cannot_be_what_it_says_is_refused(tmp_path: Path) -> None:
    row = json.loads(GOLDEN.read_text(encoding="utf-8").splitlines()[0])
    file = tmp_path / "pairs.jsonl"
    for wrong in ({"relation": "quarrel"}, {"split": "mine"}, {"relation": "change"}):
        file.write_text(json.dumps(row | wrong), encoding="utf-8")
        with pytest.raises(ValueError, match=row["id"]):
            load_pairs(file)


def test_what_is_not_named_has_no_precision_to_lose() -> None:
    nothing = score([pair for pair in load_pairs() if pair.relation == "neither"])
    assert (nothing.named, nothing.precision, nothing.recall) == (0, 1.0, 1.0)
