"""Checkers on labelled sentences of replies about the sample articles: `python -m evals.component_checks.reply_claims`.

Rules were made on `dev`, whose mistakes are listed; of `held`, only the figures are printed.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.verification.entailment import Claim, EntailmentChecker, Judgement
from assistant.verification.entailment.rules import RuleChecker, find_contradiction
from evals.command_line import make_parser, run_command
from evals.datasets.reply_claims import KINDS, REPLY_CLAIMS, SPLITS, ReplyClaim, load_reply_claims
from evals.scorers.claims import ClaimScores, is_shown, score_shown

SEED = 7
_WRONG = 10  # the scripted checker is wrong about one claim in this many

FindContradiction = Callable[[Claim], str | None]


class ReplayingChecker:
    """Repeats the labels, wrongly for one claim in ten of each label. It stands for a good model without asking one."""

    name = "scripted"
    reads_whole_reply = True

    def __init__(self, claims: Sequence[ReplyClaim], seed: int = SEED) -> None:
        draw = random.Random(seed)  # noqa: S311
        self._supported: dict[Claim, bool] = {}
        for supported in (True, False):
            some = [one.claim for one in claims if one.labelled.supported == supported]
            wrong = set(draw.sample(some, round(len(some) / _WRONG)))
            self._supported |= {claim: supported != (claim in wrong) for claim in some}

    def check(self, claims: Sequence[Claim]) -> list[Judgement]:
        return [Judgement("entailed" if self._supported[claim] else "not_enough") for claim in claims]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The scores of each checker on one split, and the mistakes of the rules, if they may be looked at."""

    scores: Mapping[str, ClaimScores]
    mistakes: tuple[str, ...]


def compare_checkers(
    claims: Sequence[ReplyClaim], rules: EntailmentChecker, contradict: FindContradiction, seed: int = SEED
) -> Comparison:
    """Compare the rules with two checkers that are only asked about claims without a contradiction."""
    asked = [one.claim for one in claims]
    reasons = [contradict(claim) for claim in asked]
    by_rules = list(map(is_shown, rules.check(asked)))
    scripted = map(is_shown, ReplayingChecker(claims, seed).check(asked))
    free = [reason is None for reason in reasons]
    shown = {
        rules.name: by_rules,
        f"scripted + {rules.name}": [a and b for a, b in zip(free, scripted, strict=True)],
        f"all entailed + {rules.name}": free,
    }
    labelled = [one.labelled for one in claims]
    mistakes = _mistakes(claims, reasons, by_rules)
    return Comparison({name: score_shown(labelled, kept) for name, kept in shown.items()}, tuple(mistakes))


def _mistakes(claims: Sequence[ReplyClaim], reasons: Sequence[str | None], shown: Sequence[bool]) -> Iterator[str]:
    for one, reason, kept in zip(claims, reasons, shown, strict=True):
        if one.row.split == "held":
            continue
        about = f"{one.row.id} ({one.row.kind}): {one.row.claim}"
        if one.labelled.supported and reason is not None:
            yield f"{about}\n    true, but contradicted: {reason}"
        elif kept and not one.labelled.supported:
            yield f"{about}\n    shown by the rules, but false: {one.row.why}"


def measure(*, file: Path = REPLY_CLAIMS, seed: int = SEED) -> dict[str, Comparison]:
    """Return the comparison of each split of the file."""
    claims = load_reply_claims(file)
    splits = {split: [one for one in claims if one.row.split == split] for split in SPLITS}
    rules = RuleChecker()
    return {split: compare_checkers(some, rules, find_contradiction, seed) for split, some in splits.items() if some}


def render(comparisons: Mapping[str, Comparison]) -> str:
    """Return a table for each split, and the mistakes of the rules."""
    lines: list[str] = []
    for split, comparison in comparisons.items():
        counts = next(iter(comparison.scores.values())).all
        lines += [f"{split}: {counts.true} true and {counts.false} false claims", ""]
        lines.append(f"{'shown to a reader':<24}{'close, true':>13}{'free, true':>13}{'all true':>13}{'all false':>13}")
        lines += [f"{name:<24}{_summary(scores)}" for name, scores in comparison.scores.items()]
        lines += ["", f"{'true / false':<24}{''.join(f'{kind:>13}' for kind in KINDS)}"]
        lines += [f"{name:<24}{_by_kind(scores)}" for name, scores in comparison.scores.items()]
        lines += ["", *comparison.mistakes, *([""] if comparison.mistakes else [])]
    return "\n".join(lines).rstrip()


def _summary(scores: ClaimScores) -> str:
    kinds = scores.kinds
    shares = [kinds[kind].true_shown if kind in kinds else None for kind in ("close", "free")]
    return "".join(f"{_share(share):>13}" for share in (*shares, scores.all.true_shown, scores.all.false_shown))


def _by_kind(scores: ClaimScores) -> str:
    cells = [scores.kinds.get(kind) for kind in KINDS]
    return "".join(f"{f'{_share(c.true_shown)} / {_share(c.false_shown)}' if c else '–':>13}" for c in cells)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def to_json(comparisons: Mapping[str, Comparison]) -> dict[str, Any]:
    """Return the shares by split, checker and kind."""
    return {
        split: {
            name: {
                group: {"rows": counts.rows, "true_shown": counts.true_shown, "false_shown": counts.false_shown}
                for group, counts in {"all": scores.all, **scores.kinds}.items()
            }
            for name, scores in comparison.scores.items()
        }
        for split, comparison in comparisons.items()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("component_checks.reply_claims", __doc__)
    parser.add_argument("file", nargs="?", type=Path, default=REPLY_CLAIMS, help="labelled claims as JSON lines")
    parser.add_argument(
        "--seed", type=int, default=SEED, metavar="N", help="draws the claims that the scripted checker gets wrong"
    )
    return run_command(parser, arguments, measure, render, to_json)


if __name__ == "__main__":
    sys.exit(main())
