"""A conversation as a Markdown file, or an answer as plain text, with sources. Article text is no markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.answers.article_rows import link
from assistant.interfaces.chat.source_numbers import Sources, renumbered
from assistant.interfaces.rendering.phrases import one_line, told_source
from assistant.interfaces.rendering.safe_text import printable
from assistant.journal import Exchange
from assistant.types import Citation

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
_LINE_START = re.compile(r"(?m)^(\s*)([-+]|\d{1,9}(?=[.)]))")
_MARKER = re.compile(r"\\\[(\d+)\\\]")


def as_markdown(exchanges: Iterable[Exchange], sources: Sources) -> str:
    """Question, answer and sources, one after the other; what was answered anew is left out."""
    parts: list[str] = []
    for one in exchanges:
        if one.replaced:
            continue
        numbers, _ = sources.take(one.citations)
        text = _MARKER.sub(r"[\1]", escaped(renumbered(one.asked.text, numbers)))
        parts += [f"## {escaped(one_line(one.asked.question))}", text]
        listed = [found for c in one.citations if (found := sources.get(numbers[c.marker]))]
        if listed:
            parts.append("\n".join(_item(citation) for citation in listed))
        parts.append(f"*Asked on {one.at.astimezone():%Y-%m-%d %H:%M}{_composer(one)}.*")
    return "\n\n".join(parts) + "\n"


def plain_answer(exchange: Exchange, sources: Sources) -> str:
    """The answer and its sources as text, to be pasted."""
    numbers, _ = sources.take(exchange.citations)
    lines = [printable(renumbered(exchange.asked.text, numbers))]
    listed = [found for c in exchange.citations if (found := sources.get(numbers[c.marker]))]
    for citation in listed:
        address = link(citation.article, citation.span)
        told = f"[{citation.marker}] {one_line(citation.article.title)}, {told_source(citation.article, ())}"
        lines.append(printable(f"{told}{f' {address}' if address else ''}"))
    return "\n".join([lines[0], "", *lines[1:]]) if listed else lines[0]


def escaped(text: str) -> str:
    """The words so that Markdown shows them as they are."""
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", printable(text)))


def _item(citation: Citation) -> str:
    address = link(citation.article, citation.span)
    title = escaped(one_line(citation.article.title))
    head = f"[{title}](<{address}>)" if address and _is_plain(address) else title
    where = escaped(told_source(citation.article, citation.also_carried_by))
    return f"- [{citation.marker}] {head}, {where}  \n  {escaped(one_line(citation.quote))}"


def _is_plain(address: str) -> bool:
    return address.startswith(("http://", "https://")) and not re.search(r"[\s<>\\\x00-\x1f]", address)


def _composer(exchange: Exchange) -> str:
    if exchange.answer is None:
        return ", and stopped before the answer was whole"
    return f", answered by {escaped(exchange.answer.receipt.composer)}"
