"""Extract the entries of a live blog, each with the time at which it was written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from lxml.html import HtmlElement

from index.reading.cleaning.byline import try_parse_iso_date
from index.reading.html.pruning import element_text
from index.reading.identifiers import digest

_TEXT_TAGS = ("p", "li", "blockquote")
_CONTAINERS = ("article", "section", "div", "li")


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """An entry of a live blog. `anchor` is its element's id, if any; `name` is unique on the page."""

    moment: datetime
    title: str
    text: str
    anchor: str | None
    name: str


def extract_entries(tree: HtmlElement) -> tuple[LiveEntry, ...]:
    """Remove the entries from the tree and return them; empty if the page does not consist of entries."""
    found = [(element, entry) for element, moment in _find_containers(tree) if (entry := _read_entry(element, moment))]
    if len(found) < 2:
        return ()
    for element, _ in found:
        element.drop_tree()
    return tuple(entry for _, entry in found)


def _find_containers(tree: HtmlElement) -> list[tuple[HtmlElement, datetime]]:
    """Return the elements of the most frequent tag and class that contain exactly one time each."""
    groups: dict[tuple[str, str], list[tuple[HtmlElement, datetime]]] = defaultdict(list)
    for time in list(tree.iter("time"))[:2_000]:
        moment = try_parse_iso_date(time.get("datetime"))
        if not isinstance(moment, datetime):
            continue
        for element in time.iterancestors(*_CONTAINERS):
            if len(element.findall(".//time")) > 1:
                break
            groups[element.tag, _shared_classes(element)].append((element, moment))
    lists = [
        group
        for group in groups.values()
        if len(group) >= 2
        and all(any(element_text(text) for text in element.iter(*_TEXT_TAGS)) for element, _ in group)
    ]
    # Of two nested groups the inner comes first, but the outer contains everything that belongs to an entry.
    return max(
        lists, key=lambda group: (len(group), sum(len(element_text(element)) for element, _ in group)), default=[]
    )


def _shared_classes(element: HtmlElement) -> str:
    """Return the classes that all entries of a page share; a class with a number identifies one entry."""
    return " ".join(name for name in (element.get("class") or "").split() if not any(map(str.isdigit, name)))


def _read_entry(element: HtmlElement, moment: datetime) -> LiveEntry | None:
    title = next(filter(None, map(element_text, element.iter("h1", "h2", "h3", "h4"))), "")
    outermost = [text for text in element.iter(*_TEXT_TAGS) if next(text.iterancestors(*_TEXT_TAGS), None) is None]
    text = "\n\n".join(filter(None, map(element_text, outermost)))
    if len(text.split()) < 4:
        return None
    anchor = element.get("id") or next(
        (child.get("id") for child in element.iter(etree.Element) if child.get("id")), None
    )
    name = anchor or digest("entry", moment.isoformat(), title or text[:80])
    return LiveEntry(moment, title, text, anchor, name)
