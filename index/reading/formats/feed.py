"""RSS and Atom: what a feed lists. feedparser reads it, and is never given an address that it could fetch itself."""

from __future__ import annotations

import io
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from index.reading.cleaning import parse_iso_date
from index.reading.files import UnreadableError
from index.reading.formats.safe_xml import BrokenXmlError, check_xml, local_name, parse_xml
from index.reading.identifiers import digest

MOST_ENTRIES = 5_000
_FEED = re.compile(rb"<(?:rss|(?:\w+:)?feed|(?:\w+:)?RDF)[\s>]", re.IGNORECASE)
_DECLARED_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_MANY_TAGS = 200_000
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{20000}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list: where its article is, and what the list says of it. `fingerprint` is another when any of that
    changed."""

    link: str | None
    title: str = ""
    published: date | None = None
    updated: date | None = None
    authors: tuple[str, ...] = ()
    html: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed or a sitemap lists, newest first as far as it tells; `more` lists are named by it."""

    title: str = ""
    entries: tuple[Entry, ...] = ()
    more: tuple[Entry, ...] = ()


def is_feed(head: bytes) -> bool:
    return _FEED.search(head[:4096]) is not None


def read_feed(content: bytes, *, url: str = "") -> Listing:
    """The entries of a feed; one that is broken is read as far as it goes. Raises UnreadableError."""
    try:
        check_xml(content)
    except BrokenXmlError:
        if _DECLARED_ENTITY.search(content) or content.count(b"<") > _MANY_TAGS or _LONG_TAG.search(content):
            raise UnreadableError("a broken feed that is made to exhaust its readers") from None
    try:
        # A stream and never the bytes or the address: what looks like an address feedparser would fetch or open.
        parsed = feedparser.parse(
            io.BytesIO(content.replace(b"\0", b"")), response_headers={"content-location": url}, sanitize_html=False
        )
    except Exception as error:  # what strangers' markup does to feedparser cannot be listed
        raise UnreadableError(f"a feed that cannot be parsed ({type(error).__name__})") from error
    if not parsed.get("version") and not parsed.entries:
        raise UnreadableError("not a feed that can be read: check the address")
    entries = tuple(_entry(one, url) for one in parsed.entries[:MOST_ENTRIES])
    return Listing(" ".join(str(parsed.feed.get("title", "")).split())[:300], entries)


def _entry(one: dict[str, Any], base: str) -> Entry:
    link = _link(one, base)
    title = " ".join(re.sub(r"<[^>]{0,500}>", "", str(one.get("title", ""))).split())[:500]
    html = next((str(part.get("value", "")) for part in one.get("content", ()) if part.get("value")), "")
    published, updated = _moment(one, "published"), _moment(one, "updated")
    authors = tuple(str(author.get("name", "")).strip()[:100] for author in one.get("authors", ()))
    told = (title, str(published), str(updated), html or str(one.get("summary", "")))
    return Entry(
        link,
        title,
        published,
        updated if updated != published else None,
        tuple(dict.fromkeys(name for name in authors if name)),
        html,
        digest("entry", *told),
    )


def _link(one: dict[str, Any], base: str) -> str | None:
    """Where the article is; an id that is an address serves where there is no link."""
    for told in (one.get("feedburner_origlink"), one.get("link"), one.get("id")):
        link = str(told or "").strip()
        try:
            absolute = urljoin(base, link) if link else ""
        except ValueError:
            continue
        if absolute.lower().startswith(("http://", "https://")):
            return absolute
    return None


def _moment(one: dict[str, Any], name: str) -> date | None:
    """As the feed writes it, with its own time zone; else as feedparser understands it, in UTC."""
    # Its own `get` gives what was published for what was updated, and warns.
    told = str(dict.get(one, name, "")).strip()[:100]
    try:
        if told[:4].isdigit():
            return parse_iso_date(told)
        if told:
            moment = parsedate_to_datetime(told)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError):
        pass
    parsed = dict.get(one, f"{name}_parsed")
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


MOST_ADDRESSES = 50_000
"""As many as the protocol lets one sitemap have."""
_MOST_SITEMAPS = 500
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)


def is_sitemap(head: bytes) -> bool:
    return _SITEMAP.search(head[:4096]) is not None


def read_sitemap(content: bytes, *, url: str = "") -> Listing:
    """Its addresses, or the sitemaps that an index names; the newest first. Raises UnreadableError."""
    tree = parse_xml(content)
    kind = local_name(tree)
    if kind not in ("urlset", "sitemapindex"):
        raise UnreadableError(f"not a sitemap but {kind[:40]!r}")
    entries = [entry for child in tree for entry in _sitemap_entry(child, url)]
    entries.sort(key=lambda one: str(one.updated or one.published or ""), reverse=True)
    if kind == "sitemapindex":
        return Listing(more=tuple(entries[:_MOST_SITEMAPS]))
    return Listing(entries=tuple(entries[:MOST_ADDRESSES]))


def _sitemap_entry(element: etree._Element, base: str) -> list[Entry]:
    told = {local_name(one): (one.text or "").strip() for one in element.iter() if len(one) == 0}
    try:
        link = urljoin(base, told.get("loc", ""))
    except ValueError:
        return []
    if not told.get("loc") or not link.lower().startswith(("http://", "https://")):
        return []
    published, updated = _parse_moment(told.get("publication_date")), _parse_moment(told.get("lastmod"))
    title = told.get("title", "")[:500]
    fingerprint = digest("entry", title, str(published), str(updated))
    return [Entry(link, title, published, updated, fingerprint=fingerprint)]


def _parse_moment(text: str | None) -> date | None:
    try:
        return parse_iso_date(text) if text else None
    except ValueError:
        return None
