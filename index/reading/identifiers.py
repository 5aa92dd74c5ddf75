"""Normalized URLs, content hashes, and ids derived from them.

The same text in the same article gets the same ids on every machine: an interrupted ingest can continue, and a rebuilt
index keeps its ids. Only parts that are known not to change the article are removed from its URL.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from index.types import Article, Span

# Tracking and session parameters, which do not change the article.
_IGNORED = re.compile(
    r"utm_\w+|fbclid|[gdy]clid|twclid|[gw]braid|msclkid|mc_[ce]id|mkt_tok|_g[al]|igshid|ocid|cmp(?:id)?|s?_?icid|s_cid"
    r"|smid|smtyp|xtor|ref|ref_src|ns_\w+|at_\w+|wt\.\w+|guccounter|guce_referrer\w*|__twitter_impression"
    r"|phpsessid|jsessionid|aspsessionid\w*|session_?id"
)
_AMP = frozenset({"", "1", "true", "amp"})
_PRINT = frozenset({"1", "true", "yes", "print", "all"})
# Parameters that choose how an article is shown, with the values that do only that.
_VIEWS = {
    "amp": _AMP,
    "outputtype": _AMP,
    "print": _PRINT | {""},
    "printable": _PRINT | {""},
    "view": frozenset({"print"}),
    "output": frozenset({"amp", "print"}),
    "pagewanted": frozenset({"print", "all"}),
}
_SITE_PREFIX = re.compile(r"^((www|m|mobile|amp)\.(?=[^.]+\.))+")  # `m.example` itself keeps its prefix
_CACHES = re.compile(r"(?:https?://)?(?:[\w-]+\.cdn\.ampproject\.org/[acv]/|(?:www\.)?google\.[a-z.]+/amp/)(s/)?(?=[^/]+\.)", re.I)  # fmt: skip  # noqa: E501
_VIEW_SUFFIX = re.compile(r"(?:(?<=[^/])(?:/amp|\.amp|/print)|/(?:index|default)\.(?:html?|php|aspx?)|/)+$")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NOT_PRINTABLE = re.compile(r"[^\x21-\x7e]")


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


def canonical_url(url: str) -> str:
    """Return the normalized form of a URL; text that is not a web address is only stripped.

    Drops the fragment, tracking and session parameters, AMP, mobile and print views with their caches, `/index.html`
    and a trailing slash. Lower-cases the host, sorts the rest of the query, and uses https as the scheme.
    """
    url = url.strip()
    bare = _CACHES.sub("", url)
    if not re.match(r"[a-z][a-z0-9+.-]*:|//", bare, re.IGNORECASE):
        bare = f"//{bare}"
    try:
        parts = urlsplit(bare)
        host = _normalize_host(parts.hostname or "", parts.port)
    except ValueError:
        return url
    if parts.scheme.lower() not in ("", "http", "https") or "." not in host:
        return url
    path = re.sub(r"/+", "/", _normalize_escapes(_SESSION_IN_PATH.sub("", parts.path)))
    path = _VIEW_SUFFIX.sub("", path)
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_irrelevant(*pair))
    # "#!/story/7" names a page that a script shows; any other fragment is a place within a page.
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit(("https", host, path or "/", urlencode(query, errors="replace"), fragment))


def url_host(url: str) -> str:
    """Return the host of a URL, normalized as in `canonical_url`; empty if it has none."""
    try:
        return urlsplit(canonical_url(url)).hostname or ""
    except ValueError:
        return ""


def names_an_article(address: str) -> bool:
    """Return whether a canonical URL is more than a site's front page, which many articles give as their address."""
    parts = urlsplit(address)
    return bool(parts.path.strip("/") or parts.query or parts.fragment)


def _normalize_host(name: str, port: int | None) -> str:
    """Return the host in lower case and ASCII, without prefixes that only choose a view."""
    name = name.rstrip(".").lower()
    if not name.isascii():
        with suppress(UnicodeError):
            name = name.encode("idna").decode("ascii")
    host = _SITE_PREFIX.sub("", name)
    return f"{host}:{port}" if port and port not in (80, 443) else host


def _is_irrelevant(key: str, value: str) -> bool:
    return bool(_IGNORED.fullmatch(key.lower())) or value.lower() in _VIEWS.get(key.lower(), ())


def _normalize_escapes(path: str) -> str:
    """Return the path with uniform percent-encoding. An encoded slash stays encoded."""
    path = _ESCAPE.sub(lambda match: _unescape(match[1]), path)
    return _NOT_PRINTABLE.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), path
    )


def _unescape(digits: str) -> str:
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"
