"""The report: one page with everything in it, for whoever has to decide whether the answers are good enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from evals.report.charts import bars, histogram, interval_bar
from evals.report.failures import failures
from evals.report.markup import Content, Markup, join, table, tag
from evals.results.aggregation import Figure, figures_of
from evals.results.run_result import ModelResult, Result
from evals.scorers.metrics import PROMISES, SEARCHED
from evals.scorers.retrieval import UNITS

_TILES = ("misattribution", "verbatim", "citation precision", "statement recall", "refusal F1", "right in everything")
_BY_TAG = ("right in everything", "misattribution", "statement recall", "refusal recall", "citation recall")
_TOLD = {promise.name: promise.told for promise in PROMISES}
_PERFECT = {"misattribution": 0.0, "verbatim": 1.0}


def page(result: Result) -> str:
    """The whole page as HTML."""
    about = result.about
    title = f"onrecord: {about['set']}, {', '.join(about['models'])}"
    head = tag(
        "head",
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", title),
        tag("style", Markup((files("evals.report") / "style.css").read_text(encoding="utf-8"))),
    )
    body = tag(
        "body", tag("main", *_introduction(result), *(_model(one, result) for one in result.models), _about(about))
    )
    return f'<!DOCTYPE html>\n<html lang="en">{head}{body}</html>\n'


def _introduction(result: Result) -> Iterator[Content]:
    about = result.about
    yield tag("h1", "How right the answers are")
    narrowed = [f"{key} {value}" for key in ("split", "limit") if (value := about.get(key))]
    narrowed += [f"tags {', '.join(about['tags'])}"] if about.get("tags") else []
    yield tag(
        "p",
        f"{len(about['questions'])} questions of the set {about['set']} on {about['articles']} articles"
        f"{' (' + '; '.join(narrowed) + ')' if narrowed else ''}, asked {_moment(about)}. "
        "Intervals are of 2,000 resamplings of the articles: questions on one article are drawn together.",
        class_="quiet",
    )
    if len(result.models) > 1:
        yield tag("h2", "The models beside one another")
        rows = [
            [name, *(_value(one.figure(name)) for one in result.models)]
            for name in (*_TOLD, *SEARCHED)
            if any(one.figure(name).value is not None for one in result.models)
        ]
        yield table(["", *(one.model for one in result.models)], rows)


def _moment(about: Mapping[str, Any]) -> str:
    started = about.get("started")
    return f"on {started[:10]} at {started[11:16]} UTC" if started else "just now"


def _model(one: ModelResult, result: Result) -> Markup:
    name = "Without a model" if one.model == "none" else one.model
    return tag(
        "section",
        tag("h2", name),
        *_warnings(one),
        tag("div", *(_tile(one.figure(name)) for name in _TILES), class_="tiles"),
        tag("h3", "The promises"),
        table(
            ["figure", "", "value", "95 % interval", "counted", "not eligible", "errored"],
            [_row(figure) for figure in one.figures if figure.name in _TOLD],
            numbers_from=2,
        ),
        tag("div", *_charts(one), class_="charts"),
        tag("h3", "By tag"),
        _by_tag(one),
        tag(
            "h3", f"What went wrong: {sum(bool(scored.wrong) for scored in one.scored)} of {len(one.scored)} questions"
        ),
        failures(one.scored, result.asked.corpus),
    )


def _warnings(one: ModelResult) -> Iterator[Content]:
    if not one.valid:
        yield tag("p", f"INVALID: {one.errored} of {len(one.scored)} questions ended in an error.", class_="invalid")
    if one.missing:
        yield tag("p", f"{one.missing} questions have not been asked: go on with --resume.", class_="invalid")
    usage = one.costs
    cost = "unknown" if usage.usd is None else f"${usage.usd:.4f}"
    yield tag(
        "p",
        f"{len(one.scored)} questions, {one.errored} errored; {usage.calls} calls to the model, "
        f"{usage.input_tokens} tokens in, {usage.output_tokens} out, cost {cost}.",
        class_="quiet",
    )
    if one.judged is not None:
        yield tag("p", tag("b", "Judged right: "), one.judged.told, ".")


def _tile(figure: Figure) -> Markup:
    kind = "tile"
    if figure.name in _PERFECT and figure.value is not None:
        kind += " good" if figure.value == _PERFECT[figure.name] else " bad"
    counted = f"{figure.got:g} of {figure.of:g}" if figure.of else "nothing eligible"
    return tag("div", figure.name, tag("b", _value(figure)), tag("span", counted, class_="quiet"), class_=kind)


def _row(figure: Figure) -> list[Content]:
    between = "" if figure.low is None or figure.high is None else f"{figure.low:.3f} – {figure.high:.3f}"
    told = join([tag("b", figure.name), tag("div", _TOLD.get(figure.name), class_="quiet")])
    counted = f"{figure.got:g} of {figure.of:g}"
    return [
        told,
        interval_bar(figure),
        _value(figure),
        between,
        counted,
        str(figure.not_eligible),
        str(figure.errored),
    ]


def _charts(one: ModelResult) -> Iterator[Content]:
    for unit in UNITS:
        wanted = [figure for figure in one.figures if figure.name.endswith(f" by {unit}")]
        yield bars(wanted, title=f"Retrieval by {unit}, with intervals")
    marks = [(name, at) for name, at in (("p50", one.costs.p50), ("p95", one.costs.p95)) if at is not None]
    seconds = [scored.record.seconds for scored in one.scored if scored.record.answer and not scored.record.cached]
    yield histogram(seconds, marks=marks, title=f"Latency of {one.costs.timed} uncached answers: questions by seconds")


def _by_tag(one: ModelResult) -> Markup:
    tags = sorted({name for scored in one.scored for name in scored.sample.tags})
    groups = [*((f"split {split}", split) for split in ("dev", "held", "train")), *((name, name) for name in tags)]
    rows: list[list[Content]] = []
    for told, name in groups:
        chosen = [one for one in one.scored if name in (one.sample.split, *one.sample.tags)]
        if chosen:
            figures = figures_of(chosen, _BY_TAG)
            rows.append([told, str(len(chosen)), *(_with_interval(figure) for figure in figures)])
    return table(["tag", "questions", *_BY_TAG], rows)


def _with_interval(figure: Figure) -> Markup:
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return join([_value(figure)])
    return join([_value(figure), tag("div", f"{figure.low:.2f} – {figure.high:.2f}", class_="quiet")])


def _value(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


def _about(about: Mapping[str, Any]) -> Markup:
    rows: list[tuple[str, str]] = []
    for key, value in about.items():
        if key in ("questions", "articles"):
            continue
        if isinstance(value, Mapping):
            rows += [(f"{key}: {name}", str(one)) for name, one in value.items()]
        else:
            rows.append((key, ", ".join(map(str, value)) if isinstance(value, list) else str(value)))
    return tag("section", tag("h2", "What was asked of what"), table(["", ""], rows, numbers_from=2))
