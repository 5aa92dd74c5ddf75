"""What an address gave: a list of others, or articles."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from index.fetching.network import Fetched
from index.fetching.network.decompression import BadCompression, TooLarge, unpack_gzip
from index.reading.content import read_content, read_pages, to_plain_article
from index.reading.decoding import decode
from index.reading.files import UnreadableError
from index.reading.format_detection import Format, tell_format
from index.reading.formats.feed import Entry, Listing, is_feed, read_feed
from index.reading.formats.sitemap import is_sitemap, read_sitemap
from index.reading.identifiers import derive_article_id
from index.types import Article

Kind = Literal["feed", "sitemap", "page"]

_MOST_UNPACKED = 10_000_000
_GZIP = b"\x1f\x8b"
_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset", re.IGNORECASE)
_BY_TYPE: dict[str, Format] = {"application/pdf": "pdf", "message/rfc822": "mail"}


def unpacked(fetched: Fetched) -> bytes:
    """The content; of a packed sitemap what is in it. Raises UnreadableError."""
    if not fetched.content.startswith(_GZIP):
        return fetched.content
    try:
        return unpack_gzip([fetched.content], limit=_MOST_UNPACKED)
    except TooLarge as error:
        raise UnreadableError(f"larger than {_MOST_UNPACKED // 1_000_000} MB when unpacked") from error
    except BadCompression as error:
        raise UnreadableError(str(error)) from error


def tell_kind(content: bytes) -> Kind:
    head = content[:4096].replace(b"\0", b"")  # UTF-16 is half zeros, and its tags are ASCII
    if is_sitemap(head):
        return "sitemap"
    return "feed" if is_feed(head) else "page"


def read_listing(content: bytes, kind: Kind, *, url: str) -> Listing:
    """What a feed or a sitemap lists. Raises UnreadableError."""
    return read_sitemap(content, url=url) if kind == "sitemap" else read_feed(content, url=url)


def read_articles(fetched: Fetched, entry: Entry | None = None, *, publisher: str = "") -> tuple[Article, ...]:
    """The articles of a page, with what the `entry` that led there tells where the page is silent. Raises
    UnreadableError."""
    content = unpacked(fetched)
    if not content.strip():
        raise UnreadableError("an empty page")
    kind = _BY_TYPE.get(fetched.media_type) or tell_format(content[:65_536], _name(fetched))
    if kind == "html":
        found = tuple(map(to_plain_article, read_pages(_text(content, fetched.charset), address=fetched.url)))
    elif kind in ("json", "lines", "xml"):
        raise UnreadableError("no page of an article: save it, and ingest the file")
    else:
        found = tuple(
            one if one.url else replace(one, url=fetched.url, id=derive_article_id(url=fetched.url, text=one.text))
            for one in read_content(content, kind, fetched.url)
            if isinstance(one, Article)
        )
    return tuple(_told_by(one, entry, publisher) for one in found)


def _text(content: bytes, charset: str | None) -> str:
    """What the server says of the encoding counts where the page says nothing."""
    if charset and not _CHARSET.search(content[:4096]) and charset.lower() not in ("utf-8", "utf8"):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(content, html=True)


def _name(fetched: Fetched) -> str:
    """A name by which a format may be told: that of the type, where the server gave one that is plain."""
    return {"text/html": "page.html", "application/xhtml+xml": "page.html", "text/plain": "page.txt"}.get(
        fetched.media_type, "page"
    )


def _told_by(article: Article, entry: Entry | None, publisher: str) -> Article:
    if entry is None:
        return article
    return replace(
        article,
        title=article.title or entry.title,
        authors=article.authors or entry.authors,
        published=article.published or entry.published,
        updated=article.updated or (entry.updated if entry.updated != article.published else None),
        publisher=article.publisher or publisher or None,
    )
