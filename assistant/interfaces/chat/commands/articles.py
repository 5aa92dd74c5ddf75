"""Commands on articles: `/statements`, `/summarise`, `/digest`, `/timeline`, `/compare`, `/ingest`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.app.assistant import Assistant
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.commands import build_comparison, build_digest, build_timeline, find_statements, strip_quotes
from assistant.interfaces.rendering.lines import Line, render_rejected, render_report, render_statements, text_line
from assistant.interfaces.rendering.progress import watch
from assistant.types import Answer, Filters
from index.errors import UsageError

_MAX_STATEMENTS = 40


def _within_filters(build: Callable[[Assistant, str, Filters], Answer]) -> Callable[[Chat, str], Answer]:
    """Return a chat command that builds an overview within the conversation's filters."""
    return lambda chat, arguments: build(chat.assistant, arguments, chat.filters)


digest, timeline, compare = map(_within_filters, (build_digest, build_timeline, build_comparison))


def list_statements(chat: Chat, arguments: str) -> list[Line]:
    """List statements for `X`, `X about T` or `about T`, within the filters."""
    what, statements = find_statements(chat.assistant, arguments, chat.filters)
    if not statements:
        return [text_line(f"No record of a statement{what}.")]
    lines = render_statements(statements[:_MAX_STATEMENTS])
    more = len(statements) - _MAX_STATEMENTS
    if more > 0:
        lines.append(text_line(f"{more:,} more. To narrow the list, add “about …” or use /filter.", "dim"))
    return lines


def summarise(chat: Chat, arguments: str) -> Answer:
    """Summarise articles named by source number, id, URL or file; without arguments, the one cited last."""
    if not arguments and not len(chat.sources):
        raise UsageError("no article to summarise", hint="give a source number, an article id, a URL or a file")
    names = arguments.split() or [str(len(chat.sources))]
    return chat.assistant.summarise(*dict.fromkeys(_article_id(chat, name) for name in names))


def ingest(chat: Chat, arguments: str) -> list[Line]:
    name = strip_quotes(arguments)
    if not name:
        raise UsageError("no file, folder or URL given", hint="for example: /ingest articles/ or /ingest https://…")
    if name == "-":
        raise UsageError(
            "the chat cannot read articles from standard input, because that is where you type",
            hint="give a file, a folder or a URL",
        )
    if chat.own_settings is not None:
        chat.screen.notice("Leaving the sample articles. New articles go into your own index.")
        settings = chat.settings
        chat.use_settings(replace(chat.own_settings, model=settings.model, max_cost=settings.max_cost))
        chat.own_settings = None
        chat.restart()
    with watch(quiet=chat.quiet, colour=chat.screen.styled) as progress:
        report = chat.assistant.ingest([name], progress=progress)
    for line in render_rejected(report.rejected):
        chat.screen.notice(line.parts[0].text, "yellow")
    return render_report(report, str(chat.settings.index))


def _article_id(chat: Chat, name: str) -> str:
    """Return the id of the article with that source number; any other name is returned as it is."""
    bare = name.strip("[],")
    return chat.source(int(bare)).article.id if bare.isascii() and bare.isdigit() else name
