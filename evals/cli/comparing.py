"""`onrecord eval diff`: two runs, question by question."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from assistant.interfaces.cli.output import print_json
from evals.cli.printing import lines
from evals.cli.reading import read_result
from evals.results.aggregation import Scored
from evals.results.comparison import Change, Difference, Flip, compare
from evals.results.run_result import ModelResult, Result
from index.errors import UsageError


def diff(options: argparse.Namespace) -> int:
    """0, whatever changed: a comparison judges nothing."""
    before, after = (read_result(options, Path(one)) for one in (options.before, options.after))
    for old, new in _pairs(before, after):
        difference = compare(old, new)
        if options.json:
            print_json({"before": old.model, "after": new.model, **_row(difference)})
        else:
            lines([f"{options.before} ({old.model}) -> {options.after} ({new.model})", ""])
            lines(_told(difference))
    return 0


def _pairs(before: Result, after: Result) -> list[tuple[ModelResult, ModelResult]]:
    """Each model with itself; or the one model of a run with the one of the other."""
    news = {one.model: one for one in after.models}
    same = [(one, news[one.model]) for one in before.models if one.model in news]
    if same:
        return same
    if len(before.models) == len(after.models) == 1:
        return [(before.models[0], after.models[0])]
    raise UsageError("the two runs share no model", hint="compare runs of one model each, or of the same ones")


def _told(difference: Difference) -> Iterator[str]:
    yield f"{difference.pairs} questions in both" + (
        f"; {difference.only_one} in one of them only, left out" if difference.only_one else ""
    )
    yield ""
    yield f"{'':<22}{'before':>8}{'after':>8}{'by':>9}  {'95 % interval':<19}{'changed':>11}"
    yield from (_change(one) for one in difference.changes)
    yield ""
    if not difference.flips:
        yield "no question changed between right and wrong"
    for flip in sorted(difference.flips, key=lambda one: one.became_right):
        yield from _flip(flip)


def _change(one: Change) -> str:
    between = f"{one.low:+.3f} – {one.high:+.3f}"
    changed = f"{one.flipped} of {one.questions}"
    told = "" if not one.flipped else f"  {one.told}"
    return f"{one.name:<22}{one.before:>8.3f}{one.after:>8.3f}{one.by:>+9.3f}  {between:<19}{changed:>11}{told}"


def _flip(flip: Flip) -> Iterator[str]:
    yield f"{'now right' if flip.became_right else 'NOW WRONG'}  {flip.after.sample.id}: {flip.after.sample.question}"
    for when, one in (("before", flip.before), ("after", flip.after)):
        first = [f"    {when}: ", *[" " * (len(when) + 6)] * len(_answer(one))]
        yield from (f"{head}{line}" for head, line in zip_longest(first[: len(_answer(one))], _answer(one)))
        yield from (f"        ({fault})" for fault in one.wrong)
    yield ""


def _answer(one: Scored) -> list[str]:
    answer = one.record.answer
    return [line for line in answer["text"].split("\n") if line.strip()] if answer else ["(errored)"]


def _row(difference: Difference) -> dict[str, object]:
    return {
        "pairs": difference.pairs,
        "only_one": difference.only_one,
        "figures": {
            one.name: {
                "before": one.before,
                "after": one.after,
                "by": one.by,
                "low": one.low,
                "high": one.high,
                "questions": one.questions,
                "changed": one.flipped,
            }
            for one in difference.changes
        },
        "flips": [
            {
                "id": flip.after.sample.id,
                "question": flip.after.sample.question,
                "became_right": flip.became_right,
                "before": {"text": "\n".join(_answer(flip.before)), "wrong": list(flip.before.wrong)},
                "after": {"text": "\n".join(_answer(flip.after)), "wrong": list(flip.after.wrong)},
            }
            for flip in difference.flips
        ],
    }
