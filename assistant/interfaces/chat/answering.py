"""Shows an answer as it arrives, with its sources below, and records it in the journal."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from assistant.answers.json_rows import link
from assistant.config.settings import NO_MODEL
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.chat.rendering import render_footer, render_related, render_sources, render_text
from assistant.interfaces.chat.source_numbers import renumber_answer, renumber_text
from assistant.interfaces.rendering.lines import Line
from assistant.journal import Asked
from assistant.types.types import Answer, Answered, Citation, Event, Searched, TextDelta, Turn

STOPPED = "[stopped]"


@dataclass(slots=True)
class _PartialAnswer:
    """The part of an answer that has arrived. `new` holds the citations that no earlier answer had."""

    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    new: list[Citation] = field(default_factory=list)
    answer: Answer | None = None


def ask_question(
    chat: Chat, question: str, *, history: Sequence[Turn] | None = None, replaces: int | None = None
) -> None:
    """Ask a question, show the answer as it arrives, and record it.

    If the person stops it, the part that was shown stays, with its sources, and is recorded as stopped.
    Raises OnrecordError.
    """
    partial = _PartialAnswer()
    stopped = False
    try:
        chat.screen.show_progress("searching …")
        if chat.index_has_changed():
            chat.screen.clear_progress()
            articles = chat.assistant.view().snapshot.totals().articles
            chat.screen.notice(f"The index was updated and now has {articles:,} articles.")
        with closing(_stream(chat, question, chat.turns if history is None else history)) as events:
            for event in events:
                _receive(chat, partial, event)
    except KeyboardInterrupt:
        chat.interrupts.press()
        stopped = partial.answer is None
    finally:
        chat.screen.clear_progress()
        if partial.text:
            chat.screen.end_answer()
    if stopped:
        chat.screen.notice("Stopped." if partial.text else "Stopped before the first result.", "yellow")
    if partial.answer is None and not partial.text:
        return
    _show_sources_and_footer(chat, partial)
    asked = Asked(
        question,
        partial.text if partial.answer else f"{partial.text} {STOPPED}",
        partial.answer,
        citations=() if partial.answer else tuple(partial.citations),
        filters=chat.filters,
        generation=chat.generation,
        replaces=replaces,
    )
    chat.record(asked)


def show_answer(chat: Chat, question: str, answer: Answer) -> None:
    """Show and record an answer that is already complete."""
    partial = _PartialAnswer()
    _receive(chat, partial, TextDelta(answer.text, answer.citations))
    _receive(chat, partial, Answered(answer))
    chat.screen.end_answer()
    _show_sources_and_footer(chat, partial)
    chat.record(Asked(question, answer.text, answer, filters=chat.filters, generation=chat.generation))


def show_again(chat: Chat, text: str, citations: Sequence[Citation]) -> None:
    """Show an earlier answer of the conversation again."""
    numbers, _ = chat.sources.add(citations)
    chat.screen.append(_render_piece(chat, renumber_text(text, numbers), citations))
    chat.screen.end_answer()
    sources = [source for citation in citations if (source := chat.sources.get(numbers[citation.marker]))]
    chat.screen.show([Line(), *render_sources([], sources)])


def _stream(chat: Chat, question: str, history: Sequence[Turn]) -> Generator[Event, None, None]:
    yield from chat.assistant.stream(question, history=history, filters=chat.filters)


def _receive(chat: Chat, partial: _PartialAnswer, event: Event) -> None:
    if isinstance(event, Searched):
        if chat.settings.model != NO_MODEL and event.found.enough:
            chat.screen.show_progress(f"waiting for {chat.settings.model} … (Ctrl-C to stop)")
    elif isinstance(event, TextDelta):
        numbers, new = chat.sources.add(event.citations)
        markers = {citation.marker for citation in partial.citations}
        partial.citations += [citation for citation in event.citations if citation.marker not in markers]
        partial.new += new
        partial.text += event.text
        chat.screen.append(_render_piece(chat, renumber_text(event.text, numbers), event.citations))
    else:
        partial.new += chat.sources.add(event.answer.citations)[1]
        partial.answer = event.answer
        partial.citations = list(event.answer.citations)


def _render_piece(chat: Chat, text: str, citations: Sequence[Citation]) -> Line:
    links = {f"[{chat.sources.number_of(cited)}]": link(cited.article, cited.span) for cited in citations}
    return render_text(text, links if chat.screen.styled else {})


def _show_sources_and_footer(chat: Chat, partial: _PartialAnswer) -> None:
    numbers, _ = chat.sources.add(partial.citations)
    sources = [source for cited in partial.citations if (source := chat.sources.get(numbers[cited.marker]))]
    new = {citation.marker for citation in partial.new}
    lines: list[Line] = [Line()]
    if partial.answer is not None:
        lines += render_related(renumber_answer(partial.answer, numbers))
    lines += render_sources(partial.new, [source for source in sources if source.marker not in new])
    if partial.answer is not None:
        if partial.citations:
            lines.append(Line())
        lines += render_footer(partial.answer.receipt)
    chat.screen.show(lines)
