"""What is read from the index, and into it: `/statements`, `/ingest`."""

from __future__ import annotations

from dataclasses import replace

from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.commands import overviews as verbs
from assistant.interfaces.commands.arguments import strip_quotes
from assistant.interfaces.rendering.lines import Line, render_rejected, render_report, render_statements, text_line
from assistant.interfaces.rendering.progress import watch
from index.errors import UsageError

_MOST = 40


def statements(chat: Chat, words: str) -> list[Line]:
    """`X`, `X about T` or `about T`, within the filters in force."""
    whose, found = verbs.statements(chat.assistant, words, chat.filters)
    if not found:
        return [text_line(f"No record of a statement{whose}.")]
    lines = render_statements(found[:_MOST])
    if len(found) > _MOST:
        lines.append(text_line(f"{len(found) - _MOST:,} more: narrow it with “about …” or /filter.", "dim"))
    return lines


def ingest(chat: Chat, words: str) -> list[Line]:
    name = strip_quotes(words)
    if not name:
        raise UsageError("nothing to read", hint="for example: /ingest articles/ or /ingest https://…")
    if name == "-":
        raise UsageError("standard input is what you type here", hint="give a file, a folder or an address")
    if chat.home is not None:
        chat.screen.notice("Leaving the sample articles: what is read goes into your own index.")
        chat.use(replace(chat.home, model=chat.settings.model, max_cost=chat.settings.max_cost))
        chat.home = None
        chat.begin()
    with watch(quiet=chat.quiet, colour=chat.screen.styled) as progress:
        report = chat.assistant.ingest([name], progress=progress)
    for line in render_rejected(report.rejected):
        chat.screen.notice(line.parts[0].text, "yellow")
    return render_report(report, str(chat.settings.index))
