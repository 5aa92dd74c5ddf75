"""Articles in JSON and JSON lines, in the form that CONTRACT.md describes. Their `text` is not changed."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, cast, get_args
from urllib.parse import urlsplit

from index.reading.cleaning.byline import parse_iso_date
from index.reading.cleaning.page import Page, normalize_newlines
from index.reading.files import MAX_BYTES, UnreadableError
from index.reading.identifiers import derive_article_id
from index.types import Article, ArticleKind, Rejected

ReadHtml = Callable[[str], Page]
_KINDS: tuple[str, ...] = get_args(ArticleKind)
_BLANK_LINES = 1_000  # skipped between two calls of `on_line`: a file may contain nothing else


class ManyValuesError(UnreadableError):
    """The content is several JSON values, each starting on a new line."""


def read_lines(
    stream: BinaryIO, name: str, *, read_html: ReadHtml, on_line: Callable[[], object] = lambda: None
) -> Iterator[Article | Rejected]:
    """Yield an article or a rejection for every line that is not blank. Raises UnreadableError if all are blank.

    `on_line` is called after a line is taken from the stream, and may raise to stop reading.
    """
    number = found = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        if number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnreadableError("JSON lines must be UTF-8, and this is UTF-16: save it as UTF-8")
        is_blank = line.isspace() and len(line) <= MAX_BYTES
        if not is_blank or number % _BLANK_LINES == 0:
            on_line()
        if is_blank or (number == 1 and line.strip() == codecs.BOM_UTF8):
            continue
        found += 1
        if len(line) > MAX_BYTES:
            _skip_line(stream, line, on_line)
            reason = f"a line of more than {MAX_BYTES // 1_000_000} MB: give one article per line"
            yield Rejected(name, reason, line=number)
        else:
            yield _read_line(line, name, number, read_html)
    if not found:
        raise UnreadableError("empty: it contains no text")


def _read_line(line: bytes, name: str, number: int, read_html: ReadHtml) -> Article | Rejected:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        return row_to_article(parse_json(text), read_html=read_html)
    except UnicodeDecodeError:
        return Rejected(name, "not UTF-8, which JSON lines must be: save it as UTF-8", line=number)
    except UnreadableError as error:
        return Rejected(name, str(error), line=number)


def _skip_line(stream: BinaryIO, part: bytes, on_part: Callable[[], object]) -> None:
    while part and not part.endswith(b"\n"):
        part = stream.readline(1_000_000)
        on_part()


def parse_json(content: str) -> object:
    """Return a JSON value. Raises ManyValuesError for JSON lines, and UnreadableError for invalid JSON."""
    try:
        return cast(object, json.loads(content))
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and "\n" in content[: error.pos]:
            raise ManyValuesError("more than one JSON value: name the file .jsonl") from error
        raise UnreadableError(f"not JSON ({error.msg.lower()} at column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError("the JSON cannot be read: a number is too long, or the nesting is too deep") from error


def find_rows(value: object) -> list[object]:
    """Return the rows of a JSON file: one article, a list, or {"articles": [...]}. Raises UnreadableError if empty."""
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    if not isinstance(value, list):
        return [value]
    if not value:
        raise UnreadableError("an empty list: no articles in it")
    return value


def row_to_article(row: object, *, read_html: ReadHtml) -> Article:
    """Return the article of one row. Raises UnreadableError with the name of the invalid key."""
    if not isinstance(row, dict):
        raise UnreadableError(f"not a JSON object but {_describe_type(row)}: give one object per article")
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
        published=_date(fields, "published") or page.published,
        updated=_date(fields, "updated") or page.updated,
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
        raise UnreadableError(f'"{key}" must be a string, not {_describe_type(value)}')
    return value


def _url(fields: Mapping[str, Any]) -> str | None:
    url = (_string(fields, "url") or "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        is_web = parts.scheme.lower() in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web or len(url) > 4096:
        raise UnreadableError(f'"url" must be an http or https address, not {url[:100]!r}')
    return url


def _authors(fields: Mapping[str, Any]) -> tuple[str, ...] | None:
    names = fields.get("authors")
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UnreadableError('"authors" must be a list of strings')
    return tuple(name.strip() for name in names if name.strip())


def _date(fields: Mapping[str, Any], key: str) -> date | None:
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
    if any(character < " " for character in article.id):  # SQLite's JSON ends a string at a NUL
        raise UnreadableError(f'"id" must be one line without control characters, not {article.id[:100]!r}')
    optional = (article.url, article.publisher, article.language)
    try:
        "".join((article.id, article.title, article.text, *filter(None, optional), *article.authors)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableError(
            "a lone surrogate such as \\ud83d, which is half a character: remove or fix it"
        ) from error


def _describe_type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
