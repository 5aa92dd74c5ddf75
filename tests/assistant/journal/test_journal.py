"""Exchanges come back complete, can be searched, and disappear when they are forgotten."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import pytest

from assistant.errors import JournalUnusable
from assistant.journal import ExchangeContent, Journal
from assistant.journal.database import APPLICATION, MIGRATIONS, SCHEMA
from assistant.journal.records import MATCH_END, MATCH_START
from assistant.types import Answer, Citation, Filters, NearPassage, Turn
from index.errors import UsageError
from tests.assistant.journal.sample import answer
from tests.assistant.sample import ARTICLE, span

KEY = "chat:1"


def asked(question: str = "What did Marrant say?", **changes: object) -> ExchangeContent:
    whole = answer(question)
    return replace(ExchangeContent(question, whole.text, whole, filters=Filters(publisher="Kestrel Post")), **changes)  # type: ignore[arg-type]


def complete(answer: Answer) -> ExchangeContent:
    return ExchangeContent(answer.question, answer.text, answer)


@pytest.fixture(params=["file", "memory"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    ticks = count(1_000_000)
    file = tmp_path / "data" / "journal.sqlite" if request.param == "file" else None
    opened = Journal(file, clock=lambda: float(next(ticks)))
    yield opened
    opened.close()


def test_an_exchange_comes_back_unchanged(journal: Journal) -> None:
    stored = asked(generation=7, asker="U1", reference="C1:17.5")
    number = journal.record(KEY, stored)
    exchange = journal.exchange(number)
    assert exchange is not None
    assert (exchange.session, exchange.asked, exchange.stopped) == (KEY, stored, False)
    assert exchange.at == datetime.fromtimestamp(1_000_000, UTC)
    assert exchange.citations[0].quote == "“The dam will hold,”"
    assert journal.exchange_at("C1:17.5") == exchange
    assert journal.exchange(number + 1) is None
    assert journal.exchange_at("C1:18") is None


def test_an_answer_without_record_is_stored_with_its_nearest_passages(journal: Journal) -> None:
    near = NearPassage(ARTICLE, span("The dam at Brell was built in 1931."), 0.5, ("Brell Courier",))
    refused = replace(answer(), status="no_evidence", text="No record.", statements=(), citations=(), said_by=())
    stored = complete(replace(refused, nearest=(near,), unanswered="who painted it"))
    number = journal.record(KEY, stored)
    exchange = journal.exchange(number)
    assert exchange is not None
    assert exchange.asked == stored
    assert [one.exchange for one in journal.search("built")] == [number]
    assert [one.exchange for one in journal.search("painted")] == [number]
    assert journal.forget("dam") == 1


def test_an_answer_stored_before_there_were_nearest_passages_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    with closing(Journal(file)) as journal:
        number = journal.record(KEY, asked())
    with closing(sqlite3.connect(file)) as database, database:
        (content,) = database.execute("SELECT asked FROM exchanges").fetchone()
        row = json.loads(content)
        del row["answer"]["nearest"], row["answer"]["unanswered"]
        database.execute("UPDATE exchanges SET asked = ?", (json.dumps(row),))
    with closing(Journal(file)) as journal:
        exchange = journal.exchange(number)
    assert exchange is not None
    assert exchange.asked == asked()


def test_a_session_returns_the_turns_for_the_next_question(journal: Journal) -> None:
    assert journal.turns(KEY) == ()
    journal.record(KEY, asked())
    second = answer("And Oduya?")
    journal.record(KEY, complete(replace(second, history=answer().turns)))
    journal.record("chat:2", asked("Who else?"))
    assert journal.turns(KEY) == (*answer().turns, second.turns[-1])
    assert journal.turns(KEY, last=1) == (second.turns[-1],)
    assert journal.turns(KEY, last=0) == ()


def test_dates_and_times_keep_their_type(journal: Journal) -> None:
    hour = datetime(2025, 3, 4, 17, 30, tzinfo=UTC)
    article = replace(ARTICLE, published=hour, updated=date(2025, 3, 5), authors=("Mara Lind",))
    number = journal.record(KEY, complete(answer(article=article)))
    exchange = journal.exchange(number)
    assert exchange is not None
    assert exchange.citations[0].article == article


def test_a_stopped_answer_is_stored_with_its_citations(journal: Journal) -> None:
    cited = Citation(1, ARTICLE, span("The dam at Brell was built in 1931."))
    number = journal.record(KEY, ExchangeContent("When?", "The dam was built in 1931. [1]", citations=(cited,)))
    exchange = journal.exchange(number)
    assert exchange is not None
    assert exchange.stopped
    assert exchange.turn == Turn("When?", "The dam was built in 1931. [1]", (cited,))
    assert journal.forget("dam") == 1


def test_a_replaced_exchange_leaves_the_conversation(journal: Journal) -> None:
    first = journal.record(KEY, asked())
    again = journal.record(KEY, asked(replaces=first))
    assert [(one.id, one.replaced) for one in journal.exchanges(KEY)] == [(first, True), (again, False)]
    assert len(journal.turns(KEY)) == 1


def test_sessions_are_listed_by_latest_activity_and_by_program(journal: Journal) -> None:
    for key, question in ((KEY, "First?"), ("slack:T:C:1", "In Slack?"), ("chat:2", "Other?"), (KEY, "Second?")):
        journal.record(key, asked(question))
    listed = journal.sessions(within="chat:")
    assert [(one.key, one.exchanges, one.title) for one in listed] == [(KEY, 2, "First?"), ("chat:2", 1, "Other?")]
    assert listed[0].started < listed[0].last
    assert [one.key for one in journal.sessions(limit=1)] == [KEY]
    assert journal.questions(within="chat:") == ("Second?", "Other?", "First?")


@pytest.mark.parametrize("words", ["gate", "GATES rusted", '"gates were"', "marrant dam", "who gates", "“dam will”"])
def test_past_answers_are_found_by_their_words(journal: Journal, words: str) -> None:
    number = journal.record(KEY, asked("Who spoke?"))
    journal.record(KEY, ExchangeContent("And the ferry?", "No record."))
    (found,) = journal.search(words)
    assert (found.exchange, found.session, found.question) == (number, KEY, "Who spoke?")
    assert MATCH_START in found.snippet
    assert MATCH_END in found.snippet


@pytest.mark.parametrize("words", ["", "   ", '"', "NEAR(", "* - ^", "ferry gates", '"were gates"', "harbour OR gates"])
def test_a_search_without_matches_returns_nothing(journal: Journal, words: str) -> None:
    journal.record(KEY, asked())
    assert journal.search(words) == ()


def test_a_search_stays_within_its_program(journal: Journal) -> None:
    journal.record("slack:T:C:1", asked())
    assert journal.search("gates", within="chat:") == ()
    assert len(journal.search("gates", within="slack:T:")) == 1


def test_each_person_has_one_feedback_per_answer(journal: Journal) -> None:
    number = journal.record(KEY, asked())
    journal.give_feedback(number, who="U1", verdict="good")
    journal.give_feedback(number, who="U2", verdict="incomplete", note="no date")
    journal.give_feedback(number, who="U1", verdict="wrong", note="that was Oduya")
    exchange = journal.exchange(number)
    assert exchange is not None
    assert [(one.who, one.verdict, one.note) for one in exchange.feedback] == [
        ("U2", "incomplete", "no date"),
        ("U1", "wrong", "that was Oduya"),
    ]


def test_feedback_on_an_unknown_exchange_or_with_an_unknown_verdict_is_rejected(journal: Journal) -> None:
    with pytest.raises(UsageError, match="no question and answer 5"):
        journal.give_feedback(5, who="U1", verdict="good")
    with pytest.raises(UsageError, match="unknown verdict 'meh'"):
        journal.give_feedback(5, who="U1", verdict="meh")  # type: ignore[arg-type]


def test_forgotten_content_is_erased_from_the_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    gone = journal.record(KEY, asked("What did Marrant say of the Quillhaven sluice?"))
    journal.give_feedback(gone, who="U1", verdict="wrong", note="zephyrine")
    older = replace(ARTICLE, text=ARTICLE.text + " An older version.")
    journal.record("chat:2", complete(answer(article=older)))
    kept = journal.record(KEY, complete(answer(article=replace(ARTICLE, id="other", text=ARTICLE.text + " More."))))
    assert b"Quillhaven" in (tmp_path / "journal.sqlite").read_bytes()

    assert journal.forget("dam") == 2

    assert [one.id for one in journal.exchanges(KEY)] == [kept]
    assert [one.key for one in journal.sessions()] == [KEY]
    assert journal.search("Quillhaven") == ()
    assert len(journal.search("gates")) == 1
    left = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert not [word for word in (b"uillhaven", b"zephyrine", b"older version") if word in left]
    assert journal.forget("dam") == 0


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    file = tmp_path / "data" / "journal.sqlite"
    Journal(file).record(KEY, asked())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.chmod(0o644)
    Journal(file).check()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_journal_in_memory_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    journal = Journal(None)
    journal.record(KEY, asked())
    assert len(journal.turns(KEY)) == 1
    journal.close()
    assert sorted(tmp_path.rglob("*")) == before


def foreign(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    database.close()


def newer(file: Path) -> None:
    Journal(file).check()
    with sqlite3.connect(file) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    database.close()


def damaged(file: Path) -> None:
    Journal(file).record(KEY, asked())
    content = bytearray(file.read_bytes())
    content[4096:] = b"\x7f" * (len(content) - 4096)
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (foreign, "not a journal of onrecord"),
        (newer, "written by a newer onrecord"),
        (damaged, "is damaged"),
        (lambda file: file.write_text("Dear diary, this is no database at all."), "is damaged, or is not a journal"),
        (lambda file: file.mkdir(), "cannot be opened"),
    ],
)
def test_an_unusable_file_is_reported_and_left_unchanged(tmp_path: Path, spoil: object, message: str) -> None:
    file = tmp_path / "journal.sqlite"
    assert callable(spoil)
    spoil(file)
    before = file.read_bytes() if file.is_file() else None
    with pytest.raises(JournalUnusable, match=message) as caught:
        Journal(file).check()
    assert "ONRECORD_JOURNAL" in caught.value.hint
    with pytest.raises(JournalUnusable):
        Journal(file).record(KEY, asked())
    assert before == (file.read_bytes() if file.is_file() else None)


def test_an_article_changed_in_the_file_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    Journal(file).record(KEY, asked())
    with sqlite3.connect(file) as database:
        database.execute("UPDATE articles SET content = replace(content, 'The dam will hold', 'No')")
    database.close()
    with pytest.raises(JournalUnusable, match="entry 1 of the journal cannot be read"):
        Journal(file).exchanges(KEY)


def test_an_older_schema_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "journal.sqlite"
    Journal(file).record(KEY, asked())
    added = "ALTER TABLE sessions ADD COLUMN colour TEXT;\nCREATE INDEX by_colour ON sessions (colour);\n"
    monkeypatch.setattr("assistant.journal.database.MIGRATIONS", (*MIGRATIONS, added))
    monkeypatch.setattr("assistant.journal.database.SCHEMA", SCHEMA + 1)
    monkeypatch.setattr("assistant.journal.database.SCHEMA", SCHEMA + 1)
    assert len(Journal(file).turns(KEY)) == 1
    with sqlite3.connect(file) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA + 1,)
        assert database.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert database.execute("SELECT colour FROM sessions").fetchall() == [(None,)]
    database.close()


def test_a_failed_migration_leaves_the_old_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "journal.sqlite"
    Journal(file).record(KEY, asked())
    before = file.read_bytes()
    broken = "CREATE TABLE more (id INTEGER);\nCREATE TABLE sessions (id INTEGER);\n"
    with monkeypatch.context() as patched:
        patched.setattr("assistant.journal.database.MIGRATIONS", (*MIGRATIONS, broken))
        patched.setattr("assistant.journal.database.SCHEMA", SCHEMA + 1)
        with pytest.raises(JournalUnusable, match="sessions already exists"):
            Journal(file).check()
    assert file.read_bytes()[100:] == before[100:]
    assert len(Journal(file).turns(KEY)) == 1


def test_a_lock_timeout_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    Journal(file).check()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalUnusable, match="locked") as caught:
        Journal(file, wait=0.01).record(KEY, asked())
    assert "try again" in caught.value.hint
    other.execute("ROLLBACK")
    other.close()


WRITER = """
import sys
from pathlib import Path
from assistant.journal import ExchangeContent, Journal
journal = Journal(Path(sys.argv[1]))
for number in range(20):
    journal.record("chat:shared", ExchangeContent(f"{sys.argv[2]} {number}", "No record."))
"""


def test_concurrent_threads_and_processes_lose_no_exchange(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    command = [sys.executable, "-c", WRITER, str(file), "process"]
    with subprocess.Popen(command, cwd=Path(__file__).parents[3]) as process:
        journal = Journal(file)

        def write(name: str) -> None:
            for number in range(20):
                journal.record("chat:shared", ExchangeContent(f"{name} {number}", "No record."))

        threads = [Thread(target=write, args=(f"thread {one}",)) for one in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert process.wait(60) == 0
    exchanges = journal.exchanges("chat:shared")
    assert len({one.asked.question for one in exchanges}) == 60
    assert [one.id for one in exchanges] == list(range(1, 61))


@pytest.mark.slow
def test_concurrent_creation_of_a_journal_succeeds(tmp_path: Path) -> None:
    def check(file: Path, ready: Barrier) -> None:
        ready.wait()
        Journal(file).check()

    for number in range(60):
        ready = Barrier(4)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(check, [tmp_path / f"{number}.sqlite"] * 4, [ready] * 4))
