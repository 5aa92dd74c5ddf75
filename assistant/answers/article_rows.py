"""The JSON rows of articles, statements and ingest reports, and of the values inside them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import quote

from index.stories.corrections import cached_notices, corrected_version
from index.types import Article, IngestReport, Notice, Period, Record, Span, Statement

Row = dict[str, Any]


def article_row(article: Article) -> Row:
    return {
        **pick(article, "id", "url", "title", "publisher"),
        "authors": list(article.authors),
        "published": iso(article.published),
        "updated": iso(article.updated),
        **pick(article, "kind", "language", "text", "version", "superseded_by"),
    }


def shown_article_row(record: Record) -> Row:
    """Return a version of an article with its other versions, its notices and the publishers that also carried it."""
    article, versions = record.article, record.versions
    keys = ("version", "title", "published", "updated", "superseded_by")
    return article_row(article) | {
        "versions": [{key: value for key, value in article_row(one).items() if key in keys} for one in versions],
        "notices": [
            notice_row(notice, article) | {"corrects_version": corrected_version(notice, article, versions)}
            for notice in cached_notices(article)
        ],
        "also_carried_by": list(record.also_carried_by),
    }


def notice_row(notice: Notice, article: Article) -> Row:
    """Return a notice that an article gives about its own text, such as a correction."""
    row = {**pick(notice, "kind", "corrects"), "date": iso(notice.told_on), **pick(notice.span, "start", "end")}
    return {**row, "text": notice.span.of(article.text)}


def statement_row(statement: Statement) -> Row:
    """Return a statement as `onrecord statements` prints it. `speaker` is null if unknown or unnamed."""
    speaker = statement.speaker
    return {
        "article": statement.article_id,
        "speaker": speaker.name if speaker and speaker.kind != "unnamed" else None,
        "attributed_to": speaker.name if speaker else None,
        "speaker_kind": speaker.kind if speaker else None,
        "source": span_row(statement.source),
        "cue": span_row(statement.cue),
        "content": {"start": statement.content.start, "end": statement.content.end}
        | {"spans": [[piece.start, piece.end] for piece in statement.pieces]},
        **pick(statement, "kind", "commitment"),
        "together_with": [one.name for one in statement.together_with],
        "relayed_by": statement.relayed_by,
        "said_on": iso(statement.said_on),
        "said_during": period_row(statement.said_during),
        **{name: span_row(getattr(statement, name)) for name in ("when", "hearer", "venue")},
        "rule": statement.rule,
    }


def explained_row(statement: Statement, article: Article) -> Row:
    """Return a statement's row with the words of its spans."""
    parts = ("source", "cue", "when", "hearer", "venue")
    words = {name: words_of_span(getattr(statement, name), article) for name in parts}
    content = [piece.of(article.text) for piece in statement.pieces]
    return statement_row(statement) | {"words": {"content": content} | words}


def report_row(report: IngestReport) -> Row:
    rejected = [
        {key: value for key, value in pick(one, "input", "line", "reason").items() if value is not None}
        for one in report.rejected
    ]
    inputs, totals = (
        pick(report, "new", "updated", "unchanged", "duplicates"),
        pick(report, "articles", "passages", "statements"),
    )
    return {**inputs, "rejected": rejected, **totals, "seconds": round(report.seconds, 3)}


def pick(value: object, *names: str) -> Row:
    """Return these attributes of a value, under their names."""
    return {name: getattr(value, name) for name in names}


def link(article: Article, span: Span) -> str | None:
    """Return the article's URL with a text fragment that opens the page at the quote, or None without a URL.

    https://wicg.github.io/scroll-to-text-fragment/: the fragment of a long quote has its first and last words.
    """
    if article.url is None:
        return None
    words = span.of(article.text).split()
    if len(words) <= 12:
        fragment = _percent_encode(" ".join(words))
    else:
        fragment = f"{_percent_encode(' '.join(words[:5]))},{_percent_encode(' '.join(words[-5:]))}"
    return f"{article.url.split('#')[0]}#:~:text={fragment}"


def _percent_encode(words: str) -> str:
    """Percent-encode also dashes, commas and ampersands, which have a meaning in a text directive."""
    return re.sub("-", "%2D", quote(words, safe=""))


def period_row(period: Period | None) -> Row | None:
    return None if period is None else {"from": iso(period.since), "to": iso(period.until)}


def words_of_span(span: Span | None, article: Article) -> str | None:
    return span.of(article.text) if span else None


def span_row(span: Span | None) -> Row | None:
    return {"start": span.start, "end": span.end} if span else None


def iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
