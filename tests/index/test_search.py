"""Evidence for a query, from stores of one generation."""

from __future__ import annotations

from index.search import fuse


def test_what_two_ways_find_comes_before_what_one_finds() -> None:
    fused = fuse({"lexical": ["a", "b"], "dense": ["b", "c"], "speaker": []})

    assert [one.id for one in fused] == ["b", "a", "c"]
    assert fused[0].via == ("lexical", "dense")


def test_words_weigh_double() -> None:
    fused = fuse({"lexical": ["by words"], "dense": ["by meaning"], "speaker": []})

    assert [one.id for one in fused] == ["by words", "by meaning"]
    assert fused[0].score == 2 * fused[1].score


def test_equal_scores_keep_one_order() -> None:
    assert [one.id for one in fuse({"dense": ["b"], "speaker": ["a"], "lexical": []})] == ["a", "b"]
