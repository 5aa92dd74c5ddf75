"""`onrecord eval gate`: asks the golden set without a model or Inspect and checks the metrics against the floors."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from assistant.interfaces.cli.output import print_json
from evals.cli.output import print_text, show_progress
from evals.results.gate import FLOORS, FloorCheck, GateVerdict, check_floors, read_floors, update_floors, write_floors
from evals.runs.runner import RunRequest, require_extra, run_without_inspect
from index.errors import UsageError

BELOW = 5
"""CONTRACT's exit code for a metric below its floor."""


def gate(options: argparse.Namespace) -> int:
    """Return 0 if every metric reaches its floor, otherwise 5."""
    require_extra()
    file = Path(options.floors) if options.floors else FLOORS
    floors = read_floors(file)
    if options.allow_regression and not options.update:
        raise UsageError("--allow-regression needs --update", hint="give both, or neither")
    with tempfile.TemporaryDirectory() as temporary, show_progress(options) as progress:
        result = run_without_inspect(RunRequest(set=floors.set, parallel=1), Path(temporary), progress=progress)
    [model] = result.models
    if options.update:
        floors = update_floors(floors, result.question_set, model, allow_regression=options.allow_regression)
        write_floors(floors, file)
    verdict = check_floors(floors, result.question_set, model)
    if options.json:
        rows = [_row(one) for one in verdict.checks]
        print_json({"ok": verdict.ok, "faults": list(verdict.faults), "floors": rows})
    else:
        print_text(_render(verdict))
    return 0 if verdict.ok else BELOW


def _render(verdict: GateVerdict) -> Iterator[str]:
    for one in verdict.checks:
        measured = "nothing eligible" if one.measured is None else f"{one.measured:.4f}"
        yield f"{'ok' if one.ok else 'BELOW':<7}{one.split:<6}{one.name:<20}{measured:>8}  {_render_limit(one)}"
    yield from (f"FAULT  {fault}" for fault in verdict.faults)
    failed = sum(not one.ok for one in verdict.checks) + len(verdict.faults)
    yield "every floor is kept" if verdict.ok else f"{failed} failed: find the answers with `onrecord eval run`"


def _render_limit(one: FloorCheck) -> str:
    limit = one.limit
    text = f"{limit.bound} {limit.value:.4f}"
    if one.too_few:
        text += f" on {limit.eligible} questions, but only {one.eligible} are eligible now"
    is_short = limit.wanted is not None and limit.wanted != limit.value
    return text + (f" (wanted: {limit.wanted:g})" if is_short else "")


def _row(one: FloorCheck) -> dict[str, object]:
    return {
        "split": one.split,
        "figure": one.name,
        "ok": one.ok,
        "measured": one.measured,
        "bound": one.limit.bound,
        "floor": one.limit.value,
        "wanted": one.limit.wanted,
        "eligible": one.eligible,
    }
