"""What the word before the cursor can be completed to. Pure, but for the listing of a folder that it is handed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.interfaces.chat.command import Command, by_name
from assistant.interfaces.chat.known_names import Known
from assistant.understanding.stemming import fold

_ANY = ("speaker", "time", "publisher")


@dataclass(frozen=True, slots=True)
class Offer:
    """`text` takes the place of the last `over` characters before the cursor."""

    text: str
    over: int
    about: str = ""


class Completing(Protocol):
    """Offers for the text before a cursor, and whether they were asked for or only come up."""

    def __call__(self, text: str, *, asked_for: bool) -> Iterable[Offer]: ...


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to be offered, asked for when it is needed."""

    known: Callable[[], Known]
    sources: Callable[[], Sequence[tuple[int, str]]]
    """The numbers of the sources with their titles."""
    sessions: Callable[[], Sequence[tuple[str, str]]]
    files: Callable[[str], Iterable[str]]
    """The files whose paths begin so; folders end with a slash."""


def offers(text: str, commands: Sequence[Command], offered: Offered, *, asked_for: bool = True) -> Iterator[Offer]:
    """For the text before the cursor. In a question only names, and only when they are asked for."""
    if not text.startswith("/"):
        yield from _names_in_question(text, offered) if asked_for else ()
        return
    name, space, words = text[1:].partition(" ")
    if not space:
        for command in commands:
            if command.name.startswith(name.lower()):
                yield Offer(f"/{command.name}", len(text), command.meaning)
        return
    command_of = by_name(commands).get(name.lower())
    if command_of is not None:
        yield from _words(command_of, words.lstrip(), commands, offered)


def _words(command: Command, words: str, commands: Sequence[Command], offered: Offered) -> Iterator[Offer]:
    if command.completes == "source":
        yield from (Offer(str(n), len(words), title) for n, title in offered.sources() if str(n).startswith(words))
    elif command.completes == "session":
        yield from (Offer(key, len(words), title) for key, title in offered.sessions() if key.startswith(words))
    elif command.completes == "command":
        yield from (Offer(one.name, len(words), one.meaning) for one in commands if one.name.startswith(words))
    elif command.completes == "file":
        yield from (Offer(file, len(words)) for file in offered.files(words))
    elif command.completes == "speaker":
        yield from _names(words, offered.known().speakers)
    elif command.completes == "option":
        yield from _options(command, words, offered)


def _options(command: Command, words: str, offered: Offered) -> Iterator[Offer]:
    """The value of the option that is being typed, or the name of one."""
    before, colon, value = words.rpartition(":")
    option = before.split(" ")[-1] if colon else ""
    known = offered.known()
    values = {"speaker": known.speakers, "publisher": known.publishers, "any": _ANY}.get(option, ())
    yield from _names(value, values)
    word = words.rsplit(" ", maxsplit=1)[-1]
    if ":" not in word:
        yield from (Offer(f"{name}:", len(word)) for name in command.options if name.startswith(word.lower()))


def _names(typed: str, names: Iterable[str]) -> Iterator[Offer]:
    """Names of which some word begins with what was typed."""
    wanted = fold(typed)
    for name in names:
        words = fold(name).split(" ")
        if any(" ".join(words[start:]).startswith(wanted) for start in range(len(words))):
            yield Offer(name, len(typed))


def _names_in_question(text: str, offered: Offered) -> Iterator[Offer]:
    word = text.rsplit(" ", maxsplit=1)[-1] if text else ""
    if len(word) >= 2 and word[0].isupper():
        yield from _names(word, offered.known().speakers)
