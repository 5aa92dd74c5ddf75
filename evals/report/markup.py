"""HTML elements with escaped text: the only place that escapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = Markup | str | None


def join(contents: Iterable[Content]) -> Markup:
    """Return the contents as HTML, escaping everything that is not Markup."""
    return Markup("".join(text if isinstance(text, Markup) else escape(text or "", quote=True) for text in contents))


def tag(name: str, *contents: Content, **attributes: object) -> Markup:
    """Return an element. A trailing underscore in an attribute name is dropped, as in `class_`; None and False too."""
    given = {key.rstrip("_"): value for key, value in attributes.items() if value is not None and value is not False}
    text = "".join(f' {key.replace("_", "-")}="{escape(str(value), quote=True)}"' for key, value in given.items())
    return Markup(f"<{name}{text}>{join(contents)}</{name}>")


def table(headings: Sequence[str], rows: Iterable[Sequence[Content]], *, numbers_from: int = 1) -> Markup:
    """Return a table. The columns from `numbers_from` on contain numbers."""

    def cells(name: str, row: Sequence[Content]) -> Markup:
        classes = (None if at < numbers_from else "number" for at in range(len(row)))
        return tag("tr", *(tag(name, cell, class_=class_) for cell, class_ in zip(row, classes, strict=True)))

    body = tag("tbody", *(cells("td", row) for row in rows))
    return tag("div", tag("table", tag("thead", cells("th", headings)), body), class_="scroll")
