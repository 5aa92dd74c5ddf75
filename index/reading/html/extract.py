"""Read HTML pages: trafilatura finds the article, and the markup gives its metadata."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from index.reading.cleaning.classify import is_name
from index.reading.cleaning.page import Page, clean_page, has_prose
from index.reading.files import UnreadableError
from index.reading.html.classification import detect_article_kind, find_agency
from index.reading.html.live_blog import LiveEntry, extract_entries
from index.reading.html.metadata import PageMetadata, plain_name, read_metadata
from index.reading.html.pruning import remove_hidden, simplify_body
from index.reading.identifiers import canonical_url, digest, url_host

# A page without an article becomes a Rejected; the libraries must not warn about it on standard error as well.
for _library in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False

# Trafilatura's time is quadratic in the inline elements of a paragraph: 100,000 of them take 150 s.
_MAX_ELEMENTS = 100_000
_MANY_ELEMENTS = 5_000
_INLINE = ("b", "big", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u")

# Null, soft hyphens, zero-width spaces and direction marks: readers do not see them, and they can disguise a name.
_INVISIBLE = dict.fromkeys((0x00, 0xAD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))

NO_ARTICLE = "no article found in this page: save the article's own page, or give its text as .txt"
_COMMENTS = "//*[contains(@itemtype, 'schema.org/Comment') or contains(@itemtype, 'schema.org/UserComments')]"


def read_html(content: str) -> Page:
    """Return the article of a page. Raises UnreadableError if it has none."""
    return _read(content, None)


def read_html_pages(content: str, *, address: str | None = None) -> tuple[Page, ...]:
    """Return the articles of a page fetched from `address`: several if it is a live blog. Raises UnreadableError."""
    blog = _LiveBlog()
    try:
        page = _read(content, blog)
    except UnreadableError:
        if not blog.entries:
            raise
        page = blog.page
    if address:
        # A page may give its own address only on its own site: else it could pass for an article of another one.
        is_same_site = page.url and url_host(page.url) == url_host(address)
        page = replace(page, url=page.url if is_same_site else address)
    return (*([page] if page.text else []), *(_entry_page(entry, page) for entry in blog.entries))


class _LiveBlog:
    """Collects the entries of a page that is marked as a live blog."""

    def __init__(self) -> None:
        self.entries: tuple[LiveEntry, ...] = ()
        self.page = Page("")

    def extract(self, tree: HtmlElement, metadata: PageMetadata) -> None:
        url = next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")
        path = urlsplit(url).path
        if detect_article_kind(metadata.types, metadata.sections, path, title=metadata.title, text="") == "live":
            self.entries = extract_entries(tree)
            authors, published = metadata.authors, metadata.published
            page = Page("", metadata.title, _web_url(url), metadata.publisher, authors, published, kind="live")
            self.page = replace(page, language=metadata.language)


def _entry_page(entry: LiveEntry, page: Page) -> Page:
    """Return a live blog's entry as an article with its own time and address."""
    time = f"{entry.moment:%b} {entry.moment.day}, {entry.moment:%H:%M}"
    heading = f": {entry.title}" if entry.title else ""
    return replace(
        page,
        text="\n\n".join(_visible_lines(entry.text)),
        title=f"{page.title} ({time}){heading}",
        url=f"{page.url}#{entry.anchor}" if page.url and entry.anchor else page.url,
        published=entry.moment,
        updated=None,
        kind="live",
        key=digest("live", canonical_url(page.url) if page.url else page.title, entry.name),
    )


def _read(content: str, blog: _LiveBlog | None) -> Page:
    try:
        tree = trafilatura.load_html(content)
        metadata = PageMetadata() if tree is None else read_metadata(tree)
        document = None if tree is None else _extract(tree, metadata, blog)
    except UnreadableError:
        raise
    except Exception as error:  # the three parsers raise arbitrary errors on malformed markup
        raise UnreadableError(f"the page cannot be parsed ({type(error).__name__}): give its text as .txt") from error
    if document is None or not document.text:
        raise UnreadableError(NO_ARTICLE)
    page = clean_page("\n\n".join(_visible_lines(document.text)), title=(document.title or "").strip())
    if not has_prose(page.text):
        raise UnreadableError(NO_ARTICLE)
    return _add_metadata(page, document, metadata)


def _visible_lines(text: str) -> Iterator[str]:
    """Return the lines that are not blank, without invisible characters."""
    return (line for line in text.translate(_INVISIBLE).split("\n") if line.strip())


def _extract(tree: HtmlElement, metadata: PageMetadata, blog: _LiveBlog | None) -> Any:
    count = sum(1 for _ in tree.iter())
    if count > _MAX_ELEMENTS:
        raise UnreadableError(f"a page of {count} elements, too many for an article: give its text as .txt")
    if count > _MANY_ELEMENTS:
        etree.strip_tags(tree, *_INLINE)
        tree = trafilatura.load_html(etree.tostring(tree, encoding="unicode", method="html"))  # joins the text
    remove_hidden(tree)
    if blog:
        blog.extract(tree, metadata)
    simplify_body(tree)
    for script in tree.xpath("//script[contains(text(), 'DiscussionForumPosting')]"):
        script.drop_tree()  # else trafilatura takes the page's comments for the article
    return trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        prune_xpath=_COMMENTS,
    )


def _add_metadata(page: Page, document: Any, metadata: PageMetadata) -> Page:
    url = _web_url(str(document.url or ""))
    publisher = metadata.publisher or _site_name(document.sitename)
    authors = tuple(name for name in metadata.authors or _people(document.author) if name != publisher) or page.authors
    credit = find_agency(document.text) or metadata.credit
    path, title = urlsplit(url or "").path, metadata.title or document.title or ""
    return replace(
        page,
        url=url,
        publisher=publisher or page.publisher,
        # The site that republishes an article is its publisher; the agency that wrote it counts as an author.
        authors=(*authors, credit) if credit and credit not in (publisher, *authors) else authors,
        published=metadata.published or page.published,
        updated=metadata.updated or page.updated,
        kind=detect_article_kind(metadata.types, metadata.sections, path, title=title, text=document.text),
        language=metadata.language,
    )


def _web_url(url: str) -> str | None:
    return url if url.startswith(("http://", "https://")) else None


def _site_name(name: str | None) -> str | None:
    """Return trafilatura's name of the site, unless it is a part of the address."""
    plain = plain_name(name)
    return plain if plain and (" " in plain or not plain[1:].islower()) and "." not in plain else None


def _people(authors: str | None) -> tuple[str, ...]:
    """Return trafilatura's authors if all of them look like names; otherwise it guessed them from the page's words."""
    names = [plain_name(name) or "" for name in (authors or "").split(";")]
    return tuple(dict.fromkeys(names)) if all(map(is_name, names)) else ()
