"""`--since yesterday` is the day before the day it is where the command is given."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant import open_assistant
from assistant.interfaces.cli import main
from assistant.overviews.digest import build as digests
from assistant.wiring import Wiring

NEWS = {
    "Saturday": (
        "Ferry back at Brell",
        "The ferry at Brell came in again, and forty people got off, Renata Sool said.",
    ),
    "Sunday": ("Dam passes its test", "Engineers found no crack in the Ostery wall, Ilse Marrant told the parish."),
    "Monday": ("Bakers strike", "Bakers in Lorring put down their aprons over night shifts, Tomas Oduya said."),
}


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Articles of three days, and the last of them is today."""
    days = [date(2025, 3, day) for day in (8, 9, 10)]
    rows = [
        {"id": name, "title": title, "text": text, "published": str(day), "publisher": "Brell Post"}
        for day, (name, (title, text)) in zip(days, NEWS.items(), strict=True)
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        assistant.ingest([tmp_path / "a.jsonl"])
    monkeypatch.setattr(Wiring, "today", lambda self: days[-1])
    return str(tmp_path / "index")


def told(index: str, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = main(["digest", "--index", index, *options])
    return code, capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "days"),
    [
        (("--since", "yesterday"), {"Sunday", "Monday"}),
        (("--since", "today"), {"Monday"}),
        (("--since", "yesterday", "--until", "yesterday"), {"Sunday"}),
        (("--until", "2025-03-08"), {"Saturday"}),
    ],
)
def test_a_digest_is_of_the_days_that_are_meant(
    index: str, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], days: set[str]
) -> None:
    code, out = told(index, capsys, *options)
    assert code == 0
    assert {day for day, (title, _) in NEWS.items() if title in out} == days


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--since", "2025-03-11"), "since Mar 11, 2025 in 3 articles from Mar 8, 2025 to Mar 10, 2025."),
        (("--until", "2025-03-01"), "until Mar 1, 2025 in 3 articles"),
        (("--since", "2025-03-11", "--until", "2025-03-11"), "of Mar 11, 2025 in 3 articles"),
        (("--topic", "zeppelins"), "on zeppelins in 3 articles"),
        (("--since", "yesterday", "--topic", "zeppelins"), "on zeppelins in 2 articles"),
        (
            ("--publisher", "Nobody"),
            "of Nobody in 3 articles from Mar 8, 2025 to Mar 10, 2025. The index has articles from Brell Post.",
        ),
    ],
)
def test_where_there_is_no_news_it_says_of_what_and_what_there_is(
    index: str, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    code, out = told(index, capsys, *options)
    assert code == 0
    assert out.startswith("No record of a story ")
    assert said in out


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (("--since", "someday"), "yesterday"),
        (("--topic", "the"), "nouns"),
        (("--since", "today", "--until", "yesterday"), "swap"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(
    index: str, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], hint: str
) -> None:
    assert main(["digest", "--index", index, *options]) == 2
    assert hint in capsys.readouterr().err


def test_too_many_articles_are_refused_with_the_newest_day(
    index: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "MAX_ARTICLES", 2)
    assert main(["digest", "--index", index]) == 2
    told = capsys.readouterr().err
    assert "3 articles are too many for one digest, which takes at most 2" in told
    assert "--since (the newest article is from 2025-03-10)" in told
    assert main(["digest", "--index", index, "--since", "yesterday"]) == 0


@pytest.mark.parametrize("verb", ["timeline", "compare"])
def test_timelines_and_comparisons_begin_yesterday_too(
    index: str, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    at = [verb, "--index", index, "--about", "Brell"]
    assert main([*at, "--since", "yesterday"]) == 0
    assert "Renata Sool" not in capsys.readouterr().out
    assert main([*at, "--until", "2025-03-08"]) == 0
    assert "Renata Sool" in capsys.readouterr().out
    assert main([*at, "--since", "2025-03-11"]) == 0
    assert (
        "in 3 articles from Mar 8, 2025 to Mar 10, 2025, none of which match the period filter"
        in capsys.readouterr().out
    )


def test_json_and_a_page_can_be_asked_for_together(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "digest.html"

    assert main(["digest", "--index", index, "--json", "--html", str(page)]) == 0

    assert json.loads(capsys.readouterr().out)["stories"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
