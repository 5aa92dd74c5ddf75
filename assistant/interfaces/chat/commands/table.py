"""The table of all chat commands, and the parser for a line. A new command is a new row in COMMANDS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.errors import did_you_mean
from assistant.interfaces.chat.commands import answers, articles, filters, sessions
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.commands import overviews
from assistant.interfaces.rendering.lines import Line, Part, text_line
from assistant.types.types import Answer
from index.errors import UsageError


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its usage and description for `/help`, and how its arguments are completed.

    `run` gets the conversation and the arguments. Lines are printed; an Answer is also numbered and recorded.
    `options` are the options it takes (`since:`).
    """

    name: str
    usage: str
    description: str
    run: Callable[[Chat, str], Iterable[Line] | Answer]
    completes: Literal["nothing", "source", "session", "file", "speaker", "option", "command"] = "nothing"
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A line that is a question."""

    text: str


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A line that is a command."""

    command: Command
    arguments: str


def parse_line(line: str) -> Question | CommandCall | None:
    """Return what a line means, or None if it is empty. Raises UsageError for an unknown command."""
    text = line.strip()
    if not text:
        return None
    if not text.startswith("/"):
        return Question(text)
    name, _, arguments = text[1:].partition(" ")
    return CommandCall(_find_command(name), arguments.strip())


def show_help(chat: Chat, arguments: str) -> list[Line]:
    del chat
    name = arguments.strip().lstrip("/")
    if name:
        command = _find_command(name)
        options = " ".join(f"{option}:…" for option in command.options)
        return [_help_line(command), *([text_line(f"    options: {options}")] if options else [])]
    keys = [Line((Part(key, "bold"), Part(f"  {description}"))) for key, description in _KEYS]
    return [text_line("Type a question, or a command that starts with /."), *map(_help_line, COMMANDS), Line(), *keys]


def quit_chat(chat: Chat, arguments: str) -> list[Line]:
    del arguments
    chat.ended = True
    return []


def _find_command(name: str) -> Command:
    commands: Mapping[str, Command] = {command.name: command for command in COMMANDS}
    if name.lower() not in commands:
        raise UsageError(f"unknown command {'/' + name!r}", hint=did_you_mean(name, commands, prefix="/"))
    return commands[name.lower()]


def _help_line(command: Command) -> Line:
    usage = f"/{command.name}{' ' + command.usage if command.usage else ''}"
    return Line((Part(usage, "bold cyan"), Part(f"  {command.description}")))


_KEYS = (
    ("Enter", "send; Alt-Enter starts a new line, and pasted text keeps its lines"),
    ("Ctrl-C", "stop the answer; press it twice within two seconds to quit"),
    ("Ctrl-D", "quit"),
    ("Ctrl-R", "search earlier questions"),
    ("Ctrl-X Ctrl-E", "write in your editor"),
    ("Tab", "complete commands, names and files"),
)
_ABOUT = "[about TOPIC]"
_PERIOD = "since:DAY until:DAY"
_FILTERS = f"[{_PERIOD} as_of:DAY speaker:NAME publisher:NAME article:ID any:WHAT | off]"
COMMANDS: tuple[Command, ...] = (
    Command("source", "N", "show a cited passage in its article", answers.show_source, "source"),
    Command("open", "N", "open the publisher's page at the cited words", answers.open_page, "source"),
    Command("why", "", "explain the last answer: filters, omissions, tokens, cost, time", answers.explain),
    Command("statements", f"NAME {_ABOUT}", "list who said what", articles.list_statements, "speaker"),
    Command(
        "summarise",
        "[N | ID | URL | FILE …]",
        "summarise articles; without arguments, the one cited last",
        articles.summarise,
        "file",
    ),
    Command(
        "digest",
        f"[TOPIC] [{_PERIOD}]",
        "list each story of a period once",
        articles.within_filters(overviews.build_digest),
        "option",
        overviews.PERIOD,
    ),
    Command(
        "timeline",
        f"NAME {_ABOUT} | about TOPIC | event:WORDS",
        "show statements day by day, and changes of position",
        articles.within_filters(overviews.build_timeline),
        "speaker",
        overviews.EVENT,
    ),
    Command(
        "compare",
        "TOPIC [speakers:NAME, NAME]",
        "compare positions, each in the speaker's own words",
        articles.within_filters(overviews.build_comparison),
        options=overviews.SPEAKERS,
    ),
    Command(
        "filter",
        _FILTERS,
        "filter the next questions; an option without a value removes it; any:speaker, any:time and any:publisher "
        "ignore filters that a question implies",
        filters.set_filters,
        "option",
        filters.OPTIONS,
    ),
    Command("model", "[NAME | none]", "show or change the model that writes answers", filters.choose_model),
    Command("ingest", "FILE|FOLDER|URL", "add articles to the index", articles.ingest, "file"),
    Command(
        "feedback",
        "good | wrong | incomplete | outdated [NOTE]",
        "rate the last answer, for use in evaluations",
        answers.give_feedback,
    ),
    Command("regen", "", "ask the last question again", sessions.regenerate),
    Command("copy", "[N]", "copy the last answer with its sources, or the words of source N", answers.copy, "source"),
    Command("save", "FILE [--force]", "save the conversation as Markdown, with its sources", sessions.save, "file"),
    Command("new", "", "start a new conversation", sessions.start_new),
    Command("sessions", "", "list saved conversations", sessions.list_sessions),
    Command("resume", "[ID]", "continue a saved conversation", sessions.resume, "session"),
    Command("search", "WORDS", "search past answers", sessions.search),
    Command("help", "[COMMAND]", "show this list, or one command", show_help, "command"),
    Command("quit", "", "quit (Ctrl-D)", quit_chat),
)
