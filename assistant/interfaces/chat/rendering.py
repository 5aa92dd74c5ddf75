"""Renders answers, receipts and passages of a conversation as lines of styled parts. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from assistant.answers.article_rows import link
from assistant.answers.json_rows import filters_row
from assistant.answers.phrases import count, describe_dropped, describe_problem
from assistant.interfaces.rendering.lines import Line, Part, format_coverage_period, format_spending, text_line
from assistant.interfaces.rendering.phrases import (
    format_kind,
    format_loosened,
    format_notice,
    format_source,
    one_line,
    related_heading,
)
from assistant.journal import Exchange
from assistant.retrieval.context import paragraphs_around
from assistant.types import EXTRACTIVE, MARKER, SWITCHES, Answer, Citation, Filters, ImpliedFilter, Receipt, Spending
from assistant.understanding.stemming import fold
from index.stories.corrections import cached_notices
from index.types import Article, Coverage, Span

_SWITCH: Mapping[str, str] = {"speaker": "speaker", "period": "time", "as_of": "time", "publisher": "publisher"}
_WIDER: Mapping[str, str] = {"speaker": "all speakers", "time": "all dates", "publisher": "all publishers"}
_STEPS = ("search", "compose", "verify")
_MARKED = re.compile(r"(\[\d+\])")


def render_text(text: str, links: Mapping[str, str | None]) -> Line:
    """Return a piece of an answer with its source numbers highlighted and linked."""
    pieces = [piece for piece in _MARKED.split(text) if piece]
    return Line(tuple(Part(p, "bold cyan", links.get(p)) if MARKER.fullmatch(p) else Part(p) for p in pieces))


def render_sources(new: Sequence[Citation], shown_before: Iterable[Citation]) -> list[Line]:
    """Return the new sources in full, and the others by number and title."""
    lines = [text_line("Sources", "bold")] if new else []
    previous: Article | None = None
    for citation in new:
        article, number = citation.article, f"[{citation.marker}] "
        address = link(article, citation.span)
        if article == previous:
            lines.append(Line((Part(number, "bold", address), Part("same article", "dim"))))
        else:
            about = f"{format_kind(article)}  {format_source(article, citation.also_carried_by)}"
            head = Part(number, "bold"), Part(one_line(article.title), "bold", address)
            lines.append(Line((*head, Part(about, "dim"))))
        lines.append(Line((Part("    "), Part(one_line(citation.quote), "italic"))))
        if article != previous:
            lines += [Line((Part("    "), Part(text, "yellow"))) for text in _corrections(article)]
        previous = article
    for citation in shown_before:
        title = Part(f"[{citation.marker}] ", "bold"), Part(one_line(citation.article.title))
        lines.append(Line((*title, Part("  (shown above)", "dim"))))
    return lines


def render_related(answer: Answer, numbers: Mapping[int, int]) -> list[Line]:
    """Return the closest statements of the speakers, if they said nothing on the topic."""
    if not answer.related:
        return []
    lines = [text_line(related_heading(answer.receipt.query))]
    for shown in answer.related:
        quote = Part(f"{shown.attributed_to}: ", "cyan"), Part(f"{one_line(shown.quote)} ")
        lines.append(Line((Part("- "), *quote, Part(f"[{numbers[shown.marker]}]", "bold cyan"))))
    return [*lines, Line()]


def render_footer(receipt: Receipt) -> list[Line]:
    """Return a short account of how the answer was made; `/why` shows all of it."""
    lines = [text_line(f"Interpreted as: {one_line(receipt.rewritten.question)}", "dim")] if receipt.rewritten else []
    lines += _inferred_filters(receipt)
    lines += [text_line(note, "yellow")] if (note := format_loosened(receipt.query)) else []
    summary = f"Searched {_coverage(receipt.coverage)}; {_composer(receipt)}, {receipt.seconds.total:.2f} s."
    lines.append(text_line(summary, "dim"))
    if problem := describe_problem(receipt):
        lines.append(text_line(problem, "yellow"))
    if receipt.dropped:
        lines.append(text_line(f"{describe_dropped(receipt.dropped)} (/why shows all)", "yellow"))
    return lines


def render_receipt(exchange: Exchange, spent: Spending) -> list[Line]:
    """Return the whole receipt, a line for each entry."""
    answer = exchange.answer
    if answer is None:
        return [text_line("The answer was stopped early, so it has no details.")]
    receipt = answer.receipt
    usage, seconds = receipt.usage, receipt.seconds
    left_out = [one for one in receipt.packed if not one.packed]
    tokens = f"{usage.input_tokens:,} in, {usage.output_tokens:,} out, {count(usage.calls, 'call')}"
    rows = [
        ("question", answer.question),
        *([("searched for", receipt.rewritten.question)] if receipt.rewritten else []),
        *(("query", f"{name} {value}") for name, value in filters_row(receipt.query).items()),
        *(("", f"{_name(implied)} {implied.value}, {_origin(implied)}") for implied in receipt.query.understood),
        *([("loosened", note)] if (note := format_loosened(receipt.query)) else []),
        ("searched", _coverage(receipt.coverage)),
        ("cited", _cited(answer)),
        *([("nearest", count(len(answer.nearest), "passage"))] if answer.nearest else []),
        *([("not answered", answer.unanswered)] if answer.unanswered else []),
        ("written by", "extraction (no model)" if receipt.composer == EXTRACTIVE else receipt.composer),
        *([("prompt", receipt.prompt)] if receipt.prompt else []),
        *((f"sent {one.packed} of {one.paragraphs}", one.article.title) for one in receipt.packed if one.packed),
        *([("left out", count(len(left_out), "article"))] if left_out else []),
        *([("checked by", receipt.checker)] if receipt.checker else []),
        *([("check", receipt.check_note)] if receipt.check_note else []),
        *([("failed", receipt.degraded)] if receipt.degraded else []),
        ("tokens", f"{'about ' if usage.estimated else ''}{tokens}" if usage.calls else "none (no model used)"),
        ("cost", _cost(receipt.spent) + (", cached reply" if receipt.cached else "")),
        ("conversation", f"{_cost(spent)} so far" if spent.usage.calls else "no model calls so far"),
        ("time", f"{seconds.total:.2f} s: {', '.join(f'{step} {getattr(seconds, step):.2f}' for step in _STEPS)}"),
        *(("left out", f"“{one_line(dropped.text)}”: {dropped.why}") for dropped in receipt.dropped),
        *([] if receipt.dropped or not usage.calls else [("left out", "nothing")]),
    ]
    return [Line((Part(f"{name} ".ljust(13), "dim"), Part(one_line(value)))) for name, value in rows]


def render_passage(citation: Citation, current: Article | None) -> list[Line]:
    """Return the passage in its article, its words between `[2` and `]`. `current` is the article's latest version."""
    article, span = citation.article, citation.span
    paragraphs, *cut = paragraphs_around(article.text, span)
    lines = [
        Line((Part(f"[{citation.marker}] ", "bold"), Part(one_line(article.title), "bold"))),
        text_line(format_source(article, citation.also_carried_by), "dim"),
        *([text_line(address, "dim")] if (address := link(article, span)) else []),
        *(text_line(correction, "yellow") for correction in _corrections(article)),
        *_changes(article, current),
    ]
    for paragraph in paragraphs:
        lines += [Line(), _mark_words(article.text, paragraph, span, citation.marker)]
    where = " and ".join(word for word, is_cut in zip(("before", "after"), cut, strict=True) if is_cut)
    if where and current:
        text = f"There is more of the article {where} this passage. To read it, run: onrecord show {article.id}"
        lines += [Line(), text_line(text, "dim")]
    return lines


def format_filters(filters: Filters) -> str:
    """Return the filters as they are typed: `since:2025-08-01 speaker:Marco Rubio`."""
    values = {f.name: getattr(filters, f.name) for f in fields(filters) if f.name not in SWITCHES}
    typed = [f"{name}:{value}" for name, value in values.items() if value]
    return " ".join(typed + [f"any:{name.removeprefix('any_')}" for name in SWITCHES if getattr(filters, name)])


def _corrections(article: Article) -> list[str]:
    return [format_notice(notice, article) for notice in cached_notices(article) if notice.corrects]


def _mark_words(text: str, paragraph: Span, span: Span, number: int) -> Line:
    start, end = max(paragraph.start, span.start), min(paragraph.end, span.end)
    if start >= end:
        return text_line(one_line(paragraph.of(text)), "dim")
    pieces = (text[paragraph.start : start], text[start:end], text[end : paragraph.end])
    before, words, after = (re.sub(r"\s+", " ", piece) for piece in pieces)
    marked = Part(f"[{number} ", "bold cyan"), Part(words, "bold"), Part("]", "bold cyan")
    return Line((Part(before), *marked, Part(after)))


def _changes(article: Article, current: Article | None) -> list[Line]:
    """Return a note if the article was changed or removed since it was cited."""
    if current is None:
        return [text_line("This article is no longer in the index. This is the text that was cited.", "yellow")]
    if current.text == article.text:
        return []
    corrections = _corrections(current)
    says = f" It says: {' '.join(corrections)}" if corrections else ""
    change = f"The article has changed since: version {current.version} replaced this one."
    return [text_line(f"{change}{says}", "yellow")]


def _inferred_filters(receipt: Receipt) -> list[Line]:
    """Return the filters that the question implied, and how to turn them off."""
    # A speaker who was called by part of the name needs no explanation.
    inferred = [
        implied
        for implied in receipt.query.understood
        if implied.filter != "speaker" or not set(fold(implied.words).split()) <= set(fold(implied.value).split())
    ]
    if not inferred:
        return []
    parts = [f"{_name(implied)} = {implied.value} ({_origin(implied)})" for implied in inferred]
    switches = dict.fromkeys(_SWITCH[implied.filter] for implied in inferred)
    wider = " and ".join(_WIDER[switch] for switch in switches)
    command = " ".join(["/filter", *(f"any:{switch}" for switch in switches)])
    name = "Filter" if len(parts) == 1 else "Filters"
    return [text_line(f"{name}: {'; '.join(parts)}. To search {wider}, type {command}", "dim")]


def _name(implied: ImpliedFilter) -> str:
    return implied.filter.replace("_", " ")


def _origin(implied: ImpliedFilter) -> str:
    return f"from “{one_line(implied.words)}”{' in an earlier question' if implied.inherited else ''}"


def _coverage(coverage: Coverage) -> str:
    return f"{count(coverage.articles, 'article')}{format_coverage_period(coverage)}"


def _cited(answer: Answer) -> str:
    articles = len({citation.article.id for citation in answer.citations})
    if not articles:
        return "nothing"
    outlets = count(answer.receipt.independent_outlets, "independent outlet")
    return f"{count(len(answer.citations), 'passage')} in {count(articles, 'article')} from {outlets}"


def _composer(receipt: Receipt) -> str:
    if receipt.composer == EXTRACTIVE:
        spent = format_spending(receipt.spent)
        return f"quoted from the articles (model: {spent})" if receipt.usage.calls else "answered without a model"
    return f"{receipt.composer}, {'cached reply' if receipt.cached else format_spending(receipt.spent)}"


def _cost(spent: Spending) -> str:
    if not spent.usage.calls:
        return "$0"
    return "unknown" if spent.usd is None else f"{'about ' if spent.usage.estimated else ''}${spent.usd:.4f}"
