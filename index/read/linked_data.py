"""What a page says of itself in its markup: when it was published and changed, what kind of article, which language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml.html import HtmlElement

from index.clean import parse_moment
from index.types import ArticleKind

_KINDS: dict[str, ArticleKind] = {
    "OpinionNewsArticle": "opinion",
    "AnalysisNewsArticle": "analysis",
    "LiveBlogPosting": "live",
}
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
_MOST_OBJECTS = 10_000


@dataclass(frozen=True, slots=True)
class Told:
    published: date | None = None
    updated: date | None = None
    kind: ArticleKind = "news"
    language: str | None = None


def read_told(tree: HtmlElement) -> Told:
    """Dates from JSON-LD, meta tags, the article's `time` or the address, in this order of trust."""
    article = _article(tree)
    published = (
        _moment(article.get("datePublished"))
        or _from_meta(tree, _PUBLISHED)
        or _moment(next(iter(tree.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime")), None))
        or _in_address(tree)
    )
    updated = _moment(article.get("dateModified")) or _from_meta(tree, _UPDATED)
    language = (tree.get("lang") or "").strip()
    return Told(
        published=published,
        updated=updated if updated != published else None,
        kind=next((_KINDS[one] for one in _types(article) if one in _KINDS), "news"),
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w{2,8})*", language) else None,
    )


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
        return parse_moment(text) if isinstance(text, str) else None
    except ValueError:
        return None
