"""Forgetting removes an article from the index, the journal and the reply cache, even after a kill."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.errors import JournalUnusable
from assistant.generation.reply_cache import CacheKey as Kept
from assistant.generation.reply_cache import FileReplyCache
from assistant.journal import ExchangeContent, Journal
from index.errors import UsageError
from prompts import Rendered
from tests.assistant.conftest import FERRY
from tests.fakes.processes import exit_of
from tests.fakes.steps import count_steps, die_at
from tests.index.conftest import checked
from tests.index.maintenance.test_forget import files_with

SECRET = "Quixotry Vermilion"
"""Invented words of a single article."""
BOOK = {
    "id": "book-of-brell",
    "title": f"{SECRET} in the town's book",
    "url": "https://kestrel.example/book-of-brell",
    "publisher": "Kestrel Post",
    "published": "2025-03-04",
    "text": f"“The clerk wrote {SECRET} into the book,” Ilse Marrant said on Monday.\n\nNobody at Brell had known.",
}


def replies(home: Path) -> Path:
    """Return the reply cache file of this home."""
    return home / "state" / "onrecord" / "replies.sqlite"


def opened(home: Path) -> Assistant:
    os.environ["XDG_STATE_HOME"] = str(home / "state")
    return open_assistant(index=home / "index", journal=home / "journal.sqlite")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a newsroom whose article was ingested, discussed and cited by a model."""
    monkeypatch.setenv("XDG_STATE_HOME", "")
    home = tmp_path / "newsroom"
    articles = tmp_path / "articles.jsonl"
    articles.write_text("".join(json.dumps(row) + "\n" for row in (BOOK, FERRY)), encoding="utf-8")
    with opened(home) as assistant, closing(Journal(home / "journal.sqlite")) as journal:
        assistant.ingest([articles])
        for question in ("What did Ilse Marrant say?", "What did Renata Sool say?"):
            answer = assistant.ask(question)
            assert answer.citations
            journal.record("chat:1", ExchangeContent(question, answer.text, answer))
    asked = Kept("Who?", {"as_of": date(2025, 3, 5).isoformat()}, 1, "answer", "m", "", Rendered("", ""))
    FileReplyCache(replies(home)).put(asked, f"Ilse Marrant wrote of {SECRET} [1].")
    return home


def traces(home: Path) -> list[bytes]:
    """Return the article's vectors in the catalog, and its passage ids, which Chroma uses."""
    with closing(sqlite3.connect(home / "index" / "catalog.sqlite")) as catalog:
        sql = "SELECT vector, p.id FROM vectors v JOIN passages p ON p.row = v.passage_row WHERE p.article_id = ?"
        rows = catalog.execute(sql, (BOOK["id"],)).fetchall()
    assert rows
    return [one for vector, passage in rows for one in (vector, passage.encode())]


def left(home: Path, traces: list[bytes]) -> list[str]:
    """Return the files that still contain a part of the article."""
    traced = [str(file.relative_to(home)) for file in home.rglob("*") if file.is_file() and _holds(file, traces)]
    named = [*SECRET.split(), SECRET, BOOK["id"], BOOK["url"]]
    return sorted({*traced, *(file for words in named for file in files_with(home, words))})


def _holds(file: Path, traces: list[bytes]) -> bool:
    content = file.read_bytes()
    return any(one in content for one in traces)


def forgotten(home: Path) -> None:
    with opened(home) as assistant:
        assistant.forget(BOOK["id"])


def counted(home: Path, note: Path) -> None:
    count_steps(lambda: forgotten(home), under=home, note=note)


def killed(home: Path, number: int) -> None:
    die_at(number, lambda: forgotten(home), under=home)


def sound(home: Path) -> bool:
    """Read a copy, because Chroma writes this process's memory into a rebuilt graph."""
    copy = shutil.copytree(home / "index", home.with_name(f"{home.name}-copy"))
    damages = checked(copy).damages
    shutil.rmtree(copy)
    return damages == ()


def questions(home: Path) -> list[str]:
    with closing(Journal(home / "journal.sqlite")) as journal:
        return [one.asked.question for one in journal.exchanges("chat:1")]


def test_forgetting_leaves_no_byte_in_the_index_the_journal_or_the_reply_cache(home: Path) -> None:
    of_it = traces(home)
    before = left(home, of_it)
    for part in ("catalog.sqlite", "journal.sqlite", "replies.sqlite", "chroma", "tantivy"):
        assert any(part in file for file in before), part
    forgotten(home)
    assert left(home, of_it) == []
    assert questions(home) == ["What did Renata Sool say?"]


def test_forgetting_can_be_repeated_after_the_journal_was_not_writable(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_it = traces(home)

    def locked(*_: object) -> int:
        raise JournalUnusable("locked", hint="wait")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "forget", locked)
        with pytest.raises(JournalUnusable) as caught:
            forgotten(home)
    assert "run the same command again" in caught.value.hint
    assert "journal.sqlite" in left(home, of_it)
    forgotten(home)
    assert left(home, of_it) == []


@pytest.mark.slow
def test_forgetting_can_be_repeated_after_a_kill_at_any_step(home: Path, tmp_path: Path) -> None:
    of_it = traces(home)
    note = tmp_path / "note"
    undisturbed = shutil.copytree(home, tmp_path / "undisturbed")
    assert exit_of(counted, undisturbed, note) == 0
    steps = int(note.read_text(encoding="utf-8"))
    assert steps > 60
    for number in range(1, steps + 1):
        copy = shutil.copytree(home, tmp_path / str(number))
        assert exit_of(killed, copy, number) == -signal.SIGKILL, f"at step {number}"
        assert sound(copy), f"at step {number}"
        with suppress(UsageError):  # it had done all of it
            forgotten(copy)
        assert left(copy, of_it) == [], f"at step {number} of {steps}"
        assert questions(copy) == ["What did Renata Sool say?"], f"at step {number}"
        assert sound(copy), f"at step {number}"
        shutil.rmtree(copy)
