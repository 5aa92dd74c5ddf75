"""`onrecord eval diff`: two runs, question by question."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from assistant.interfaces.cli.output import print_json
from evals.cli.output import print_text
from evals.cli.stored_runs import read_result
from evals.results.aggregation import ScoredSample
from evals.results.comparison import Flip, MetricChange, RunComparison, compare_models
from evals.results.run_result import ModelResult, RunResult
from index.errors import UsageError


def diff(options: argparse.Namespace) -> int:
    """Print the differences and return 0: a comparison is not a judgement."""
    before, after = (read_result(options, Path(folder)) for folder in (options.before, options.after))
    for old, new in _pair_models(before, after):
        comparison = compare_models(old, new)
        if options.json:
            print_json({"before": old.model, "after": new.model, **_row(comparison)})
        else:
            heading = f"{options.before} ({old.model}) -> {options.after} ({new.model})"
            print_text([heading, "", *_render(comparison)])
    return 0


def _pair_models(before: RunResult, after: RunResult) -> list[tuple[ModelResult, ModelResult]]:
    """Return each model with itself, or the only model of each run."""
    new = {one.model: one for one in after.models}
    same = [(one, new[one.model]) for one in before.models if one.model in new]
    if same:
        return same
    if len(before.models) == len(after.models) == 1:
        return [(before.models[0], after.models[0])]
    raise UsageError("the two runs share no model", hint="compare runs of one model each, or of the same models")


def _render(comparison: RunComparison) -> Iterator[str]:
    unpaired = f"; {comparison.unpaired} in one of them only, left out" if comparison.unpaired else ""
    yield f"{comparison.pairs} questions in both{unpaired}"
    yield ""
    yield f"{'':<22}{'before':>8}{'after':>8}{'by':>9}  {'95 % interval':<19}{'changed':>11}"
    yield from map(_render_change, comparison.changes)
    yield ""
    if not comparison.flips:
        yield "no question changed between right and wrong"
    for flip in sorted(comparison.flips, key=lambda one: one.became_right):
        yield from _render_flip(flip)


def _render_change(one: MetricChange) -> str:
    interval = f"{one.low:+.3f} – {one.high:+.3f}"
    changed = f"{one.flipped} of {one.questions}"
    verdict = f"  {one.verdict}" if one.flipped else ""
    values = f"{one.before:>8.3f}{one.after:>8.3f}{one.difference:>+9.3f}"
    return f"{one.name:<22}{values}  {interval:<19}{changed:>11}{verdict}"


def _render_flip(flip: Flip) -> Iterator[str]:
    yield f"{'now right' if flip.became_right else 'NOW WRONG'}  {flip.after.sample.id}: {flip.after.sample.question}"
    for label, one in (("    before: ", flip.before), ("    after: ", flip.after)):
        for number, line in enumerate(_answer_lines(one)):
            yield f"{' ' * len(label) if number else label}{line}"
        yield from (f"        ({fault})" for fault in one.faults)
    yield ""


def _answer_lines(one: ScoredSample) -> list[str]:
    answer = one.record.answer
    return [line for line in answer["text"].split("\n") if line.strip()] if answer else ["(errored)"]


def _row(comparison: RunComparison) -> dict[str, object]:
    return {
        "pairs": comparison.pairs,
        "only_one": comparison.unpaired,
        "figures": {
            one.name: {
                "before": one.before,
                "after": one.after,
                "by": one.difference,
                "low": one.low,
                "high": one.high,
                "questions": one.questions,
                "changed": one.flipped,
            }
            for one in comparison.changes
        },
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


def _answer_row(one: ScoredSample) -> dict[str, object]:
    return {"text": "\n".join(_answer_lines(one)), "wrong": list(one.faults)}
