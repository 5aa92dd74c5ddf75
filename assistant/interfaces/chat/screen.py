"""Writes lines and answers to a terminal or, as plain text, to a pipe. Output is only appended, never redrawn.

Everything passes `Line.safe()`, so text from articles and models cannot control the terminal.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from typing import TextIO

from rich.color import ColorSystem
from rich.style import Style

from assistant.interfaces.chat.line_wrapping import LineWrapper, merge_parts, wrap_line
from assistant.interfaces.rendering.lines import Line, Part, text_line
from index.errors import OnrecordError

_CLEAR_LINE = "\r\x1b[K"
_INDENT = 4
"""Columns by which the wrapped rest of an indented line or a command is indented."""


class Screen:
    """Shows a conversation.

    `columns` returns the width; None turns wrapping off. `styled` allows colours and hyperlinks; without it, addresses
    are printed on lines of their own. `terminal` allows codes that clear the line and copy to the clipboard.
    """

    def __init__(
        self, out: TextIO, notices: TextIO, *, columns: Callable[[], int] | None, styled: bool, terminal: bool
    ) -> None:
        self._out = out
        self._notices = notices
        self._columns = columns
        self.styled = styled
        self.terminal = terminal
        self._wrapper: LineWrapper | None = None
        self._shows_progress = False

    def columns(self) -> int | None:
        """Return the current width, less one column so that the terminal never wraps first."""
        return None if self._columns is None else max(12, self._columns() - 1)

    def show(self, lines: Iterable[Line]) -> None:
        """Print the lines of a result."""
        for line in lines:
            self._print(line, self._out)
        self._out.flush()

    def notice(self, text: str, style: str = "dim") -> None:
        """Print a message that is not part of a result."""
        self._print(text_line(text, style), self._notices)
        self._notices.flush()

    def error(self, error: OnrecordError) -> None:
        """Print an error and its hint."""
        self.notice(str(error), "bold red")
        if error.hint:
            self.notice(f"  {error.hint}", "")

    def show_progress(self, text: str) -> None:
        """Show a text until the answer begins. Only on a terminal."""
        if self.terminal:
            self.clear_progress()
            columns = self.columns() or 80
            self._out.write(self._style(Part(text_line(text).safe().parts[0].text[: columns - 1], "dim")))
            self._out.flush()
            self._shows_progress = True

    def clear_progress(self) -> None:
        if self._shows_progress:
            self._out.write(_CLEAR_LINE)
            self._shows_progress = False

    def append(self, line: Line) -> None:
        """Append the next piece of an answer. Pieces end at word boundaries, so the last word is shown at once."""
        self.clear_progress()
        if self._wrapper is None:
            self._wrapper = LineWrapper(self.columns)
        self._write([*self._wrapper.feed(line.safe().parts), *self._wrapper.flush()], self._out)
        self._out.flush()

    def end_answer(self) -> None:
        """End the line of an answer that is complete or was stopped."""
        self.clear_progress()
        if self._wrapper is not None:
            self._out.write("\n")
            self._wrapper = None
        self._out.flush()

    def copy(self, text: str) -> bool:
        """Send a text to the terminal's clipboard (OSC 52). Terminals do not report whether they accept it."""
        if not self.terminal:
            return False
        content = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
        self._out.write(f"\x1b]52;c;{content}\x07")
        self._out.flush()
        return True

    def _print(self, line: Line, to: TextIO) -> None:
        safe = line.safe()
        indent = _INDENT if safe.parts and safe.parts[0].text.startswith((" ", "/")) else 0
        self._write([*wrap_line(safe, self.columns(), indent=indent), Part("\n")], to)
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
