"""Wraps styled text at words while it arrives; text that was placed never moves. Widths are terminal columns: a Chinese
character or an emoji takes two. A line may break between two Chinese, Japanese or Korean characters, and a word that is
longer than a line is split. The width is read again for each word, so text that follows a resize fits the new
window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from rich.cells import cell_len

from assistant.interfaces.rendering.lines import Line, Part

_CJK = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff"
_PIECES = re.compile(rf"\n|[^\S\n]+|[{_CJK}]|[^\s{_CJK}]+")
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_LIST_MARKER = re.compile(r"(?:[-*•]|\d{1,3}[.)]|\[\d+\])")
"""Starts a list item or a source; its wrapped lines are indented below its text."""
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
MIN_COLUMNS = 8


class LineWrapper:
    """Wraps parts as they arrive. `columns` returns the width; None turns wrapping off."""

    def __init__(self, columns: Callable[[], int | None], *, indent: int = 0) -> None:
        self._columns = columns
        self._line_indent = indent
        self._indent = indent
        self._column = 0
        self._spaces = 0
        self._word: list[Part] = []
        self._last_style: tuple[str, str | None] = ("", None)

    def feed(self, parts: Iterable[Part]) -> list[Part]:
        """Return what can be shown: everything but the last word, which may continue in the next piece."""
        placed: list[Part] = []
        for part in parts:
            for piece in _PIECES.findall(part.text.replace("\t", "    ")):
                if piece == "\n":
                    placed += [*self.flush(), Part("\n")]
                    self._column, self._spaces, self._indent = 0, 0, self._line_indent
                elif piece.isspace():
                    placed += self.flush()
                    self._spaces += len(piece)
                elif _CJK_CHARACTER.fullmatch(piece):
                    placed += self.flush()
                    self._word.append(replace(part, text=piece))
                    placed += self.flush()
                else:
                    self._word.append(replace(part, text=piece))
        return placed

    def flush(self) -> list[Part]:
        if not self._word:
            return []
        word, self._word = self._word, []
        columns = self._columns()
        width = sum(column_width(part.text) for part in word)
        placed = list(self._place_gap(word[0], width, columns))
        starts_line = self._column == len(placed and placed[0].text)
        if starts_line and _LIST_MARKER.fullmatch("".join(part.text for part in word)):
            self._indent = self._column + width + 1
        if columns is not None and width > columns - self._column:
            placed += self._split(word, max(MIN_COLUMNS, columns))
        else:
            placed += word
            self._column += width
        self._last_style = (word[-1].style, word[-1].link)
        return placed

    def _place_gap(self, start: Part, width: int, columns: int | None) -> Iterator[Part]:
        """Yield the spaces before a word, or the line break and indent that replace them."""
        spaces, self._spaces = self._spaces, 0
        style = (start.style, start.link)
        if columns is not None and self._column and self._column + spaces + width > columns:
            yield self._break(columns)
        elif spaces:
            self._column += spaces
            yield Part(" " * spaces, *(style if style == self._last_style else ()))

    def _split(self, word: Iterable[Part], columns: int) -> Iterator[Part]:
        for part in word:
            text = ""
            for char in part.text:
                if self._column + column_width(text + char) > columns and column_width(char):
                    yield replace(part, text=text)
                    text = ""
                    yield self._break(columns)
                text += char
            self._column += column_width(text)
            yield replace(part, text=text)

    def _break(self, columns: int) -> Part:
        self._column = self._indent if self._indent < columns // 2 else 0
        return Part("\n" + " " * self._column)


def column_width(text: str) -> int:
    """Return the most columns the text may take: terminals differ in how they show joined emoji."""
    return max(cell_len(text), sum(2 if char in _SKIN_TONES else cell_len(char) for char in text))


def merge_parts(parts: Iterable[Part]) -> list[Part]:
    """Join neighbouring parts of one style."""
    groups = groupby(parts, key=lambda part: (part.style, part.link))
    return [Part("".join(part.text for part in group), *style) for style, group in groups]


def wrap_line(line: Line, columns: int | None, *, indent: int = 0) -> list[Part]:
    """Return a complete line, wrapped; its wrapped rest starts at `indent`."""
    wrapper = LineWrapper(lambda: columns, indent=indent)
    return [*wrapper.feed(line.parts), *wrapper.flush()]
