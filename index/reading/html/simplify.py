"""Makes the body of a page plain before it is extracted: parts that belong together joined, lines that lead elsewhere
taken out. It goes by the shapes of pages, and knows no site.
"""

from __future__ import annotations

from collections import defaultdict

from lxml import etree
from lxml.html import HtmlElement

_LONG = 80
_LEADING = ("p", "li", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em")
_LONGEST_LEAD = 200
_SENTENCE = (".", "?", "!", "”", '"', "…", ":", "»", "。")
_QUOTES = ("“", '"', "«", "„", "‘")


def make_plain(tree: HtmlElement) -> None:
    _join_parts(tree)
    _take_out_leads(tree)


def _join_parts(tree: HtmlElement) -> None:
    """A body that advertisements part into several boxes of one class is put into the first of them."""
    boxes: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    long_paragraphs: dict[HtmlElement, int] = defaultdict(int)
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None and parent.tag in ("div", "section") and parent.get("class"):
            long_paragraphs[parent] += len(_text(paragraph)) >= _LONG
    for box, count in long_paragraphs.items():
        if count >= 2:
            for ancestor in list(box.iterancestors())[:2]:
                boxes[ancestor, box.tag, box.get("class")].append(box)
    for (ancestor, _, _), parts in boxes.items():
        first, *rest = parts
        if ancestor.tag in ("div", "section", "article") and all(one.getparent() is not None for one in parts):
            for part in rest:
                _append(first, part)


def _append(first: HtmlElement, part: HtmlElement) -> None:
    if part is first or first in part.iterancestors() or part in first.iterancestors():
        return
    for child in list(part):
        first.append(child)
    part.drop_tree()


def _take_out_leads(tree: HtmlElement) -> None:
    """Paragraphs, list items and headings of which every word is a link, and no sentence: they lead to other pages."""
    for element in list(tree.iter(*_LEADING)):
        if element.getparent() is None or element.find(".//a") is None:
            continue
        text = _text(element)
        if not 2 <= len(text) <= _LONGEST_LEAD or text.endswith(_SENTENCE) or text.startswith(_QUOTES):
            continue
        alone = element.tag in ("strong", "b", "em") and not _stands_alone(element)
        linked = sum(len(_text(link)) for link in element.iter("a"))
        if not alone and len(text.split()) >= 3 and linked >= len(text) - 2:
            element.drop_tree()


def _stands_alone(element: HtmlElement) -> bool:
    """Whether its paragraph holds nothing else."""
    parent = element.getparent()
    return parent is not None and len(_text(parent)) <= len(_text(element)) + 2


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext(etree.Element)).split())
