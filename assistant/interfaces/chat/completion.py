"""Suggests completions for the word before the cursor: commands, names, source numbers, sessions and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.interfaces.chat.commands.table import COMMANDS, Command
from assistant.interfaces.chat.conversation import NameLists
from assistant.understanding.stemming import fold

_SWITCHES = ("speaker", "time", "publisher")
_MAX_FILES = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion. `text` replaces the last `replaces` characters before the cursor."""

    text: str
    replaces: int
    description: str = ""


class Complete(Protocol):
    """Suggests completions for the text before the cursor. `requested` is whether the person pressed Tab."""

    def __call__(self, text: str, *, requested: bool) -> Iterable[Suggestion]: ...


@dataclass(frozen=True, slots=True)
class Candidates:
    """Functions that read what can be suggested: names, sources and sessions by title, files by path."""

    names: Callable[[], NameLists]
    sources: Callable[[], Sequence[tuple[int, str]]]
    sessions: Callable[[], Sequence[tuple[str, str]]]
    files: Callable[[str], Iterable[str]]


def suggest(text: str, candidates: Candidates, *, requested: bool = True) -> Iterator[Suggestion]:
    """Yield completions for the text before the cursor. In a question, only names, and only on request."""
    if not text.startswith("/"):
        word = text.rsplit(" ", maxsplit=1)[-1]
        if requested and len(word) >= 2 and word[0].isupper():
            yield from _names(word, candidates.names().speakers)
        return
    name, space, words = text[1:].partition(" ")
    if not space:
        for command in COMMANDS:
            if command.name.startswith(name.lower()):
                yield Suggestion(f"/{command.name}", len(text), command.description)
        return
    for command in COMMANDS:
        if command.name == name.lower():
            yield from _arguments(command, words.lstrip(), candidates)


def find_files(typed: str) -> Iterator[str]:
    """Yield the paths that begin as typed, folders with a final slash. Hidden files need a typed dot."""
    folder, slash, start = typed.rpartition("/")
    place = Path(f"{folder}{slash}").expanduser() if slash else Path()
    try:
        entries = sorted(place.iterdir())
    except OSError:
        return
    for entry in entries[:_MAX_FILES]:
        if entry.name.startswith(start) and (start.startswith(".") or not entry.name.startswith(".")):
            yield f"{folder}{slash}{entry.name}{'/' if entry.is_dir() else ''}"


def _arguments(command: Command, words: str, candidates: Candidates) -> Iterator[Suggestion]:
    match command.completes:
        case "source":
            yield from _starting_with(words, [(str(number), title) for number, title in candidates.sources()])
        case "session":
            yield from _starting_with(words, candidates.sessions())
        case "command":
            yield from _starting_with(words, [(known.name, known.description) for known in COMMANDS])
        case "file":
            yield from (Suggestion(file, len(words)) for file in candidates.files(words))
        case "speaker":
            yield from _names(words, candidates.names().speakers)
        case "option":
            yield from _options(command, words, candidates.names())


def _starting_with(typed: str, described: Iterable[tuple[str, str]]) -> Iterator[Suggestion]:
    return (Suggestion(text, len(typed), description) for text, description in described if text.startswith(typed))


def _options(command: Command, words: str, names: NameLists) -> Iterator[Suggestion]:
    """Yield values for the option that is being typed, or names of options."""
    before, colon, value = words.rpartition(":")
    option = before.split(" ")[-1] if colon else ""
    values = {"speaker": names.speakers, "publisher": names.publishers, "any": _SWITCHES}.get(option, ())
    yield from _names(value, values)
    word = words.rsplit(" ", maxsplit=1)[-1]
    if ":" not in word:
        yield from (Suggestion(f"{name}:", len(word)) for name in command.options if name.startswith(word.lower()))


def _names(typed: str, names: Iterable[str]) -> Iterator[Suggestion]:
    wanted = fold(typed)
    for name in names:
        words = fold(name).split(" ")
        if any(" ".join(words[start:]).startswith(wanted) for start in range(len(words))):
            yield Suggestion(name, len(typed))
