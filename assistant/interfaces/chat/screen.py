"""Writes lines and answers to a terminal, or plainly to whatever reads them. Only appends; nothing is drawn anew.

Everything goes through `Line.safe()`: what an article or a model sent cannot drive the terminal, and nothing in it is
read as markup.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from typing import TextIO

from rich.color import ColorSystem
from rich.style import Style

from assistant.interfaces.chat.line_wrapping import Flow, flowed, joined
from assistant.interfaces.rendering.lines import Line, Part, text_line
from index.errors import OnrecordError

_CLEAR = "\r\x1b[K"
HANG = 4
"""How far what is indented, or begins with a command, is indented where it goes on."""


class Screen:
    """Where a conversation is shown. `columns` is None where nobody looks: nothing is wrapped then, and addresses stand
    on lines of their own. `styled` lets escape codes out: colours, bold, hyperlinks; `terminal` those that move and
    copy."""

    def __init__(
        self,
        out: TextIO,
        notices: TextIO,
        *,
        columns: Callable[[], int] | None,
        styled: bool,
        terminal: bool,
    ) -> None:
        self._out = out
        self._notices = notices
        self._columns = columns
        self.styled = styled
        self.terminal = terminal
        self._flow: Flow | None = None
        self._waiting = False

    def columns(self) -> int | None:
        """Asked for anew each time: windows are resized. One column is left free, so that no terminal wraps before we
        do."""
        return None if self._columns is None else max(12, self._columns() - 1)

    def show(self, lines: Iterable[Line]) -> None:
        """Whole lines of a result."""
        for line in lines:
            self._line(line, self._out)
        self._out.flush()

    def notice(self, text: str, style: str = "dim") -> None:
        """Something that is no part of a result."""
        self._line(text_line(text, style), self._notices)
        self._notices.flush()

    def error(self, error: OnrecordError) -> None:
        """What went wrong, and what to do about it."""
        self._line(text_line(str(error), "bold red"), self._notices)
        if error.hint:
            self._line(text_line(f"  {error.hint}"), self._notices)
        self._notices.flush()

    def wait(self, text: str) -> None:
        """Say what is being waited for, until the answer begins. Only where a person looks."""
        if self.terminal:
            self.waited()
            columns = self.columns() or 80
            self._out.write(self._styled(Part(text_line(text).safe().parts[0].text[: columns - 1], "dim")))
            self._out.flush()
            self._waiting = True

    def append(self, line: Line) -> None:
        """The next piece of an answer: whole words, so that its last one is shown with it."""
        self.waited()
        if self._flow is None:
            self._flow = Flow(self.columns)
        self._write([*self._flow.take(line.safe().parts), *self._flow.end()], self._out)
        self._out.flush()

    def end(self) -> None:
        """The answer is whole, or was stopped."""
        self.waited()
        if self._flow is not None:
            self._out.write("\n")
            self._flow = None
        self._out.flush()

    def waited(self) -> None:
        if self._waiting:
            self._out.write(_CLEAR)
            self._waiting = False

    def copy(self, text: str) -> bool:
        """Hand a text to the terminal's clipboard (OSC 52). Whether it takes it, no terminal tells."""
        if not self.terminal:
            return False
        content = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
        self._out.write(f"\x1b]52;c;{content}\x07")
        self._out.flush()
        return True

    def _line(self, line: Line, to: TextIO) -> None:
        safe = line.safe()
        hang = HANG if safe.parts and safe.parts[0].text.startswith((" ", "/")) else 0
        self._write([*flowed(safe, self.columns(), hang=hang), Part("\n")], to)
        if not self.styled:
            for part in safe.parts:
                if part.link:
                    to.write(f"    <{part.link}>\n")

    def _write(self, parts: Iterable[Part], to: TextIO) -> None:
        to.write("".join(map(self._styled, joined(parts))))

    def _styled(self, part: Part) -> str:
        if not self.styled or not (part.style or part.link):
            return part.text
        style = Style.parse(part.style) if part.style else Style()
        if part.link:
            style += Style(link=part.link)
        return style.render(part.text, color_system=ColorSystem.EIGHT_BIT)
