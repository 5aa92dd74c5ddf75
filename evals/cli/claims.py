"""`onrecord eval run --set verifier:FILE`: a checker of meaning, scored on labelled claims."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from assistant.interfaces.cli.output import print_json
from assistant.interfaces.rendering.progress import watch
from evals.cli.output import print_text
from evals.datasets.claims import load_labelled_claims
from evals.datasets.samples import spread
from evals.runs.checking import CheckedClaims, check_claims, open_checker, open_predictions
from evals.scorers.claims import ClaimScores, ShownCounts, score_claims
from index.errors import UsageError

CLAIMS = "verifier:"
_QUESTIONS_ONLY = ("folder", "tags", "split", "parallel", "judge", "judge_url", "out", "resume")


def check_labelled_claims(options: argparse.Namespace) -> int:
    """Check every claim of the file, print the figures and return 0."""
    arguments = _read_choice(options)
    file = Path(options.set.removeprefix(CLAIMS))
    rows = spread(load_labelled_claims(file), options.limit)
    predictions = Path(options.predictions) if options.predictions else None
    if predictions and predictions.resolve() == file.resolve():
        raise UsageError("--predictions would overwrite the claims", hint="name another file")
    with (
        open_checker(arguments) as checker,
        open_predictions(predictions) if predictions else nullcontext() as store,
        watch(quiet=options.quiet or options.json) as progress,
    ):
        checked = check_claims(rows, checker, store=store, progress=progress)
    scores = score_claims(checked.rows, checked.judgements)
    if options.json:
        print_json(result_row(checked, scores))
    else:
        print_text([*render_scores(checked, scores), *([f"verdicts: {predictions}"] if predictions else [])])
    return 0


def _read_choice(options: argparse.Namespace) -> dict[str, object]:
    """Return the settings of the checker. Raises UsageError for options that mean nothing here."""
    for name in _QUESTIONS_ONLY:
        if getattr(options, name) is not None:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} is for questions, not for labelled claims", hint=f"leave out {option}")
    if options.limit is not None and options.limit < 1:
        raise UsageError(f"--limit is {options.limit}", hint="choose 1 or more")
    models = options.model or []
    if len(models) > 1:
        raise UsageError("--model is given twice", hint="name one model; each run tests one checker")
    if models and options.verifier == "rules":
        raise UsageError("the rules ask no model", hint="leave out --model, or choose --verifier model")
    verifier = options.verifier or ("model" if models else None)
    return {"verifier": verifier, "model": models[0] if models else None, "max_cost": options.max_cost}


def render_scores(checked: CheckedClaims, scores: ClaimScores) -> Iterator[str]:
    """Yield a table of the figures, one group per line."""
    counts = scores.all
    yield f"checker {checked.checker}: {counts.rows} claims, {counts.true} entailed and {counts.false} not"
    yield ""
    groups = {"all": counts, **scores.kinds, **({"marked strict": scores.strict} if scores.strict else {})}
    width = max(20, *(len(name) + 2 for name in groups))
    shares = f"{'true shown':>12}{'false shown':>13}"
    yield f"{'':<{width}}{'claims':>7}{shares}{'balanced accuracy':>19}  95 % interval"
    yield from (f"{name:<{width}}{_render_counts(group)}" for name, group in groups.items())
    yield ""
    yield "true shown: entailed claims that the checker lets through; false shown: the others that it lets through"
    seconds = checked.seconds / counts.rows
    yield f"{seconds:.2f} s a claim" if seconds >= 1 else f"{1000 * seconds:.2f} ms a claim"
    usage, usd = checked.spent.usage, checked.spent.usd
    if usage.calls:
        cost = "cost unknown" if usd is None else f"${usd:.4f}"
        yield f"{usage.calls} calls, {usage.input_tokens} tokens in, {usage.output_tokens} out, {cost}"
    if checked.note:
        yield f"note: {checked.note}"


def _render_counts(counts: ShownCounts) -> str:
    interval = counts.interval
    bounds = "" if interval is None else f"{interval[0]:.3f} – {interval[1]:.3f}"
    shares = f"{_share(counts.true_shown):>12}{_share(counts.false_shown):>13}{_share(counts.balanced_accuracy):>19}"
    return f"{counts.rows:>7}{shares}  {bounds}".rstrip()


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def result_row(checked: CheckedClaims, scores: ClaimScores) -> dict[str, object]:
    """Return the result as JSON; `strict` is only there if a row is marked so."""
    row: dict[str, object] = {"checker": checked.checker, **_counts_row(scores.all)}
    row["kinds"] = {kind: _counts_row(counts) for kind, counts in scores.kinds.items()}
    if scores.strict:
        row["strict"] = _counts_row(scores.strict)
    row["seconds_a_claim"] = round(checked.seconds / scores.all.rows, 6)
    usage = checked.spent.usage
    row["usage"] = {
        "calls": usage.calls,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "usd": checked.spent.usd,
    }
    row["note"] = checked.note
    return row


def _counts_row(counts: ShownCounts) -> dict[str, object]:
    return {
        "rows": counts.rows,
        "true_shown": _rounded(counts.true_shown),
        "false_shown": _rounded(counts.false_shown),
        "balanced_accuracy": _rounded(counts.balanced_accuracy),
        "interval": counts.interval and [_rounded(bound) for bound in counts.interval],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
