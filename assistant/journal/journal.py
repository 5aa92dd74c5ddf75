"""The journal's operations."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args

from assistant.errors import JournalUnusable
from assistant.journal.codec import FindArticle, decode, decode_article, encode, encode_article
from assistant.journal.database import LOCK_TIMEOUT, JournalFile
from assistant.journal.records import (
    MATCH_END,
    MATCH_START,
    Exchange,
    ExchangeContent,
    Feedback,
    SearchMatch,
    Session,
    Verdict,
)
from assistant.types import Answer, Turn
from index.errors import UsageError
from index.types import Article

_EXCHANGES = """
SELECT e.id, s.key, e.at, e.asked, EXISTS (SELECT 1 FROM exchanges r WHERE r.replaced = e.id)
FROM exchanges e JOIN sessions s ON s.id = e.session
"""
_PHRASE_OR_WORD = re.compile(r'"([^"]+)"|(\S+)')
_SNIPPET_TOKENS = 24


class Journal:
    """Conversations in a file, or in memory. Thread-safe. Each method is a transaction; raises JournalUnusable."""

    def __init__(
        self, file: Path | None, *, clock: Callable[[], float] = time.time, wait: float = LOCK_TIMEOUT
    ) -> None:
        self.file = file
        self._database = JournalFile(file, wait=wait)
        self._clock = clock

    def close(self) -> None:
        """Close the journal. A journal in memory is lost."""
        self._database.close()

    def check(self) -> None:
        """Create the file if necessary, and read from it. Raises JournalUnusable for a damaged or foreign file."""
        with self._database.transaction(write=True) as database:
            database.execute("SELECT max(id) FROM exchanges").fetchone()
            database.execute("SELECT max(id) FROM sessions").fetchone()

    def record(self, session: str, asked: ExchangeContent) -> int:
        """Append an exchange to a session, which is created if necessary. Returns the exchange number."""
        if not session:
            raise ValueError("a session needs a key")
        content, articles = encode(asked)
        now, key = self._clock(), _encodable(session)
        with self._database.transaction(write=True) as database:
            database.execute("INSERT OR IGNORE INTO sessions (key, started) VALUES (?, ?)", (key, now))
            (owner,) = database.execute("SELECT id FROM sessions WHERE key = ?", (key,)).fetchone()
            shown = "\n".join([asked.text, *(_below(asked.answer) if asked.answer else ())])
            texts = (_encodable(asked.question), _encodable(shown), content)
            insert = "INSERT INTO exchanges (session, at, question, text, asked, reference, replaced)"
            row = (owner, now, *texts, asked.reference, asked.replaces)
            number = database.execute(f"{insert} VALUES (?, ?, ?, ?, ?, ?, ?)", row).lastrowid
            assert number is not None
            for reference, article in articles.items():
                copy = (reference, _encodable(article.id), encode_article(article)[1])
                database.execute("INSERT OR IGNORE INTO articles VALUES (?, ?, ?)", copy)
                database.execute("INSERT INTO shown VALUES (?, ?)", (number, reference))
        return number

    def exchange(self, number: int) -> Exchange | None:
        """Return the exchange with that number; None if it does not exist."""
        return next(iter(self._find("WHERE e.id = ?", number)), None)

    def exchange_at(self, reference: str) -> Exchange | None:
        """Return the last exchange that is shown at that place (`ExchangeContent.reference`)."""
        return next(iter(self._find("WHERE e.reference = ? ORDER BY e.id DESC LIMIT 1", reference)), None)

    def exchanges(self, session: str) -> tuple[Exchange, ...]:
        """Return all exchanges of a session, oldest first."""
        return self._find("WHERE s.key = ? ORDER BY e.id", _encodable(session))

    def turns(self, session: str, *, last: int | None = None) -> tuple[Turn, ...]:
        """Return the `history=` of a session's next question: the turns that were not replaced, or the `last` ones."""
        turns = tuple(one.turn for one in self.exchanges(session) if not one.replaced)
        return turns if last is None else turns[max(0, len(turns) - last) :]

    def judged(self) -> tuple[Exchange, ...]:
        """Return every exchange with feedback, oldest first."""
        return self._find("WHERE e.id IN (SELECT exchange FROM feedback) ORDER BY e.id")

    def sessions(self, *, within: str = "", limit: int = 20) -> tuple[Session, ...]:
        """Return the sessions whose keys start with `within`, latest activity first."""
        rows = self._read(
            "SELECT s.key, s.started, max(e.at), count(*),"
            " (SELECT question FROM exchanges WHERE session = s.id ORDER BY id LIMIT 1)"
            " FROM sessions s JOIN exchanges e ON e.session = s.id"
            " WHERE substr(s.key, 1, ?) = ? GROUP BY s.id ORDER BY max(e.id) DESC LIMIT ?",
            (len(within), within, limit),
        )
        return tuple(Session(key, _time(first), _time(last), count, title) for key, first, last, count, title in rows)

    def questions(self, *, within: str = "", limit: int = 1000) -> tuple[str, ...]:
        """Return the last questions of those sessions, newest first, for the input history of a terminal."""
        rows = self._read(
            "SELECT e.question FROM exchanges e JOIN sessions s ON s.id = e.session"
            " WHERE substr(s.key, 1, ?) = ? ORDER BY e.id DESC LIMIT ?",
            (len(within), within, limit),
        )
        return tuple(question for (question,) in rows)

    def search(self, words: str, *, within: str = "", limit: int = 20) -> tuple[SearchMatch, ...]:
        """Return the exchanges that contain all words, best match first.

        Words match by stem ("gates" finds "gate"); words in quotation marks match as a phrase.
        """
        query = _fts_query(words)
        if not query:
            return ()
        rows = self._read(
            "SELECT e.id, s.key, e.at, e.question, snippet(told, -1, ?, ?, '…', ?)"
            " FROM told JOIN exchanges e ON e.id = told.rowid JOIN sessions s ON s.id = e.session"
            " WHERE told MATCH ? AND substr(s.key, 1, ?) = ? ORDER BY bm25(told), e.id DESC LIMIT ?",
            (MATCH_START, MATCH_END, _SNIPPET_TOKENS, query, len(within), within, limit),
        )
        return tuple(SearchMatch(number, key, _time(at), *texts) for number, key, at, *texts in rows)

    def give_feedback(self, exchange: int, *, who: str, verdict: Verdict, note: str = "") -> None:
        """Store a person's feedback on an answer. Raises UsageError for an unknown exchange or verdict."""
        if verdict not in get_args(Verdict):
            raise UsageError(f"unknown verdict {verdict!r}", hint=f"choose one of: {', '.join(get_args(Verdict))}")
        with self._database.transaction(write=True) as database:
            if not database.execute("SELECT 1 FROM exchanges WHERE id = ?", (exchange,)).fetchone():
                raise UsageError(f"no question and answer {exchange!r} in the journal", hint="it may have been deleted")
            row = (exchange, _encodable(who), verdict, _encodable(note), self._clock())
            database.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)", row)

    def forget(self, article: str) -> int:
        """Delete every exchange that shows a version of an article, with copies and feedback. Returns their number."""
        with self._database.transaction(write=True) as database:
            deleted = database.execute(
                "DELETE FROM exchanges WHERE id IN"
                " (SELECT exchange FROM shown WHERE hash IN (SELECT hash FROM articles WHERE article = ?))",
                (_encodable(article),),
            ).rowcount
            database.execute("DELETE FROM articles WHERE hash NOT IN (SELECT hash FROM shown)")
            database.execute("DELETE FROM sessions WHERE id NOT IN (SELECT session FROM exchanges)")
            # The full-text index keeps deleted words until it is merged.
            database.execute("INSERT INTO told (told) VALUES ('rebuild')")
        return deleted

    def _read(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._database.transaction() as database:
            return database.execute(sql, values).fetchall()

    def _find(self, where: str, *values: object) -> tuple[Exchange, ...]:
        with self._database.transaction() as database:
            rows = database.execute(f"{_EXCHANGES} {where}", values).fetchall()
            find_article = cache(lambda reference: _find_article(database, reference))
            return tuple(_build_exchange(row, find_article, database) for row in rows)


def _below(answer: Answer) -> Iterator[str]:
    """Yield the texts that are shown below an answer."""
    if answer.unanswered:
        yield answer.unanswered
    yield from (f"{one.attributed_to}: {one.quote}" for one in answer.related)
    yield from (passage.quote for passage in answer.nearest)


def _build_exchange(row: Sequence[Any], find_article: FindArticle, database: sqlite3.Connection) -> Exchange:
    number, key, at, content, replaced = row
    try:
        asked = decode(ExchangeContent, content, find_article)
    except (ValueError, TypeError, KeyError) as error:
        raise JournalUnusable(
            f"entry {number} of the journal cannot be read: {error}",
            hint="the journal is damaged, or another program changed it; to start a new one, set ONRECORD_JOURNAL to "
            "another file",
        ) from error
    rated = "SELECT who, verdict, note, given FROM feedback WHERE exchange = ? ORDER BY given, who"
    rows = database.execute(rated, (number,))
    feedback = tuple(Feedback(who, verdict, note, _time(given)) for who, verdict, note, given in rows)
    return Exchange(number, key, _time(at), asked, feedback, bool(replaced))


def _find_article(database: sqlite3.Connection, reference: str) -> Article:
    row = database.execute("SELECT content FROM articles WHERE hash = ?", (reference,)).fetchone()
    if row is None:
        raise ValueError(f"the article {reference[:12]} is missing")
    return decode_article(row[0], reference)


def _fts_query(words: str) -> str:
    """Return an FTS5 query with every word or phrase quoted, so that no input is read as FTS5 syntax."""
    found = (phrase or word for phrase, word in _PHRASE_OR_WORD.findall(words.replace("“", '"').replace("”", '"')))
    plain = (one.replace('"', " ").strip() for one in found)
    return " ".join(f'"{one}"' for one in plain if any(c.isalnum() for c in one))


def _encodable(text: str) -> str:
    """Replace lone surrogates, which SQLite cannot store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
