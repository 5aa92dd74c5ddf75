"""Commands on an answer: `/source`, `/open`, `/why`, `/copy`, `/feedback`."""

from __future__ import annotations

from typing import cast, get_args

from assistant.answers.article_rows import link
from assistant.errors import did_you_mean
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.chat.markdown import to_plain_text
from assistant.interfaces.chat.rendering import render_passage, render_receipt
from assistant.interfaces.commands import parse_source_number
from assistant.interfaces.rendering.lines import Line, text_line
from assistant.interfaces.rendering.phrases import format_source, one_line
from assistant.journal import Verdict
from assistant.types import Citation
from index.errors import UsageError

_VERDICTS: tuple[str, ...] = get_args(Verdict)


def show_source(chat: Chat, arguments: str) -> list[Line]:
    citation = _find_source(chat, arguments)
    return render_passage(citation, chat.current_version(citation.article))


def open_page(chat: Chat, arguments: str) -> list[Line]:
    citation = _find_source(chat, arguments)
    address = link(citation.article, citation.span)
    if address is None or not _is_safe(address):
        number = citation.marker
        raise UsageError(f"source {number} has no web address to open", hint=f"/source {number} shows the passage")
    if chat.desktop.open_page(address):
        return [text_line(f"Opened {address}", "dim")]
    return [text_line(f"Could not open a browser. The address is {address}")]


def explain(chat: Chat, _arguments: str) -> list[Line]:
    return render_receipt(chat.last_exchange, chat.spent)


def copy(chat: Chat, arguments: str) -> list[Line]:
    if arguments:
        citation = chat.source(parse_source_number(arguments))
        text, what = _quote_with_source(citation), f"source {citation.marker}"
    else:
        text, what = to_plain_text(chat.last_exchange, chat.sources), "the answer with its sources"
    if not chat.desktop.copy(text):
        raise UsageError("no clipboard available", hint="/save FILE writes the conversation to a file")
    return [text_line(f"Copied {what}.", "dim")]


def give_feedback(chat: Chat, arguments: str) -> list[Line]:
    """Store a verdict on the last answer, and a note. `onrecord eval candidates` turns it into test questions."""
    typed, _, note = arguments.partition(" ")
    verdict = typed.lower()
    if verdict not in _VERDICTS:
        raise UsageError(f"unknown verdict {typed!r}", hint=did_you_mean(typed, _VERDICTS))
    exchange = chat.last_exchange
    if exchange.id < 0:
        raise UsageError(
            "the last answer cannot be rated, because it was not saved",
            hint="the file that stores questions and answers (the journal) could not be written",
        )
    chat.journal.give_feedback(exchange.id, who="you", verdict=cast(Verdict, verdict), note=note.strip())
    return [text_line(f"Feedback saved: {verdict}.", "dim")]


def _find_source(chat: Chat, arguments: str) -> Citation:
    """Return the source with the typed number; without a number, the only source."""
    return chat.source(1 if not arguments and len(chat.sources) == 1 else parse_source_number(arguments))


def _quote_with_source(citation: Citation) -> str:
    """Return the verified words with their article and address, so that a reader can check them."""
    source = f"{one_line(citation.article.title)} ({format_source(citation.article, citation.also_carried_by)})"
    address = link(citation.article, citation.span)
    return "\n".join([one_line(citation.quote), source, *([address] if address else [])])


def _is_safe(address: str) -> bool:
    """Return whether it is a plain web address that no shell or terminal could misread."""
    is_web = address.startswith(("http://", "https://"))
    return is_web and address.isascii() and address.isprintable() and " " not in address
