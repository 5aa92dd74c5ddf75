"""Runs `onrecord chat`: opens the journal and the screen, then reads the prompt or a script."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from rich.cells import cell_len, set_cell_size

from assistant.config.settings import NO_MODEL, Settings, terminal_is_dumb, use_colour
from assistant.config.version import __version__
from assistant.errors import JournalUnusable
from assistant.interfaces.chat.commands.sessions import resume
from assistant.interfaces.chat.commands.table import run_line, run_script
from assistant.interfaces.chat.completion import Candidates, Complete, find_files, suggest
from assistant.interfaces.chat.conversation import SESSION_PREFIX, Chat, Desktop, short_key
from assistant.interfaces.chat.first_start import has_articles, offer_articles, show_model_hint
from assistant.interfaces.chat.keyboard import echo_off
from assistant.interfaces.chat.rendering import format_filters
from assistant.interfaces.chat.screen import Screen
from assistant.interfaces.rendering.lines import text_line
from assistant.interfaces.rendering.phrases import one_line
from assistant.interfaces.rendering.safe_text import printable
from assistant.journal import Journal
from assistant.types import Filters
from index.errors import UsageError

_CLIPBOARDS = (("pbcopy",), ("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "-ib"))


class LineReader(Protocol):
    """A prompt. `read` raises KeyboardInterrupt."""

    def read(self, status: str) -> str | None: ...


class OpenPrompt(Protocol):
    """Opens the prompt of a terminal. Its libraries are imported only then."""

    def __call__(self, *, complete: Complete, history: Iterable[str], colour: bool) -> LineReader: ...


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """The options of the command line."""

    resume: str | None = None  # the session to resume; "" is the latest
    ephemeral: bool = False
    colour: bool = True
    quiet: bool = False
    filters: Filters = field(default_factory=Filters)
    samples: Path | None = None  # the sample articles, if they are installed


def run(settings: Settings, options: ChatOptions, *, open_prompt: OpenPrompt) -> int:
    """Run a conversation until the person quits or the script ends. Return the exit code."""
    journal = _open_journal(settings, options)
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    colour = options.colour and use_colour()
    columns = (lambda: shutil.get_terminal_size().columns) if sys.stdout.isatty() else None
    styled, terminal = colour and sys.stdout.isatty(), interactive and not terminal_is_dumb()
    screen = Screen(sys.stdout, sys.stdout if interactive else sys.stderr, columns, styled, terminal)
    desktop = Desktop(_open_page, lambda text: _copy(text, screen))
    chat = Chat(settings, journal, screen, desktop, filters=options.filters, quiet=options.quiet)
    try:
        chat.assistant.check_limits()
        if options.resume is not None:
            chat.screen.show(resume(chat, options.resume))
            if options.filters != Filters():
                chat.filters = options.filters
        if not interactive:
            return run_script(chat, sys.stdin)
        with echo_off() if screen.terminal else nullcontext():
            _converse(chat, options, open_prompt, colour=colour)
        return 0
    finally:
        chat.close()
        journal.close()


def _open_journal(settings: Settings, options: ChatOptions) -> Journal:
    """Open and check the journal. Raises JournalUnusable if it cannot store the conversation."""
    if options.ephemeral and options.resume is not None:
        hint = "leave out one of the two options"
        raise UsageError("--ephemeral saves nothing, so there is no conversation to resume", hint=hint)
    journal = Journal(None if options.ephemeral else settings.journal)
    try:
        journal.check()
    except JournalUnusable as error:
        raise JournalUnusable(str(error), hint=f"{error.hint}; or chat with --ephemeral") from error
    return journal


def _converse(chat: Chat, options: ChatOptions, open_prompt: OpenPrompt, *, colour: bool) -> None:
    is_first = options.resume is None and not _sessions(chat)
    if not chat.exchanges and not options.quiet:
        welcome = f"onrecord {__version__}. Ask a question, or type /help for the commands. Ctrl-D quits."
        chat.screen.show([text_line(welcome, "dim")])
    read = _line_reader(chat, open_prompt, colour=colour)
    if not has_articles(chat):
        offer_articles(chat, read, options.samples)
    if is_first and not options.quiet:
        show_model_hint(chat)
    while not chat.ended:
        if chat.names.lists.generation != chat.generation or not chat.exchanges:
            threading.Thread(target=_preload, args=(chat,), daemon=True).start()
        typed = read(_status(chat))
        if typed is None:
            break
        run_line(chat, typed)
    if any(exchange.id > 0 for exchange in chat.exchanges) and not options.ephemeral and not options.quiet:
        chat.screen.notice(f"Saved as {short_key(chat.session)}. To continue: onrecord chat -c")


def _line_reader(chat: Chat, open_prompt: OpenPrompt, *, colour: bool) -> Callable[[str], str | None]:
    """Return a function that shows a status before the prompt and returns the typed line, or None to quit."""
    if terminal_is_dumb():
        return _read_plainly
    candidates = Candidates(
        names=lambda: chat.names.lists,
        sources=lambda: chat.sources.titles(),  # noqa: PLW0108  /new replaces `sources`
        sessions=lambda: _sessions(chat),
        files=find_files,
    )
    history = [printable(question) for question in chat.journal.questions(within=SESSION_PREFIX)]
    prompt = open_prompt(complete=partial(suggest, candidates=candidates), history=history, colour=colour)

    def read(status: str) -> str | None:
        try:
            typed = prompt.read(_shorten(status, chat.screen.width() or 80))
        except KeyboardInterrupt:
            if chat.interrupts.press():
                return None
            chat.screen.notice("Press Ctrl-C again or Ctrl-D to quit.")
            return ""
        chat.interrupts.reset()
        return typed

    return read


def _read_plainly(status: str) -> str | None:
    """Read a line on a terminal without escape codes."""
    try:
        return input(f"{printable(status)} > " if status else "> ")
    except (EOFError, KeyboardInterrupt):
        return None


def _status(chat: Chat) -> str:
    """Return the settings of the next question that differ from the defaults."""
    model = "" if chat.settings.model == NO_MODEL else chat.settings.model
    parts = ("demo" if chat.own_settings else "", model, format_filters(chat.filters))
    return " ".join(part for part in parts if part)


def _shorten(text: str, columns: int) -> str:
    """Shorten a text to half a line, which leaves the other half for typing."""
    room = columns // 2
    return text if cell_len(text) <= room else set_cell_size(text, max(1, room - 1)).rstrip() + "…"


def _sessions(chat: Chat) -> list[tuple[str, str]]:
    with suppress(JournalUnusable):
        return [(short_key(found.key), one_line(found.title)) for found in chat.journal.sessions(within=SESSION_PREFIX)]
    return []


def _preload(chat: Chat) -> None:
    """Load the names and the index while the person types. An error appears again, and is shown, at the question."""
    with suppress(Exception):  # the index may also be closed meanwhile
        chat.names.read(chat.assistant)
        chat.assistant.warm()


def _open_page(address: str) -> bool:
    try:
        return webbrowser.open(address)
    except webbrowser.Error:
        return False


def _copy(text: str, screen: Screen) -> bool:
    """Copy to the clipboard of the terminal, which may be remote, and of the desktop, if there is one."""
    copied = screen.copy(text)
    for command in _CLIPBOARDS:
        if screen.terminal and shutil.which(command[0]):
            with suppress(OSError, subprocess.SubprocessError):
                quiet = subprocess.DEVNULL
                subprocess.run(command, input=text.encode(), stdout=quiet, stderr=quiet, timeout=2, check=True)  # noqa: S603  the commands are constants
                return True
    return copied
