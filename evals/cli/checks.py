"""`onrecord eval diff` and `eval gate`: a run compared with another one, or with the floors."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from assistant.interfaces.cli.output import print_json
from evals.cli.output import print_text, show_progress
from evals.cli.stored_runs import read_result
from evals.results.comparison import Flip, MetricChange, RunComparison, compare_models
from evals.results.gate import FLOORS, FloorCheck, GateVerdict, check_floors, read_floors, update_floors, write_floors
from evals.results.scoring import ModelResult, RunResult, ScoredSample
from evals.runs.runner import RunRequest, require_extra, run_without_inspect
from index.errors import UsageError

BELOW = 5  # CONTRACT's exit code for a metric below its floor


def diff(options: argparse.Namespace) -> int:
    """Print the differences and return 0: a comparison is not a judgement."""
    before, after = (read_result(options, Path(folder)) for folder in (options.before, options.after))
    for old, new in _pair_models(before, after):
        comparison = compare_models(old, new)
        if options.json:
            print_json({"before": old.model, "after": new.model, **_comparison_row(comparison)})
        else:
            heading = f"{options.before} ({old.model}) -> {options.after} ({new.model})"
            print_text([heading, "", *_render_comparison(comparison)])
    return 0


def _pair_models(before: RunResult, after: RunResult) -> list[tuple[ModelResult, ModelResult]]:
    """Return each model with itself, or the only model of each run."""
    new = {model.model: model for model in after.models}
    same = [(model, new[model.model]) for model in before.models if model.model in new]
    if same:
        return same
    if len(before.models) == len(after.models) == 1:
        return [(before.models[0], after.models[0])]
    raise UsageError("the two runs share no model", hint="compare runs of one model each, or of the same models")


def _render_comparison(comparison: RunComparison) -> Iterator[str]:
    unpaired = f"; {comparison.unpaired} in one of them only, left out" if comparison.unpaired else ""
    yield f"{comparison.pairs} questions in both{unpaired}"
    yield ""
    yield f"{'':<22}{'before':>8}{'after':>8}{'by':>9}  {'95 % interval':<19}{'changed':>11}"
    yield from map(_render_change, comparison.changes)
    yield ""
    if not comparison.flips:
        yield "no question changed between right and wrong"
    for flip in sorted(comparison.flips, key=lambda flip: flip.became_right):
        yield from _render_flip(flip)


def _render_change(change: MetricChange) -> str:
    interval = f"{change.low:+.3f} – {change.high:+.3f}"
    changed = f"{change.changed} of {change.questions}"
    verdict = f"  {change.verdict}" if change.changed else ""
    values = f"{change.before:>8.3f}{change.after:>8.3f}{change.by:>+9.3f}"
    return f"{change.name:<22}{values}  {interval:<19}{changed:>11}{verdict}"


def _render_flip(flip: Flip) -> Iterator[str]:
    yield f"{'now right' if flip.became_right else 'NOW WRONG'}  {flip.after.sample.id}: {flip.after.sample.question}"
    for label, question in (("    before: ", flip.before), ("    after: ", flip.after)):
        for number, line in enumerate(_answer_lines(question)):
            yield f"{' ' * len(label) if number else label}{line}"
        yield from (f"        ({fault})" for fault in question.faults)
    yield ""


def _answer_lines(question: ScoredSample) -> list[str]:
    answer = question.record.answer
    return [line for line in answer["text"].split("\n") if line.strip()] if answer else ["(errored)"]


def _comparison_row(comparison: RunComparison) -> dict[str, object]:
    return {
        "pairs": comparison.pairs,
        "only_one": comparison.unpaired,
        "figures": {row.pop("name"): row for row in map(asdict, comparison.changes)},
        "flips": [
            {
                "id": flip.after.sample.id,
                "question": flip.after.sample.question,
                "became_right": flip.became_right,
                "before": _answer_row(flip.before),
                "after": _answer_row(flip.after),
            }
            for flip in comparison.flips
        ],
    }


def _answer_row(question: ScoredSample) -> dict[str, object]:
    return {"text": "\n".join(_answer_lines(question)), "wrong": list(question.faults)}


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
        rows = [_floor_row(check) for check in verdict.checks]
        print_json({"ok": verdict.ok, "faults": list(verdict.faults), "floors": rows})
    else:
        print_text(_render_gate(verdict))
    return 0 if verdict.ok else BELOW


def _render_gate(verdict: GateVerdict) -> Iterator[str]:
    for check in verdict.checks:
        measured = "nothing eligible" if check.measured is None else f"{check.measured:.4f}"
        yield f"{'ok' if check.ok else 'BELOW':<7}{check.split:<6}{check.name:<20}{measured:>8}  {_render_limit(check)}"
    yield from (f"FAULT  {fault}" for fault in verdict.faults)
    failed = sum(not check.ok for check in verdict.checks) + len(verdict.faults)
    yield "every floor is kept" if verdict.ok else f"{failed} failed: find the answers with `onrecord eval run`"


def _render_limit(check: FloorCheck) -> str:
    limit = check.limit
    text = f"{limit.bound} {limit.value:.4f}"
    if check.too_few:
        text += f" on {limit.eligible} questions, but only {check.eligible} are eligible now"
    is_short = limit.wanted is not None and limit.wanted != limit.value
    return text + (f" (wanted: {limit.wanted:g})" if is_short else "")


def _floor_row(check: FloorCheck) -> dict[str, object]:
    return {
        "split": check.split,
        "figure": check.name,
        "ok": check.ok,
        "measured": check.measured,
        "bound": check.limit.bound,
        "floor": check.limit.value,
        "wanted": check.limit.wanted,
        "eligible": check.eligible,
    }
