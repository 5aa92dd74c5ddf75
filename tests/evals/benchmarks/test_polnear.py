"""The benchmark as a command, on an invented folder in PolNeAR's layout."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.polnear import main

TEXT = (
    "“The dam will hold through the winter,” Ada Venn said on Monday.\n\n"
    "Piet Rossing told the council that the gates were rusted shut.\n\nThe ferry left at nine."
)


def part(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"text": words, "spans": [[start, start + len(words)]]}


def attribution(name: str, source: str, cue: str, content: str) -> dict[str, Any]:
    return {"id": name, "source": part(source), "cue": part(cue), "content": part(content)}


EMPTY = {"text": "", "spans": []}
ARTICLE = {
    "id": "brell",
    "publisher": "Kestrel Post",
    "date": "2030-05-02",
    "author": "",
    "title": "Brell dam will hold",
    "text": TEXT,
    "attributions": [
        attribution("E1", "Ada Venn", "said", "“The dam will hold through the winter,”"),
        attribution("E2", "Piet Rossing", "told", "that the gates were rusted shut"),
        {"id": "E3", "source": part("The ferry"), "cue": EMPTY, "content": EMPTY},
    ],
}
SPEAKERS = {
    "articles": {
        "brell": {
            "people": ["Ada Venn", "Piet Rossing"],
            "attributions": {
                "E1": {"class": "person", "name": "Ada Venn"},
                "E2": {"class": "person", "name": "Piet Rossing"},
                "E3": {"class": "other"},
            },
        }
    }
}
GATES = part("that the gates were rusted shut")["spans"]
DAM = part("“The dam will hold through the winter,”")["spans"]
ANSWERABLE = {
    "id": "q1",
    "type": "answerable",
    "article_id": "brell",
    "question": "What did Ada Venn say about the dam?",
    "speaker": "Ada Venn",
    "expected": "answered",
    "gold": [{"att": "E1", "article_id": "brell", "spans": DAM, "focus": DAM[0]}],
    "said_by": ["Ada Venn"],
}
FALSE_PREMISE = {
    "id": "q2",
    "type": "false_premise",
    "article_id": "brell",
    "question": None,
    "question_template": "Why did Ada Venn say that {gist}?",
    "gist": {"start": TEXT.index("The ferry"), "end": len(TEXT) - 1},
    "lower_first": True,
    "speaker": "Ada Venn",
    "expected": "no_evidence",
    "gold": [],
    "said_by": ["Piet Rossing"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "polnear"
    folder.mkdir()
    (folder / "polnear_dev.jsonl.gz").write_bytes(gzip.compress(f"{json.dumps(ARTICLE)}\n".encode()))
    (folder / "speakers.json").write_text(json.dumps(SPEAKERS), encoding="utf-8")
    (folder / "questions.jsonl").write_text(
        f"{json.dumps(ANSWERABLE)}\n{json.dumps(FALSE_PREMISE)}\n", encoding="utf-8"
    )
    return folder


def measure(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 0
    figures: dict[str, Any] = json.loads(capsys.readouterr().out)
    return figures


def test_articles_alone_measure_contents_and_sources(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    figures = measure(capsys, str(folder))

    assert (figures["split"], figures["articles"], figures["statements"]) == ("dev", 1, 2)
    assert figures["content"]["direct"]["exact"]["f1"] == 100
    assert figures["content"]["indirect"][">=.8"]["f1"] == 100
    assert figures["source"]["all"]["correct"] == 100
    assert "credited" not in figures
    assert "answers" not in figures


def test_speakers_measure_misattribution_and_questions_measure_answers(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    figures = measure(
        capsys,
        str(folder),
        *("--speakers", str(folder / "speakers.json"), "--questions", str(folder / "questions.jsonl")),
    )

    assert figures["credited"]["known"] == 2
    assert figures["credited"]["wrong_mouth"] == 0
    assert figures["answers"]["questions"] == 2
    assert figures["answers"]["recall"] == 100
    assert figures["answers"]["refusal"]["f1"] == 100
    assert figures["answers"]["verbatim"] == 100


def test_the_text_output_is_a_table(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    files = ["--speakers", str(folder / "speakers.json"), "--questions", str(folder / "questions.jsonl")]

    assert main([str(folder), *files]) == 0

    out = capsys.readouterr().out
    assert out.startswith("PolNeAR dev: 1 articles, 2 statements in ")
    assert "direct speech      100.0   100.0   100.0" in out
    assert "misattributed" in out
    assert "refusal F1" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{folder}/nowhere"], "there is no polnear_dev.jsonl or polnear_dev.jsonl.gz in"),
        (["{folder}", "--split", "test"], "there is no polnear_test.jsonl"),
        (["{folder}", "--speakers", "{folder}/none.json"], "cannot read"),
        (["{folder}", "--questions", "{folder}/questions.jsonl"], "--speakers"),
        (["{folder}", "--speakers", "{folder}/questions.jsonl"], "docs/statements.md"),
    ],
)
def test_a_missing_file_is_reported_in_one_line_with_a_hint(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: list[str], message: str
) -> None:
    code = main([one.format(folder=folder) for one in arguments])

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert message in printed.err
