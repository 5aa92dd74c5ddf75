"""Who speaks in an index, kept in a file of its generation: a reader looks names up in it, however many there are.

It is made from the catalog by every publish, of all speakers joined into voices (`index.people.name_merging`), with the words by
which each of them may be asked for (`index.people.aliases`).
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.errors import REBUILD, damaged
from index.people.aliases import name_words, own_words, without_article, without_suffix
from index.people.name_merging import MergedSpeaker
from index.people.name_parts import phonetic_key
from index.types import Speaker

_TABLES = """
CREATE TABLE joined (name TEXT NOT NULL, kind TEXT NOT NULL, voice TEXT NOT NULL,
    PRIMARY KEY (name, kind)) WITHOUT ROWID;
CREATE INDEX joined_voice ON joined (voice, kind);
CREATE TABLE people (surname TEXT NOT NULL, place INTEGER NOT NULL, words TEXT NOT NULL, voice TEXT NOT NULL,
    PRIMARY KEY (surname, place)) WITHOUT ROWID;
CREATE TABLE first_names (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sounds (sound TEXT NOT NULL, surname TEXT NOT NULL, PRIMARY KEY (sound, surname)) WITHOUT ROWID;
CREATE TABLE groups (place INTEGER PRIMARY KEY, words TEXT NOT NULL, voice TEXT NOT NULL);
CREATE TABLE group_words (word TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (word, place)) WITHOUT ROWID;
"""
"""`place` is the order of the voices: those that speak most come first. Words are folded, with one space between."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """The folded words of one spelling of a speaker, and the name by which the index knows them."""

    words: Words
    voice: str


class SpeakerRegistry:
    """The speakers of one generation. Any number of threads may ask, and forked processes."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._open = (os.getpid(), connect(), threading.Lock())
        weakref.finalize(self, self._open[1].close).atexit = False  # Python 3.13 warns of what is only forgotten
        self.canonical = lru_cache(maxsize=4_096)(self._canonical)

    def spellings(self, names: Collection[str]) -> list[str]:
        """Every spelling of everybody who is called so."""
        found = (
            row[0]
            for name in names
            for row in self._rows(
                """SELECT other.name FROM joined own
                   JOIN joined other ON other.voice = own.voice AND other.kind = own.kind
                   WHERE own.name = ? ORDER BY own.kind, other.name""",
                name,
            )
        )
        return list(dict.fromkeys((*names, *found)))

    def called(self, surname: str) -> list[Alias]:
        """The people of a folded surname, by every spelling of it."""
        rows = self._rows("SELECT words, voice FROM people WHERE surname = ? ORDER BY place", surname)
        return [Alias(tuple(words.split(" ")), voice) for words, voice in rows]

    def groups(self, word: str) -> list[Alias]:
        """The organisations and unnamed speakers that may be asked for by a folded word."""
        rows = self._rows(
            """SELECT words, voice FROM group_words w JOIN groups g ON g.place = w.place
               WHERE w.word = ? ORDER BY w.place""",
            word,
        )
        return [Alias(tuple(words.split(" ")), voice) for words, voice in rows]

    def is_first_name(self, word: str) -> bool:
        return bool(self._rows("SELECT 1 FROM first_names WHERE word = ?", word))

    def surnames_that_sound(self, like: str) -> list[str]:
        """Folded surnames of a `phonetic_key`, sorted."""
        rows = self._rows("SELECT surname FROM sounds WHERE sound = ? ORDER BY surname", like)
        return [row[0] for row in rows]

    def surnames(self, *, first: str, shortest: int, longest: int) -> list[str]:
        """Folded surnames that begin with a letter and have so many letters, sorted."""
        rows = self._rows(
            """SELECT DISTINCT surname FROM people
               WHERE surname >= ? AND surname < ? AND length(surname) BETWEEN ? AND ? ORDER BY surname""",
            first,
            chr(ord(first) + 1),
            shortest,
            longest,
        )
        return [row[0] for row in rows]

    def close(self) -> None:
        self._open[1].close()

    def _canonical(self, speaker: Speaker) -> Speaker:
        """The speaker by the one name that the index knows them by."""
        rows = self._rows("SELECT voice FROM joined WHERE name = ? AND kind = ?", speaker.name, speaker.kind)
        return Speaker(rows[0][0], speaker.kind) if rows and rows[0][0] != speaker.name else speaker

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        owner, connection, lock = self._open
        if owner != os.getpid():
            # SQLite's connections must not be used in a forked process; nor may this one be closed in it.
            self._of_the_parent = connection
            self._open = (os.getpid(), self._connect(), threading.Lock())
            _, connection, lock = self._open
        with lock:
            return connection.execute(sql, values).fetchall()


def write_registry(file: Path, voices: Iterable[MergedSpeaker]) -> None:
    """A new file. It is on the disk when whoever publishes it has synced it."""
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        _fill(connection, voices)
    finally:
        connection.close()


def open_registry(file: Path) -> SpeakerRegistry:
    """The voices in a file that nobody changes any more. Raises IndexDamaged where it cannot be read."""

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{file.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)

    try:
        return SpeakerRegistry(connect)
    except sqlite3.Error as error:
        raise damaged(file.parent.parent.parent, f"{file.name} cannot be read ({error})", hint=REBUILD) from error


def registry_of(voices: Iterable[MergedSpeaker]) -> SpeakerRegistry:
    """The same without a file, for a generation that an older version published."""
    known = tuple(voices)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        _fill(connection, known)
        return connection

    return SpeakerRegistry(connect)


def _fill(connection: sqlite3.Connection, voices: Iterable[MergedSpeaker]) -> None:
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    place = 0
    surnames: set[str] = set()
    for voice in voices:
        for spelling in voice.names:
            if len(voice.names) > 1:
                connection.execute("INSERT INTO joined VALUES (?, ?, ?)", (spelling, voice.kind, voice.name))
            place += 1
            words = name_words(without_article(spelling))
            if voice.kind == "person" and words:
                words, _ = without_suffix(words)
                surnames.add(words[-1])
                row = (words[-1], place, " ".join(words), voice.name)
                connection.execute("INSERT INTO people VALUES (?, ?, ?, ?)", row)
                if len(words) > 1:
                    connection.execute("INSERT OR IGNORE INTO first_names VALUES (?)", (words[0],))
            elif own := dict.fromkeys(own_words(spelling)):
                connection.execute("INSERT INTO groups VALUES (?, ?, ?)", (place, " ".join(words), voice.name))
                connection.executemany("INSERT INTO group_words VALUES (?, ?)", [(word, place) for word in own])
    connection.executemany("INSERT INTO sounds VALUES (?, ?)", [(phonetic_key(one), one) for one in surnames])
    connection.execute("COMMIT")
