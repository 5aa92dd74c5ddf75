"""Prints results: styled on a terminal that wants it, plain text that keeps the links everywhere else."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from assistant.cli.printable import printable
from assistant.cli.render import Line, render_sources
from assistant.config import colour_wanted
from assistant.types import Answered, Event, TextDelta


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


def stream_answer(events: Iterator[Event]) -> None:
    """The answer's text as it comes, then its sources."""
    for event in events:
        if isinstance(event, TextDelta):
            print(printable(event.text), end="", flush=True)
        elif isinstance(event, Answered):
            print()
            print_lines(render_sources(event.answer))


def _styled(line: Line) -> Text:
    text = Text()
    for part in line.safe().parts:
        style = f"{part.style} link {part.link}" if part.link else part.style
        text.append(part.text, style=style.strip() or None)
    return text
