"""Read the metadata in a page's markup: authors, publisher, dates, article types, sections and language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from index.reading.cleaning.byline import read_names, try_parse_iso_date

_ARTICLE_TYPE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report)$")
_PUBLISHED = frozenset(
    "article:published_time og:article:published_time datepublished parsely-pub-date sailthru.date pubdate publishdate "
    "publish-date publish_date dc.date.issued dcterms.issued dc.date cxenseparse:recs:publishtime date "
    "article.published".split()
)
_UPDATED = frozenset(
    "article:modified_time og:article:modified_time datemodified dcterms.modified dc.date.modified".split()
)
_DATE_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:[/-]|$)")
_BY = re.compile(r"by:?\s+", re.IGNORECASE)
_NAME_END = re.compile(r"\s*[|,;(/]")
_NOT_NAMES = {"", "admin", "administrator", "editor", "editorial", "staff", "webmaster", "author"}
_MIN_YEAR = 1606  # content systems write the year 1 for an unknown date
_MAX_OBJECTS = 10_000
_ORIGINS = ("sourceOrganization", "provider", "creditText")
_MAX_LEVELS = 4  # above a headline; further up, a `time` belongs to another story
_CHANGED = re.compile(r"updat|modif|edited|correct", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Metadata from the markup: `title` is the browser's, and `credit` is the origin of a republished article."""

    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    title: str = ""
    types: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    credit: str | None = None
    language: str | None = None


def read_metadata(tree: HtmlElement) -> PageMetadata:
    """Read the metadata from JSON-LD, then meta tags, then the `time` next to the headline, then the URL."""
    article = _find_article(tree)
    published = _parse_date(article.get("datePublished")) or _date_in_meta(tree, _PUBLISHED)
    published = published or _date_at_headline(tree) or _date_in_url(tree)
    updated = _parse_date(article.get("dateModified")) or _date_in_meta(tree, _UPDATED)
    language = (tree.get("lang") or "").strip()
    sites = tree.xpath("//meta[@property='og:site_name' or @name='og:site_name' or @name='application-name']/@content")
    publishers = [*_names(sites)[:1], *_names(article.get("publisher"))]
    return PageMetadata(
        # Some pages give a part of their address in place of the name ("exampletimes").
        publisher=next((name for name in publishers if not name.islower()), next(iter(publishers), None)),
        authors=tuple(dict.fromkeys(name for field in _names(article.get("author")) for name in _people(field))),
        published=published,
        updated=updated if updated != published else None,
        title=" ".join((tree.findtext(".//title") or "").split())[:500],
        types=tuple(_types(article)),
        sections=_sections(tree, article),
        credit=next((name for key in _ORIGINS for name in _names(article.get(key))), None),
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w{2,8})*", language) else None,
    )


def _find_article(tree: HtmlElement) -> dict[str, Any]:
    """Return the first JSON-LD object that is an article."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _find_objects(value):
            if any(_ARTICLE_TYPE.match(kind) for kind in _types(item)):
                return item
    return {}


def _find_objects(value: object) -> Iterator[dict[str, Any]]:
    waiting, seen = [value], 0
    while waiting and seen < _MAX_OBJECTS:
        seen += 1
        item = waiting.pop(0)
        if isinstance(item, dict):
            yield item
            waiting.extend(item.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage") if item.get(key))
        elif isinstance(item, list):
            waiting.extend(item[:_MAX_OBJECTS])


def _types(item: dict[str, Any]) -> list[str]:
    kinds = item.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _names(value: object) -> list[str]:
    """Return the people or organisations in a property: one or more strings or objects."""
    items = value if isinstance(value, list) else [value]
    names = (item.get("name") if isinstance(item, dict) else item for item in items)
    return [plain for name in names if isinstance(name, str) and (plain := plain_name(name))]


def _people(field: str) -> tuple[str, ...]:
    """Return the people in an author field such as "By JANE ROE, Staff Writer" or "Jane Roe | The Record"."""
    field = _BY.sub("", field)
    first = _NAME_END.split(field)[0]
    return read_names(field) or (() if first.lower() in _NOT_NAMES else (first,))


def plain_name(text: str | None) -> str | None:
    """Return a name with single spaces and without entities; None for addresses and handles."""
    name = " ".join(unescape(text or "").split())
    return None if not 2 <= len(name) <= 100 or name[0] in "@#" or re.search(r"://|www\.|@|[<>{}]", name) else name


def _sections(tree: HtmlElement, article: dict[str, Any]) -> tuple[str, ...]:
    field = article.get("articleSection")
    names = [name for name in (field if isinstance(field, list) else [field]) if isinstance(name, str)]
    names += tree.xpath("//meta[@property='article:section' or @name='parsely-section' or @name='section']/@content")
    return tuple(dict.fromkeys(" ".join(name.split())[:100] for name in names[:10]))


def _date_in_meta(tree: HtmlElement, names: frozenset[str]) -> date | None:
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name.lower() in names and (moment := _parse_date(meta.get("content"))):
            return moment
    return None


def _date_at_headline(tree: HtmlElement) -> date | None:
    """Return the `time` that is marked as the day of publication, else the first one next to the headline."""
    for text in tree.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime"):
        if moment := _parse_date(text):
            return moment
    heading = next(tree.iter("h1"), None)
    for ancestor in islice(heading.iterancestors(), _MAX_LEVELS) if heading is not None else ():
        for time in ancestor.iterfind(".//time[@datetime]"):
            label = f"{time.get('class')} {time.get('itemprop')} {time.getparent().text_content()[:80]}"
            if not _CHANGED.search(label):
                return _parse_date(time.get("datetime"))
    return None


def _date_in_url(tree: HtmlElement) -> date | None:
    for address in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        if match := _DATE_IN_URL.search(address):
            try:
                return date(*(int(part) for part in match.groups()))
            except ValueError:
                continue
    return None


def _parse_date(text: object) -> date | None:
    moment = try_parse_iso_date(text)
    return moment if moment and moment.year >= _MIN_YEAR else None
