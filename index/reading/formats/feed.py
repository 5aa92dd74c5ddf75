"""Read RSS and Atom feeds, sitemaps and sitemap indexes, after checking that their XML is harmless.

feedparser is never given an address that it could fetch by itself.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat

import feedparser
from lxml import etree

from index.reading.cleaning.byline import parse_iso_date, try_parse_iso_date
from index.reading.files import UnreadableError
from index.reading.identifiers import digest

_FEED = re.compile(rb"<(?:rss|(?:\w+:)?feed|(?:\w+:)?RDF)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_DECLARED_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{20000}")
_MAX_DEPTH = 100
_MAX_ELEMENTS = 500_000
_MAX_ATTRIBUTES = 200


class BrokenXmlError(UnreadableError):
    """The XML is malformed but harmless; a lenient parser may still read it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed or sitemap: a link to an article, and its metadata. `fingerprint` changes with any of that."""

    link: str | None
    title: str = ""
    published: date | None = None
    updated: date | None = None
    authors: tuple[str, ...] = ()
    html: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a feed or sitemap, newest first if they have dates, and the sitemaps that an index names."""

    title: str = ""
    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()


def is_feed(head: bytes) -> bool:
    return _FEED.search(head[:4096]) is not None


def is_sitemap(head: bytes) -> bool:
    return _SITEMAP.search(head[:4096]) is not None


def read_feed(content: bytes, *, url: str = "") -> Listing:
    """Return the entries of a feed, as many as can be read if it is malformed. Raises UnreadableError."""
    try:
        check_xml(content)
    except BrokenXmlError:
        if _DECLARED_ENTITY.search(content) or content.count(b"<") > 200_000 or _LONG_TAG.search(content):
            raise UnreadableError("the feed is malformed in a way that would overload the parser") from None
    try:
        # A stream, never the bytes or the address: feedparser would fetch or open anything that looks like an address.
        parsed = feedparser.parse(
            io.BytesIO(content.replace(b"\0", b"")), response_headers={"content-location": url}, sanitize_html=False
        )
    except Exception as error:  # feedparser raises arbitrary errors on malformed markup
        raise UnreadableError(f"the feed cannot be parsed ({type(error).__name__})") from error
    if not parsed.get("version") and not parsed.entries:
        raise UnreadableError("not a feed that can be read: check the address")
    entries = tuple(_feed_entry(item, url) for item in parsed.entries[:5_000])
    return Listing(" ".join(str(parsed.feed.get("title", "")).split())[:300], entries)


def _feed_entry(item: dict[str, Any], feed_url: str) -> Entry:
    title = " ".join(re.sub(r"<[^>]{0,500}>", "", str(item.get("title", ""))).split())[:500]
    html = next((str(part.get("value", "")) for part in item.get("content", ()) if part.get("value")), "")
    published, updated = _feed_date(item, "published"), _feed_date(item, "updated")
    authors = tuple(str(author.get("name", "")).strip()[:100] for author in item.get("authors", ()))
    # Some feeds give the address only as the id.
    links = (_absolute_url(feed_url, item.get(key)) for key in ("feedburner_origlink", "link", "id"))
    return Entry(
        next(filter(None, links), None),
        title,
        published,
        updated if updated != published else None,
        tuple(dict.fromkeys(name for name in authors if name)),
        html,
        digest("entry", title, str(published), str(updated), html or str(item.get("summary", ""))),
    )


def _absolute_url(base: str, link: str | None) -> str | None:
    link = str(link or "").strip()
    try:
        url = urljoin(base, link) if link else ""
    except ValueError:
        return None
    return url if url.lower().startswith(("http://", "https://")) else None


def _feed_date(item: dict[str, Any], name: str) -> date | None:
    """Return a date as the feed writes it, with its time zone; else as feedparser understands it, in UTC."""
    # feedparser's own `get` returns `published` if `updated` is missing, with a warning.
    text = str(dict.get(item, name, "")).strip()[:100]
    try:
        if text[:4].isdigit():
            return parse_iso_date(text)
        if text:
            moment = parsedate_to_datetime(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError):
        pass
    parsed = dict.get(item, f"{name}_parsed")
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def read_sitemap(content: bytes, *, url: str = "") -> Listing:
    """Return the articles of a sitemap, or the sitemaps of an index, newest first. Raises UnreadableError."""
    tree = parse_xml(content)
    kind = local_name(tree)
    if kind not in ("urlset", "sitemapindex"):
        raise UnreadableError(f"not a sitemap but {kind[:40]!r}")
    entries = [entry for child in tree if (entry := _sitemap_entry(child, url))]
    entries.sort(key=lambda entry: str(entry.updated or entry.published or ""), reverse=True)
    if kind == "sitemapindex":
        return Listing(sitemaps=tuple(entries[:500]))
    return Listing(entries=tuple(entries[:50_000]))  # the protocol's limit


def _sitemap_entry(element: etree._Element, sitemap_url: str) -> Entry | None:
    fields = {local_name(leaf): (leaf.text or "").strip() for leaf in element.iter() if len(leaf) == 0}
    link = _absolute_url(sitemap_url, fields.get("loc"))
    if not link:
        return None
    published, updated = (try_parse_iso_date(fields.get(name)) for name in ("publication_date", "lastmod"))
    title = fields.get("title", "")[:500]
    return Entry(link, title, published, updated, fingerprint=digest("entry", title, str(published), str(updated)))


def check_xml(content: bytes) -> None:
    """Raise BrokenXmlError for malformed XML, and UnreadableError for XML made to exhaust its parsers."""
    parser = expat.ParserCreate()
    depth = elements = 0

    def start(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if len(attributes) > _MAX_ATTRIBUTES:  # some parsers need time quadratic in their number
            raise UnreadableError(f"XML with more than {_MAX_ATTRIBUTES} attributes on an element, which no feed has")
        if depth > _MAX_DEPTH:
            raise UnreadableError(f"XML nested deeper than {_MAX_DEPTH} elements, which no feed is")
        if elements > _MAX_ELEMENTS:
            raise UnreadableError(f"XML with more than {_MAX_ELEMENTS:,} elements, which no feed has")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declare_entity(*_: object) -> None:
        raise UnreadableError("XML that defines entities, which no feed needs")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = declare_entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(content, True)  # noqa: FBT003  expat marks the last chunk this way
    except (expat.ExpatError, ValueError, LookupError) as error:
        if len(content) > 3_000_000:  # repairing it is slow
            raise UnreadableError("malformed XML that is too large to repair") from error
        raise BrokenXmlError(f"not well-formed XML ({error})") from error


def parse_xml(content: bytes) -> etree._Element:
    """Return the tree of well-formed, harmless XML. Raises UnreadableError for anything else."""
    check_xml(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenXmlError(f"not well-formed XML ({error})") from error


def local_name(element: etree._Element) -> str:
    """Return an element's name in lower case, without its namespace; empty for a comment or an instruction."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
