"""What a conversation shows: sources, receipts, passages in their articles. Pure: lines of styled parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from assistant.answers.article_rows import link
from assistant.answers.json_rows import filters_row
from assistant.interfaces.rendering.lines import Line, Part, text_line, told_spent
from assistant.interfaces.rendering.phrases import one_line, told_day, told_kind, told_nearest, told_notice, told_source
from assistant.journal import Exchange
from assistant.retrieval.context import paragraphs_around
from assistant.types import EXTRACTIVE, MARKER, SWITCHES, Answer, Citation, FilterName, Filters, Receipt, Spending
from assistant.understanding.stemming import fold
from index.stories.corrections import cached_notices
from index.types import Article, Coverage, Span

_NARROWED: Mapping[FilterName, str] = {
    "speaker": "said by",
    "period": "published",
    "as_of": "as known on",
    "publisher": "published by",
}
_SWITCH: Mapping[FilterName, str] = {"speaker": "speaker", "period": "time", "as_of": "time", "publisher": "publisher"}
_MARKED = re.compile(r"(\[\d+\])")


def prose(text: str, sources: Mapping[str, str | None]) -> Line:
    """A piece of an answer: its words as they are, and its numbers, which open the publisher's page."""
    parts = [
        Part(piece, "bold cyan", sources.get(piece)) if MARKER.fullmatch(piece) else Part(piece)
        for piece in _MARKED.split(text)
        if piece
    ]
    return Line(tuple(parts))


def sources_shown(new: Sequence[Citation], again: Iterable[Citation]) -> list[Line]:
    """The sources that this answer is the first to cite, in full, and the others by number and title."""
    lines = [text_line("Sources", "bold")] if new else []
    above: Article | None = None
    for citation in new:
        lines += _same(citation) if citation.article == above else _source(citation)
        above = citation.article
    for citation in again:
        title = Part(f"[{citation.marker}] ", "bold"), Part(one_line(citation.article.title))
        lines.append(Line((*title, Part("  (shown above)", "dim"))))
    return lines


def related(answer: Answer) -> list[Line]:
    """What the asked speakers said that lies nearest, where nothing of theirs is on the topic."""
    if not answer.related:
        return []
    said = [
        Line(
            (
                Part("- "),
                Part(f"{shown.attributed_to}: ", "cyan"),
                Part(f"{one_line(shown.quote)} "),
                Part(f"[{shown.marker}]", "bold cyan"),
            )
        )
        for shown in answer.related
    ]
    return [text_line(told_nearest(answer.receipt.query)), *said, Line()]


def footer(receipt: Receipt) -> list[Line]:
    """How the answer came about, as short as it can be said; `/why` tells the rest."""
    lines = [text_line(f"Understood as: {one_line(receipt.rewritten.question)}", "dim")] if receipt.rewritten else []
    lines += _understood(receipt)
    lines.append(
        text_line(f"{_searched(receipt.coverage)}; {_composer(receipt)}, {receipt.seconds.total:.2f} s.", "dim")
    )
    if receipt.degraded:
        lines.append(text_line(f"{_lacking(receipt)}: {receipt.degraded}", "yellow"))
    if receipt.dropped:
        count = len(receipt.dropped)
        what = f"{count} sentence{'' if count == 1 else 's'}"
        lines.append(text_line(f"Left out, because it could not be verified: {what}; /why shows what.", "yellow"))
    return lines


def why(exchange: Exchange, spent: Spending) -> list[Line]:
    """The receipt, line by line."""
    answer = exchange.answer
    if answer is None:
        return [text_line("The answer was stopped before it was whole: there is no receipt.")]
    receipt = answer.receipt
    used, seconds = receipt.usage, receipt.seconds
    rows = [
        ("question", answer.question),
        *([("searched for", receipt.rewritten.question)] if receipt.rewritten else []),
        *(("understood", f"{name} {value}") for name, value in filters_row(receipt.query).items()),
        *(
            ("", f"{_NARROWED[one.filter]} {one.value}, from “{one.words}”{' asked before' if one.inherited else ''}")
            for one in receipt.query.understood
        ),
        ("searched", _searched(receipt.coverage).removeprefix("Searched ")),
        ("cited", _cited(answer)),
        ("written by", "extraction, no model" if receipt.composer == EXTRACTIVE else receipt.composer),
        *([("prompt", receipt.prompt)] if receipt.prompt else []),
        *([("failed", receipt.degraded)] if receipt.degraded else []),
        ("tokens", _tokens(receipt)),
        ("cost", _cost(receipt.spent) + (", a reply that was kept" if receipt.cached else "")),
        ("conversation", f"{_cost(spent)} so far" if spent.usage.calls else "no call to a model so far"),
        (
            "time",
            f"{seconds.total:.2f} s: search {seconds.search:.2f}, compose {seconds.compose:.2f}, "
            f"verify {seconds.verify:.2f}",
        ),
        *(("left out", f"“{one_line(dropped.text)}”: {dropped.why}") for dropped in receipt.dropped),
        *([] if receipt.dropped or not used.calls else [("left out", "nothing")]),
    ]
    return [Line((Part(f"{name:<13}", "dim"), Part(one_line(value)))) for name, value in rows]


def in_its_article(citation: Citation, now: Article | None) -> list[Line]:
    """The passage between the paragraphs around it, the verified words between `[2` and `]`; and whether the article
    has changed since."""
    article, span = citation.article, citation.span
    paragraphs, *more = paragraphs_around(article.text, span)
    lines = [
        Line((Part(f"[{citation.marker}] ", "bold"), Part(one_line(article.title), "bold"))),
        text_line(told_source(article, citation.also_carried_by), "dim"),
        *([text_line(address, "dim")] if (address := link(article, span)) else []),
        *(text_line(told_notice(notice, article), "yellow") for notice in cached_notices(article) if notice.corrects),
        *_since(article, now),
    ]
    for paragraph in paragraphs:
        lines += [Line(), _marked(article.text, paragraph, span, citation.marker)]
    cut = " and ".join(word for word, there in zip(("before", "after"), more, strict=True) if there)
    told = f"There is more of it {cut} this: onrecord show {article.id}"
    return [*lines, *([Line(), text_line(told, "dim")] if cut and now else [])]


def filters_told(filters: Filters) -> str:
    """As they are typed: `since:2025-08-01 speaker:Marco Rubio`."""
    told = [
        f"{f.name}:{getattr(filters, f.name)}"
        for f in fields(filters)
        if f.name not in SWITCHES and getattr(filters, f.name)
    ]
    told += [f"any:{name.removeprefix('any_')}" for name in SWITCHES if getattr(filters, name)]
    return " ".join(told)


def _same(citation: Citation) -> list[Line]:
    """A further place of the article that stands above."""
    number = Part(f"[{citation.marker}] ", "bold", link(citation.article, citation.span))
    return [
        Line((number, Part("the same article", "dim"))),
        Line((Part("    "), Part(one_line(citation.quote), "italic"))),
    ]


def _source(citation: Citation) -> list[Line]:
    article = citation.article
    corrected = [notice for notice in cached_notices(article) if notice.corrects]
    return [
        Line(
            (
                Part(f"[{citation.marker}] ", "bold"),
                Part(one_line(article.title), "bold", link(article, citation.span)),
                Part(f"{told_kind(article)}  {told_source(article, citation.also_carried_by)}", "dim"),
            )
        ),
        Line((Part("    "), Part(one_line(citation.quote), "italic"))),
        *(Line((Part("    "), Part(told_notice(notice, article), "yellow"))) for notice in corrected),
    ]


def _marked(text: str, paragraph: Span, span: Span, number: int) -> Line:
    start, end = max(paragraph.start, span.start), min(paragraph.end, span.end)
    if start >= end:
        return text_line(one_line(paragraph.of(text)), "dim")
    before, inside, after = text[paragraph.start : start], text[start:end], text[end : paragraph.end]
    return Line(
        (
            Part(_on_one_line(before)),
            Part(f"[{number} ", "bold cyan"),
            Part(_on_one_line(inside), "bold"),
            Part("]", "bold cyan"),
            Part(_on_one_line(after)),
        )
    )


def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _since(article: Article, now: Article | None) -> list[Line]:
    """What became of the article since it was cited."""
    if now is None:
        return [text_line("The index does not hold this article any more. This is the text that was cited.", "yellow")]
    if now.text == article.text:
        return []
    corrections = [told_notice(notice, now) for notice in cached_notices(now) if notice.corrects]
    said = f" It says: {' '.join(corrections)}" if corrections else ""
    return [
        text_line(f"The article has changed since: version {now.version} took this one's place.{said}", "yellow"),
    ]


def _understood(receipt: Receipt) -> list[Line]:
    """What the question was narrowed to by its own words, and how to switch that off. A speaker who is called by a part
    of their name needs no telling."""
    told = [one for one in receipt.query.understood if one.filter != "speaker" or not _is_part_of(one.words, one.value)]
    if not told:
        return []
    parts = [
        f"{_NARROWED[one.filter]} {one.value} (“{one_line(one.words)}”{', asked before' if one.inherited else ''})"
        for one in told
    ]
    off = " ".join(dict.fromkeys(f"any:{_SWITCH[one.filter]}" for one in told))
    return [text_line(f"Understood: {'; '.join(parts)}. Not meant: /filter {off}", "dim")]


def _is_part_of(words: str, name: str) -> bool:
    return set(fold(words).split()) <= set(fold(name).split())


def _searched(coverage: Coverage) -> str:
    period = f", {told_day(coverage.first)} to {told_day(coverage.last)}" if coverage.first and coverage.last else ""
    return f"Searched {coverage.articles:,} article{'' if coverage.articles == 1 else 's'}{period}"


def _cited(answer: Answer) -> str:
    articles = len({one.article.id for one in answer.citations})
    if not articles:
        return "nothing"
    outlets = answer.receipt.independent_outlets
    told = f"{len(answer.citations)} place{'' if len(answer.citations) == 1 else 's'} in {articles} article"
    return f"{told}{'' if articles == 1 else 's'} of {outlets} independent outlet{'' if outlets == 1 else 's'}"


def _composer(receipt: Receipt) -> str:
    if receipt.composer == EXTRACTIVE:
        return "extracted" if receipt.usage.calls == 0 else f"extracted ({told_spent(receipt.spent)} for the model)"
    return f"{receipt.composer}, {'a reply that was kept' if receipt.cached else told_spent(receipt.spent)}"


def _lacking(receipt: Receipt) -> str:
    return "Answered without the model" if receipt.composer == EXTRACTIVE else "The model's answer is not whole"


def _tokens(receipt: Receipt) -> str:
    used = receipt.usage
    if not used.calls:
        return "none: no model was asked"
    about = "about " if used.estimated else ""
    calls = f"{used.calls} call{'' if used.calls == 1 else 's'}"
    return f"{about}{used.input_tokens:,} in, {used.output_tokens:,} out, {calls}"


def _cost(spent: Spending) -> str:
    if not spent.usage.calls:
        return "$0"
    return "unknown" if spent.usd is None else f"{'about ' if spent.usage.estimated else ''}${spent.usd:.4f}"
