"""HTML pages: trafilatura finds the article and what the page says of it; readers' comments stay out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from index.reading.cleaning import Page, clean_page, has_prose, is_name
from index.reading.files import UnreadableError
from index.reading.html.classification import detect_article_kind, find_agency
from index.reading.html.live_blog import LiveEntry, extract_entries
from index.reading.html.metadata import PageMetadata, plain_name, read_metadata
from index.reading.html.pruning import remove_hidden, simplify_body
from index.reading.identifiers import digest
from index.reading.urls import canonical_url, url_host

# Its warnings about a page that holds no article are our Rejected's to tell, not standard error's.
for _library in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False

# Trafilatura's time grows with the square of the inline elements in a paragraph: 100,000 of them take 150 s.
_MOST_ELEMENTS = 100_000
_MANY_ELEMENTS = 5_000
_INLINE = ("b", "big", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u")

_INVISIBLE = dict.fromkeys((0x00, 0xAD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Null, soft hyphens, zero-width spaces, and what turns the direction of writing: marks that no reader sees, and by
which a name can be made another."""

NO_ARTICLE = "no article found in this page: save the article's own page, or give its text as .txt"
_COMMENTS = "//*[contains(@itemtype, 'schema.org/Comment') or contains(@itemtype, 'schema.org/UserComments')]"
_DATES_IN_MARKUP = {"extensive_search": False, "original_date": True}


def read_html(content: str) -> Page:
    """The article of a page. Raises UnreadableError where there is none."""
    return _read(content, _NoEntries())


def read_html_pages(content: str, *, address: str | None = None) -> tuple[Page, ...]:
    """The articles of a page, which came from an address where one is given: several where it is a live blog."""
    entries = _Entries()
    try:
        page = _read(content, entries)
    except UnreadableError:
        if not entries.found:
            raise
        page = entries.page
    if address:
        page = replace(page, url=_own_address(page.url, address))
    parts = [_page_of(entry, page) for entry in entries.found]
    return (*([page] if page.text else []), *parts)


class _NoEntries:
    """For who wants one article of one page."""

    def take(self, tree: HtmlElement, told: PageMetadata) -> None:
        """Leaves the tree as it is."""


class _Entries(_NoEntries):
    """The entries of a page that says it is a live blog."""

    def __init__(self) -> None:
        self.found: tuple[LiveEntry, ...] = ()
        self.page = Page("")

    def take(self, tree: HtmlElement, told: PageMetadata) -> None:
        url = next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")
        if detect_article_kind(told.types, told.sections, urlsplit(url).path, title=told.title, text="") == "live":
            self.found = extract_entries(tree)
            self.page = Page(
                "",
                told.title,
                url if url.startswith(("http://", "https://")) else None,
                told.publisher,
                told.authors,
                told.published,
                kind="live",
                language=told.language,
            )


def _page_of(entry: LiveEntry, page: Page) -> Page:
    """An entry as an article of its own: said when it was written, and found where it stands."""
    day = f"{entry.moment:%b} {entry.moment.day}, {entry.moment:%H:%M}"
    heading = f": {entry.title}" if entry.title else ""
    return replace(
        page,
        text="\n\n".join(_paragraphs(entry.text)),
        title=f"{page.title} ({day}){heading}",
        url=f"{page.url}#{entry.anchor}" if page.url and entry.anchor else page.url,
        published=entry.moment,
        updated=None,
        kind="live",
        key=digest("live", canonical_url(page.url) if page.url else page.title, entry.name),
    )


def _read(content: str, entries: _NoEntries) -> Page:
    try:
        tree = trafilatura.load_html(content)
        told = PageMetadata() if tree is None else read_metadata(tree)
        document = None if tree is None else _extract(tree, told, entries)
    except UnreadableError:
        raise
    except Exception as error:  # what strangers' markup does to three parsers cannot be listed
        raise UnreadableError(
            f"a page that cannot be parsed ({type(error).__name__}): give its text as .txt"
        ) from error
    if document is None or not document.text:
        raise UnreadableError(NO_ARTICLE)
    page = clean_page("\n\n".join(_paragraphs(document.text)), title=(document.title or "").strip())
    if not has_prose(page.text):
        raise UnreadableError(NO_ARTICLE)
    return _with_metadata(page, document, told)


def _paragraphs(text: str) -> Iterator[str]:
    """The lines with words in them, without invisible marks."""
    return (line for line in text.translate(_INVISIBLE).split("\n") if line.strip())


def _extract(tree: HtmlElement, told: PageMetadata, entries: _NoEntries) -> Any:
    elements = sum(1 for _ in tree.iter())
    if elements > _MOST_ELEMENTS:
        raise UnreadableError(f"a page of {elements} elements, which is no article: give its text as .txt")
    if elements > _MANY_ELEMENTS:
        etree.strip_tags(tree, *_INLINE)
        tree = trafilatura.load_html(etree.tostring(tree, encoding="unicode", method="html"))  # joins the text
    remove_hidden(tree)
    entries.take(tree, told)
    simplify_body(tree)
    for script in tree.xpath("//script[contains(text(), 'DiscussionForumPosting')]"):
        script.drop_tree()  # a page that says so has its readers' comments taken for the article
    return trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=_DATES_IN_MARKUP,
        prune_xpath=_COMMENTS,
    )


def _with_metadata(page: Page, document: Any, told: PageMetadata) -> Page:
    url = document.url if str(document.url or "").startswith(("http://", "https://")) else None
    authors = told.authors or _people(document.author)
    publisher = told.publisher or _outlet(document.sitename)
    named = tuple(one for one in authors if one != publisher) or page.authors
    credit = find_agency(document.text) or told.credit
    return replace(
        page,
        url=url,
        publisher=publisher or page.publisher,
        # Who republishes is the publisher; whose article it is stands with those who wrote it.
        authors=(*named, credit) if credit and credit not in (publisher, *named) else named,
        published=told.published or page.published,
        updated=told.updated or page.updated,
        kind=detect_article_kind(
            told.types,
            told.sections,
            urlsplit(url or "").path,
            title=told.title or document.title or "",
            text=document.text,
        ),
        language=told.language,
    )


def _outlet(name: str | None) -> str | None:
    """Trafilatura's name of the site, unless it is made of the address."""
    plain = plain_name(name)
    return plain if plain and (" " in plain or not plain[1:].islower()) and "." not in plain else None


def _people(authors: str | None) -> tuple[str, ...]:
    """Trafilatura's authors, if all of them look like names: elsewhere it guesses from the page's words."""
    names = [plain_name(one) or "" for one in (authors or "").split(";")]
    return tuple(dict.fromkeys(names)) if all(is_name(one) for one in names) else ()


def _own_address(told: str | None, address: str) -> str:
    """What a page says its address is, if that is on its own site: else anyone's page could pass for another's."""
    return told if told and url_host(told) == url_host(address) else address
