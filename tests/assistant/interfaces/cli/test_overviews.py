"""`onrecord timeline` and `onrecord compare`: what they print, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import Assistant
from tests.assistant.interfaces.cli.test_commands import run, run_json


@pytest.fixture
def index_of(changing: Assistant) -> str:
    return str(changing.settings.index)


def test_a_timeline_reads_day_by_day_with_its_changes(capsys: pytest.CaptureFixture[str], index_of: str) -> None:
    code, out, err = run(capsys, "timeline", "--speaker", "Marrant", "--index", index_of)
    assert (code, err) == (0, "")
    assert out.index("Jan 12, 2026") < out.index("Mar 2, 2026") < out.index("May 20, 2026")
    assert "first in Vennick Post, Jan 12, 2026; also in Lissow Courier" in out
    assert "Change of position: Ilse Marrant" in out
    assert "Searched 6 articles" in out
    assert "\x1b" not in out


def test_a_timeline_as_json_has_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str], index_of: str) -> None:
    row = run_json(capsys, "timeline", "--about", "market hall", "--index", index_of)
    assert row["status"] == "answered"
    markers = {citation["marker"] for citation in row["citations"]}
    for entry in row["entries"]:
        assert entry["date_basis"] in ("said", "published")
        assert entry["citation"] in markers
        assert ("statement" in entry) != ("event" in entry)
    change = row["changes"][0]
    assert row["entries"][change["earlier"]]["statement"]["speaker"] == change["speaker"] == "Ilse Marrant"
    assert len(change["quotes"]) == 2


def test_a_timeline_is_drawn_in_a_file(capsys: pytest.CaptureFixture[str], index_of: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    code, out, _ = run(capsys, "timeline", "--about", "market hall", "--html", str(file), "--index", index_of)
    assert (code, out) == (0, f"Wrote 6 entries to {file}.\n")
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    code, _, err = run(capsys, "timeline", "--about", "hall", "--html", str(tmp_path), "--index", index_of)
    assert code == 2
    assert "cannot write" in err
    assert "--html" in err


def test_a_comparison_reads_by_position(capsys: pytest.CaptureFixture[str], index_of: str) -> None:
    code, out, err = run(capsys, "compare", "--about", "ferry contract", "--index", index_of)
    assert (code, err) == (0, "")
    assert out.index("Says there is agreement:") < out.index("Bastian Veer said")
    assert out.index("Says it is still open:") < out.index("Sunniva Prout said")
    assert "Disagree on whether there is agreement: Bastian Veer [1] against Sunniva Prout [2]." in out


def test_a_comparison_as_json_has_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str], index_of: str) -> None:
    row = run_json(
        capsys, "compare", "--about", "ferry contract", "--speakers", "Veer, Prout,Marrant", "--index", index_of
    )
    assert [(one["speaker"], one["position"]) for one in row["grid"]] == [
        ("Bastian Veer", "agrees"),
        ("Sunniva Prout", "disputes"),
        ("Ilse Marrant", "silent"),
    ]
    assert row["grid"][2]["statements"] == []
    assert row["contradictions"][0]["kind"] == "settled"


def test_no_record_is_an_answer_and_wrong_use_is_not(capsys: pytest.CaptureFixture[str], index_of: str) -> None:
    code, out, _ = run(capsys, "timeline", "--speaker", "Stanmerk", "--index", index_of)
    assert code == 0
    assert out.startswith("No record of Stanmerk")
    assert "Did you mean Ravi Stenmark?" in out
    code, out, err = run(capsys, "timeline", "--index", index_of)
    assert (code, out) == (2, "")
    assert "a timeline needs a speaker, a topic or an event" in err
    assert json.loads(run(capsys, "compare", "--about", "unicorns", "--json", "--index", index_of)[1])["grid"] == []
