"""A file of labelled claims is read, or every mistake in it is reported with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.datasets.claims import load_labelled_claims
from index.errors import UsageError
from tests.evals.scripted_checker import ROWS, write_rows


def faults_of(text: str, tmp_path: Path) -> str:
    file = tmp_path / "claims.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        load_labelled_claims(file)
    assert raised.value.exit_code == 2
    return str(raised.value)


def changed(**values: object) -> str:
    return json.dumps({**ROWS[0], **values})


def test_a_row_needs_no_kind_and_is_not_strict_unless_it_says_so(tmp_path: Path) -> None:
    first, second, third = load_labelled_claims(write_rows(tmp_path / "claims.jsonl"))
    assert (first.id, first.kind, first.strict, first.supported) == ("quay-1", "hedges", False, True)
    assert second.strict
    assert (third.kind, third.supported) == (None, False)


def test_the_example_in_the_documentation_can_be_run(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs/evaluation.md").read_text(encoding="utf-8")
    [example] = [part.partition("```")[0] for part in text.split("```jsonl\n")[1:]]
    file = tmp_path / "claims.jsonl"
    file.write_text(example, encoding="utf-8")
    assert [claim.supported for claim in load_labelled_claims(file)] == [True, False, False]


def test_comments_blank_lines_other_keys_and_a_byte_order_mark_are_ignored(tmp_path: Path) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text(f"\ufeff{changed(why='as Brandt said')}\r\n\r\n# a comment\n", encoding="utf-8")
    assert [claim.id for claim in load_labelled_claims(file)] == ["quay-1"]


def test_a_claim_may_have_empty_evidence(tmp_path: Path) -> None:
    [claim] = load_labelled_claims(write_rows(tmp_path / "claims.jsonl", [{**ROWS[2], "evidence": ""}]))
    assert claim.evidence == ""


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (changed(label="true"), 'line 1: the label is \'true\'; write "entailed" or "not"'),
        (changed(label=True), "line 1: 'label' is true; write text"),
        (changed(id=7), "line 1: 'id' is 7; write text in double quotation marks"),
        (changed(id=" "), "line 1: 'id' is empty; write a name"),
        (changed(claim=""), "line 1: 'claim' is empty; write a sentence"),
        (changed(kind=["hedges"]), "line 1: 'kind' is [\"hedges\"]; write text, or leave it out"),
        (changed(strict="yes"), "line 1: 'strict' is \"yes\"; write true or false"),
        ('{"id": "quay-1"', "line 1: not JSON at character 16"),
        ("[1]", "line 1: not a JSON object"),
        ("[" * 200_000, "line 1: nested too deeply"),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_what_to_write(line: str, fault: str, tmp_path: Path) -> None:
    assert fault in faults_of(line, tmp_path)


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    without_evidence = json.dumps({key: value for key, value in ROWS[1].items() if key != "evidence"})
    reported = faults_of(f"{changed()}\n\n{without_evidence}\n{changed()}\n", tmp_path)
    assert "has 2 faults:" in reported
    assert "line 3: the key 'evidence' is missing" in reported
    assert "line 4: the id 'quay-1' is already on line 1" in reported


def test_a_long_list_of_mistakes_is_cut(tmp_path: Path) -> None:
    reported = faults_of("no JSON\n" * 50, tmp_path)
    assert reported.endswith("and 30 more")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_a_file_without_claims_is_reported(text: str, tmp_path: Path) -> None:
    assert "has no claims" in faults_of(text, tmp_path)


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes("Größe".encode("latin-1"))
    for file, message in (
        (latin, "is not UTF-8 at byte 2"),
        (tmp_path, "cannot read"),
        (tmp_path / "none.jsonl", "no file"),
    ):
        with pytest.raises(UsageError, match=message):
            load_labelled_claims(file)
