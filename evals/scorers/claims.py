"""How well a checker of meaning tells supported claims from others, from its verdicts and the labels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.verification.entailment import Judgement
from evals.datasets.claims import LabelledClaim

Interval = tuple[float, float]
_Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class ShownCounts:
    """How many claims a reader would be shown, of the `true` (supported) and of the `false` ones."""

    true: int
    true_kept: int
    false: int
    false_kept: int

    @property
    def rows(self) -> int:
        return self.true + self.false

    @property
    def true_shown(self) -> float | None:
        """The share of the true claims that are shown; None without any."""
        return self.true_kept / self.true if self.true else None

    @property
    def false_shown(self) -> float | None:
        """The share of the false claims that are shown; None without any."""
        return self.false_kept / self.false if self.false else None

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean of the shares of true claims shown and of false claims dropped; chance is 0.5."""
        if self.true_shown is None or self.false_shown is None:
            return None
        return (self.true_shown + 1 - self.false_shown) / 2

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the balanced accuracy (Newcombe's method 10), which also holds for a few rows."""
        if self.true_shown is None or self.false_shown is None or self.balanced_accuracy is None:
            return None
        true_low, true_high = wilson_interval(self.true_kept, self.true)
        false_low, false_high = wilson_interval(self.false_kept, self.false)
        below = math.hypot(self.true_shown - true_low, false_high - self.false_shown) / 2
        above = math.hypot(true_high - self.true_shown, self.false_shown - false_low) / 2
        return max(0.0, self.balanced_accuracy - below), min(1.0, self.balanced_accuracy + above)


@dataclass(frozen=True, slots=True)
class ClaimScores:
    """The counts of all rows, of each kind in the order of the file, and of the rows marked as strict."""

    all: ShownCounts
    kinds: Mapping[str, ShownCounts]
    strict: ShownCounts | None


def is_shown(judgement: Judgement) -> bool:
    """Return whether a reader sees a claim with this verdict."""
    return judgement.verdict == "entailed"


def score_claims(rows: Sequence[LabelledClaim], judgements: Sequence[Judgement]) -> ClaimScores:
    """Return the counts of the rows, given one judgement for each."""
    return score_shown(rows, [is_shown(judgement) for judgement in judgements])


def score_shown(rows: Sequence[LabelledClaim], shown: Sequence[bool]) -> ClaimScores:
    """Return the counts of the rows, given for each whether a reader is shown it."""
    pairs = list(zip(rows, shown, strict=True))
    kinds = dict.fromkeys(row.kind for row in rows if row.kind is not None)
    strict = [pair for pair in pairs if pair[0].strict]
    return ClaimScores(
        _count(pairs),
        {kind: _count([pair for pair in pairs if pair[0].kind == kind]) for kind in kinds},
        _count(strict) if strict else None,
    )


def _count(pairs: Iterable[tuple[LabelledClaim, bool]]) -> ShownCounts:
    outcomes = [(row.supported, kept) for row, kept in pairs]
    true, false = ([kept for supported, kept in outcomes if supported == wanted] for wanted in (True, False))
    return ShownCounts(len(true), sum(true), len(false), sum(false))


def wilson_interval(got: int, of: int) -> Interval:
    """Return Wilson's 95 % interval of a share."""
    share, square = got / of, _Z**2
    centre = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of**2))
    return (0.0 if got == 0 else centre - half), (1.0 if got == of else centre + half)
