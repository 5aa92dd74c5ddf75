"""What a page says of itself in its markup: when it was published and changed, what kind of article, which language."""

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

from index.reading.cleaning import parse_iso_date, read_names

_ARTICLE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report)$")
_PUBLISHED = frozenset(
    "article:published_time og:article:published_time datepublished parsely-pub-date sailthru.date pubdate publishdate "
    "publish-date publish_date dc.date.issued dcterms.issued dc.date cxenseparse:recs:publishtime date "
    "article.published".split()
)
_UPDATED = frozenset(
    "article:modified_time og:article:modified_time datemodified dcterms.modified dc.date.modified".split()
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:[/-]|$)")
_BY = re.compile(r"by:?\s+", re.IGNORECASE)
_AFTER_A_NAME = re.compile(r"\s*[|,;(/]")
_NOBODY = {"", "admin", "administrator", "editor", "editorial", "staff", "webmaster", "author"}
_FIRST_PAPER = 1605
"""Content systems write the year 1 for a date they do not know."""
_MOST_OBJECTS = 10_000
_ORIGINS = ("sourceOrganization", "provider", "creditText")
_BESIDE = 4
"""Levels above a headline: further up, a `time` is another story's."""
_CHANGED = re.compile(r"updat|modif|edited|correct", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageMetadata:
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    title: str = ""
    """The whole of the browser's title, with what the site adds to a headline."""
    types: tuple[str, ...] = ()
    """What schema.org calls it."""
    sections: tuple[str, ...] = ()
    credit: str | None = None
    """Whom the page names as the origin of what it republishes."""
    language: str | None = None


def read_metadata(tree: HtmlElement) -> PageMetadata:
    """What the markup says: JSON-LD first, then meta tags, then the headline's `time`, then the address."""
    article = _article(tree)
    published = (
        _moment(article.get("datePublished")) or _from_meta(tree, _PUBLISHED) or _from_time(tree) or _in_address(tree)
    )
    updated = _moment(article.get("dateModified")) or _from_meta(tree, _UPDATED)
    language = (tree.get("lang") or "").strip()
    return PageMetadata(
        publisher=_publisher([_site_name(tree), *_names(article.get("publisher"))]),
        authors=tuple(dict.fromkeys(one for name in _names(article.get("author")) for one in _people(name))),
        published=published,
        updated=updated if updated != published else None,
        title=" ".join((tree.findtext(".//title") or "").split())[:500],
        types=tuple(_types(article)),
        sections=_sections(tree, article),
        credit=next((name for key in _ORIGINS for name in _names(article.get(key))), None),
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w{2,8})*", language) else None,
    )


def _from_time(tree: HtmlElement) -> date | None:
    """The `time` that says it is the day of publication, else the first one beside the headline."""
    for told in tree.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime"):
        if moment := _moment(told):
            return moment
    heading = next(tree.iter("h1"), None)
    for ancestor in islice(heading.iterancestors(), _BESIDE) if heading is not None else ():
        for one in ancestor.iterfind(".//time[@datetime]"):
            if not _CHANGED.search(f"{one.get('class')} {one.get('itemprop')} {one.getparent().text_content()[:80]}"):
                return _moment(one.get("datetime"))
    return None


def _sections(tree: HtmlElement, article: dict[str, Any]) -> tuple[str, ...]:
    told = article.get("articleSection")
    given = [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str)]
    given += tree.xpath("//meta[@property='article:section' or @name='parsely-section' or @name='section']/@content")
    return tuple(dict.fromkeys(" ".join(one.split())[:100] for one in given[:10]))


def _article(tree: HtmlElement) -> dict[str, Any]:
    """The first JSON-LD object that is an article."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for one in _objects(value):
            if any(_ARTICLE.match(kind) for kind in _types(one)):
                return one
    return {}


def _objects(value: object) -> Iterator[dict[str, Any]]:
    waiting, seen = [value], 0
    while waiting and seen < _MOST_OBJECTS:
        seen += 1
        one = waiting.pop(0)
        if isinstance(one, dict):
            yield one
            waiting.extend(one.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage") if one.get(key))
        elif isinstance(one, list):
            waiting.extend(one[:_MOST_OBJECTS])


def _names(value: object) -> list[str]:
    """The names of the people or organisations that a property holds: one or more strings or objects."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and (plain := plain_name(name)):
            found.append(plain)
    return found


def _people(name: str) -> tuple[str, ...]:
    """The people in an author's name as pages fill it: "By JANE ROE, Staff Writer", "Jane Roe | The Record"."""
    name = _BY.sub("", name)
    first = _AFTER_A_NAME.split(name)[0]
    return read_names(name) or (() if first.lower() in _NOBODY else (first,))


def plain_name(text: str | None) -> str | None:
    """A name as people write it. Addresses and handles are none."""
    name = " ".join(unescape(text or "").split())
    return None if not 2 <= len(name) <= 100 or name[0] in "@#" or re.search(r"://|www\.|@|[<>{}]", name) else name


def _publisher(names: list[str | None]) -> str | None:
    """The first that is spelled as a name; some pages give their section of the address ("exampletimes")."""
    given = [name for name in names if name]
    return next((name for name in given if not name.islower()), given[0] if given else None)


def _site_name(tree: HtmlElement) -> str | None:
    for name in tree.xpath(
        "//meta[@property='og:site_name' or @name='og:site_name' or @name='application-name']/@content"
    ):
        if plain := plain_name(name):
            return plain
    return None


def _types(one: dict[str, Any]) -> list[str]:
    kinds = one.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _from_meta(tree: HtmlElement, names: frozenset[str]) -> date | None:
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name.lower() in names and (moment := _moment(meta.get("content"))):
            return moment
    return None


def _in_address(tree: HtmlElement) -> date | None:
    for address in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        if match := _IN_ADDRESS.search(address):
            try:
                return date(*(int(part) for part in match.groups()))
            except ValueError:
                continue
    return None


def _moment(text: object) -> date | None:
    try:
        moment = parse_iso_date(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment and moment.year > _FIRST_PAPER else None
