"""Exports a conversation as Markdown, or an answer as plain text, with sources. Article text is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.answers.article_rows import link
from assistant.interfaces.chat.conversation import SourceNumbers, renumber_text
from assistant.interfaces.rendering.phrases import format_source, one_line
from assistant.interfaces.rendering.safe_text import printable
from assistant.journal import Exchange
from assistant.types import Citation

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
_LINE_START = re.compile(r"(?m)^(\s*)([-+]|\d{1,9}(?=[.)]))")
_ESCAPED_MARKER = re.compile(r"\\\[(\d+)\\\]")


def to_markdown(exchanges: Iterable[Exchange], sources: SourceNumbers) -> str:
    """Return each question with its answer and sources; answers that were replaced are left out."""
    parts: list[str] = []
    for exchange in exchanges:
        if exchange.replaced:
            continue
        text, cited = _numbered(exchange, sources)
        answer = exchange.answer
        how = f"answered by {_escape(answer.receipt.composer)}" if answer else "stopped before the answer was complete"
        parts += [
            f"## {_escape(one_line(exchange.asked.question))}",
            _ESCAPED_MARKER.sub(r"[\1]", _escape(text)),
            *(["\n".join(map(_list_item, cited))] if cited else []),
            f"*Asked on {exchange.at.astimezone():%Y-%m-%d %H:%M}, {how}.*",
        ]
    return "\n\n".join(parts) + "\n"


def to_plain_text(exchange: Exchange, sources: SourceNumbers) -> str:
    """Return the answer and its sources as text to paste."""
    text, cited = _numbered(exchange, sources)
    lines = [text, *([""] if cited else [])]
    for citation in cited:
        address = link(citation.article, citation.span)
        source = f"[{citation.marker}] {one_line(citation.article.title)}, {format_source(citation.article, ())}"
        lines.append(f"{source} {address}" if address else source)
    return "\n".join(map(printable, lines))


def _numbered(exchange: Exchange, sources: SourceNumbers) -> tuple[str, list[Citation]]:
    numbers = sources.add(exchange.citations)
    cited = [source for citation in exchange.citations if (source := sources.get(numbers[citation.marker]))]
    return renumber_text(exchange.asked.text, numbers), cited


def _escape(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", printable(text)))


def _list_item(citation: Citation) -> str:
    address = link(citation.article, citation.span)
    title = _escape(one_line(citation.article.title))
    head = f"[{title}](<{address}>)" if address and _is_plain(address) else title
    source = _escape(format_source(citation.article, citation.also_carried_by))
    return f"- [{citation.marker}] {head}, {source}  \n  {_escape(one_line(citation.quote))}"


def _is_plain(address: str) -> bool:
    return address.startswith(("http://", "https://")) and not re.search(r"[\s<>\\\x00-\x1f]", address)
