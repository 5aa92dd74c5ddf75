"""The journal's verbs."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from assistant.errors import JournalUnusable
from assistant.journal.codec import decode, decode_article, encode, encode_article
from assistant.journal.file import WAIT, JournalFile
from assistant.journal.records import END, HIT, Asked, Exchange, Feedback, Remembered, Session, Verdict
from assistant.types import Turn
from index.errors import UsageError
from index.types import Article

_EXCHANGES = """
SELECT e.id, s.key, e.at, e.asked, EXISTS (SELECT 1 FROM exchanges r WHERE r.replaced = e.id)
FROM exchanges e JOIN sessions s ON s.id = e.session
"""
_WORD = re.compile(r'"([^"]+)"|(\S+)')
_SNIPPET_TOKENS = 24


class Journal:
    """Conversations in one file, or with None in memory. Every method is one transaction and raises JournalUnusable;
    all may be called from any thread, and by several processes at a time."""

    def __init__(self, file: Path | None, *, clock: Callable[[], float] = time.time, wait: float = WAIT) -> None:
        self._file = JournalFile(file, wait=wait)
        self._clock = clock

    @property
    def file(self) -> Path | None:
        """Where it lies; None in memory."""
        return self._file.file

    def close(self) -> None:
        """Let go of it. A journal in memory is gone then."""
        self._file.close()

    def check(self) -> None:
        """Open the file, make it where there is none, and read from it: a damaged or foreign one is refused here."""
        with self._file.writing() as database:
            database.execute("SELECT max(id) FROM exchanges").fetchone()
            database.execute("SELECT max(id) FROM sessions").fetchone()

    def record(self, session: str, asked: Asked) -> int:
        """Keep an exchange at the end of a session, which is made where there is none. Gives the exchange's number."""
        if not session:
            raise ValueError("a session needs a key")
        content, articles = encode(asked)
        now = self._clock()
        with self._file.writing() as database:
            database.execute("INSERT OR IGNORE INTO sessions (key, started) VALUES (?, ?)", (_safe(session), now))
            (of,) = database.execute("SELECT id FROM sessions WHERE key = ?", (_safe(session),)).fetchone()
            row = (of, now, _safe(asked.question), _safe(_all_told(asked)), content, asked.reference, asked.replaces)
            number = database.execute(
                "INSERT INTO exchanges (session, at, question, text, asked, reference, replaced)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            ).lastrowid
            assert number is not None
            for reference, article in articles.items():
                _, text = encode_article(article)
                database.execute(
                    "INSERT OR IGNORE INTO articles VALUES (?, ?, ?)", (reference, _safe(article.id), text)
                )
                database.execute("INSERT INTO shown VALUES (?, ?)", (number, reference))
        return number

    def exchange(self, number: int) -> Exchange | None:
        """The exchange of that number; None where there is none (any more)."""
        return self._one("WHERE e.id = ?", number)

    def exchange_at(self, reference: str) -> Exchange | None:
        """The last exchange that is shown at that place (`Asked.reference`)."""
        return self._one("WHERE e.reference = ? ORDER BY e.id DESC LIMIT 1", reference)

    def exchanges(self, session: str) -> tuple[Exchange, ...]:
        """All of a session, the first one first; none for a key that is not known."""
        return self._many("WHERE s.key = ? ORDER BY e.id", _safe(session))

    def turns(self, session: str, *, last: int | None = None) -> tuple[Turn, ...]:
        """The `history=` of a session's next question: every exchange that was not replaced, or the last few."""
        turns = tuple(one.turn for one in self.exchanges(session) if not one.replaced)
        return turns if last is None else turns[max(0, len(turns) - last) :]

    def numbering(self, article: str) -> tuple[Exchange, ...]:
        """Every exchange that shows something of an article, whichever version of it: what a correction may concern."""
        return self._many(
            "WHERE e.id IN (SELECT exchange FROM shown JOIN articles USING (hash) WHERE article = ?) ORDER BY e.id",
            _safe(article),
        )

    def judged(self) -> tuple[Exchange, ...]:
        """Every exchange of which somebody has said what they think, in the order in which they were asked."""
        return self._many("WHERE e.id IN (SELECT exchange FROM feedback) ORDER BY e.id")

    def sessions(self, *, within: str = "", limit: int = 20) -> tuple[Session, ...]:
        """The sessions whose keys begin so, the one that was spoken in last first."""
        with self._file.reading() as database:
            rows = database.execute(
                "SELECT s.key, s.started, max(e.at), count(*),"
                " (SELECT question FROM exchanges WHERE session = s.id ORDER BY id LIMIT 1)"
                " FROM sessions s JOIN exchanges e ON e.session = s.id"
                " WHERE substr(s.key, 1, ?) = ? GROUP BY s.id ORDER BY max(e.id) DESC LIMIT ?",
                (len(within), within, limit),
            ).fetchall()
        return tuple(
            Session(key, _moment(started), _moment(last), count, title) for key, started, last, count, title in rows
        )

    def questions(self, *, within: str = "", limit: int = 1000) -> tuple[str, ...]:
        """What was asked last in those sessions, the newest first: for a prompt's history."""
        with self._file.reading() as database:
            rows = database.execute(
                "SELECT e.question FROM exchanges e JOIN sessions s ON s.id = e.session"
                " WHERE substr(s.key, 1, ?) = ? ORDER BY e.id DESC LIMIT ?",
                (len(within), within, limit),
            ).fetchall()
        return tuple(question for (question,) in rows)

    def search(self, words: str, *, within: str = "", limit: int = 20) -> tuple[Remembered, ...]:
        """The exchanges that hold all of the words, in any form ("gates" finds "gate"); words in quotation marks count
        together. Best first. Nothing for no words."""
        query = _fts(words)
        if not query:
            return ()
        with self._file.reading() as database:
            rows = database.execute(
                "SELECT e.id, s.key, e.at, e.question, snippet(told, -1, ?, ?, '…', ?)"
                " FROM told JOIN exchanges e ON e.id = told.rowid JOIN sessions s ON s.id = e.session"
                " WHERE told MATCH ? AND substr(s.key, 1, ?) = ? ORDER BY bm25(told), e.id DESC LIMIT ?",
                (HIT, END, _SNIPPET_TOKENS, query, len(within), within, limit),
            ).fetchall()
        return tuple(
            Remembered(number, key, _moment(at), question, snippet) for number, key, at, question, snippet in rows
        )

    def give_feedback(self, exchange: int, *, who: str, verdict: Verdict, note: str = "") -> None:
        """Keep what somebody thinks of an answer. Raises UsageError for an exchange that there is not."""
        if verdict not in get_args(Verdict):
            raise UsageError(f"unknown verdict {verdict!r}", hint=f"choose one of: {', '.join(get_args(Verdict))}")
        with self._file.writing() as database:
            if not database.execute("SELECT 1 FROM exchanges WHERE id = ?", (exchange,)).fetchone():
                raise UsageError(f"no exchange {exchange!r} in the journal", hint="it may have been forgotten")
            row = (exchange, _safe(who), verdict, _safe(note), self._clock())
            database.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)", row)

    def forget(self, article: str) -> int:
        """Take out every exchange that shows something of an article, in whichever version, with the copies of it and
        with what was thought of those answers. Gives how many exchanges went."""
        with self._file.writing() as database:
            hashes = "SELECT hash FROM articles WHERE article = ?"
            gone = database.execute(
                f"DELETE FROM exchanges WHERE id IN (SELECT exchange FROM shown WHERE hash IN ({hashes}))",
                (_safe(article),),
            ).rowcount
            _sweep(database)
        return gone

    def delete_session(self, session: str) -> int:
        """Take out a session. Gives how many exchanges went."""
        with self._file.writing() as database:
            gone = database.execute(
                "DELETE FROM exchanges WHERE session IN (SELECT id FROM sessions WHERE key = ?)", (_safe(session),)
            ).rowcount
            _sweep(database)
        return gone

    def _one(self, where: str, value: object) -> Exchange | None:
        found = self._many(where, value)
        return found[0] if found else None

    def _many(self, where: str, *values: object) -> tuple[Exchange, ...]:
        with self._file.reading() as database:
            rows = database.execute(f"{_EXCHANGES} {where}", values).fetchall()
            snapshots = _Snapshots(database)
            return tuple(self._exchange(row, snapshots, database) for row in rows)

    def _exchange(self, row: Sequence[object], snapshots: _Snapshots, database: sqlite3.Connection) -> Exchange:
        number, key, at, content, replaced = row
        assert isinstance(number, int)
        try:
            asked = decode(Asked, str(content), snapshots.article)
        except (ValueError, TypeError, KeyError) as error:
            raise JournalUnusable(
                f"exchange {number} of the journal cannot be read: {error}",
                hint="it was written to by another program, or is damaged; name another file in ONRECORD_JOURNAL",
            ) from error
        return Exchange(number, str(key), _moment(float(str(at))), asked, _feedback(database, number), bool(replaced))


def _all_told(asked: Asked) -> str:
    """The words by which an exchange can be found: what stands under the answer too."""
    near = asked.answer.related if asked.answer else ()
    return "\n".join([asked.text, *(f"{one.attributed_to}: {one.quote}" for one in near)])


class _Snapshots:
    """The articles of what is read in one go, each once."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._articles: dict[str, Article] = {}

    def article(self, reference: str) -> Article:
        if reference not in self._articles:
            row = self._database.execute("SELECT content FROM articles WHERE hash = ?", (reference,)).fetchone()
            if row is None:
                raise ValueError(f"the article {reference[:12]} is not there")
            self._articles[reference] = decode_article(row[0], reference)
        return self._articles[reference]


def _feedback(database: sqlite3.Connection, exchange: int) -> tuple[Feedback, ...]:
    rows = database.execute(
        "SELECT who, verdict, note, given FROM feedback WHERE exchange = ? ORDER BY given, who", (exchange,)
    )
    return tuple(Feedback(who, verdict, note, _moment(given)) for who, verdict, note, given in rows)


def _sweep(database: sqlite3.Connection) -> None:
    """What nothing refers to any more, and the words of what went: the full-text index keeps them till it is merged."""
    database.execute("DELETE FROM articles WHERE hash NOT IN (SELECT hash FROM shown)")
    database.execute("DELETE FROM sessions WHERE id NOT IN (SELECT session FROM exchanges)")
    database.execute("INSERT INTO told (told) VALUES ('rebuild')")


def _fts(words: str) -> str:
    """Every word as a quoted one, so that nothing a person types is read as FTS5's own language."""
    found = (phrase or word for phrase, word in _WORD.findall(words.replace("“", '"').replace("”", '"')))
    plain = (one.replace('"', " ").strip() for one in found)
    return " ".join(f'"{one}"' for one in plain if any(c.isalnum() for c in one))


def _safe(text: str) -> str:
    """SQLite stores no half characters, which a broken page or a server may hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
