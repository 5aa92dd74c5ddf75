"""What lies behind an answer: `/source`, `/open`, `/why`, `/copy`."""

from __future__ import annotations

from assistant.answers.article_rows import link
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.chat.markdown import plain_answer
from assistant.interfaces.chat.rendering import in_its_article, why
from assistant.interfaces.commands.arguments import read_number
from assistant.interfaces.rendering.lines import Line, text_line
from assistant.interfaces.rendering.phrases import one_line, told_source
from assistant.types import Citation
from index.errors import UsageError


def source(chat: Chat, words: str) -> list[Line]:
    citation = chat.source(_number(chat, words))
    return in_its_article(citation, chat.current(citation.article))


def open_page(chat: Chat, words: str) -> list[Line]:
    citation = chat.source(_number(chat, words))
    address = link(citation.article, citation.span)
    if address is None or not _safe(address):
        raise UsageError(
            f"source {citation.marker} has no address that can be opened",
            hint=f"/source {citation.marker} shows its passage",
        )
    if chat.world.open_page(address):
        return [text_line(f"Opened {address}", "dim")]
    return [text_line(f"No browser could be started. The address is {address}")]


def explain(chat: Chat, words: str) -> list[Line]:
    del words
    if chat.last is None:
        raise UsageError("nothing was asked yet", hint="ask something first; /why tells how the last answer came about")
    return why(chat.last, chat.spent)


def copy(chat: Chat, words: str) -> list[Line]:
    if words:
        citation = chat.source(read_number(words, what="source"))
        text, what = _quoted(citation), f"source {citation.marker}"
    elif chat.last is not None:
        text, what = plain_answer(chat.last, chat.sources), "the answer with its sources"
    else:
        raise UsageError("nothing to copy yet", hint="ask something first")
    if not chat.world.copy(text):
        raise UsageError("there is no clipboard to copy to", hint="/save FILE writes the conversation to a file")
    return [text_line(f"Copied {what}.", "dim")]


def _number(chat: Chat, words: str) -> int:
    """The number that was given; without one the only source there is."""
    if not words and len(chat.sources) == 1:
        return 1
    return read_number(words, what="source")


def _quoted(citation: Citation) -> str:
    """The verified words and where they stand: enough to be checked wherever they are pasted."""
    address = link(citation.article, citation.span)
    lines = [
        one_line(citation.quote),
        f"{one_line(citation.article.title)} ({told_source(citation.article, citation.also_carried_by)})",
        *([address] if address else []),
    ]
    return "\n".join(lines)


def _safe(address: str) -> bool:
    """Only what a browser is for, and nothing that a shell or a terminal could take for something else."""
    return (
        address.startswith(("http://", "https://"))
        and address.isascii()
        and address.isprintable()
        and " " not in address
    )
