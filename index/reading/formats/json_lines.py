"""JSON lines: any number of articles, one line held at a time, and a bad line is only that line."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO

from index.reading.files import MAX_BYTES, UnreadableError
from index.reading.formats.json_articles import ReadHtml, parse, to_article
from index.types import Article, Rejected

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
        return to_article(parse(_decoded(line, first=number == 1)), read_html=read_html)
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
