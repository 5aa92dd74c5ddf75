"""Prints results: styled on a terminal that wants it, plain text that keeps the links everywhere else."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.config.settings import colour_wanted
from assistant.interfaces.rendering.lines import Line, render_sources
from assistant.interfaces.rendering.safe_text import printable
from assistant.types import Answered, Event, TextDelta

NARROWEST_TABLE = 72
"""Columns of characters. Below, a table is a tangle of half words, and lines read better."""
_LONGEST_DAY = 12
_SHARES = (3, 9, None, 4)
"""How the columns part the width; the days take what they need."""


def print_json(row: Mapping[str, Any]) -> None:
    """One object on one line. A lone surrogate out of a broken page is escaped, not an error."""
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(row)
    print(text)


def print_lines(lines: Iterable[Line], *, to: TextIO | None = None) -> None:
    """Lines of text; on a terminal with styles and hyperlinks, elsewhere with the addresses on lines of their own."""
    to = to or sys.stdout
    if to.isatty() and colour_wanted():
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
    """A person is looking at standard output, through a window that is wide enough for columns."""
    return sys.stdout.isatty() and Console(file=sys.stdout).width >= NARROWEST_TABLE


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Line]]) -> None:
    """A table as wide as the terminal; the second column takes the room that the others leave."""
    console = Console(file=sys.stdout, highlight=False, color_system="auto" if colour_wanted() else None)
    table = Table(box=SIMPLE_HEAD, expand=True, leading=1, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", ratio=_SHARES[number], min_width=_LONGEST_DAY)
    for row in rows:
        table.add_row(*map(_styled, row))
    console.print(table)


def stream_answer(events: Iterator[Event]) -> None:
    """The answer's text as it comes, then its sources."""
    wrapped = Wrapped(Console().width if sys.stdout.isatty() else None)
    for event in events:
        if isinstance(event, TextDelta):
            print(wrapped.take(printable(event.text)), end="", flush=True)
        elif isinstance(event, Answered):
            print(wrapped.end())
            print_lines(render_sources(event.answer))


class Wrapped:
    """Wraps text at words while it comes; a width of None leaves the lines as they are."""

    def __init__(self, width: int | None) -> None:
        self._width = width
        self._column = 0
        self._word = ""

    def take(self, text: str) -> str:
        """What can be printed by now: all but the last word, which may go on in the next piece."""
        if self._width is None:
            return text
        *whole, self._word = re.split(r"(?<=\s)", self._word + text)
        return "".join(map(self._place, whole))

    def end(self) -> str:
        return self._place(self._word)

    def _place(self, word: str) -> str:
        bare = word.rstrip()
        over = self._width is not None and self._column > 0 and self._column + cell_len(bare) > self._width
        before = self._column if not over else 0
        self._column = 0 if "\n" in word else before + cell_len(word)
        return f"\n{word}" if over else word


def _styled(line: Line) -> Text:
    text = Text()
    for part in line.safe().parts:
        style = f"{part.style} link {part.link}" if part.link else part.style
        text.append(part.text, style=style.strip() or None)
    return text
