"""Exports a conversation as Markdown, or an answer as plain text, with sources. Article text is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.answers.article_rows import link
from assistant.answers.phrases import NEAREST_HEADING, describe_unanswered
from assistant.interfaces.chat.conversation import SourceNumbers, renumber_text
from assistant.interfaces.rendering.phrases import format_source, one_line
from assistant.interfaces.rendering.safe_text import printable
from assistant.journal import Exchange
from assistant.types import Answer, Citation, NearPassage

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
            *([_escape(describe_unanswered(answer.unanswered))] if answer and answer.unanswered else []),
            *(["\n".join(map(_list_item, cited))] if cited else []),
            *(_nearest(answer) if answer else []),
            f"*Asked on {exchange.at.astimezone():%Y-%m-%d %H:%M}, {how}.*",
        ]
    return "\n\n".join(parts) + "\n"


def to_plain_text(exchange: Exchange, sources: SourceNumbers) -> str:
    """Return the answer and its sources as text to paste."""
    text, cited = _numbered(exchange, sources)
    answer = exchange.answer
    lines = [text]
    if answer and answer.unanswered:
        lines += ["", describe_unanswered(answer.unanswered)]
    lines += [""] if cited else []
    lines += [f"[{citation.marker}] {_reference(citation)}" for citation in cited]
    if answer and answer.nearest:
        lines += ["", NEAREST_HEADING]
        lines += [line for one in answer.nearest for line in (f"- {one_line(one.quote)}", f"  {_reference(one)}")]
    return "\n".join(map(printable, lines))


def _reference(source: Citation | NearPassage) -> str:
    address = link(source.article, source.span)
    title = f"{one_line(source.article.title)}, {format_source(source.article, ())}"
    return f"{title} {address}" if address else title


def _nearest(answer: Answer) -> list[str]:
    """Return the nearest passages as a heading and a list."""
    items = [f"- {_escape(one_line(one.quote))}  \n  {_linked_title(one)}" for one in answer.nearest]
    return [NEAREST_HEADING, "\n".join(items)] if items else []


def _numbered(exchange: Exchange, sources: SourceNumbers) -> tuple[str, list[Citation]]:
    numbers = sources.add(exchange.citations)
    cited = [source for citation in exchange.citations if (source := sources.get(numbers[citation.marker]))]
    return renumber_text(exchange.asked.text, numbers), cited


def _escape(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", printable(text)))


def _list_item(citation: Citation) -> str:
    return f"- [{citation.marker}] {_linked_title(citation)}  \n  {_escape(one_line(citation.quote))}"


def _linked_title(source: Citation | NearPassage) -> str:
    address = link(source.article, source.span)
    title = _escape(one_line(source.article.title))
    head = f"[{title}](<{address}>)" if address and _is_plain(address) else title
    return f"{head}, {_escape(format_source(source.article, source.also_carried_by))}"


def _is_plain(address: str) -> bool:
    return address.startswith(("http://", "https://")) and not re.search(r"[\s<>\\\x00-\x1f]", address)
