"""The JSON rows of answers and search results. Only this module and `article_rows` know the keys of the contract."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.article_rows import Row, iso, link, notice_row, period_row, pick, words_of_span
from assistant.types import Answer, Citation, NearPassage, Query, Receipt, ShownStatement
from index.errors import OnrecordError
from index.stories.corrections import cached_notices
from index.types import Hit

_STAGES = ("search", "compose", "verify", "total")


def answer_row(answer: Answer, *, id: str | int | None = None) -> Row:  # noqa: A002  the contract's key
    """Return an answer as CONTRACT.md describes it."""
    row: Row = {} if id is None else {"id": id}
    return row | {
        "question": answer.question,
        "status": answer.status,
        "text": answer.text,
        "statements": [shown_row(shown) for shown in answer.statements],
        "said_by": list(answer.said_by),
        "related": [shown_row(shown) for shown in answer.related],
        "citations": [citation_row(citation) for citation in answer.citations],
        "nearest": [near_row(passage, rank) for rank, passage in enumerate(answer.nearest, start=1)],
        "unanswered": answer.unanswered,
        "receipt": receipt_row(answer.receipt),
    }


def error_row(error: OnrecordError, *, id: str | int | None, question: str) -> Row:  # noqa: A002
    """Return the row of a batch for a question that failed."""
    details = {"kind": type(error).__name__, "message": str(error), "hint": error.hint}
    return {"id": id, "question": question, "error": details}


def shown_row(shown: ShownStatement) -> Row:
    statement = shown.statement
    return {
        **pick(shown, "speaker", "attributed_to", "quote"),
        **pick(statement, "kind", "commitment"),
        "together_with": [one.name for one in statement.together_with],
        "relayed_by": statement.relayed_by,
        "cue": words_of_span(statement.cue, shown.article),
        "article_id": shown.article.id,
        **pick(shown.span, "start", "end"),
        "verdict": shown.verdict,
        "said_on": iso(statement.said_on),
        "said_during": period_row(statement.said_during),
        **{name: words_of_span(getattr(statement, name), shown.article) for name in ("when", "hearer", "venue")},
        "citation": shown.marker,
    }


def citation_row(citation: Citation) -> Row:
    return {"marker": citation.marker, **_source_row(citation), "verdict": citation.verdict}


def near_row(passage: NearPassage, rank: int) -> Row:
    """Return a passage near a question that has no record; `rank` counts from 1."""
    return {"rank": rank, "score": round(passage.score, 6), **_source_row(passage)}


def _source_row(source: Citation | NearPassage) -> Row:
    article = source.article
    return {
        "article_id": article.id,
        **pick(article, "title", "publisher"),
        "published": iso(article.published),
        "url": article.url,
        "quote": source.quote,
        **pick(source.span, "start", "end"),
        "link": link(article, source.span),
        "also_carried_by": list(source.also_carried_by),
        "kind": article.kind,
        "corrected": [notice_row(notice, article) for notice in cached_notices(article) if notice.corrects],
    }


def receipt_row(receipt: Receipt) -> Row:
    return {
        **pick(receipt, "composer", "degraded"),
        "articles_searched": receipt.coverage.articles,
        "independent_outlets": receipt.independent_outlets,
        "from": iso(receipt.coverage.first),
        "to": iso(receipt.coverage.last),
        "filters": filters_row(receipt.query),
        "understood": understood_rows(receipt.query),
        "loosened": loosened_rows(receipt.query),
        "dropped": [{"text": dropped.text, "why": dropped.why} for dropped in receipt.dropped],
        "usage": pick(receipt.usage, "calls", "input_tokens", "output_tokens", "cached_tokens", "estimated"),
        "prompt": receipt.prompt,
        "packed": [
            {"article_id": one.article.id, "title": one.article.title, "paragraphs": one.packed, "of": one.paragraphs}
            for one in receipt.packed
        ],
        **pick(receipt, "packing_note", "checker", "check_note"),
        "vectors": list(receipt.vectors),
        "rewritten": receipt.rewritten and {"question": receipt.rewritten.question, "prompt": receipt.rewritten.prompt},
        **pick(receipt, "cached", "cost_usd"),
        "seconds": {stage: round(getattr(receipt.seconds, stage), 4) for stage in _STAGES},
    }


def filters_row(query: Query) -> Row:
    """Return the filters in force, implied or set by option."""
    filters = {
        "speaker": ", ".join((*query.speakers, *query.unknown_speakers)) or None,
        "topic": query.topic or None,
        "asks": query.asks,
        "commitment": query.commitment,
        "as_of": iso(query.as_of),
        "since": iso(query.scope.period.since),
        "until": iso(query.scope.period.until),
        "publisher": query.scope.publisher,
        "article": query.scope.article_id,
    }
    return {key: value for key, value in filters.items() if value is not None}


def understood_rows(query: Query) -> list[Row]:
    """Return the implied filters of the question and its conversation, each with its words."""
    return [pick(one, "filter", "value", "words", "inherited") for one in query.understood]


def loosened_rows(query: Query) -> list[Row]:
    """Return the implied filters that are not in force because they would leave nothing."""
    return [pick(one, "filter", "value", "words") for one in query.loosened]


def search_row(query: Query, hits: Sequence[Hit], *, id: str | int | None = None) -> Row:  # noqa: A002
    """Return the parsed query with its ranked passages."""
    row: Row = {} if id is None else {"id": id}
    period = query.scope.period
    return row | {
        "question": query.question,
        "query": {
            "speakers": list(query.speakers),
            "unknown_speakers": list(query.unknown_speakers),
            "topic": query.topic,
            "from": iso(period.since),
            "to": iso(period.until),
            "asks": query.asks,
            "as_of": iso(query.as_of),
            "publisher": query.scope.publisher,
            "wants_now": query.wants_now,
            "understood": understood_rows(query),
            "loosened": loosened_rows(query),
        },
        "hits": [hit_row(hit) for hit in hits],
    }


def hit_row(hit: Hit) -> Row:
    """Return a passage as `onrecord search` prints it."""
    article, span = hit.article, hit.passage.span
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "via": list(hit.via),
        "article_id": article.id,
        **pick(span, "start", "end"),
        "text": span.of(article.text),
        **pick(article, "title", "publisher"),
        "published": iso(article.published),
        "url": article.url,
        "also_carried_by": list(hit.also_carried_by),
    }
