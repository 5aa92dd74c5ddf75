"""The golden events, and how well they are grouped."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assistant.overviews.digest.event_grouping import Weights, group_events
from evals.component_checks.event_grouping import FRESH, Half, fit_weights, load_halves, main, score_grouping
from index.embedding.choice import bundled_embedder

MIN_F1 = 0.9
MIN_FRESH = 0.7
"""On events that were not used for fitting: below the target, but no regression."""


@pytest.fixture(scope="module")
def halves() -> Mapping[str, Half]:
    return load_halves()


def test_there_are_enough_articles_events_and_near_misses(halves: Mapping[str, Half]) -> None:
    articles = [one for half in halves.values() for one in half.traits]
    events = {event for half in halves.values() for event in half.truth.values()}

    assert len(articles) >= 60
    assert len(events) >= 15
    assert not {*halves["dev"].truth.values()} & {*halves["held"].truth.values()}


@pytest.mark.parametrize("name", ["dev", "held"])
def test_articles_about_one_event_are_grouped(halves: Mapping[str, Half], name: str) -> None:
    half = halves[name]

    assert score_grouping(group_events(half.traits, bundled_embedder().embed), half.truth).f1 >= MIN_F1


def test_fresh_events_are_grouped_no_worse_than_before() -> None:
    fresh = load_halves(FRESH, ("fresh",))["fresh"]

    assert len(set(fresh.truth.values())) == 14
    assert score_grouping(group_events(fresh.traits, bundled_embedder().embed), fresh.truth).f1 >= MIN_FRESH


def test_the_weights_are_those_fitted_on_dev(halves: Mapping[str, Half]) -> None:
    fitted, used = fit_weights(halves["dev"]), Weights()

    assert (fitted.topic, fitted.words, fitted.names, fitted.per_day) == pytest.approx(
        (used.topic, used.words, used.names, used.per_day), abs=0.011
    )
    assert fitted.threshold == pytest.approx(used.threshold, abs=0.011)


def test_grouping_does_not_depend_on_the_order_of_the_articles(halves: Mapping[str, Half]) -> None:
    half = halves["held"]
    embed = bundled_embedder().embed

    forwards = {frozenset(group) for group in group_events(half.traits, embed)}
    assert {frozenset(group) for group in group_events(half.traits[::-1], embed)} == forwards


def test_pairs_are_counted() -> None:
    found = score_grouping([["a", "b", "c"], ["d"]], {"a": "1", "b": "1", "c": "2", "d": "2"})

    assert (found.right, found.found, found.expected) == (1, 3, 2)


def test_no_articles_make_no_groups() -> None:
    assert group_events((), bundled_embedder().embed) == ()


def test_the_report_has_every_set_and_the_floor(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    report = capsys.readouterr().out
    assert report.count("by words alone") == 3
