"""The figures of a run as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from evals.results.aggregation import Costs, Figure
from evals.results.run_result import ModelResult, Result
from evals.scorers.metrics import PROMISES


def render_result(result: Result) -> Iterator[str]:
    """Each model's figures, one a line."""
    for one in result.models:
        of = len(one.scored) + one.missing
        yield f"{one.model}: {len(one.scored)} of {of} questions asked, {one.errored} errored"
        if not one.valid:
            yield "INVALID: more than 2 % of the questions ended in an error: the figures say nothing"
        yield ""
        yield f"{'':<24}{'value':>8}  {'95 % interval':<16}{'counted':>14}  not eligible"
        yield from (_figure(figure) for figure in one.figures if figure.name in _LISTED or figure.value is not None)
        yield ""
        yield from _costs(one.costs)
        if one.judged is not None:
            yield f"{'judged right':<24}{one.judged.told}"
        yield ""


def render_failures(result: Result) -> Iterator[str]:
    """Every question that something is wrong with, and what."""
    for one in result.models:
        for scored in one.scored:
            if scored.wrong:
                yield f"{one.model}  {scored.sample.id}: {scored.sample.question}"
                yield from (f"    {fault}" for fault in scored.wrong)


def shown_value(value: float | None) -> str:
    """A share to three places; a dash where nothing was eligible."""
    return "–" if value is None else f"{value:.3f}"


_LISTED = frozenset(promise.name for promise in PROMISES)


def _figure(figure: Figure) -> str:
    between = "" if figure.low is None or figure.high is None else f"{figure.low:.3f} – {figure.high:.3f}"
    counted = f"{figure.got:g} of {figure.of:g}" if figure.got == int(figure.got) else f"{figure.eligible} questions"
    return f"{figure.name:<24}{shown_value(figure.value):>8}  {between:<16}{counted:>14}  {figure.not_eligible}"


def _costs(costs: Costs) -> Iterator[str]:
    if costs.p50 is not None and costs.p95 is not None:
        yield f"{'latency':<24}{costs.p50:.3f} s at the median, {costs.p95:.3f} s at 95 %, of {costs.timed} uncached"
    cost = "unknown" if costs.usd is None else f"${costs.usd:.4f}"
    tokens = f"{costs.input_tokens} tokens in, {costs.output_tokens} out"
    yield f"{'model':<24}{costs.calls} calls, {tokens}, {cost}"


def summary_of(one: ModelResult) -> dict[str, object]:
    """A model's figures as JSON."""
    return {
        "model": one.model,
        "valid": one.valid,
        "asked": len(one.scored),
        "missing": one.missing,
        "errored": one.errored,
        "figures": {
            figure.name: {
                "value": figure.value,
                "low": figure.low,
                "high": figure.high,
                "got": figure.got,
                "of": figure.of,
                "eligible": figure.eligible,
                "not_eligible": figure.not_eligible,
            }
            for figure in one.figures
        },
        "latency": {"p50": one.costs.p50, "p95": one.costs.p95, "timed": one.costs.timed},
        "judged": None if one.judged is None else asdict(one.judged),
        "usage": {
            "calls": one.costs.calls,
            "input_tokens": one.costs.input_tokens,
            "output_tokens": one.costs.output_tokens,
            "usd": one.costs.usd,
        },
    }
