"""Printing of results, notices and progress, as the rest of `onrecord` prints them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from assistant.interfaces.cli.output import print_lines
from assistant.interfaces.rendering.lines import text_line
from assistant.interfaces.rendering.progress import watch
from evals.results.scoring import Costs, MetricResult, ModelResult, RunResult
from evals.runs.asker import ProgressCallback
from evals.scorers.metrics import METRICS

_LISTED = frozenset(metric.name for metric in METRICS)


def print_text(lines: Iterable[str]) -> None:
    print_lines(text_line(line) for line in lines)


def print_notice(options: argparse.Namespace, line: str) -> None:
    """Print a notice to standard error, except with --quiet."""
    if not options.quiet:
        print_lines([text_line(line)], to=sys.stderr)


@contextmanager
def show_progress(options: argparse.Namespace) -> Iterator[ProgressCallback]:
    with watch(quiet=options.quiet or options.json) as progress:
        yield lambda done, total: progress.advance("asking", done=done, total=total)


def render_result(result: RunResult) -> Iterator[str]:
    """Yield each model's metrics, one per line."""
    for model in result.models:
        total = len(model.scored) + model.missing
        yield f"{model.model}: {len(model.scored)} of {total} questions asked, {model.errored} errored"
        if not model.valid:
            yield "INVALID: more than 2 % of the questions ended in an error, so the metrics mean nothing"
        yield ""
        yield f"{'':<24}{'value':>8}  {'95 % interval':<16}{'counted':>14}  not eligible"
        yield from (_metric(metric) for metric in model.metrics if metric.name in _LISTED or metric.value is not None)
        yield ""
        yield from _costs(model.costs)
        if model.judged is not None:
            yield f"{'judged right':<24}{model.judged.description}"
        yield ""


def render_failures(result: RunResult) -> Iterator[str]:
    """Yield every question with a faulty answer, and its faults."""
    for model in result.models:
        for scored in model.scored:
            if scored.faults:
                yield f"{model.model}  {scored.sample.id}: {scored.sample.question}"
                yield from (f"    {fault}" for fault in scored.faults)


def _metric(metric: MetricResult) -> str:
    value = "–" if metric.value is None else f"{metric.value:.3f}"
    interval = "" if metric.low is None or metric.high is None else f"{metric.low:.3f} – {metric.high:.3f}"
    counted = f"{metric.got:g} of {metric.of:g}" if metric.got == int(metric.got) else f"{metric.eligible} questions"
    return f"{metric.name:<24}{value:>8}  {interval:<16}{counted:>14}  {metric.not_eligible}"


def _costs(costs: Costs) -> Iterator[str]:
    if costs.p50 is not None and costs.p95 is not None:
        yield f"{'latency':<24}{costs.p50:.3f} s p50, {costs.p95:.3f} s p95, of {costs.timed} uncached"
    cost = "unknown" if costs.usd is None else f"${costs.usd:.4f}"
    yield f"{'model':<24}{costs.calls} calls, {costs.input_tokens} tokens in, {costs.output_tokens} out, {cost}"


def summary_row(model: ModelResult) -> dict[str, object]:
    metrics = {metric.name: asdict(metric) for metric in model.metrics}
    for row in metrics.values():
        del row["name"], row["errored"]
    costs = asdict(model.costs)
    return {
        "model": model.model,
        "valid": model.valid,
        "asked": len(model.scored),
        "missing": model.missing,
        "errored": model.errored,
        "figures": metrics,
        "latency": {key: costs[key] for key in ("p50", "p95", "timed")},
        "judged": None if model.judged is None else asdict(model.judged),
        "usage": {key: costs[key] for key in ("calls", "input_tokens", "output_tokens", "usd")},
    }
