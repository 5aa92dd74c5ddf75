"""Ingesting an address, watching sources and forgetting, as a person at a terminal does it. All sites are invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app.assistant import Assistant
from assistant.app.sources import FORGET_THERE
from index.fetching.sources.politeness import WallClock
from index.maintenance.forget import ForgetReport
from tests.assistant.interfaces.cli.test_commands import run
from tests.fakes.web import FakeWeb, fake_web, html, xml

TEXT = (
    "<p>The ferry to {0} sails at nine from the old pier, its owners told the council of Brell on Monday.</p>"
    "<p>“It will sail to {0} all winter,” said Ilse Marrant, who runs the line.</p>"
)
ALLOWED = ("--allow-host", "localhost")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWeb]:
    monkeypatch.setattr(WallClock, "sleep", lambda *_: None)
    with fake_web() as web:
        pages = {
            f"/{name}": html(f"<!doctype html><title>Ferry to {name}</title><article>{TEXT.format(name)}</article>")
            for name in ("north", "south")
        }
        items = "".join(f"<item><title>x</title><link>{web.url('localhost', path)}</link></item>" for path in pages)
        feed = f"<rss version='2.0'><channel><title>Brell Courier</title>{items}</channel></rss>"
        web.serve("localhost", {**pages, "/feed": xml(feed)})
        yield web


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "index")


def sources(tmp_path: Path, web: FakeWeb, *paths: str) -> str:
    file = tmp_path / "sources.toml"
    file.write_text("".join(f'[[source]]\nurl = "{web.url("localhost", path)}"\n' for path in paths))
    return str(file)


def test_an_address_of_this_machine_is_refused_and_the_way_out_is_named(
    capsys: pytest.CaptureFixture[str], web: FakeWeb, folder: str
) -> None:
    code, _, err = run(capsys, "ingest", web.url("localhost", "/north"), "--index", folder)
    assert code == 5
    assert "which is not public" in err
    assert "--allow-host" in err
    assert web.asked == []


def test_a_feed_is_ingested_watched_and_forgotten(
    capsys: pytest.CaptureFixture[str], web: FakeWeb, folder: str, tmp_path: Path
) -> None:
    code, out, _ = run(capsys, "ingest", web.url("localhost", "/feed"), *ALLOWED, "--index", folder)
    assert (code, out.startswith("2 new.")) == (0, True)

    file = sources(tmp_path, web, "/feed", "/none")
    code, out, _ = run(capsys, "watch", file, "--once", *ALLOWED, "--index", folder)
    first, second = out.splitlines()
    assert (code, first.endswith("2 unchanged"), second.endswith("failed: the server answered 404")) == (0, True, True)

    told = run(capsys, "doctor", "--index", folder)[1]
    assert "/feed: 2 unchanged" in told
    assert "/none: failed once: the server answered 404" in told

    code, _, err = run(capsys, "forget", "Ilse Marrant", "--index", folder)
    assert (code, "quoted in 2 articles" in err) == (2, True)
    code, out, _ = run(capsys, "forget", web.url("localhost", "/north"), "--index", folder)
    assert (code, "1 version, " in out) == (0, True)

    code, out, _ = run(capsys, "watch", file, "--once", "--json", *ALLOWED, "--index", folder)
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["new"] for row in rows] == [0, 0]
    code, out, _ = run(capsys, "ask", "What did Ilse Marrant say?", "--index", folder)
    assert ("all winter" in out, "to north" in out) == (True, False)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("", "no sources"),
        ("[[source]]\nurl = 'ftp://x'", "has an invalid url: 'ftp://x'"),
        ("[[source]]\nurl = 'http://x'\nevery = '1s'", "every = '1s'"),
        ("[[source]]\nadress = 'http://x'", "unknown key 'adress'"),
        ("[source", "cannot read the sources"),
        ("<opml><body></body></opml>", "no sources"),
        ("<!DOCTYPE o [<!ENTITY a 'b'>]><opml/>", "defines entities"),
    ],
)
def test_a_list_that_cannot_be_used_is_told_with_its_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: str, content: str, wrong: str
) -> None:
    (tmp_path / "list").write_text(content)
    code, out, err = run(capsys, "watch", str(tmp_path / "list"), "--once", "--index", folder)
    assert (code, out, wrong in err) == (2, "", True), err


def test_opml_is_read_as_feed_readers_write_it(
    capsys: pytest.CaptureFixture[str], web: FakeWeb, tmp_path: Path, folder: str
) -> None:
    outline = (
        f"<outline text='Papers'><outline type='rss' text='Brell' xmlUrl='{web.url('localhost', '/feed')}'/></outline>"
    )
    (tmp_path / "feeds.opml").write_text(f"<opml version='2.0'><body>{outline}</body></opml>")
    code, out, _ = run(capsys, "watch", str(tmp_path / "feeds.opml"), "--once", *ALLOWED, "--index", folder)
    assert (code, out) == (0, "Brell  2 new\n")


def test_whatever_else_remembers_articles_is_told_of_what_was_forgotten(
    web: FakeWeb, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[ForgetReport] = []
    monkeypatch.setattr("assistant.app.sources.FORGET_THERE", (*FORGET_THERE, lambda report, _: told.append(report)))
    from assistant import open_assistant

    with open_assistant(index=folder) as assistant:
        assert isinstance(assistant, Assistant)
        assistant.ingest([web.url("localhost", "/north")], allow_hosts=["localhost"])
        assistant.forget(web.url("localhost", "/north"))
    assert [one.addresses for one in told] == [(f"http://localhost:{web.port}/north",)]


def test_conversations_that_show_a_forgotten_article_go_with_it(web: FakeWeb, folder: str, tmp_path: Path) -> None:
    from contextlib import closing

    from assistant import open_assistant
    from assistant.journal import ExchangeContent, Journal

    file = tmp_path / "journal.sqlite"
    with open_assistant(index=folder, journal=file) as assistant, closing(Journal(file)) as journal:
        assistant.ingest([web.url("localhost", "/north")], allow_hosts=["localhost"])
        [article] = {one.article.id: one.article for one in assistant.statements()}.values()
        answer = assistant.ask(f"What does “{article.title}” say?")
        cited = assistant.ask(assistant.statements()[0].statement.speakers[0].name + " said what?")
        number = journal.record("chat:1", ExchangeContent("Who?", cited.text, cited))
        other = journal.record("chat:1", ExchangeContent("Anything else?", answer.text, answer))
        assert cited.citations
        assistant.forget(article.id)
        assert journal.exchange(number) is None
        assert (journal.exchange(other) is None) == bool(answer.citations or answer.nearest)
