"""Sitemaps and indexes of them: addresses, when each was last changed, and what news sitemaps add."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urljoin

from lxml import etree

from index.reading.cleaning import parse_moment
from index.reading.files import UnreadableError
from index.reading.formats.feed import Entry, Listing
from index.reading.formats.safe_xml import local_name, parse_xml
from index.reading.identifiers import digest

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
    entries = [entry for child in tree for entry in _entry(child, url)]
    entries.sort(key=lambda one: str(one.updated or one.published or ""), reverse=True)
    if kind == "sitemapindex":
        return Listing(more=tuple(entries[:_MOST_SITEMAPS]))
    return Listing(entries=tuple(entries[:MOST_ADDRESSES]))


def _entry(element: etree._Element, base: str) -> list[Entry]:
    told = {local_name(one): (one.text or "").strip() for one in element.iter() if len(one) == 0}
    try:
        link = urljoin(base, told.get("loc", ""))
    except ValueError:
        return []
    if not told.get("loc") or not link.lower().startswith(("http://", "https://")):
        return []
    published, updated = _moment(told.get("publication_date")), _moment(told.get("lastmod"))
    title = told.get("title", "")[:500]
    fingerprint = digest("entry", title, str(published), str(updated))
    return [Entry(link, title, published, updated, fingerprint=fingerprint)]


def _moment(text: str | None) -> date | None:
    try:
        return parse_moment(text) if text else None
    except ValueError:
        return None
