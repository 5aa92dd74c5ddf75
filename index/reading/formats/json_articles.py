"""JSON articles as CONTRACT.md has them. Their `text` is clean and stays as the caller has it, to the character."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, cast, get_args
from urllib.parse import urlsplit

from index.reading.cleaning import Page, normalize_newlines, parse_iso_date
from index.reading.files import MAX_BYTES, UnreadableError
from index.reading.identifiers import derive_article_id
from index.types import Article, ArticleKind, Rejected

ReadHtml = Callable[[str], Page]
_LONGEST_URL = 4096
_KINDS: tuple[str, ...] = get_args(ArticleKind)


class ManyValuesError(UnreadableError):
    """One JSON value after another, each beginning on a line of its own."""


def parse_json(content: str) -> object:
    """A JSON value. Raises UnreadableError."""
    try:
        return cast(object, json.loads(content))
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and "\n" in content[: error.pos]:
            raise ManyValuesError("more than one JSON value: name the file .jsonl") from error
        raise UnreadableError(f"not JSON ({error.msg.lower()} at column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError("not JSON that can be read (a number too long, or nested too deep)") from error


def find_rows(value: object) -> list[object]:
    """The articles of a JSON file: one, a list of them, or {"articles": [...]}. Raises UnreadableError."""
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    if isinstance(value, list):
        if not value:
            raise UnreadableError("an empty list: no articles in it")
        return value
    return [value]


def row_to_article(row: object, *, read_html: ReadHtml) -> Article:
    """The article of one row. Raises UnreadableError, naming the key that is wrong."""
    if not isinstance(row, dict):
        raise UnreadableError(f"not a JSON object but {_named(row)}: give one object an article")
    fields = cast(Mapping[str, Any], row)
    title = _string(fields, "title")
    if title is None:
        raise UnreadableError('no "title"')
    page = _page(fields, read_html)
    url = _url(fields) or page.url
    authors = _authors(fields)
    article = Article(
        id=_string(fields, "id") or derive_article_id(url=url, text=page.text),
        title=title.strip(),
        text=page.text,
        url=url,
        publisher=_string(fields, "publisher") or page.publisher,
        authors=page.authors if authors is None else authors,
        published=_moment(fields, "published") or page.published,
        updated=_moment(fields, "updated") or page.updated,
        kind=_kind(fields) or page.kind,
        language=_string(fields, "language") or page.language,
    )
    _check_characters(article)
    return article


def _page(fields: Mapping[str, Any], read_html: ReadHtml) -> Page:
    text = _string(fields, "text")
    if text is not None and text.strip():
        return Page(normalize_newlines(text))
    html = _string(fields, "html")
    if html is not None and html.strip():
        return read_html(html)
    raise UnreadableError('no "text" and no "html", or nothing in them')


def _string(fields: Mapping[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise UnreadableError(f'"{key}" must be a string, not {_named(value)}')
    return value


def _url(fields: Mapping[str, Any]) -> str | None:
    url = (_string(fields, "url") or "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        if (
            len(url) <= _LONGEST_URL
            and parts.scheme.lower() in ("http", "https")
            and parts.hostname
            and parts.port != 0
        ):
            return url
    except ValueError:
        pass
    raise UnreadableError(f'"url" must be an http or https address, not {url[:100]!r}')


def _authors(fields: Mapping[str, Any]) -> tuple[str, ...] | None:
    value = fields.get("authors")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UnreadableError('"authors" must be a list of strings')
    return tuple(one.strip() for one in value if one.strip())


def _moment(fields: Mapping[str, Any], key: str) -> date | None:
    text = _string(fields, key)
    if text is None or not text.strip():
        return None
    try:
        return parse_iso_date(text)
    except ValueError as error:
        raise UnreadableError(f'"{key}" must be an ISO 8601 date such as 2025-08-17, not {text[:40]!r}') from error


def _kind(fields: Mapping[str, Any]) -> ArticleKind | None:
    kind = _string(fields, "kind")
    if kind is not None and kind not in _KINDS:
        raise UnreadableError(f'"kind" must be one of {", ".join(_KINDS)}, not {kind[:40]!r}')
    return cast(ArticleKind | None, kind)


def _check_characters(article: Article) -> None:
    if any(ord(letter) < ord(" ") for letter in article.id):  # SQLite's JSON ends a string at a NUL
        raise UnreadableError(f'"id" must be one line without control characters, not {article.id[:100]!r}')
    words = (
        article.id,
        article.title,
        article.text,
        article.url or "",
        article.publisher or "",
        article.language or "",
    )
    try:
        "".join((*words, *article.authors)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableError("half a character (a lone surrogate such as \\ud83d): write the whole one") from error


def _named(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SKIP = 1_000_000
_BLANK_LINES = 1_000
"""So many are passed over at a time: a file may hold nothing else."""


def read_lines(
    stream: BinaryIO, name: str, *, read_html: ReadHtml, on_line: Callable[[], None]
) -> Iterator[Article | Rejected]:
    """The article of every line that is not blank, or why it was rejected. Raises UnreadableError if there is none.

    `on_line` is called after a line was taken from the stream, and may raise to end the reading.
    """
    number = found = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        if number == 1 and line.startswith(_UTF_16):
            raise UnreadableError("JSON lines must be UTF-8, and this is UTF-16: save it as UTF-8")
        blank = line.isspace() and len(line) <= MAX_BYTES
        if not blank or number % _BLANK_LINES == 0:
            on_line()
        if blank or (number == 1 and line.strip() == codecs.BOM_UTF8):
            continue
        found += 1
        if len(line) > MAX_BYTES:
            _skip_line(stream, line, on_line)
            reason = f"a line of more than {MAX_BYTES // 1_000_000} MB: give one article a line"
            yield Rejected(name, reason, line=number)
        else:
            yield _read_line(line, name, number, read_html)
    if not found:
        raise UnreadableError("empty: there is nothing to read in it")


def _read_line(line: bytes, name: str, number: int, read_html: ReadHtml) -> Article | Rejected:
    try:
        return row_to_article(parse_json(_decoded(line, first=number == 1)), read_html=read_html)
    except UnreadableError as error:
        return Rejected(name, str(error), line=number)


def _decoded(line: bytes, *, first: bool) -> str:
    try:
        return line.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError("not UTF-8, which JSON lines must be: save it as UTF-8") from error


def _skip_line(stream: BinaryIO, part: bytes, on_part: Callable[[], None]) -> None:
    while part and not part.endswith(b"\n"):
        part = stream.readline(_SKIP)
        on_part()
