"""Where lines break: text in styled parts, appended as it comes, wrapped at words and never moved again.

Widths are columns of a terminal: a character of Chinese or an emoji takes two. Between two characters of Chinese,
Japanese or Korean a line may break; a word that is longer than a line is cut. The width is asked for at every word, so
that a window that was resized in mid-answer is kept to from there on; what stands above, the terminal reflows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from rich.cells import cell_len

from assistant.interfaces.rendering.lines import Line, Part

_EAST = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff"
_PIECES = re.compile(rf"\n|[^\S\n]+|[{_EAST}]|[^\s{_EAST}]+")
_WIDE = re.compile(f"[{_EAST}]")
_ITEM = re.compile(r"(?:[-*•]|\d{1,3}[.)]|\[\d+\])")
"""What begins an item of a list, or a source: what goes on below it is indented."""
_SKINS = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
NARROWEST = 8


class Flow:
    """Appends parts. `columns` gives the width, None for none: then nothing is wrapped."""

    def __init__(self, columns: Callable[[], int | None], *, hang: int = 0) -> None:
        self._columns = columns
        self._hang = hang
        self._indent = hang
        self._column = 0
        self._space = 0
        self._word: list[Part] = []

    def take(self, parts: Iterable[Part]) -> list[Part]:
        """What can be shown by now: all but the last word, which may go on in the next piece."""
        shown: list[Part] = []
        for part in parts:
            for piece in _PIECES.findall(part.text.replace("\t", "    ")):
                if piece == "\n":
                    shown += [*self._place(), Part("\n")]
                    self._column, self._space, self._indent = 0, 0, self._hang
                elif piece.isspace():
                    shown += self._place()
                    self._space += len(piece)
                elif _WIDE.fullmatch(piece):
                    shown += self._place()
                    self._word.append(replace(part, text=piece))
                    shown += self._place()
                else:
                    self._word.append(replace(part, text=piece))
        return shown

    def end(self) -> list[Part]:
        """The last word."""
        return self._place()

    def _place(self) -> list[Part]:
        if not self._word:
            return []
        word, self._word = self._word, []
        columns = self._columns()
        wide = sum(width(part.text) for part in word)
        placed = list(self._gap(wide, columns))
        if self._column == len(placed and placed[0].text) and _ITEM.fullmatch("".join(part.text for part in word)):
            self._indent = self._column + wide + 1
        if columns is not None and wide > columns - self._column:
            placed += self._cut(word, max(NARROWEST, columns))
        else:
            placed += word
            self._column += wide
        return placed

    def _gap(self, wide: int, columns: int | None) -> Iterator[Part]:
        """The spaces before a word, or the break and the indent that stand in their place."""
        space, self._space = self._space, 0
        if columns is not None and self._column and self._column + space + wide > columns:
            yield self._break(columns)
        elif space:
            self._column += space
            yield Part(" " * space)

    def _cut(self, word: Iterable[Part], columns: int) -> Iterator[Part]:
        """A word that no line holds, line by line."""
        for part in word:
            held = ""
            for char in part.text:
                if self._column + width(held + char) > columns and width(char):
                    yield replace(part, text=held)
                    held = ""
                    yield self._break(columns)
                held += char
            self._column += width(held)
            yield replace(part, text=held)

    def _break(self, columns: int) -> Part:
        self._column = self._indent if self._indent < columns // 2 else 0
        return Part("\n" + " " * self._column)


def width(text: str) -> int:
    """Columns that a text takes, and never fewer: terminals differ in what they make of emoji that are joined."""
    return max(cell_len(text), sum(2 if char in _SKINS else cell_len(char) for char in text))


def joined(parts: Iterable[Part]) -> list[Part]:
    """Words of one style, and what stands between them on the same line, as one part again."""
    found: list[Part] = []
    gap: Part | None = None
    for part in parts:
        if found and not part.style and not part.link and part.text.isspace() and "\n" not in part.text and gap is None:
            gap = part
        elif found and (part.style, part.link) == (found[-1].style, found[-1].link):
            found[-1] = replace(part, text=found[-1].text + (gap.text if gap else "") + part.text)
            gap = None
        else:
            found += [*([gap] if gap else []), part]
            gap = None
    return [*found, *([gap] if gap else [])]


def flowed(line: Line, columns: int | None, *, hang: int = 0) -> list[Part]:
    """A whole line."""
    flow = Flow(lambda: columns, hang=hang)
    return [*flow.take(line.parts), *flow.end()]
