"""Two runs, question by question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.results.comparison import compare_models
from index.errors import UsageError
from tests.evals.pier import model_result
from tests.evals.scorers.test_metrics import finds_it_second, never_refuses, wrong_name_in_a_row


def test_a_run_does_not_differ_from_itself() -> None:
    difference = compare_models(model_result(), model_result())
    assert (difference.pairs, difference.unpaired, difference.flips) == (4, 0, ())
    assert all((one.by, one.low, one.high, one.changed) == (0, 0, 0, 0) for one in difference.changes)


def test_a_new_fault_is_listed_with_both_answers() -> None:
    difference = compare_models(model_result(), model_result(never_refuses))
    assert [(flip.after.sample.id, flip.became_right) for flip in difference.flips] == [
        ("premise", False),
        ("unknown", False),
    ]
    changes = {one.name: one for one in difference.changes}
    assert (changes["refusal recall"].before, changes["refusal recall"].after) == (1, 0)
    assert changes["refusal recall"].changed == 2
    assert changes["refusal recall"].verdict == "WORSE"


def test_a_higher_misattribution_is_worse() -> None:
    changes = {one.name: one for one in compare_models(model_result(), model_result(wrong_name_in_a_row)).changes}
    assert changes["misattribution"].by == pytest.approx(1 / 6)
    back = {one.name: one for one in compare_models(model_result(wrong_name_in_a_row), model_result()).changes}
    assert back["misattribution"].by == pytest.approx(-1 / 6)


def test_only_questions_of_both_runs_are_compared() -> None:
    one = model_result()
    fewer = replace(one, scored=one.scored[:3])
    assert compare_models(one, fewer).unpaired == 1
    with pytest.raises(UsageError, match="share no question"):
        compare_models(replace(one, scored=one.scored[:2]), replace(one, scored=one.scored[2:]))


def test_a_change_in_retrieval_alone_flips_no_answer() -> None:
    difference = compare_models(model_result(), model_result(finds_it_second))
    assert difference.flips == ()
    assert next(one for one in difference.changes if one.name == "R@1 by passage").by == pytest.approx(-1 / 3)
