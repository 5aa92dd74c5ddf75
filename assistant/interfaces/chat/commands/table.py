"""Every command there is. A new one is a row here, and a function that its words are handed to."""

from __future__ import annotations

from assistant.errors import did_you_mean
from assistant.interfaces.chat.command import Command, by_name
from assistant.interfaces.chat.commands import articles as reading
from assistant.interfaces.chat.commands import feedback, overviews, sessions, sources
from assistant.interfaces.chat.commands import filters as narrowing
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.commands import overviews as verbs
from assistant.interfaces.rendering.lines import Line, Part, text_line
from index.errors import UsageError

_KEYS = (
    ("Enter", "asks; Alt-Enter begins a new line, and what is pasted keeps its lines"),
    ("Ctrl-C", "stops an answer; twice within two seconds leaves"),
    ("Ctrl-D", "leaves"),
    ("Ctrl-R", "searches what was typed before"),
    ("Ctrl-X Ctrl-E", "opens your editor"),
    ("Tab", "completes commands, names and files"),
)


def show_help(chat: Chat, words: str) -> list[Line]:
    del chat
    wanted = words.strip().lstrip("/").lower()
    names = by_name(COMMANDS)
    if wanted and wanted not in names:
        raise UsageError(f"unknown command {'/' + wanted!r}", hint=did_you_mean(wanted, names, prefix="/"))
    shown = [names[wanted]] if wanted else list(COMMANDS)
    lines = [
        Line((Part(f"/{one.name}{' ' + one.usage if one.usage else ''}", "bold cyan"), Part(f"  {one.meaning}")))
        for one in shown
    ]
    if wanted:
        options = " ".join(f"{option}:…" for option in names[wanted].options)
        return [*lines, *([text_line(f"    options: {options}")] if options else [])]
    keys = [Line((Part(key, "bold"), Part(f"  {what}"))) for key, what in _KEYS]
    return [text_line("Whatever does not begin with / is a question."), *lines, Line(), *keys]


def leave(chat: Chat, words: str) -> list[Line]:
    del words
    chat.over = True
    return []


COMMANDS: tuple[Command, ...] = (
    Command("source", "N", "the passage in its article, the verified words marked", sources.source, "source"),
    Command("open", "N", "the publisher's page, at the words", sources.open_page, "source"),
    Command(
        "why", "", "how the last answer came about: filters, what was left out, tokens, cost, time", sources.explain
    ),
    Command(
        "statements", "NAME [about TOPIC]", "who said what, within the filters", reading.statements, completes="speaker"
    ),
    Command(
        "summarise",
        "[N | ID | URL | FILE …]",
        "what an article tells; without words, the last source's",
        overviews.summarise,
        "file",
    ),
    Command(
        "digest",
        "[TOPIC] [since:DAY until:DAY]",
        "the stories of a period once each, within the filters",
        overviews.digest,
        "option",
        verbs.PERIOD,
    ),
    Command(
        "timeline",
        "NAME [about TOPIC] | about TOPIC | event:WORDS",
        "what was said, day by day, and where a position changed",
        overviews.timeline,
        "speaker",
        verbs.EVENT,
    ),
    Command(
        "compare",
        "TOPIC [speakers:NAME, NAME]",
        "who stands where, each in their own words",
        overviews.compare,
        "nothing",
        verbs.SPEAKERS,
    ),
    Command(
        "filter",
        "[since:DAY until:DAY as_of:DAY speaker:NAME publisher:NAME article:ID any:WHAT | off]",
        "narrow the next questions; an option without a value is taken away; any:speaker, any:time and any:publisher "
        "switch off what a question is narrowed to by its own words",
        narrowing.narrow,
        "option",
        narrowing.OPTIONS,
    ),
    Command("model", "[NAME | none]", "which model writes the answers", narrowing.choose_model),
    Command("ingest", "FILE|FOLDER|URL", "read articles into the index", reading.ingest, "file"),
    Command(
        "feedback",
        "good | wrong | incomplete | outdated [NOTE]",
        "what you think of the last answer: kept for evaluations",
        feedback.give_feedback,
    ),
    Command("regen", "", "ask the last question again", sessions.regenerate),
    Command(
        "copy",
        "[N]",
        "the last answer with its sources, or the words of source N, to the clipboard",
        sources.copy,
        "source",
    ),
    Command("save", "FILE [--force]", "the conversation as Markdown, with its sources", sessions.save, "file"),
    Command("new", "", "begin a new conversation", sessions.new),
    Command("sessions", "", "the conversations that are kept", sessions.sessions),
    Command("resume", "[ID]", "go on with one of them, its sources too", sessions.resume, "session"),
    Command("search", "WORDS", "find past answers by their words", sessions.search),
    Command("help", "[COMMAND]", "this list, or one of it", show_help, "command"),
    Command("quit", "", "leave (Ctrl-D)", leave),
)
