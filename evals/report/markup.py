"""HTML that cannot be broken out of: every text is escaped here, and only here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = Markup | str | None


def text(content: Content) -> Markup:
    """Anything as HTML; what is not HTML already is escaped."""
    return content if isinstance(content, Markup) else Markup(escape(content or "", quote=True))


def join(contents: Iterable[Content], between: str = "") -> Markup:
    return Markup(between.join(text(one) for one in contents))


def tag(name: str, *contents: Content, **attributes: object) -> Markup:
    """An element. `class_` is class; an attribute that is None or False is left out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Markup(f"<{name}{told}>{join(contents)}</{name}>")


def table(headings: Sequence[str], rows: Iterable[Sequence[Content]], *, numbers_from: int = 1) -> Markup:
    """A table whose columns from `numbers_from` on are figures."""
    head = tag(
        "tr", *(tag("th", one, class_="number" if at >= numbers_from else None) for at, one in enumerate(headings))
    )
    body = (
        tag("tr", *(tag("td", one, class_="number" if at >= numbers_from else None) for at, one in enumerate(row)))
        for row in rows
    )
    return tag("div", tag("table", tag("thead", head), tag("tbody", *body)), class_="scroll")
