"""CONTRACT's JSON: an Answer, a search or a statement as a row. The only place that knows its keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from assistant.types import Answer, Citation, Query, Receipt, ShownStatement
from index.errors import OnrecordError
from index.stories.corrections import cached_notices, corrected_version
from index.types import Article, Hit, IngestReport, Notice, Period, Record, Scope, Span, Statement

Row = dict[str, Any]


def answer_row(answer: Answer, *, id: str | int | None = None) -> Row:  # noqa: A002  the contract's key
    """An Answer as CONTRACT.md writes it."""
    row: Row = {} if id is None else {"id": id}
    return row | {
        "question": answer.question,
        "status": answer.status,
        "text": answer.text,
        "statements": [shown_row(shown) for shown in answer.statements],
        "said_by": list(answer.said_by),
        "related": [shown_row(shown) for shown in answer.related],
        "citations": [citation_row(citation) for citation in answer.citations],
        "receipt": receipt_row(answer.receipt),
    }


def error_row(error: OnrecordError, *, id: str | int | None, question: str) -> Row:  # noqa: A002
    """What stands in a batch in place of an answer that could not be given."""
    details = {"kind": type(error).__name__, "message": str(error), "hint": error.hint}
    return {"id": id, "question": question, "error": details}


def shown_row(shown: ShownStatement) -> Row:
    statement = shown.statement
    return {
        "speaker": shown.speaker,
        "attributed_to": shown.attributed_to,
        "quote": shown.quote,
        "kind": statement.kind,
        "commitment": statement.commitment,
        "together_with": [one.name for one in statement.together_with],
        "relayed_by": statement.relayed_by,
        "cue": _words(statement.cue, shown.article),
        "article_id": shown.article.id,
        "start": shown.span.start,
        "end": shown.span.end,
        "verdict": shown.verdict,
        "said_on": _iso(statement.said_on),
        "said_during": _period_row(statement.said_during),
        "when": _words(statement.when, shown.article),
        "hearer": _words(statement.hearer, shown.article),
        "venue": _words(statement.venue, shown.article),
        "citation": shown.marker,
    }


def citation_row(citation: Citation) -> Row:
    article = citation.article
    return {
        "marker": citation.marker,
        "article_id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": _iso(article.published),
        "url": article.url,
        "quote": citation.quote,
        "start": citation.span.start,
        "end": citation.span.end,
        "verdict": citation.verdict,
        "link": link(article, citation.span),
        "also_carried_by": list(citation.also_carried_by),
        "kind": article.kind,
        "corrected": [notice_row(notice, article) for notice in cached_notices(article) if notice.corrects],
    }


def receipt_row(receipt: Receipt) -> Row:
    return {
        "composer": receipt.composer,
        "degraded": receipt.degraded,
        "articles_searched": receipt.coverage.articles,
        "independent_outlets": receipt.independent_outlets,
        "from": _iso(receipt.coverage.first),
        "to": _iso(receipt.coverage.last),
        "filters": filters_row(receipt.query),
        "understood": understood_rows(receipt.query),
        "dropped": [{"text": dropped.text, "why": dropped.why} for dropped in receipt.dropped],
        "usage": {
            "calls": receipt.usage.calls,
            "input_tokens": receipt.usage.input_tokens,
            "output_tokens": receipt.usage.output_tokens,
            "cached_tokens": receipt.usage.cached_tokens,
            "estimated": receipt.usage.estimated,
        },
        "prompt": receipt.prompt,
        "vectors": list(receipt.vectors),
        "rewritten": receipt.rewritten and {"question": receipt.rewritten.question, "prompt": receipt.rewritten.prompt},
        "cached": receipt.cached,
        "cost_usd": receipt.cost_usd,
        "seconds": {
            "search": round(receipt.seconds.search, 4),
            "compose": round(receipt.seconds.compose, 4),
            "verify": round(receipt.seconds.verify, 4),
            "total": round(receipt.seconds.total, 4),
        },
    }


def filters_row(query: Query) -> Row:
    """The filters in force, as they were understood or asked for."""
    filters = {
        "speaker": ", ".join((*query.speakers, *query.unknown_speakers)) or None,
        "topic": query.topic or None,
        "asks": query.asks,
        "commitment": query.commitment,
        "as_of": _iso(query.as_of),
        **_scope_row(query.scope),
    }
    return {key: value for key, value in filters.items() if value is not None}


def understood_rows(query: Query) -> list[Row]:
    """The filters that were read in the question, or in one before it, each with the words it was read from."""
    return [
        {"filter": one.filter, "value": one.value, "words": one.words, "inherited": one.inherited}
        for one in query.understood
    ]


def search_row(query: Query, hits: Sequence[Hit], *, id: str | int | None = None) -> Row:  # noqa: A002
    """What an answer would be composed from, ranked."""
    row: Row = {} if id is None else {"id": id}
    period = query.scope.period
    return row | {
        "question": query.question,
        "query": {
            "speakers": list(query.speakers),
            "unknown_speakers": list(query.unknown_speakers),
            "topic": query.topic,
            "from": _iso(period.since),
            "to": _iso(period.until),
            "asks": query.asks,
            "as_of": _iso(query.as_of),
            "publisher": query.scope.publisher,
            "wants_now": query.wants_now,
            "understood": understood_rows(query),
        },
        "hits": [hit_row(hit) for hit in hits],
    }


def hit_row(hit: Hit) -> Row:
    """A hit as `onrecord search` prints it."""
    article, span = hit.article, hit.passage.span
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "via": list(hit.via),
        "article_id": article.id,
        "start": span.start,
        "end": span.end,
        "text": span.of(article.text),
        "title": article.title,
        "publisher": article.publisher,
        "published": _iso(article.published),
        "url": article.url,
        "also_carried_by": list(hit.also_carried_by),
    }


def statement_row(statement: Statement) -> Row:
    """A statement as `onrecord statements` prints it; `speaker` is null for the unknown and the unnamed."""
    speaker = statement.speaker
    return {
        "article": statement.article_id,
        "speaker": speaker.name if speaker and speaker.kind != "unnamed" else None,
        "attributed_to": speaker.name if speaker else None,
        "speaker_kind": speaker.kind if speaker else None,
        "source": _span_row(statement.source),
        "cue": _span_row(statement.cue),
        "content": {"start": statement.content.start, "end": statement.content.end}
        | {"spans": [[piece.start, piece.end] for piece in statement.pieces]},
        "kind": statement.kind,
        "commitment": statement.commitment,
        "together_with": [one.name for one in statement.together_with],
        "relayed_by": statement.relayed_by,
        "said_on": _iso(statement.said_on),
        "said_during": _period_row(statement.said_during),
        "when": _span_row(statement.when),
        "hearer": _span_row(statement.hearer),
        "venue": _span_row(statement.venue),
        "rule": statement.rule,
    }


def explained_row(statement: Statement, article: Article) -> Row:
    """A statement's row with the words of its spans beside their places."""
    words = {
        "content": [piece.of(article.text) for piece in statement.pieces],
        "source": _words(statement.source, article),
        "cue": _words(statement.cue, article),
        "when": _words(statement.when, article),
        "hearer": _words(statement.hearer, article),
        "venue": _words(statement.venue, article),
    }
    return statement_row(statement) | {"words": words}


def notice_row(notice: Notice, article: Article) -> Row:
    """What an article says of its own text."""
    return {
        "kind": notice.kind,
        "corrects": notice.corrects,
        "date": _iso(notice.told_on),
        "start": notice.span.start,
        "end": notice.span.end,
        "text": notice.span.of(article.text),
    }


def shown_article_row(record: Record) -> Row:
    """A version of an article with the others that are held, its notices and who else carried it."""
    article, versions = record.article, record.versions
    return article_row(article) | {
        "versions": [
            {
                "version": one.version,
                "title": one.title,
                "published": _iso(one.published),
                "updated": _iso(one.updated),
                "superseded_by": one.superseded_by,
            }
            for one in versions
        ],
        "notices": [
            notice_row(notice, article) | {"corrects_version": corrected_version(notice, article, versions)}
            for notice in cached_notices(article)
        ],
        "also_carried_by": list(record.also_carried_by),
    }


def article_row(article: Article) -> Row:
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "authors": list(article.authors),
        "published": _iso(article.published),
        "updated": _iso(article.updated),
        "kind": article.kind,
        "language": article.language,
        "text": article.text,
        "version": article.version,
        "superseded_by": article.superseded_by,
    }


def report_row(report: IngestReport) -> Row:
    rejected = [
        {"input": one.input, **({"line": one.line} if one.line is not None else {}), "reason": one.reason}
        for one in report.rejected
    ]
    return {
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "duplicates": report.duplicates,
        "rejected": rejected,
        "articles": report.articles,
        "passages": report.passages,
        "statements": report.statements,
        "seconds": round(report.seconds, 3),
    }


def link(article: Article, span: Span) -> str | None:
    """The article's address with a text fragment that opens the page at the quote; None without an address.

    https://wicg.github.io/scroll-to-text-fragment/: a long quote is given by its first and last words.
    """
    if article.url is None:
        return None
    words = span.of(article.text).split()
    if len(words) <= 12:
        fragment = _encode(" ".join(words))
    else:
        fragment = f"{_encode(' '.join(words[:5]))},{_encode(' '.join(words[-5:]))}"
    return f"{article.url.split('#')[0]}#:~:text={fragment}"


def _encode(words: str) -> str:
    """Dashes, commas and ampersands have a meaning in a text directive and must be escaped too."""
    return re.sub("-", "%2D", quote(words, safe=""))


def _scope_row(scope: Scope) -> Row:
    return {
        "since": _iso(scope.period.since),
        "until": _iso(scope.period.until),
        "publisher": scope.publisher,
        "article": scope.article_id,
    }


def _period_row(period: Period | None) -> Row | None:
    return None if period is None else {"from": _iso(period.since), "to": _iso(period.until)}


def _words(span: Span | None, article: Article) -> str | None:
    return span.of(article.text) if span else None


def _span_row(span: Span | None) -> Row | None:
    return {"start": span.start, "end": span.end} if span else None


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
