"""Commands on conversations: `/new`, `/sessions`, `/resume`, `/search`, `/save`, `/regen`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from assistant.answers.phrases import count, format_day
from assistant.interfaces.chat.answering import ask_question, show_again
from assistant.interfaces.chat.conversation import SESSION_PREFIX, Chat, short_key
from assistant.interfaces.chat.markdown import to_markdown
from assistant.interfaces.chat.rendering import format_filters
from assistant.interfaces.commands import strip_quotes
from assistant.interfaces.rendering.lines import Line, Part, text_line
from assistant.interfaces.rendering.phrases import one_line
from assistant.journal import Session
from assistant.journal.records import MATCH_END, MATCH_START
from index.errors import UsageError

_FORCE = "--force"
_MAX_LISTED = 20
_MAX_RESUMABLE = 1_000


def start_new(chat: Chat, _arguments: str) -> list[Line]:
    chat.restart()
    return [text_line("New conversation. Source numbers start at 1 again.", "dim")]


def list_sessions(chat: Chat, _arguments: str) -> list[Line]:
    saved = chat.journal.sessions(within=SESSION_PREFIX, limit=_MAX_LISTED)
    if not saved:
        return [text_line("No saved conversations yet.")]
    lines = []
    for session in saved:
        current = ", current" if session.key == chat.session else ""
        about = f"{format_day(session.last.astimezone())}, {count(session.exchanges, 'question')}{current}  "
        key = Part(f"{short_key(session.key)}  ", "bold cyan")
        lines.append(Line((key, Part(about, "dim"), Part(one_line(session.title)))))
    return lines


def resume(chat: Chat, arguments: str) -> list[Line]:
    session = find_session(chat, arguments)
    exchanges = chat.journal.exchanges(session.key)
    chat.restart(session.key, exchanges)
    last = exchanges[-1]
    chat.screen.notice(
        f"Resumed {short_key(session.key)}: {count(len(exchanges), 'question')}, "
        f"last on {format_day(session.last.astimezone())}."
    )
    if active := format_filters(chat.filters):
        chat.screen.notice(f"Filters: {active} (/filter off clears them)")
    chat.screen.show([Line(), text_line(f"> {one_line(last.asked.question)}", "bold"), Line()])
    show_again(chat, last)
    return []


def find_session(chat: Chat, arguments: str) -> Session:
    """Return the other session that starts as typed or, if nothing is typed, the latest. Raises UsageError."""
    saved = chat.journal.sessions(within=SESSION_PREFIX, limit=_MAX_RESUMABLE)
    others = [session for session in saved if session.key != chat.session]
    typed = arguments.strip().lower()
    if not others:
        raise UsageError(
            "no other saved conversation", hint="a conversation is saved automatically when you ask a question"
        )
    if not typed:
        return others[0]
    matches = [session for session in others if short_key(session.key).startswith(typed)]
    if len(matches) == 1:
        return matches[0]
    if not matches and short_key(chat.session).startswith(typed):
        raise UsageError(f"{typed!r} is the current conversation", hint="/sessions lists the others")
    problem = f"{len(matches)} conversations start with" if matches else "no conversation starts with"
    raise UsageError(f"{problem} {typed!r}", hint="/sessions lists them; /search finds them by their text")


def search(chat: Chat, arguments: str) -> list[Line]:
    if not arguments:
        raise UsageError("no words to search for", hint='for example: /search "Article 5" guarantees')
    found = chat.journal.search(arguments, within=SESSION_PREFIX, limit=_MAX_LISTED)
    if not found:
        return [text_line(f"No past answer contains all of: {arguments}")]
    lines: list[Line] = []
    for hit in found:
        where = "this conversation" if hit.session == chat.session else f"/resume {short_key(hit.session)}"
        about = Part(f"  {format_day(hit.at.astimezone())}, {where}", "dim")
        lines += [Line((Part(one_line(hit.question), "bold"), about)), Line((Part("    "), *_highlight(hit.snippet)))]
    return lines


def save(chat: Chat, arguments: str) -> list[Line]:
    force = arguments.endswith(_FORCE)
    name = strip_quotes(arguments.removesuffix(_FORCE))
    if not name:
        raise UsageError("no file to save to", hint="for example: /save answers.md")
    if not chat.exchanges:
        raise UsageError("nothing to save yet", hint="ask a question first")
    file = Path(name).expanduser()
    try:
        # Readable by its owner only: a newsroom's questions are confidential until it shares them.
        mode = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
        with os.fdopen(os.open(file, mode, 0o600), "w", encoding="utf-8", errors="replace") as out:
            out.write(to_markdown(chat.exchanges, chat.sources))
    except FileExistsError:
        hint = f"choose another name, or overwrite it: /save {name} {_FORCE}"
        raise UsageError(f"{str(file)!r} already exists", hint=hint) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot write {str(file)!r}: {reason}", hint="choose another file") from error
    saved = count(sum(not exchange.replaced for exchange in chat.exchanges), "answer")
    return [text_line(f"Saved {saved} with sources to {file}.", "dim")]


def regenerate(chat: Chat, _arguments: str) -> list[Line]:
    last = chat.last_exchange
    question = last.asked.question
    if question.startswith("/"):
        raise UsageError(
            f"only questions can be asked again, and {question!r} was a command", hint="type the command again"
        )
    history = tuple(exchange.turn for exchange in chat.exchanges[:-1] if not exchange.replaced)
    chat.screen.notice(f"Asking again: {one_line(question)}")
    ask_question(chat, question, history=history, replaces=last.id if last.id > 0 else None)
    return []


def _highlight(snippet: str) -> Iterable[Part]:
    for piece in one_line(snippet).split(MATCH_START):
        found, end, rest = piece.partition(MATCH_END)
        yield from [Part(found, "bold"), Part(rest)] if end else [Part(found)]
