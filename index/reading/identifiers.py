"""Content hashes, and ids derived from content.

The same text in the same article gets the same ids on every machine, so an interrupted ingest can continue and an index
can be rebuilt without renaming anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from index.reading.urls import canonical_url
from index.types import Article, Span


def digest(*parts: str) -> str:
    """Return 16 hex digits (64 bits: one chance in 10^8 of a collision among a million ids)."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@lru_cache(maxsize=8)  # every id in one article needs it
def content_hash(text: str) -> str:
    """Return a hash that ignores differences in white space, so that a re-wrapped copy counts as the same story."""
    return hashlib.blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def derive_article_id(*, url: str | None, text: str) -> str:
    """Return an id for an article that has none: from its URL if it has one, else from its text."""
    return digest("url", canonical_url(url)) if url else digest("text", content_hash(text))


def passage_id(article: Article, span: Span) -> str:
    return digest("passage", article.id, content_hash(article.text), f"{span.start}:{span.end}")


def statement_id(article: Article, pieces: Sequence[Span]) -> str:
    return digest("statement", article.id, content_hash(article.text), *(f"{p.start}:{p.end}" for p in pieces))
