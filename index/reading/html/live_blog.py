"""The entries of a live blog, each with the time it was written: several stories on one page, and none of them the
whole.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from lxml.html import HtmlElement

from index.reading.cleaning import parse_iso_date
from index.reading.identifiers import digest

_FEWEST = 2
_MOST = 2_000
_HEADINGS = ("h1", "h2", "h3", "h4")
_TEXT = ("p", "li", "blockquote")
_HOLDERS = ("article", "section", "div", "li")


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """`anchor` is where on the page it stands, if the page names that; `name` tells it from the page's others."""

    moment: datetime
    title: str
    text: str
    anchor: str | None
    name: str


def extract_entries(tree: HtmlElement) -> tuple[LiveEntry, ...]:
    """The entries, which are taken out of the tree; none where the page does not part itself into such."""
    holders = _holders(tree)
    found = []
    for holder, moment in holders:
        entry = _entry(holder, moment)
        if entry is not None:
            found.append((holder, entry))
    if len(found) < _FEWEST:
        return ()
    for holder, _ in found:
        holder.drop_tree()
    return tuple(entry for _, entry in found)


def _holders(tree: HtmlElement) -> list[tuple[HtmlElement, datetime]]:
    """The elements of one kind that hold one time each: the kind of which there are most."""
    kinds: dict[tuple[str, str], list[tuple[HtmlElement, datetime]]] = defaultdict(list)
    for told in list(tree.iter("time"))[:_MOST]:
        moment = _moment(told.get("datetime"))
        if moment is None:
            continue
        for holder in told.iterancestors(*_HOLDERS):
            if len(holder.findall(".//time")) > 1:
                break
            kinds[holder.tag, _class(holder)].append((holder, moment))
    lists = [one for one in kinds.values() if len(one) >= _FEWEST and all(_has_text(holder) for holder, _ in one)]
    # Of two kinds, one in the other, the inner comes first and the outer holds all that belongs to an entry.
    return max(lists, key=lambda one: (len(one), sum(len(_words(holder)) for holder, _ in one)), default=[])


def _class(holder: HtmlElement) -> str:
    """What entries of one page share; a class that holds a number names one of them."""
    return " ".join(name for name in (holder.get("class") or "").split() if not any(map(str.isdigit, name)))


def _has_text(holder: HtmlElement) -> bool:
    return any(_words(one) for one in holder.iter(*_TEXT))


def _entry(holder: HtmlElement, moment: datetime) -> LiveEntry | None:
    heading = next((one for one in holder.iter(*_HEADINGS) if _words(one)), None)
    title = _words(heading) if heading is not None else ""
    lines = [_words(one) for one in holder.iter(*_TEXT) if next(one.iterancestors(*_TEXT), None) is None]
    text = "\n\n".join(line for line in lines if line)
    if len(text.split()) < 4:
        return None
    identity = holder.get("id") or next((one.get("id") for one in holder.iter(etree.Element) if one.get("id")), None)
    name = identity or digest("entry", moment.isoformat(), title or text[:80])
    return LiveEntry(moment, title, text, identity, name)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parse_iso_date(text) if text else None
    except ValueError:
        return None
    return moment if isinstance(moment, datetime) else None


def _words(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext(etree.Element)).split())
