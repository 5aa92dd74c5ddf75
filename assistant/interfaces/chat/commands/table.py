"""The table of all chat commands, and the functions that run a line. A new command is a new row in COMMANDS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.errors import did_you_mean
from assistant.interfaces.chat.answering import ask_question, show_answer
from assistant.interfaces.chat.commands import answers, articles, filters, sessions
from assistant.interfaces.chat.conversation import INTERRUPTED, Chat
from assistant.interfaces.commands import EVENT, PERIOD, SPEAKERS
from assistant.interfaces.rendering.lines import Line, Part, text_line
from assistant.types import Answer
from index.errors import OnrecordError, UsageError


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its usage and description for `/help`, and how its arguments are completed. `run` gets the
    conversation and the arguments. Lines are printed; an Answer is also numbered and recorded. `options` are the
    options it takes (`since:`)."""

    name: str
    usage: str
    description: str
    run: Callable[[Chat, str], Iterable[Line] | Answer]
    completes: Literal["nothing", "source", "session", "file", "speaker", "option", "command"] = "nothing"
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """A question, or a command with its arguments."""

    text: str
    command: Command | None = None


def parse_line(line: str) -> ParsedLine | None:
    """Return what a line means, or None if it is empty. Raises UsageError for an unknown command."""
    text = line.strip()
    if not text.startswith("/"):
        return ParsedLine(text) if text else None
    name, _, arguments = text[1:].partition(" ")
    return ParsedLine(arguments.strip(), _find_command(name))


def run_line(chat: Chat, line: str) -> OnrecordError | None:
    """Answer a question or run a command. Return the error, which has been shown, if it failed."""
    try:
        parsed = parse_line(line)
        if parsed is None:
            return None
        if parsed.command is None:
            ask_question(chat, parsed.text)
        else:
            result = parsed.command.run(chat, parsed.text)
            if isinstance(result, Answer):
                show_answer(chat, line.strip(), result)
            else:
                chat.screen.show(result)
        if not chat.ended:
            chat.screen.show([Line()])
    except OnrecordError as error:
        chat.screen.error(error)
        return error
    except KeyboardInterrupt:
        chat.interrupts.press()
        chat.screen.clear_progress()
        chat.screen.notice(INTERRUPTED, "yellow")
    return None


def run_script(chat: Chat, lines: Iterable[str]) -> int:
    """Run each line until the script quits. Return the exit code of the last error, or 0."""
    code = 0
    for line in lines:
        error = run_line(chat, line.rstrip("\n"))
        code = error.exit_code if error else code
        if chat.ended:
            break
    return code


def show_help(_chat: Chat, arguments: str) -> list[Line]:
    name = arguments.strip().lstrip("/")
    if name:
        command = _find_command(name)
        options = " ".join(f"{option}:…" for option in command.options)
        return [_help_line(command), *([text_line(f"    options: {options}")] if options else [])]
    keys = [Line((Part(key, "bold"), Part(f"  {description}"))) for key, description in _KEYS]
    return [text_line("Type a question, or a command that starts with /."), *map(_help_line, COMMANDS), Line(), *keys]


def quit_chat(chat: Chat, _arguments: str) -> list[Line]:
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
_TIMELINE = f"NAME {_ABOUT} | about TOPIC | event:WORDS"
_COMPARE = "TOPIC [speakers:NAME, NAME]"
_FILTERS = f"[{_PERIOD} as_of:DAY speaker:NAME publisher:NAME article:ID any:WHAT | off]"
_ABOUT_FILTERS = (
    "filter the next questions; an option without a value removes that filter; with any:speaker, any:time or "
    "any:publisher, filters that a question implies are ignored"
)
_VERDICTS = "good | wrong | incomplete | outdated [NOTE]"
COMMANDS: tuple[Command, ...] = (
    Command("source", "N", "show a cited passage in its article", answers.show_source, "source"),
    Command("open", "N", "open the publisher's page at the cited words", answers.open_page, "source"),
    Command("why", "", "explain the last answer: filters, omissions, tokens, cost, time", answers.explain),
    Command("statements", f"NAME {_ABOUT}", "list who said what", articles.list_statements, "speaker"),
    Command("summarise", "[N|ID|URL|FILE …]", "summarise articles (or the last source)", articles.summarise, "file"),
    Command(
        "digest",
        f"[TOPIC] [{_PERIOD}]",
        "list the stories of a period, without duplicates",
        articles.digest,
        "option",
        PERIOD,
    ),
    Command("timeline", _TIMELINE, "show statements and changes day by day", articles.timeline, "speaker", EVENT),
    Command("compare", _COMPARE, "compare positions in the speakers' words", articles.compare, options=SPEAKERS),
    Command("filter", _FILTERS, _ABOUT_FILTERS, filters.set_filters, "option", filters.OPTIONS),
    Command("model", "[NAME | none]", "show or change the model that writes answers", filters.choose_model),
    Command("ingest", "FILE|FOLDER|URL", "add articles to the index", articles.ingest, "file"),
    Command("feedback", _VERDICTS, "rate the last answer, for use in evaluations", answers.give_feedback),
    Command("regen", "", "ask the last question again", sessions.regenerate),
    Command("copy", "[N]", "copy the last answer with its sources, or the words of source N", answers.copy, "source"),
    Command("save", "FILE [--force]", "save the conversation as Markdown, with its sources", sessions.save, "file"),
    Command("new", "", "start a new conversation", sessions.start_new),
    Command("sessions", "", "list saved conversations", sessions.list_sessions),
    Command("resume", "[ID]", "continue a saved conversation", sessions.resume, "session"),
    Command("search", "WORDS", "search past answers", sessions.search),
    Command("help", "[COMMAND]", "show this list, or the help for one command", show_help, "command"),
    Command("quit", "", "quit (Ctrl-D)", quit_chat),
)
