"""A question asked in a conversation: its answer as it comes, its sources, and its place in the journal."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from assistant.answers.article_rows import link
from assistant.config.settings import NO_MODEL
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.chat.rendering import footer, prose, related, sources_shown
from assistant.interfaces.chat.source_numbers import in_conversation, renumbered
from assistant.interfaces.rendering.lines import Line
from assistant.journal import Asked
from assistant.types import Answer, Answered, Citation, Event, Searched, TextDelta, Turn

STOPPED = "[stopped]"


@dataclass(slots=True)
class _Heard:
    """How far an answer has come."""

    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    new: list[Citation] = field(default_factory=list)
    answer: Answer | None = None


def ask(
    chat: Chat, question: str, *, history: Sequence[Turn] | None = None, replaces: int | None = None
) -> Answer | None:
    """Show the answer while it comes and keep it. None where the person stopped it: what was shown stays, with its
    sources, marked as stopped. Raises OnrecordError."""
    heard = _Heard()
    history = chat.turns if history is None else history
    stopped = False
    try:
        chat.screen.wait("looking …")
        if chat.moved():
            chat.screen.waited()
            chat.screen.notice(_moved(chat))
        with closing(_events(chat, question, history)) as events:
            for event in events:
                _hear(chat, heard, event)
    except KeyboardInterrupt:
        chat.interrupts.again()
        stopped = heard.answer is None
    finally:
        chat.screen.waited()
        if heard.text:
            chat.screen.end()
    if stopped:
        chat.screen.notice("Stopped." if heard.text else "Stopped before anything was found.", "yellow")
    if heard.answer is None and not heard.text:
        return None
    _show_rest(chat, heard)
    asked = Asked(
        question,
        heard.text if heard.answer else f"{heard.text} {STOPPED}",
        heard.answer,
        citations=() if heard.answer else tuple(heard.citations),
        filters=chat.filters,
        generation=chat.generation,
        replaces=replaces,
    )
    chat.keep(asked)
    return heard.answer


def tell(chat: Chat, question: str, answer: Answer) -> None:
    """Show an answer that is whole already, and keep it as an exchange."""
    heard = _Heard()
    _hear(chat, heard, TextDelta(answer.text, answer.citations))
    _hear(chat, heard, Answered(answer))
    chat.screen.end()
    _show_rest(chat, heard)
    chat.keep(Asked(question, answer.text, answer, filters=chat.filters, generation=chat.generation))


def show_again(chat: Chat, text: str, citations: Sequence[Citation]) -> None:
    """An answer of the conversation, once more."""
    numbers, _ = chat.sources.take(citations)
    chat.screen.append(_piece(chat, renumbered(text, numbers), citations))
    chat.screen.end()
    chat.screen.show([Line(), *sources_shown([], [s for c in citations if (s := chat.sources.get(numbers[c.marker]))])])


def _events(chat: Chat, question: str, history: Sequence[Turn]) -> Generator[Event, None, None]:
    yield from chat.assistant.stream(question, history=history, filters=chat.filters)


def _hear(chat: Chat, heard: _Heard, event: Event) -> None:
    if isinstance(event, Searched):
        if chat.settings.model != NO_MODEL and event.found.enough:
            chat.screen.wait(f"asking {chat.settings.model} … (Ctrl-C stops it)")
    elif isinstance(event, TextDelta):
        numbers, new = chat.sources.take(event.citations)
        known = {citation.marker for citation in heard.citations}
        heard.citations += [one for one in event.citations if one.marker not in known]
        heard.new += new
        heard.text += event.text
        chat.screen.append(_piece(chat, renumbered(event.text, numbers), event.citations))
    else:
        _, new = chat.sources.take(event.answer.citations)
        heard.new += new
        heard.answer = event.answer
        heard.citations = list(event.answer.citations)


def _piece(chat: Chat, text: str, citations: Sequence[Citation]) -> Line:
    links = {f"[{chat.sources.number(one)}]": link(one.article, one.span) for one in citations}
    return prose(text, links if chat.screen.styled else {})


def _show_rest(chat: Chat, heard: _Heard) -> None:
    """What stands under an answer."""
    numbers, _ = chat.sources.take(heard.citations)
    new = {citation.marker for citation in heard.new}
    again = [s for c in heard.citations if numbers[c.marker] not in new and (s := chat.sources.get(numbers[c.marker]))]
    lines: list[Line] = [Line()]
    if heard.answer is not None:
        lines += related(in_conversation(heard.answer, numbers))
    lines += sources_shown(heard.new, again)
    if heard.answer is not None:
        if heard.citations:
            lines.append(Line())
        lines += footer(heard.answer.receipt)
    chat.screen.show(lines)


def _moved(chat: Chat) -> str:
    totals = chat.assistant.view().snapshot.totals()
    return f"The index has moved on: it holds {totals.articles:,} articles now."
