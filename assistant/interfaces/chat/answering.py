"""Shows an answer as it arrives, with its sources below, and records it in the journal."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from assistant.answers.article_rows import link
from assistant.answers.phrases import count
from assistant.config.settings import NO_MODEL
from assistant.interfaces.chat.conversation import Chat, renumber_text
from assistant.interfaces.chat.rendering import render_footer, render_related, render_sources, render_text
from assistant.interfaces.rendering.lines import Line, render_nearest, render_unanswered
from assistant.journal import Exchange, ExchangeContent
from assistant.types import Answer, Answered, Checking, Citation, Event, Searched, TextDelta, Turn

STOPPED = "[stopped]"


@dataclass(slots=True)
class _PartialAnswer:
    """The part of an answer that has arrived. Sources above `known_sources` are new."""

    known_sources: int
    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    answer: Answer | None = None


def ask_question(
    chat: Chat, question: str, *, history: Sequence[Turn] | None = None, replaces: int | None = None
) -> None:
    """Ask a question, show the answer as it arrives, and record it. Raises OnrecordError. If the person stops it, the
    part that was shown stays, with its sources, and is recorded as stopped."""
    partial = _PartialAnswer(len(chat.sources))
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
    if partial.answer is not None or partial.text:
        _complete(chat, question, partial, replaces)


def show_answer(chat: Chat, question: str, answer: Answer) -> None:
    """Show and record an answer that is already complete."""
    partial = _PartialAnswer(len(chat.sources))
    _receive(chat, partial, TextDelta(answer.text, answer.citations))
    _receive(chat, partial, Answered(answer))
    chat.screen.end_answer()
    _complete(chat, question, partial)


def show_again(chat: Chat, exchange: Exchange) -> None:
    """Show an earlier answer of the conversation again."""
    answer, citations = exchange.answer, exchange.citations
    chat.screen.append(_render_piece(chat, exchange.asked.text, citations))
    chat.screen.end_answer()
    lines = [Line(), *(render_unanswered(answer) if answer else []), *render_sources([], _sources(chat, citations))]
    chat.screen.show([*lines, *(_nearest(answer) if answer else [])])


def _stream(chat: Chat, question: str, history: Sequence[Turn]) -> Generator[Event, None, None]:
    yield from chat.assistant.stream(question, history=history, filters=chat.filters)


def _receive(chat: Chat, partial: _PartialAnswer, event: Event) -> None:
    if isinstance(event, Searched):
        if chat.settings.model != NO_MODEL and event.found:
            chat.screen.show_progress(f"waiting for {chat.settings.model} … (Ctrl-C to stop)")
    elif isinstance(event, Checking):
        chat.screen.show_progress(f"checking {count(event.sentences, 'sentence')} … (Ctrl-C to stop)")
    elif isinstance(event, TextDelta):
        markers = {citation.marker for citation in partial.citations}
        partial.citations += [citation for citation in event.citations if citation.marker not in markers]
        partial.text += event.text
        chat.screen.append(_render_piece(chat, event.text, event.citations))
    else:
        partial.answer = event.answer
        partial.citations = list(event.answer.citations)


def _render_piece(chat: Chat, text: str, citations: Sequence[Citation]) -> Line:
    numbers = chat.sources.add(citations)
    links = {f"[{numbers[cited.marker]}]": link(cited.article, cited.span) for cited in citations}
    return render_text(renumber_text(text, numbers), links if chat.screen.styled else {})


def _sources(chat: Chat, citations: Sequence[Citation]) -> list[Citation]:
    return [source for number in chat.sources.add(citations).values() if (source := chat.sources.get(number))]


def _nearest(answer: Answer) -> list[Line]:
    """Return the nearest passages, with a line between them and the sources."""
    return [*([Line()] if answer.nearest and answer.citations else []), *render_nearest(answer)]


def _complete(chat: Chat, question: str, partial: _PartialAnswer, replaces: int | None = None) -> None:
    """Show the sources and the footer, and record the answer."""
    answer = partial.answer
    numbers = chat.sources.add(partial.citations)
    lines = [Line(), *([*render_unanswered(answer), *render_related(answer, numbers)] if answer else [])]
    known = [source for source in _sources(chat, partial.citations) if source.marker <= partial.known_sources]
    lines += render_sources(chat.sources.after(partial.known_sources), known)
    if answer is not None:
        lines += _nearest(answer)
        lines += [*([Line()] if partial.citations or answer.nearest else []), *render_footer(answer.receipt)]
    chat.screen.show(lines)
    text = partial.text if answer else f"{partial.text} {STOPPED}"
    citations = () if answer else tuple(partial.citations)
    asked = ExchangeContent(question, text, answer, citations=citations, filters=chat.filters)
    chat.record(replace(asked, generation=chat.generation, replaces=replaces))
