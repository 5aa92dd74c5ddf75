"""`onrecord eval gate`: the golden set asked without a model and without Inspect, and held against the floors."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from assistant.interfaces.cli.output import print_json
from evals.cli.printing import lines, telling
from evals.results.gate import FLOORS, Held, Verdict, hold, pinned, read_floors, write_floors
from evals.runs.runner import Wanted, require_extra, run_plainly
from index.errors import UsageError

BELOW = 5
"""CONTRACT's exit code for a floor that is not kept."""


def gate(options: argparse.Namespace) -> int:
    """0 where every floor is kept, 5 where one is not."""
    require_extra()
    file = Path(options.floors) if options.floors else FLOORS
    floors = read_floors(file)
    if options.allow_regression and not options.update:
        raise UsageError("--allow-regression is for --update", hint="give both, or neither")
    with tempfile.TemporaryDirectory() as temporary, telling(options) as tell:
        result = run_plainly(Wanted(set=floors.set, parallel=1), Path(temporary), tell=tell)
    [model] = result.models
    if options.update:
        new = pinned(floors, result.asked, model, allow_regression=options.allow_regression)
        write_floors(new, file)
        floors = new
    verdict = hold(floors, result.asked, model)
    if options.json:
        print_json(_row(verdict))
    else:
        lines(_told(verdict))
    return 0 if verdict.ok else BELOW


def _told(verdict: Verdict) -> Iterator[str]:
    for one in verdict.held:
        measured = "nothing eligible" if one.measured is None else f"{one.measured:.4f}"
        yield f"{'ok' if one.ok else 'BELOW':<7}{one.split:<6}{one.name:<20}{measured:>8}  {_limit(one)}"
    yield from (f"FAULT  {fault}" for fault in verdict.faults)
    broken = sum(not one.ok for one in verdict.held) + len(verdict.faults)
    yield "every floor is kept" if verdict.ok else f"{broken} not kept: what went wrong is in `onrecord eval run`"


def _limit(one: Held) -> str:
    limit = one.limit
    told = f"{limit.bound} {limit.value:.4f}"
    if one.too_few:
        told += f", of {limit.eligible} questions, but only {one.eligible} are eligible now"
    short = limit.wanted is not None and limit.wanted != limit.value
    return told + (f" (wanted: {limit.wanted:g})" if short else "")


def _row(verdict: Verdict) -> dict[str, object]:
    return {
        "ok": verdict.ok,
        "faults": list(verdict.faults),
        "floors": [
            {
                "split": one.split,
                "figure": one.name,
                "ok": one.ok,
                "measured": one.measured,
                "bound": one.limit.bound,
                "floor": one.limit.value,
                "wanted": one.limit.wanted,
                "eligible": one.eligible,
            }
            for one in verdict.held
        ],
    }
