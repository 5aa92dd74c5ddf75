"""`--since yesterday` is the day before the day it is where the command is given."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant import open_assistant
from assistant.cli import main
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
        {"id": name, "title": title, "text": text, "published": str(day)}
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


def test_a_day_without_news_is_said(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = told(index, capsys, "--since", "2025-03-11")
    assert (code, out.split(" in ")[0]) == (0, "No record of a story")
