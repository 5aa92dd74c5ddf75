"""What a person gives, one article after another, and how far the reading is."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from index.clean import Page
from index.identity import derive_article_id
from index.read.decode import decode
from index.read.files import OpenFile, UnreadableError, open_file
from index.read.json_articles import ManyValuesError, parse, rows_of, to_article
from index.read.lines import read_lines
from index.read.sniff import Format, tell_format
from index.read.text import read_text
from index.read.walk import FoundFile, walk
from index.types import Article, Rejected

STDIN = "-"
_WEB = ("http://", "https://")


class Reading(Iterator[Article | Rejected]):
    """The articles of some inputs, read as they are asked for, one file held at a time."""

    def __init__(self, inputs: Sequence[str], stdin: BinaryIO) -> None:
        self._inputs = tuple(inputs)
        self._stdin = stdin
        self._given = 0
        self._bytes_before = self._bytes_here = 0
        self._bytes_in_all: int | None = None
        self._articles = self._read()

    def __next__(self) -> Article | Rejected:
        one = next(self._articles)
        self._given += 1
        return one

    @property
    def expected(self) -> int | None:
        """How many there will be, judged by the bytes read so far. None before the first, and with standard input."""
        done = self._bytes_before + self._bytes_here
        if STDIN in self._inputs or not self._given or not done:
            return None
        if self._bytes_in_all is None:
            self._bytes_in_all = sum(one.size for one in walk(self._inputs) if isinstance(one, FoundFile))
        return max(self._given, round(self._given * self._bytes_in_all / done))

    def _read(self) -> Iterator[Article | Rejected]:
        for name in self._inputs:
            if name == STDIN:
                yield from self._read_stdin()
            elif name.lower().startswith(_WEB):
                yield Rejected(name, "fetching pages is not built yet: save the page as HTML and ingest the file")
            else:
                yield from self._read_path(name)

    def _read_path(self, name: str) -> Iterator[Article | Rejected]:
        for found in walk([name]):
            if isinstance(found, Rejected):
                yield found
            else:
                yield from self._read_file(found)
                self._bytes_before += found.size
                self._bytes_here = 0

    def _read_file(self, file: FoundFile) -> Iterator[Article | Rejected]:
        try:
            with open_file(file.path) as opened:
                kind = tell_format(opened.head, file.name)
                if kind == "lines":
                    yield from self._read_lines(opened, file)
                else:
                    yield from _read_whole(opened.read_whole(), kind, file.name)
        except UnreadableError as error:
            yield Rejected(file.name, str(error))

    def _read_lines(self, opened: OpenFile, file: FoundFile) -> Iterator[Article | Rejected]:
        def on_line() -> None:
            self._bytes_here = min(opened.position, file.size)
            opened.check_unpacking()

        yield from read_lines(opened.stream, file.name, read_html=_read_html, on_line=on_line)

    def _read_stdin(self) -> Iterator[Article | Rejected]:
        try:
            yield from read_lines(self._stdin, STDIN, read_html=_read_html, on_line=_nothing)
        except UnreadableError as error:
            yield Rejected(STDIN, str(error))
        except OSError as error:
            yield Rejected(STDIN, f"standard input cannot be read ({error.strerror or error})")


def read_inputs(inputs: Sequence[str], *, stdin: BinaryIO) -> Reading:
    """The articles of files, folders and `-` (JSON lines on `stdin`); for what cannot be read, why."""
    return Reading(inputs, stdin)


def _read_whole(content: bytes, kind: Format, name: str) -> Iterator[Article | Rejected]:
    text = decode(content, html=kind == "html")
    if not text.strip():
        raise UnreadableError("empty: there is nothing to read in it")
    if kind == "json":
        yield from _read_json(content, text, name)
    else:
        yield _to_article(_read_html(text) if kind == "html" else read_text(text))


def _read_json(content: bytes, text: str, name: str) -> Iterator[Article | Rejected]:
    try:
        rows = rows_of(parse(text))
    except ManyValuesError:  # JSON lines, whatever the name says
        yield from read_lines(io.BytesIO(content), name, read_html=_read_html, on_line=_nothing)
        return
    for number, row in enumerate(rows, start=1):
        try:
            yield to_article(row, read_html=_read_html)
        except UnreadableError as error:
            yield Rejected(name, f"article {number} of {len(rows)}: {error}" if len(rows) > 1 else str(error))


def _to_article(page: Page) -> Article:
    return Article(
        id=derive_article_id(url=page.url, text=page.text),
        title=page.title,
        text=page.text,
        url=page.url,
        publisher=page.publisher,
        authors=page.authors,
        published=page.published,
        updated=page.updated,
        kind=page.kind,
        language=page.language,
    )


def _read_html(content: str) -> Page:
    from index.read.html import read_html  # noqa: PLC0415 (trafilatura takes 0.3 s to import, and most inputs are JSON)

    return read_html(content)


def _nothing() -> None:
    """On a line of an input that is not measured."""
