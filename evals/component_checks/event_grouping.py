"""How well articles about one event are grouped: `python -m evals.component_checks.event_grouping`, and `--fit` for the weights.

The golden events are articles of invented places in two halves. Weights are fitted on the dev half alone; what they are
worth on events that they were not fitted on is told by the held half, and by fresh ones that were written when features
and weights stood, and that nothing was changed for. The floor beside them joins by shared words only.
"""

from __future__ import annotations

import argparse
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
    DAYS_APART,
    Likeness,
    Traits,
    Weights,
    compare_traits,
    group_similar,
    read_traits,
)
from assistant.understanding.stemming import stem
from evals.datasets.samples import GOLDEN
from index.embedding.choice import bundled_embedder
from index.types import Article

EVENTS = GOLDEN / "events.jsonl"
FRESH = GOLDEN / "fresh_events.jsonl"
HALVES = ("dev", "held")
THRESHOLDS = tuple(round(-0.1 + 0.005 * step, 3) for step in range(100))
RIDGE = 0.1
"""How strongly weights are held together: dev's 31 articles alone would trust one likeness too much."""
ROUNDS, STEP = 3_000, 0.5


@dataclass(frozen=True, slots=True)
class Half:
    """The traits of one half's articles, and the event that each is truly of."""

    traits: tuple[Traits, ...]
    truth: Mapping[str, str]
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of articles that were put together: how many rightly, of how many, and of how many that should be."""

    right: int
    joined: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.joined + self.true) if self.joined + self.true else 1.0


def load_halves(file: Path = EVENTS, halves: Sequence[str] = HALVES) -> dict[str, Half]:
    """The golden events. Raises ValueError for a row that is not marked as invented."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["invented"] is not True or "are invented.)" not in row["text"]:
            raise ValueError(f"{row['id']!r} is not marked as invented")
    return {half: _half([row for row in rows if row["half"] == half]) for half in halves}


def pairwise(groups: Iterable[Sequence[str]], truth: Mapping[str, str]) -> Score:
    """The pairs of a grouping beside those of the truth."""
    joined = {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}
    true = {frozenset(pair) for pair in itertools.combinations(truth, 2) if truth[pair[0]] == truth[pair[1]]}
    return Score(len(joined & true), len(joined), len(true))


def fit(half: Half) -> Weights:
    """The weights by which pairs of one event differ most from others (logistic, with a ridge), and the middle of the
    thresholds that then group the half best."""
    likeness, ids = half.likeness, [one.article_id for one in half.traits]
    same = np.asarray([[half.truth[one] == half.truth[other] for other in ids] for one in ids])
    pairs = np.triu(np.ones_like(same), 1).astype(bool) & (likeness.apart <= DAYS_APART)
    table = np.stack([m[pairs] for m in (likeness.topic, likeness.words, likeness.names, likeness.apart)], axis=1)
    slopes = _logistic(table.astype(np.float64), same[pairs].astype(np.float64))
    slopes /= np.abs(slopes[:3]).sum()
    topic, words, names, apart = (round(float(one), 2) for one in slopes)
    weights = Weights(topic, words, names, -apart, 0.0)

    def f1(at: float) -> float:
        return pairwise(_ids(half, replace(weights, threshold=at)), half.truth).f1

    scores = {at: f1(at) for at in THRESHOLDS}
    best = [at for at, found in scores.items() if found == max(scores.values())]
    return replace(weights, threshold=best[len(best) // 2])


def _logistic(table: NDArray[np.float64], same: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = table.std(axis=0) + 1e-9
    rows = np.c_[(table - table.mean(axis=0)) / spread, np.ones(len(table))]
    found = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        slope = rows.T @ (1 / (1 + np.exp(-rows @ found)) - same) / len(same)
        slope[:-1] += RIDGE * found[:-1]
        found -= STEP * slope
    return np.asarray(found[:-1] / spread)


def _ids(half: Half, weights: Weights) -> list[list[str]]:
    return [[half.traits[at].article_id for at in group] for group in group_similar(half.likeness, weights)]


def by_words_alone(half: Half) -> list[list[str]]:
    """The floor: joined by the stems they share and nothing else, at the threshold that flatters it most."""
    sets = [frozenset(stem(word) for word in one.words) for one in half.traits]
    shared = np.asarray(
        [[len(one & other) / max(1, len(one | other)) for other in sets] for one in sets], dtype=np.float32
    )
    floor = replace(half, likeness=replace(half.likeness, words=shared))
    every = (_ids(floor, Weights(0, 1, 0, 0, at)) for at in THRESHOLDS)
    return max(every, key=lambda groups: pairwise(groups, half.truth).f1)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.component_checks.event_grouping", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit the weights on the dev half first")
    options = parser.parse_args(arguments)
    halves = load_halves() | load_halves(FRESH, ("fresh",))
    weights = fit(halves["dev"]) if options.fit else Weights()
    lines = [repr(weights)]
    for name, half in halves.items():
        for what, groups in (("grouped", _ids(half, weights)), ("by words alone", by_words_alone(half))):
            found = pairwise(groups, half.truth)
            lines.append(
                f"{name:>5}: {len(half.traits)} articles, {len(set(half.truth.values()))} events; {what}: "
                f"F1 {found.f1:.3f}, precision {found.precision:.3f}, recall {found.recall:.3f}"
            )
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _half(rows: Sequence[Mapping[str, str]]) -> Half:
    traits = tuple(
        read_traits(
            Article(
                row["id"], row["title"], row["text"].split(_MARK)[0], published=date.fromisoformat(row["published"])
            )
        )
        for row in rows
    )
    likeness = compare_traits(traits, bundled_embedder().embed)
    return Half(traits, {row["id"]: row["event"] for row in rows}, likeness)


_MARK = "\n\n(Places and people"


if __name__ == "__main__":
    sys.exit(main())
