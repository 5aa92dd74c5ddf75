"""The figures of a checker count what a reader is shown, of the true claims and of the false ones."""

from __future__ import annotations

import pytest

from assistant.verification.entailment import Judgement, Verdict
from evals.datasets.claims import Label, LabelledClaim
from evals.scorers.claims import ShownCounts, score_claims, wilson_interval


def claim(label: Label, kind: str | None = None, *, strict: bool = False) -> LabelledClaim:
    return LabelledClaim("quay", "The quay is open.", "The quay is open.", label, kind, strict)


def judgements(*verdicts: Verdict) -> list[Judgement]:
    return [Judgement(verdict) for verdict in verdicts]


def test_only_entailed_claims_are_shown() -> None:
    rows = [claim("entailed")] * 3 + [claim("not")]
    counts = score_claims(rows, judgements("entailed", "contradicted", "not_enough", "entailed")).all
    assert counts == ShownCounts(true=3, true_kept=1, false=1, false_kept=1)
    assert counts.true_shown == pytest.approx(1 / 3)
    assert counts.false_shown == 1
    assert counts.balanced_accuracy == pytest.approx(1 / 6)


def test_a_checker_that_shows_everything_is_no_better_than_chance() -> None:
    rows = [claim("entailed")] * 9 + [claim("not")]
    assert score_claims(rows, [Judgement("entailed")] * 10).all.balanced_accuracy == 0.5


def test_each_kind_and_the_strict_rows_are_also_counted_apart() -> None:
    rows = [claim("entailed", "when"), claim("not", "when", strict=True), claim("not", "who"), claim("not")]
    scores = score_claims(rows, judgements("entailed", "entailed", "contradicted", "contradicted"))
    assert list(scores.kinds) == ["when", "who"]
    assert scores.kinds["when"] == ShownCounts(1, 1, 1, 1)
    assert scores.strict == ShownCounts(0, 0, 1, 1)
    assert score_claims([claim("not")], judgements("entailed")).strict is None


def test_rows_of_one_label_have_no_balanced_accuracy() -> None:
    counts = score_claims([claim("not", "who")], judgements("entailed")).kinds["who"]
    assert (counts.true_shown, counts.false_shown, counts.balanced_accuracy, counts.interval) == (None, 1, None, None)


def test_every_row_needs_a_judgement() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        score_claims([claim("not")], [])


def test_an_interval_is_wide_for_a_few_rows_even_without_a_mistake() -> None:
    low, high = ShownCounts(7, 7, 7, 0).interval or (0, 0)
    assert 0.7 < low < 0.8
    assert high == 1
    narrow = ShownCounts(700, 700, 700, 0).interval or (0, 0)
    assert narrow[0] > 0.99


def test_the_interval_of_a_share_is_the_published_one() -> None:
    low, high = wilson_interval(81, 263)  # an example of Newcombe's, 1998
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
