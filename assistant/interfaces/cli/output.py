"""Prints results: styled on a terminal, as plain text with the links elsewhere."""

from __future__ import annotations

import json
import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.answers.phrases import count
from assistant.config.settings import use_colour
from assistant.interfaces.rendering.lines import Line, render_sources
from assistant.interfaces.rendering.safe_text import printable
from assistant.types import Answered, Checking, Event, TextDelta

MIN_TABLE_WIDTH = 72
"""In characters. In a narrower terminal, lines read better than a table."""
_DAY_WIDTH = 12
_COLUMN_RATIOS = (3, 9, None, 4)
"""None takes the width of its content."""


def print_json(row: Mapping[str, Any]) -> None:
    """Print one object on one line. A lone surrogate from a broken page is escaped."""
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(row)
    print(text)


def print_report(options: Namespace, row: Mapping[str, Any], lines: Iterable[Line]) -> int:
    """Print a result as JSON or as lines, as the options say, and return the exit code for success."""
    if options.json:
        print_json(row)
    else:
        print_lines(lines)
    return 0


def print_lines(lines: Iterable[Line], *, to: TextIO | None = None) -> None:
    """Print lines with styles and hyperlinks on a terminal; elsewhere as text, each link on a separate line."""
    to = to or sys.stdout
    if to.isatty() and use_colour():
        console = Console(file=to, highlight=False)
        for line in lines:
            console.print(_styled(line), soft_wrap=False)
        return
    for line in lines:
        parts = line.safe().parts
        print("".join(part.text for part in parts), file=to)
        for part in parts:
            if part.link:
                print(f"    <{part.link}>", file=to)


def table_fits() -> bool:
    """Return whether standard output is a terminal that is wide enough for a table."""
    return sys.stdout.isatty() and Console(file=sys.stdout).width >= MIN_TABLE_WIDTH


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Line]]) -> None:
    """Print a table as wide as the terminal."""
    console = Console(file=sys.stdout, highlight=False, color_system="auto" if use_colour() else None)
    table = Table(box=SIMPLE_HEAD, expand=True, leading=1, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", ratio=_COLUMN_RATIOS[number], min_width=_DAY_WIDTH)
    for row in rows:
        table.add_row(*map(_styled, row))
    console.print(table)


def stream_answer(events: Iterator[Event]) -> None:
    """Print the text of an answer as it arrives, then its sources."""
    wrapped = Wrapped(Console().width if sys.stdout.isatty() else None)
    for event in events:
        if isinstance(event, Checking) and sys.stderr.isatty():
            print(f"checking {count(event.sentences, 'sentence')} …", file=sys.stderr)
        elif isinstance(event, TextDelta):
            print(wrapped.take(printable(event.text)), end="", flush=True)
        elif isinstance(event, Answered):
            print(wrapped.end())
            print_lines(render_sources(event.answer))


class Wrapped:
    """Wraps text at words while it arrives. A width of None turns wrapping off."""

    def __init__(self, width: int | None) -> None:
        self._width = width
        self._column = 0
        self._word = ""

    def take(self, text: str) -> str:
        """Return the text that can be printed now: all but the last word, which may continue in the next piece."""
        if self._width is None:
            return text
        *whole, self._word = re.split(r"(?<=\s)", self._word + text)
        return "".join(map(self._place, whole))

    def end(self) -> str:
        return self._place(self._word)

    def _place(self, word: str) -> str:
        end = self._column + cell_len(word.rstrip())
        over = self._width is not None and self._column > 0 and end > self._width
        self._column = 0 if "\n" in word else (0 if over else self._column) + cell_len(word)
        return f"\n{word}" if over else word


def _styled(line: Line) -> Text:
    text = Text()
    for part in line.safe().parts:
        style = f"{part.style} link {part.link}" if part.link else part.style
        text.append(part.text, style=style.strip() or None)
    return text
