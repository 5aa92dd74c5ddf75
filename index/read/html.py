"""HTML pages: trafilatura finds the article and what the page says of it; readers' comments stay out."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from index.clean import Page, clean_page, has_prose
from index.read.files import UnreadableError
from index.read.linked_data import Told, read_told

# Its warnings about a page that holds no article are our Rejected's to tell, not standard error's.
for _library in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False

NO_ARTICLE = "no article found in this page: save the article's own page, or give its text as .txt"
_COMMENTS = "//*[contains(@itemtype, 'schema.org/Comment') or contains(@itemtype, 'schema.org/UserComments')]"
_DATES_IN_MARKUP = {"extensive_search": False, "original_date": True}


def read_html(content: str) -> Page:
    """The article of a page. Raises UnreadableError where there is none."""
    try:
        tree = trafilatura.load_html(content)
        told = Told() if tree is None else read_told(tree)
        document = None if tree is None else _extract(tree)
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
    publisher = _name(document.sitename)
    authors = tuple(name for one in (document.author or "").split(";") if (name := _name(one)) and name != publisher)
    url = document.url if str(document.url or "").startswith(("http://", "https://")) else None
    return replace(
        page,
        url=url,
        publisher=publisher or page.publisher,
        authors=tuple(dict.fromkeys(authors)) or page.authors,
        published=told.published or page.published,
        updated=told.updated or page.updated,
        kind=told.kind,
        language=told.language,
    )


def _name(text: str | None) -> str | None:
    """A name as people write it; addresses and handles are none."""
    name = " ".join((text or "").split())
    return None if not name or len(name) > 100 or name.startswith("@") or "://" in name or "www." in name else name
