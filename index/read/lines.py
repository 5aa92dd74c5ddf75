"""JSON lines: any number of articles, one line held at a time, and a bad line is only that line."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO

from index.read.files import MAX_BYTES, UnreadableError
from index.read.json_articles import ReadHtml, parse, to_article
from index.types import Article, Rejected

_SKIP = 1_000_000


def read_lines(
    stream: BinaryIO, name: str, *, read_html: ReadHtml, after_each: Callable[[], None]
) -> Iterator[Article | Rejected]:
    """The article of every line that is not blank, or why it was rejected. Raises UnreadableError if there is none."""
    number = found = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        try:
            if len(line) > MAX_BYTES:
                _skip_line(stream, line, after_each)
                raise UnreadableError(f"a line of more than {MAX_BYTES // 1_000_000} MB: is it one article a line?")
            if number == 1:
                line = _without_mark(line)
            if line.strip():
                found += 1
                yield to_article(parse(_decoded(line)), read_html=read_html)
        except UnreadableError as error:
            found += 1
            yield Rejected(name, str(error), line=number)
        after_each()
    if not found:
        raise UnreadableError("empty: there is nothing to read in it")


def _without_mark(line: bytes) -> bytes:
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError("JSON lines must be UTF-8, and this is UTF-16: save it as UTF-8")
    return line.removeprefix(codecs.BOM_UTF8)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError("not UTF-8, which JSON lines must be: save it as UTF-8") from error


def _skip_line(stream: BinaryIO, part: bytes, after_each: Callable[[], None]) -> None:
    while part and not part.endswith(b"\n"):
        part = stream.readline(_SKIP)
        after_each()
