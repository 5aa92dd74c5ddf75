"""HTML pages: trafilatura finds the article and what the page says of it; readers' comments stay out."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from index.addresses import host_of
from index.clean import Page, clean_page, has_prose, is_name
from index.read.files import UnreadableError
from index.read.linked_data import Told, plain_name, read_told

# Its warnings about a page that holds no article are our Rejected's to tell, not standard error's.
for _library in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False

# Trafilatura's time grows with the square of the inline elements in a paragraph: 100,000 of them take 150 s.
_MOST_ELEMENTS = 100_000
_MANY_ELEMENTS = 5_000
_INLINE = ("b", "big", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u")

NO_ARTICLE = "no article found in this page: save the article's own page, or give its text as .txt"
_COMMENTS = "//*[contains(@itemtype, 'schema.org/Comment') or contains(@itemtype, 'schema.org/UserComments')]"
_DATES_IN_MARKUP = {"extensive_search": False, "original_date": True}


def read_html(content: str) -> Page:
    """The article of a page. Raises UnreadableError where there is none."""
    try:
        tree = trafilatura.load_html(content)
        told = Told() if tree is None else read_told(tree)
        document = None if tree is None else _extract(tree)
    except UnreadableError:
        raise
    except Exception as error:  # what strangers' markup does to three parsers cannot be listed
        raise UnreadableError(
            f"a page that cannot be parsed ({type(error).__name__}): give its text as .txt"
        ) from error
    if document is None or not document.text:
        raise UnreadableError(NO_ARTICLE)
    paragraphs = "\n\n".join(line for line in document.text.split("\n") if line.strip())
    page = clean_page(paragraphs, title=(document.title or "").strip())
    if not has_prose(page.text):
        raise UnreadableError(NO_ARTICLE)
    return _with_metadata(page, document, told)


def _extract(tree: HtmlElement) -> Any:
    elements = sum(1 for _ in tree.iter())
    if elements > _MOST_ELEMENTS:
        raise UnreadableError(f"a page of {elements} elements, which is no article: give its text as .txt")
    if elements > _MANY_ELEMENTS:
        etree.strip_tags(tree, *_INLINE)
        tree = trafilatura.load_html(etree.tostring(tree, encoding="unicode", method="html"))  # joins the text
    for script in tree.xpath("//script[contains(text(), 'DiscussionForumPosting')]"):
        script.drop_tree()  # a page that says so has its readers' comments taken for the article
    return trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=_DATES_IN_MARKUP,
        prune_xpath=_COMMENTS,
    )


def _with_metadata(page: Page, document: Any, told: Told) -> Page:
    url = document.url if str(document.url or "").startswith(("http://", "https://")) else None
    authors = told.authors or _people(document.author)
    publisher = told.publisher or _outlet(document.sitename)
    return replace(
        page,
        url=url,
        publisher=publisher or page.publisher,
        authors=tuple(one for one in authors if one != publisher) or page.authors,
        published=told.published or page.published,
        updated=told.updated or page.updated,
        kind=told.kind,
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


def read_html_pages(content: str, *, address: str | None = None) -> tuple[Page, ...]:
    """The articles of a page that was fetched from an address."""
    page = read_html(content)
    return (replace(page, url=_own_address(page.url, address)) if address else page,)


def _own_address(told: str | None, address: str) -> str:
    """What a page says its address is, if that is on its own site: else anyone's page could pass for another's."""
    return told if told and host_of(told) == host_of(address) else address
