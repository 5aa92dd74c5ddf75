"""Conversion between rows of the catalog and the types of `index.types`."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime

import numpy as np

from index.ports import Vectors
from index.types import Article, Passage, Period, Span, Speaker, Statement

STATEMENT_COLUMNS = (
    "s.id, s.article_id, s.pieces, s.kind, s.speaker, s.speaker_kind, s.source_start, s.source_end, s.cue_start, "
    "s.cue_end, s.commitment, s.said_on, s.said_since, s.said_until, s.when_start, s.when_end, s.hearer_start, "
    "s.hearer_end, s.venue_start, s.venue_end, s.together_with, s.relayed_by, s.rule"
)
"""The columns that `statement_from` reads, in its order."""
_SPANS = ("source", "cue", "when", "hearer", "venue")


def article_from(row: sqlite3.Row) -> Article:
    return Article(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        url=row["url"],
        publisher=row["publisher"],
        authors=tuple(json.loads(row["authors"])),
        published=parse_date(row["published"]),
        updated=parse_date(row["updated"]),
        kind=row["kind"],
        language=row["language"],
        version=row["version"],
        superseded_by=row["replaced_by"],
    )


def metadata_columns(article: Article) -> dict[str, str | None]:
    """Return the columns of `articles` that may change without the text."""
    return {
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "published": format_date(article.published),
        "day": format_date(article.published_day),
        "updated": format_date(article.updated),
        "kind": article.kind,
        "language": article.language,
    }


def passage_from(row: sqlite3.Row) -> Passage:
    return Passage(row["id"], row["article_id"], row["position"], Span(row["start"], row["end"]), row["tokens"])


def statement_from(row: sqlite3.Row) -> Statement:
    """Convert a row of STATEMENT_COLUMNS. A query reads thousands: access by position takes half the time."""
    values = tuple(row)
    statement_id, article_id, pieces, kind, speaker, speaker_kind = values[:6]
    commitment, said_on, said_since, said_until = values[10:14]
    together_with, relayed_by, rule = values[20:]
    return Statement(
        statement_id,
        article_id,
        tuple(Span(start, end) for start, end in json.loads(pieces)),
        kind,
        speaker=None if speaker is None else Speaker(speaker, speaker_kind),
        source=_span_from(*values[6:8]),
        cue=_span_from(*values[8:10]),
        commitment=commitment,
        said_on=parse_date(said_on),
        said_during=_period_from(said_since, said_until),
        when=_span_from(*values[14:16]),
        hearer=_span_from(*values[16:18]),
        venue=_span_from(*values[18:20]),
        together_with=tuple(Speaker(*pair) for pair in json.loads(together_with)) if together_with else (),
        relayed_by=relayed_by,
        rule=rule,
    )


def statement_values(statement: Statement, context: Span) -> dict[str, str | int | None]:
    """Return the columns of a statement that stands in the sentences of `context`."""
    speaker, during = statement.speaker, statement.said_during or Period()
    together_with = [(other.name, other.kind) for other in statement.together_with]
    spans: dict[str, Span | None] = {name: getattr(statement, name) for name in _SPANS}
    return {
        "id": statement.id,
        "article_id": statement.article_id,
        "start": statement.content.start,
        "pieces": json.dumps([(piece.start, piece.end) for piece in statement.pieces]),
        "kind": statement.kind,
        "speaker": speaker.name if speaker else None,
        "speaker_kind": speaker.kind if speaker else None,
        **{f"{name}_start": span.start if span else None for name, span in spans.items()},
        **{f"{name}_end": span.end if span else None for name, span in spans.items()},
        "commitment": statement.commitment,
        "said_on": format_date(statement.said_on),
        "said_since": format_date(during.since),
        "said_until": format_date(during.until),
        "together_with": json.dumps(together_with, ensure_ascii=False) if together_with else None,
        "relayed_by": statement.relayed_by,
        "rule": statement.rule,
        "context_start": context.start,
        "context_end": context.end,
    }


def vectors_to_blobs(vectors: Vectors) -> list[bytes]:
    """Return the vectors in half precision: 512 bytes for 256 dimensions, without a measurable loss in the cosine."""
    return [row.tobytes() for row in vectors.astype("<f2")]


def vectors_from_blobs(blobs: list[bytes], dimensions: int) -> Vectors:
    return np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), dimensions).astype(np.float32)


def format_date(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


def parse_date(text: str | None) -> date | None:
    """Return a `datetime` if the text has a time, else a `date`."""
    return None if text is None else datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _span_from(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _period_from(since: str | None, until: str | None) -> Period | None:
    return None if since is None and until is None else Period(parse_date(since), parse_date(until))
