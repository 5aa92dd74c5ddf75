"""The speaker registry: an SQLite file of each generation that finds speakers by name, however many there are. Every
publish builds it from the merged speakers of the catalog (`index.people.name_merging`), with the words that find each
of them (`index.people.aliases`)."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.errors import REBUILD, damaged
from index.people.aliases import group_words, name_words, without_article, without_suffix
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
"""A `voice` is a canonical name. `place` ranks names by statement count. Words are folded and joined by one space."""


@dataclass(frozen=True, slots=True)
class Alias:
    """The folded words of one spelling of a speaker, and the speaker's canonical name."""

    words: tuple[str, ...]
    voice: str


class SpeakerRegistry:
    """The speakers of one generation. Threads and forked processes may share it."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._open = (os.getpid(), connect(), threading.Lock())
        weakref.finalize(self, self._open[1].close).atexit = False  # Python 3.13 warns about unclosed connections
        self.canonical = lru_cache(maxsize=4_096)(self._canonical)

    def spellings(self, names: Collection[str]) -> list[str]:
        """Return the names, followed by all other spellings of their speakers."""
        sql = """SELECT other.name FROM joined own
                   JOIN joined other ON other.voice = own.voice AND other.kind = own.kind
                   WHERE own.name = ? ORDER BY own.kind, other.name"""
        found = (row[0] for name in names for row in self._rows(sql, name))
        return list(dict.fromkeys((*names, *found)))

    def find_people(self, surname: str) -> list[Alias]:
        """Return all aliases of the people with a folded surname."""
        return self._aliases("SELECT words, voice FROM people WHERE surname = ? ORDER BY place", surname)

    def groups(self, word: str) -> list[Alias]:
        """Return the aliases of organisations and unnamed speakers that a folded word finds."""
        sql = """SELECT words, voice FROM group_words w JOIN groups g ON g.place = w.place
               WHERE w.word = ? ORDER BY w.place"""
        return self._aliases(sql, word)

    def is_first_name(self, word: str) -> bool:
        return bool(self._rows("SELECT 1 FROM first_names WHERE word = ?", word))

    def surnames_sounding_like(self, like: str) -> list[str]:
        """Return the folded surnames with a `phonetic_key`, sorted."""
        return [row[0] for row in self._rows("SELECT surname FROM sounds WHERE sound = ? ORDER BY surname", like)]

    def surnames(self, *, first: str, shortest: int, longest: int) -> list[str]:
        """Return the folded surnames that begin with a letter and have a length in this range, sorted."""
        sql = """SELECT DISTINCT surname FROM people
               WHERE surname >= ? AND surname < ? AND length(surname) BETWEEN ? AND ? ORDER BY surname"""
        rows = self._rows(sql, first, chr(ord(first) + 1), shortest, longest)
        return [row[0] for row in rows]

    def close(self) -> None:
        self._open[1].close()

    def _canonical(self, speaker: Speaker) -> Speaker:
        """Return the speaker under the canonical name."""
        rows = self._rows("SELECT voice FROM joined WHERE name = ? AND kind = ?", speaker.name, speaker.kind)
        return Speaker(rows[0][0], speaker.kind) if rows and rows[0][0] != speaker.name else speaker

    def _aliases(self, sql: str, value: str) -> list[Alias]:
        return [Alias(tuple(words.split(" ")), name) for words, name in self._rows(sql, value)]

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        owner, connection, lock = self._open
        if owner != os.getpid():
            # A forked process must neither use nor close its parent's SQLite connection.
            self._parent_connection = connection
            self._open = (os.getpid(), self._connect(), threading.Lock())
            _, connection, lock = self._open
        with lock:
            return connection.execute(sql, values).fetchall()


def write_registry(file: Path, speakers: Iterable[MergedSpeaker]) -> None:
    """Write the registry to a new file. The caller must sync it to disk."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        _fill(connection, speakers)


def open_registry(file: Path) -> SpeakerRegistry:
    """Open the registry in a published, immutable file. Raises IndexDamaged if SQLite cannot open it."""
    address = f"{file.resolve().as_uri()}?immutable=1"
    try:
        return SpeakerRegistry(lambda: sqlite3.connect(address, uri=True, check_same_thread=False))
    except sqlite3.Error as error:
        raise damaged(file.parent.parent.parent, f"{file.name} cannot be read ({error})", hint=REBUILD) from error


def build_registry(speakers: Iterable[MergedSpeaker]) -> SpeakerRegistry:
    """Build a registry in memory, for generations that an older version published without the file."""
    known = tuple(speakers)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        _fill(connection, known)
        return connection

    return SpeakerRegistry(connect)


def _fill(connection: sqlite3.Connection, speakers: Iterable[MergedSpeaker]) -> None:
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    surnames: set[str] = set()
    spellings = ((speaker, spelling) for speaker in speakers for spelling in speaker.names)
    for place, (speaker, spelling) in enumerate(spellings, start=1):
        if len(speaker.names) > 1:
            connection.execute("INSERT INTO joined VALUES (?, ?, ?)", (spelling, speaker.kind, speaker.name))
        words = name_words(without_article(spelling))
        if speaker.kind == "person" and words:
            words, _ = without_suffix(words)
            surnames.add(words[-1])
            person = (words[-1], place, " ".join(words), speaker.name)
            connection.execute("INSERT INTO people VALUES (?, ?, ?, ?)", person)
            if len(words) > 1:
                connection.execute("INSERT OR IGNORE INTO first_names VALUES (?)", (words[0],))
        elif keys := dict.fromkeys(group_words(spelling)):
            connection.execute("INSERT INTO groups VALUES (?, ?, ?)", (place, " ".join(words), speaker.name))
            connection.executemany("INSERT INTO group_words VALUES (?, ?)", [(word, place) for word in keys])
    connection.executemany("INSERT INTO sounds VALUES (?, ?)", [(phonetic_key(one), one) for one in surnames])
    connection.execute("COMMIT")
