"""`onrecord chat`, put together: settings, journal, screen, and the prompt or the lines of a script."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from rich.cells import cell_len, set_cell_size

from assistant.config.settings import NO_MODEL, Settings, colour_wanted, terminal_is_dumb
from assistant.config.version import __version__
from assistant.errors import JournalUnusable
from assistant.interfaces.chat.commands import COMMANDS
from assistant.interfaces.chat.commands.sessions import last_session, resume
from assistant.interfaces.chat.completion import Completing, Offer, Offered, offers
from assistant.interfaces.chat.conversation import KEYS, Chat, World, short
from assistant.interfaces.chat.dispatch import say
from assistant.interfaces.chat.first_start import can_be_asked, offer, say_how_to_add_a_model
from assistant.interfaces.chat.keyboard import unechoed
from assistant.interfaces.chat.line_mode import run_lines
from assistant.interfaces.chat.path_completion import files_that_begin
from assistant.interfaces.chat.rendering import filters_told
from assistant.interfaces.chat.screen import Screen
from assistant.interfaces.rendering.lines import text_line
from assistant.interfaces.rendering.phrases import one_line
from assistant.interfaces.rendering.safe_text import printable
from assistant.journal import Journal
from assistant.types import Filters
from index.errors import UsageError

_CLIPBOARDS = (("pbcopy",), ("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "-ib"))


Reader = Callable[[str], str | None]


class Reads(Protocol):
    """A prompt: what is typed, None to leave. Raises KeyboardInterrupt."""

    def read(self, narrowed: str) -> str | None: ...


class OpenPrompt(Protocol):
    """Opens the prompt of a terminal; what it is made with is loaded only then."""

    def __call__(self, *, offers: Completing, earlier: Iterable[str], colour: bool) -> Reads: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    resume: str | None = None
    """A session to go on with, "" for the last one."""
    ephemeral: bool = False
    colour: bool = True
    quiet: bool = False
    filters: Filters = field(default_factory=Filters)
    samples: Path | None = None
    """Where the sample articles are, if they came with this installation."""


def run(settings: Settings, wanted: Wanted, *, open_prompt: OpenPrompt) -> int:
    """Hold a conversation until the person leaves or the script ends. Gives the exit code."""
    journal = _journal(settings, wanted)
    watched = sys.stdin.isatty() and sys.stdout.isatty()
    colour = wanted.colour and colour_wanted()
    screen = Screen(
        sys.stdout,
        sys.stdout if watched else sys.stderr,
        columns=(lambda: shutil.get_terminal_size().columns) if sys.stdout.isatty() else None,
        styled=colour and sys.stdout.isatty(),
        terminal=watched and not terminal_is_dumb(),
    )
    chat = Chat(
        settings,
        journal,
        screen,
        World(_open_page, lambda text: _copy(text, screen)),
        filters=wanted.filters,
        quiet=wanted.quiet,
    )
    try:
        chat.assistant.check_limits()
        if wanted.resume is not None:
            chat.screen.show(resume(chat, wanted.resume))
            if wanted.filters != Filters():
                chat.filters = wanted.filters
        if not watched:
            return run_lines(chat, sys.stdin)
        with unechoed() if screen.terminal else nullcontext():
            return _converse(chat, wanted, open_prompt, colour=colour)
    finally:
        chat.close()
        journal.close()


def _journal(settings: Settings, wanted: Wanted) -> Journal:
    """Raises JournalUnusable where it cannot be used, before anything is said that it should keep."""
    if wanted.ephemeral and wanted.resume is not None:
        raise UsageError(
            "--ephemeral keeps nothing, so there is nothing to go on with", hint="leave out one of the two options"
        )
    journal = Journal(None if wanted.ephemeral else settings.journal)
    try:
        journal.check()
    except JournalUnusable as error:
        raise JournalUnusable(str(error), hint=f"{error.hint}; or chat with --ephemeral") from error
    return journal


def _converse(chat: Chat, wanted: Wanted, open_prompt: OpenPrompt, *, colour: bool) -> int:
    first = wanted.resume is None and last_session(chat) is None
    if not chat.exchanges and not wanted.quiet:
        told = f"onrecord {__version__}. Ask something; /help lists the commands, Ctrl-D leaves."
        chat.screen.show([text_line(told, "dim")])
    reader = _reader(chat, open_prompt, colour=colour)
    if not can_be_asked(chat):
        offer(chat, reader, wanted.samples)
    if first and not wanted.quiet:
        say_how_to_add_a_model(chat)
    while not chat.over:
        if chat.names.known.generation != chat.generation or not chat.exchanges:
            threading.Thread(target=_load, args=(chat,), daemon=True).start()
        typed = reader(_narrowed(chat))
        if typed is None:
            break
        say(chat, typed)
    _say_goodbye(chat, wanted)
    return 0


def _reader(chat: Chat, open_prompt: OpenPrompt, *, colour: bool) -> Reader:
    """What is typed next; None to leave."""
    if terminal_is_dumb():
        return _plain_reader
    offered = Offered(
        known=lambda: chat.names.known,
        sources=chat.sources.listed,
        sessions=lambda: _sessions(chat),
        files=files_that_begin,
    )

    def complete(text: str, *, asked_for: bool) -> Iterable[Offer]:
        return offers(text, COMMANDS, offered, asked_for=asked_for)

    earlier = [printable(one) for one in chat.journal.questions(within=KEYS)]
    prompt = open_prompt(offers=complete, earlier=earlier, colour=colour)

    def read(narrowed: str) -> str | None:
        try:
            typed = prompt.read(_fitting(narrowed, chat.screen.columns() or 80))
        except KeyboardInterrupt:
            if chat.interrupts.again():
                return None
            chat.screen.notice("Ctrl-C again, or Ctrl-D, leaves.")
            return ""
        chat.interrupts.forget()
        return typed

    return read


def _plain_reader(narrowed: str) -> str | None:
    """For a terminal that obeys no escape codes."""
    try:
        return input(f"{printable(narrowed)} > " if narrowed else "> ")
    except EOFError:
        return None
    except KeyboardInterrupt:
        return None


def _narrowed(chat: Chat) -> str:
    """What the next question is asked with, as far as it is not as usual."""
    model = "" if chat.settings.model == NO_MODEL else chat.settings.model
    return " ".join(part for part in ("demo" if chat.home else "", model, filters_told(chat.filters)) if part)


def _fitting(text: str, columns: int) -> str:
    """At most half a line: the rest is for what is typed."""
    room = columns // 2
    return text if cell_len(text) <= room else set_cell_size(text, max(1, room - 1)).rstrip() + "…"


def _sessions(chat: Chat) -> list[tuple[str, str]]:
    with suppress(JournalUnusable):
        return [(short(one.key), one_line(one.title)) for one in chat.journal.sessions(within=KEYS)]
    return []


def _load(chat: Chat) -> None:
    """Behind the prompt: whatever the first answer and the first completion would wait for. What goes wrong here goes
    wrong again where it is asked for, and is said there."""
    with suppress(Exception):  # also what a thread meets whose index is closed meanwhile
        chat.names.read(chat.assistant)
        chat.assistant.warm()


def _say_goodbye(chat: Chat, wanted: Wanted) -> None:
    if any(one.id > 0 for one in chat.exchanges) and not wanted.ephemeral and not wanted.quiet:
        chat.screen.notice(f"Kept as {short(chat.session)}: onrecord chat -c goes on with it.")


def _open_page(address: str) -> bool:
    try:
        return webbrowser.open(address)
    except webbrowser.Error:
        return False


def _copy(text: str, screen: Screen) -> bool:
    """To the terminal, which may be at the other end of a line, and to the desktop where there is one."""
    done = screen.copy(text)
    for command in _CLIPBOARDS:
        if screen.terminal and shutil.which(command[0]):
            with suppress(OSError, subprocess.SubprocessError):
                quiet = subprocess.DEVNULL
                subprocess.run(command, input=text.encode(), stdout=quiet, stderr=quiet, timeout=2, check=True)  # noqa: S603  one of ours
                return True
    return done
