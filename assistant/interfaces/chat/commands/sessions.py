"""Conversations, this one and the past ones: `/new`, `/sessions`, `/resume`, `/search`, `/save`, `/regen`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from assistant.errors import JournalUnusable
from assistant.interfaces.chat import asking
from assistant.interfaces.chat.conversation import KEYS, Chat, short
from assistant.interfaces.chat.markdown import as_markdown
from assistant.interfaces.chat.rendering import filters_told
from assistant.interfaces.commands.arguments import strip_quotes
from assistant.interfaces.rendering.lines import Line, Part, text_line
from assistant.interfaces.rendering.phrases import one_line, told_day
from assistant.journal import Session
from assistant.journal.records import END, HIT
from index.errors import UsageError

_FORCE = "--force"
LISTED = 20


def new(chat: Chat, words: str) -> list[Line]:
    del words
    chat.begin()
    return [text_line("A new conversation. Sources count from 1 again.", "dim")]


def sessions(chat: Chat, words: str) -> list[Line]:
    del words
    listed = chat.journal.sessions(within=KEYS, limit=LISTED)
    if not listed:
        return [text_line("No conversation is kept yet.")]
    return [_session(one, here=one.key == chat.session) for one in listed]


def resume(chat: Chat, words: str) -> list[Line]:
    found = find_session(chat, words)
    exchanges = chat.journal.exchanges(found.key)
    chat.begin(found.key, exchanges)
    last = exchanges[-1]
    count = f"{len(exchanges)} question{'' if len(exchanges) == 1 else 's'}"
    chat.screen.notice(f"Going on with {short(found.key)}: {count}, the last on {told_day(found.last.astimezone())}.")
    if told := filters_told(chat.filters):
        chat.screen.notice(f"Narrowed to {told} as before; /filter off takes that away.")
    chat.screen.show([Line(), text_line(f"> {one_line(last.asked.question)}", "bold"), Line()])
    asking.show_again(chat, last.asked.text, last.citations)
    return []


def find_session(chat: Chat, words: str) -> Session:
    """The session that is meant by its number, or by as much of it as nothing else begins with; without words the last
    one before this. Raises UsageError."""
    known = [one for one in chat.journal.sessions(within=KEYS, limit=1_000) if one.key != chat.session]
    wanted = words.strip().lower()
    if not known:
        raise UsageError("no other conversation is kept", hint="what is asked here is kept from now on")
    if not wanted:
        return known[0]
    meant = [one for one in known if short(one.key).startswith(wanted)]
    if len(meant) == 1:
        return meant[0]
    if not meant and short(chat.session).startswith(wanted):
        raise UsageError(f"{wanted!r} is this conversation", hint="/sessions lists the others")
    what = "no conversation" if not meant else f"{len(meant)} conversations begin with"
    raise UsageError(f"{what} {wanted!r}", hint="/sessions lists them, /search finds them by their words")


def search(chat: Chat, words: str) -> list[Line]:
    if not words:
        raise UsageError("no words to search for", hint='for example: /search "Article 5" guarantees')
    found = chat.journal.search(words, within=KEYS, limit=LISTED)
    if not found:
        return [text_line(f"Nothing in past answers holds all of: {words}")]
    lines: list[Line] = []
    for one in found:
        where = "this conversation" if one.session == chat.session else f"/resume {short(one.session)}"
        lines += [
            Line(
                (
                    Part(one_line(one.question), "bold"),
                    Part(f"  {told_day(one.at.astimezone())}, {where}", "dim"),
                )
            ),
            Line((Part("    "), *_snippet(one.snippet))),
        ]
    return lines


def save(chat: Chat, words: str) -> list[Line]:
    force = words.endswith(_FORCE)
    name = strip_quotes(words.removesuffix(_FORCE) if force else words)
    if not name:
        raise UsageError("no file to save to", hint="for example: /save answers.md")
    if not chat.exchanges:
        raise UsageError("nothing to save yet", hint="ask something first")
    file = Path(name).expanduser()
    try:
        # For its owner only: what was asked in a newsroom is nobody else's business until they share it.
        mode = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
        with os.fdopen(os.open(file, mode, 0o600), "w", encoding="utf-8", errors="replace") as out:
            out.write(as_markdown(chat.exchanges, chat.sources))
    except FileExistsError:
        raise UsageError(f"{str(file)!r} is there already", hint=f"name another, or: /save {name} {_FORCE}") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"cannot write {str(file)!r}: {why}", hint="name another file") from error
    count = sum(not one.replaced for one in chat.exchanges)
    return [text_line(f"Saved {count} answer{'' if count == 1 else 's'} with their sources to {file}.", "dim")]


def regenerate(chat: Chat, words: str) -> list[Line]:
    del words
    last = chat.last
    if last is None:
        raise UsageError("nothing was asked yet", hint="ask something first; /regen asks it again")
    if last.asked.question.startswith("/"):
        raise UsageError(f"{last.asked.question!r} is a command", hint="type it again")
    history = tuple(one.turn for one in chat.exchanges[:-1] if not one.replaced)
    chat.screen.notice(f"Asking again: {one_line(last.asked.question)}")
    asking.ask(chat, last.asked.question, history=history, replaces=last.id if last.id > 0 else None)
    return []


def last_session(chat: Chat) -> str | None:
    """The key of the conversation that was spoken in last."""
    try:
        listed = chat.journal.sessions(within=KEYS, limit=1)
    except JournalUnusable:
        return None
    return listed[0].key if listed else None


def _session(one: Session, *, here: bool) -> Line:
    count = f"{one.exchanges} question{'' if one.exchanges == 1 else 's'}"
    return Line(
        (
            Part(f"{short(one.key)}  ", "bold cyan"),
            Part(f"{told_day(one.last.astimezone())}, {count}{', this one' if here else ''}  ", "dim"),
            Part(one_line(one.title)),
        )
    )


def _snippet(text: str) -> Iterable[Part]:
    """What was found is bold; where there is no bold the words speak for themselves."""
    for piece in one_line(text).split(HIT):
        found, end, rest = piece.partition(END)
        yield from [Part(found, "bold"), Part(rest)] if end else [Part(found)]
