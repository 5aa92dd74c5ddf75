"""Writes lines and answers to a terminal or, as plain text, to a pipe. Output is only appended, never redrawn.
Everything passes `Line.safe()`, so text from articles and models cannot control the terminal."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TextIO

from rich.color import ColorSystem
from rich.style import Style

from assistant.interfaces.chat.line_wrapping import LineWrapper, merge_parts, wrap_line
from assistant.interfaces.rendering.lines import Line, Part, text_line
from index.errors import OnrecordError

_CLEAR_LINE = "\r\x1b[K"
_INDENT = 4  # columns by which the wrapped rest of an indented line or a command is indented


@dataclass(slots=True)
class Screen:
    """Shows a conversation. `columns` returns the width; None turns wrapping off. `styled` allows colours and
    hyperlinks; without it, addresses are printed on lines of their own. `terminal` allows codes that clear the line and
    copy to the clipboard."""

    out: TextIO
    notices: TextIO
    columns: Callable[[], int] | None
    styled: bool
    terminal: bool
    _wrapper: LineWrapper | None = None
    _shows_progress: bool = False

    def width(self) -> int | None:
        """Return the current width, less one column so that the terminal never wraps first."""
        return None if self.columns is None else max(12, self.columns() - 1)

    def show(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._print(line, self.out)
        self.out.flush()

    def notice(self, text: str, style: str = "dim") -> None:
        """Print a message that is not part of a result."""
        self._print(text_line(text, style), self.notices)
        self.notices.flush()

    def error(self, error: OnrecordError) -> None:
        self.notice(str(error), "bold red")
        if error.hint:
            self.notice(f"  {error.hint}", "")

    def show_progress(self, text: str) -> None:
        """Show a text until the answer begins. Only on a terminal."""
        if self.terminal:
            self.clear_progress()
            columns = self.width() or 80
            self.out.write(self._style(Part(text_line(text).safe().parts[0].text[: columns - 1], "dim")))
            self.out.flush()
            self._shows_progress = True

    def clear_progress(self) -> None:
        if self._shows_progress:
            self.out.write(_CLEAR_LINE)
            self._shows_progress = False

    def append(self, line: Line) -> None:
        """Append the next piece of an answer. Pieces end at word boundaries, so the last word is shown at once."""
        self.clear_progress()
        if self._wrapper is None:
            self._wrapper = LineWrapper(self.width)
        self._write([*self._wrapper.feed(line.safe().parts), *self._wrapper.flush()], self.out)
        self.out.flush()

    def end_answer(self) -> None:
        """End the line of an answer that is complete or was stopped."""
        self.clear_progress()
        if self._wrapper is not None:
            self.out.write("\n")
            self._wrapper = None
        self.out.flush()

    def copy(self, text: str) -> bool:
        """Send a text to the terminal's clipboard (OSC 52). Terminals do not report whether they accept it."""
        if not self.terminal:
            return False
        content = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
        self.out.write(f"\x1b]52;c;{content}\x07")
        self.out.flush()
        return True

    def _print(self, line: Line, to: TextIO) -> None:
        safe = line.safe()
        indent = _INDENT if safe.parts and safe.parts[0].text.startswith((" ", "/")) else 0
        self._write([*wrap_line(safe, self.width(), indent=indent), Part("\n")], to)
        if not self.styled:
            for part in safe.parts:
                if part.link:
                    to.write(f"    <{part.link}>\n")

    def _write(self, parts: Iterable[Part], to: TextIO) -> None:
        to.write("".join(map(self._style, merge_parts(parts))))

    def _style(self, part: Part) -> str:
        if not self.styled or not (part.style or part.link):
            return part.text
        style = Style.parse(part.style) if part.style else Style()
        if part.link:
            style += Style(link=part.link)
        return style.render(part.text, color_system=ColorSystem.EIGHT_BIT)
