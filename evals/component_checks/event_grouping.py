"""Grouping of articles about one event: `python -m evals.component_checks.event_grouping`; `--fit` fits the weights.

They are fitted on the `dev` half only. `held` and `fresh`, written when features were final, show their value.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.overviews.digest.event_grouping import (
    MAX_DAYS_APART,
    PairSimilarities,
    Traits,
    Weights,
    compare_traits,
    group_similar,
    read_traits,
)
from assistant.understanding.stemming import stem
from evals.command_line import make_parser, run_command
from evals.component_checks.counts import Counts
from evals.datasets.samples import GOLDEN
from index.embedding.choice import bundled_embedder
from index.types import Article

EVENTS = GOLDEN / "events.jsonl"
FRESH = GOLDEN / "fresh_events.jsonl"
HALVES = ("dev", "held")
THRESHOLDS = tuple(round(-0.1 + 0.005 * step, 3) for step in range(100))
RIDGE = 0.1  # without it, the 31 articles of `dev` would give one feature too much weight
ROUNDS, STEP = 3_000, 0.5


@dataclass(frozen=True, slots=True)
class Half:
    """The features of some articles, and the true event of each."""

    traits: tuple[Traits, ...]
    truth: Mapping[str, str]
    likeness: PairSimilarities

    def group(self, weights: Weights) -> list[list[str]]:
        """Return the ids of the articles, grouped."""
        return [[self.traits[at].article_id for at in group] for group in group_similar(self.likeness, weights)]

    def f1(self, weights: Weights) -> float:
        return score_grouping(self.group(weights), self.truth).f1


def load_halves(file: Path = EVENTS, halves: Sequence[str] = HALVES) -> dict[str, Half]:
    """Return the golden events by half. Raises ValueError for an article that is not marked as invented."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["invented"] is not True or "are invented.)" not in row["text"]:
            raise ValueError(f"{row['id']!r} is not marked as invented")
    return {half: _half([row for row in rows if row["half"] == half]) for half in halves}


def _half(rows: Sequence[Mapping[str, str]]) -> Half:
    traits = []
    for row in rows:
        text, day = row["text"].split("\n\n(Places and people")[0], date.fromisoformat(row["published"])
        traits.append(read_traits(Article(row["id"], row["title"], text, published=day)))
    truth = {row["id"]: row["event"] for row in rows}
    return Half(tuple(traits), truth, compare_traits(traits, bundled_embedder().embed))


def score_grouping(groups: Iterable[Sequence[str]], truth: Mapping[str, str]) -> Counts:
    """Compare the pairs of articles that share a group with those that share an event."""
    found = {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}
    expected = {frozenset(pair) for pair in itertools.combinations(truth, 2) if truth[pair[0]] == truth[pair[1]]}
    return Counts(len(found & expected), len(found), len(expected))


def fit_weights(half: Half) -> Weights:
    """Return the weights of a ridge logistic regression on pairs, with the middle of the best thresholds."""
    likeness, ids = half.likeness, [article.article_id for article in half.traits]
    same = np.asarray([[half.truth[first] == half.truth[second] for second in ids] for first in ids])
    pairs = np.triu(np.ones_like(same), 1).astype(bool) & (likeness.apart <= MAX_DAYS_APART)
    table = np.stack([m[pairs] for m in (likeness.topic, likeness.words, likeness.names, likeness.apart)], axis=1)
    slopes = _logistic_regression(table.astype(np.float64), same[pairs].astype(np.float64))
    slopes /= np.abs(slopes[:3]).sum()
    topic, words, names, apart = (round(float(slope), 2) for slope in slopes)
    weights = Weights(topic, words, names, -apart, 0.0)
    scores = {threshold: half.f1(replace(weights, threshold=threshold)) for threshold in THRESHOLDS}
    best = [threshold for threshold, f1 in scores.items() if f1 == max(scores.values())]
    return replace(weights, threshold=best[len(best) // 2])


def _logistic_regression(table: NDArray[np.float64], same: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = table.std(axis=0) + 1e-9
    rows = np.c_[(table - table.mean(axis=0)) / spread, np.ones(len(table))]
    slopes = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        gradient = rows.T @ (1 / (1 + np.exp(-rows @ slopes)) - same) / len(same)
        gradient[:-1] += RIDGE * slopes[:-1]
        slopes -= STEP * gradient
    return np.asarray(slopes[:-1] / spread)


def group_by_words(half: Half) -> list[list[str]]:
    """Return the floor: groups by shared stems only, at the threshold that suits it best."""
    stems = [frozenset(stem(word) for word in article.words) for article in half.traits]
    shared = [[len(first & second) / max(1, len(first | second)) for second in stems] for first in stems]
    floor = replace(half, likeness=replace(half.likeness, words=np.asarray(shared, dtype=np.float32)))
    groupings = (floor.group(Weights(0, 1, 0, 0, threshold)) for threshold in THRESHOLDS)
    return max(groupings, key=lambda groups: score_grouping(groups, half.truth).f1)


def measure(*, fit: bool) -> list[str]:
    """Return the weights, and the scores on every half beside those of the floor."""
    halves = load_halves() | load_halves(FRESH, ("fresh",))
    weights = fit_weights(halves["dev"]) if fit else Weights()
    lines = [repr(weights)]
    for name, half in halves.items():
        for title, groups in (("grouped", half.group(weights)), ("by words alone", group_by_words(half))):
            counts = score_grouping(groups, half.truth)
            lines.append(
                f"{name:>5}: {len(half.traits)} articles, {len(set(half.truth.values()))} events; {title}: "
                f"F1 {counts.f1:.3f}, precision {counts.precision:.3f}, recall {counts.recall:.3f}"
            )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("component_checks.event_grouping", __doc__, with_json=False)
    parser.add_argument("--fit", action="store_true", help="fit the weights on the dev half first")
    return run_command(parser, arguments, measure, "\n".join)


if __name__ == "__main__":
    sys.exit(main())
