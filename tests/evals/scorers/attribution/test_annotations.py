"""Spans are compared by the tokens that they touch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evals.scorers.attribution.annotations import Tokens, contains_half, jaccard, match_best
from index.types import Span

SETS = st.lists(st.frozensets(st.integers(0, 12), max_size=6), max_size=6)


def test_a_token_counts_if_any_of_its_characters_does() -> None:
    tokens = Tokens("It’s well-built, she said.")

    assert tokens.touched([Span(2, 6)]) == {0, 1}
    assert tokens.touched([Span(5, 17)]) == {1, 2}
    assert tokens.words([Span(5, 17)]) == {1}
    assert tokens.touched([Span(16, 17)]) == set()


def test_nothing_shares_nothing() -> None:
    assert jaccard(frozenset(), frozenset()) == 0
    assert not contains_half(frozenset(), frozenset({1}))


def test_the_best_pairs_are_made_first() -> None:
    gold = [frozenset({1, 2, 3}), frozenset({3, 4})]

    assert match_best([frozenset({2, 3}), frozenset({1, 2, 3})], gold, threshold=0.3) == {1: 0, 0: 1}


@given(SETS, SETS, st.sampled_from([0.3, 0.8, 1.0]))
def test_partners_are_unique_and_similar_enough(
    found: list[frozenset[int]], gold: list[frozenset[int]], threshold: float
) -> None:
    partner = match_best(found, gold, threshold=threshold)

    assert len(set(partner.values())) == len(partner)
    assert all(jaccard(found[one], gold[other]) >= threshold for one, other in partner.items())
