"""Who an article is: its canonical address, its content hash, and the ids of what is found in it.

Ids are content-addressed: the same text under the same article gives the same ids on every machine, so an interrupted
ingest can go on and an index can be rebuilt without renaming anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from index.types import Article, Span

_TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|cmpid|smid|ref|ref_src|ns_\w+|at_\w+)$")
_AMP_QUERY = frozenset({"amp", "outputtype"})
_SITE_PREFIX = re.compile(r"^((www|m|mobile|amp)\.(?=[^.]+\.))+")  # never of `m.example` itself


def digest(*parts: str) -> str:
    """16 hex digits (64 bits: one chance in 10^8 of a collision among a million ids)."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@lru_cache(maxsize=8)  # the ids of one article's passages and statements all need it
def content_hash(text: str) -> str:
    """Equal for texts that differ only in white space, so that a re-wrapped copy is the same story."""
    return hashlib.blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def canonical_url(url: str) -> str:
    """One spelling for the addresses under which a publisher serves one article.

    Drops the fragment, tracking parameters, `www.`/`m.`/`amp.` and a trailing slash or `/amp`; lower-cases the host;
    sorts what is left of the query. The scheme becomes https, so that http and https are one.
    """
    parts = urlsplit(url.strip())
    host = _SITE_PREFIX.sub("", (parts.hostname or "").lower())
    if parts.port and parts.port not in (80, 443):
        host = f"{host}:{parts.port}"
    path = re.sub(r"/+", "/", parts.path)
    path = re.sub(r"(/amp|\.amp|/)+$", "", path)
    kept = sorted(
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(key.lower()) and key.lower() not in _AMP_QUERY
    )
    return urlunsplit(("https", host, path or "/", urlencode(kept), ""))


def derive_article_id(*, url: str | None, text: str) -> str:
    """The id of an article that came without one: from its address where it has one, else from its text."""
    return digest("url", canonical_url(url)) if url else digest("text", content_hash(text))


def passage_id(article: Article, span: Span) -> str:
    return digest("passage", article.id, content_hash(article.text), f"{span.start}:{span.end}")


def statement_id(article: Article, pieces: Sequence[Span]) -> str:
    return digest("statement", article.id, content_hash(article.text), *(f"{p.start}:{p.end}" for p in pieces))
