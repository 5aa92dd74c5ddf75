"""The report page, for everyone who decides whether the answers are good enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from evals.report.charts import bar_chart, histogram, interval_bar
from evals.report.failures import render_failures
from evals.report.markup import Content, Markup, join, table, tag
from evals.results.scoring import RESAMPLES, MetricResult, ModelResult, RunResult, compute_metrics
from evals.scorers.metrics import METRICS, RETRIEVAL_METRICS
from evals.scorers.retrieval import UNITS

_TILES = ("misattribution", "verbatim", "citation precision", "statement recall", "refusal F1", "right in everything")
_BY_TAG = ("right in everything", "misattribution", "statement recall", "refusal recall", "citation recall")
_DESCRIPTIONS = {metric.name: metric.description for metric in METRICS}
_PERFECT = {"misattribution": 0.0, "verbatim": 1.0}


def render_page(result: RunResult) -> str:
    """Return the whole page as HTML."""
    info = result.run_info
    head = tag(
        "head",
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", f"onrecord: {info['set']}, {', '.join(info['models'])}"),
        tag("style", Markup((files("evals.report") / "style.css").read_text(encoding="utf-8"))),
    )
    sections = (_model(model, result) for model in result.models)
    body = tag("body", tag("main", *_introduction(result), *sections, _run_details(info)))
    return f'<!DOCTYPE html>\n<html lang="en">{head}{body}</html>\n'


def _introduction(result: RunResult) -> Iterator[Content]:
    info = result.run_info
    yield tag("h1", "Answer quality")
    selection = [f"{key} {value}" for key in ("split", "limit") if (value := info.get(key))]
    selection += [f"tags {', '.join(info['tags'])}"] if info.get("tags") else []
    started = info.get("started")
    yield tag(
        "p",
        f"{len(info['questions'])} questions of the set {info['set']} on {info['articles']} articles"
        f"{' (' + '; '.join(selection) + ')' if selection else ''}, asked "
        f"{f'on {started[:10]} at {started[11:16]} UTC' if started else 'just now'}. "
        f"Intervals are from {RESAMPLES:,} resamplings of the articles, with all questions on an article together.",
        class_="quiet",
    )
    if len(result.models) > 1:
        yield tag("h2", "Comparison of the models")
        metrics = [[model.metric(name) for model in result.models] for name in (*_DESCRIPTIONS, *RETRIEVAL_METRICS)]
        rows = [[row[0].name, *map(_value, row)] for row in metrics if any(metric.value is not None for metric in row)]
        yield table(["", *(model.model for model in result.models)], rows)


def _model(model: ModelResult, result: RunResult) -> Markup:
    wrong = sum(bool(scored.faults) for scored in model.scored)
    return tag(
        "section",
        tag("h2", "Without a model" if model.model == "none" else model.model),
        *_summary(model),
        tag("div", *(_tile(model.metric(name)) for name in _TILES), class_="tiles"),
        tag("h3", "Metrics"),
        table(
            ["metric", "", "value", "95 % interval", "counted", "not eligible", "errored"],
            [_row(metric) for metric in model.metrics if metric.name in _DESCRIPTIONS],
            numbers_from=2,
        ),
        tag("div", *_charts(model), class_="charts"),
        tag("h3", "By tag"),
        _by_tag(model),
        tag("h3", f"Faults: {wrong} of {len(model.scored)} questions"),
        render_failures(model.scored, result.question_set.corpus),
    )


def _summary(model: ModelResult) -> Iterator[Content]:
    if not model.valid:
        share = f"{model.errored} of {len(model.scored)}"
        yield tag("p", f"INVALID: {share} questions ended in an error.", class_="invalid")
    if model.missing:
        yield tag("p", f"{model.missing} questions were not asked: continue with --resume.", class_="invalid")
    costs = model.costs
    yield tag(
        "p",
        f"{len(model.scored)} questions, {model.errored} errored; {costs.calls} calls to the model, "
        f"{costs.input_tokens} tokens in, {costs.output_tokens} out, "
        f"cost {'unknown' if costs.usd is None else f'${costs.usd:.4f}'}.",
        class_="quiet",
    )
    if model.judged is not None:
        yield tag("p", tag("b", "Judged right: "), model.judged.description, ".")


def _tile(metric: MetricResult) -> Markup:
    kind = "tile"
    if metric.name in _PERFECT and metric.value is not None:
        kind += " good" if metric.value == _PERFECT[metric.name] else " bad"
    counted = f"{metric.got:g} of {metric.of:g}" if metric.of else "nothing eligible"
    return tag("div", metric.name, tag("b", _value(metric)), tag("span", counted, class_="quiet"), class_=kind)


def _row(metric: MetricResult) -> list[Content]:
    name = join([tag("b", metric.name), tag("div", _DESCRIPTIONS.get(metric.name), class_="quiet")])
    interval = "" if metric.low is None or metric.high is None else f"{metric.low:.3f} – {metric.high:.3f}"
    counts = (f"{metric.got:g} of {metric.of:g}", str(metric.not_eligible), str(metric.errored))
    return [name, interval_bar(metric), _value(metric), interval, *counts]


def _charts(model: ModelResult) -> Iterator[Content]:
    for unit in UNITS:
        metrics = [metric for metric in model.metrics if metric.name.endswith(f" by {unit}")]
        yield bar_chart(metrics, title=f"Retrieval by {unit}, with intervals")
    marks = [(name, at) for name, at in (("p50", model.costs.p50), ("p95", model.costs.p95)) if at is not None]
    seconds = [scored.record.seconds for scored in model.scored if scored.record.answer and not scored.record.cached]
    title = f"Latency of {model.costs.timed} uncached answers: questions by seconds"
    yield histogram(seconds, marks=marks, title=title)


def _by_tag(model: ModelResult) -> Markup:
    tags = sorted({name for scored in model.scored for name in scored.sample.tags})
    groups = [*((f"split {split}", split) for split in ("dev", "held", "train")), *((name, name) for name in tags)]
    rows: list[list[Content]] = []
    for title, name in groups:
        chosen = [question for question in model.scored if name in (question.sample.split, *question.sample.tags)]
        if chosen:
            rows.append([title, str(len(chosen)), *map(_with_interval, compute_metrics(chosen, _BY_TAG))])
    return table(["tag", "questions", *_BY_TAG], rows)


def _with_interval(metric: MetricResult) -> Markup:
    if metric.low is None or metric.high is None or metric.low == metric.high:
        return join([_value(metric)])
    return join([_value(metric), tag("div", f"{metric.low:.2f} – {metric.high:.2f}", class_="quiet")])


def _value(metric: MetricResult) -> str:
    return "–" if metric.value is None else f"{metric.value:.3f}"


def _run_details(info: Mapping[str, Any]) -> Markup:
    rows: list[tuple[str, str]] = []
    for key, value in info.items():
        if isinstance(value, Mapping):
            rows += [(f"{key}: {name}", str(part)) for name, part in value.items()]
        elif key not in ("questions", "articles"):
            rows.append((key, ", ".join(map(str, value)) if isinstance(value, list) else str(value)))
    return tag("section", tag("h2", "Run details"), table(["", ""], rows, numbers_from=2))
