"""A story, its copies and its corrections, as the person at the terminal and a script are shown them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.interfaces.cli.main import main
from tests.fakes.wire import LOCAL, PARAGRAPHS, TEXT

NOTICE = "Correction (April 9): An earlier version of this article misquoted Petra Vallen, who said that all would pay."
URL = "https://wire.example/bridge"
WIRE = {"id": "wire", "url": URL, "title": "Bridge shut", "publisher": "Sample Wire", "published": "2026-04-07"}
FIRST = WIRE | {"text": TEXT.replace("We will pay", "All of us will pay")}
CORRECTED = WIRE | {"updated": "2026-04-09", "text": f"{TEXT}\n\n{NOTICE}"}
COPY = {
    "id": "vale",
    "title": "Lorries come here",
    "publisher": "Vale News",
    "published": "2026-04-08",
    "text": "\n\n".join((*PARAGRAPHS[:4], LOCAL)),
}
OWN = {
    "id": "own",
    "title": "Vallen on the detour",
    "publisher": "Alder Gazette",
    "published": "2026-04-10",
    "text": "“We will mend every pavement on the detour before winter,” Petra Vallen told the Gazette on Friday.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("stories")
    articles = folder / "articles.jsonl"
    rows = (FIRST, COPY, OWN, CORRECTED)
    articles.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    assert main(["--quiet", "--index", str(folder / "index"), "ingest", str(articles)]) == 0
    return str(folder / "index")


def told(capsys: pytest.CaptureFixture[str], index: str, *arguments: str) -> str:
    assert main([*arguments, "--index", index]) == 0
    return capsys.readouterr().out


def row_of(capsys: pytest.CaptureFixture[str], index: str, *arguments: str) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(told(capsys, index, *arguments, "--json"))
    return row


def test_show_tells_every_version_and_which_replaced_it(capsys: pytest.CaptureFixture[str], index: str) -> None:
    now, before = (row_of(capsys, index, "show", "wire", *more) for more in ((), ("--version", "1")))
    assert (now["version"], now["superseded_by"], now["text"]) == (2, None, CORRECTED["text"])
    assert (before["version"], before["superseded_by"], before["text"]) == (1, 2, FIRST["text"])
    assert [(one["version"], one["superseded_by"]) for one in before["versions"]] == [(1, 2), (2, None)]
    assert now["also_carried_by"] == ["Vale News"]
    printed = told(capsys, index, "show", "wire", "--version", "1")
    assert "version 1, superseded by version 2" in printed
    assert "other version: version 2 of Apr 9, 2026" in printed


def test_show_links_a_correction_to_the_version_it_corrects(capsys: pytest.CaptureFixture[str], index: str) -> None:
    [notice] = row_of(capsys, index, "show", "wire")["notices"]
    assert (notice["kind"], notice["date"], notice["corrects_version"]) == ("correction", "2026-04-09", 1)
    assert CORRECTED["text"][notice["start"] : notice["end"]] == notice["text"] == NOTICE
    assert row_of(capsys, index, "show", "wire", "--version", "1")["notices"] == []
    assert f"(correction of Apr 9, 2026, on version 1) {NOTICE}" in told(capsys, index, "show", "wire")


def test_an_unknown_version_or_the_id_of_a_copy_is_answered_with_what_there_is(
    capsys: pytest.CaptureFixture[str], index: str
) -> None:
    assert main(["show", "wire", "--version", "7", "--index", index]) == 2
    assert "stored versions: 1, 2" in capsys.readouterr().err
    assert main(["show", "nothing", "--index", index]) == 2
    assert "no article 'nothing'" in capsys.readouterr().err


def test_a_citation_says_that_its_article_was_corrected_and_who_carries_the_words(
    capsys: pytest.CaptureFixture[str], index: str
) -> None:
    answer = row_of(capsys, index, "ask", "What did Petra Vallen say about the pavements of the detour?")
    by_article = {citation["article_id"]: citation for citation in answer["citations"]}
    assert set(by_article) == {"wire", "own"}
    assert by_article["wire"]["also_carried_by"] == ["Vale News"]
    assert [one["text"] for one in by_article["wire"]["corrected"]] == [NOTICE]
    assert by_article["own"]["corrected"] == []
    assert answer["receipt"]["independent_outlets"] == 2
    printed = told(capsys, index, "ask", "What did Petra Vallen say about the pavements of the detour?")
    assert NOTICE in printed
    assert "cited from 2 independent outlets" in printed


def test_what_a_correction_takes_back_is_not_said_again(capsys: pytest.CaptureFixture[str], index: str) -> None:
    answer = row_of(capsys, index, "ask", "What did Petra Vallen say about all paying?")
    shown = [*answer["statements"], *answer["related"], *answer["citations"]]
    assert shown
    assert not any("all would pay" in one["quote"] or "All of us" in one["quote"] for one in shown)
    listed = told(capsys, index, "statements", "--speaker", "Petra Vallen")
    assert "would pay" not in listed


def test_who_asks_one_publisher_is_cited_its_own_copy(capsys: pytest.CaptureFixture[str], index: str) -> None:
    answer = row_of(capsys, index, "ask", "What did Petra Vallen say about the detour?", "--publisher", "vale news")
    assert {citation["article_id"] for citation in answer["citations"]} == {"vale"}
    assert {citation["publisher"] for citation in answer["citations"]} == {"Vale News"}
