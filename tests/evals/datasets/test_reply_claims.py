"""The labelled sentences of replies get the evidence and the background that a checker is given."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.datasets.reply_claims import load_reply_claims
from index.errors import UsageError
from tests.evals.scripted_checker import write_rows

TEXT = (
    "The quay at Ostrel will stay open, Mila Brandt said on Wednesday.\n\n"
    "It was built in 1911. As many as 40 boats use it.\n\n"
    "“Nobody will close it,” said Jonas Feld."
)
ARTICLE = {
    "id": "quay",
    "title": "Quay to stay open",
    "text": TEXT,
    "publisher": "The Ostrel Post",
    "published": "2026-05-07",
}


def place(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


ROW: dict[str, Any] = {
    "id": "quay-1",
    "article_id": "quay",
    "kind": "merged",
    "label": "entailed",
    "claim": "Mila Brandt wants to keep the quay, which up to 40 boats use.",
    "cites": [
        place("The quay at Ostrel will stay open, Mila Brandt said on Wednesday."),
        place("As many as 40 boats use it."),
    ],
    "why": "Both facts are there.",
    "split": "dev",
}


def load(tmp_path: Path, *rows: dict[str, Any]) -> Any:
    return load_reply_claims(write_rows(tmp_path / "claims.jsonl", rows), [ARTICLE])


def test_the_evidence_is_the_cited_places_one_per_line(tmp_path: Path) -> None:
    [one] = load(tmp_path, ROW)
    assert one.claim.evidence.splitlines() == [
        "The quay at Ostrel will stay open, Mila Brandt said on Wednesday.",
        "As many as 40 boats use it.",
    ]
    assert one.claim.published == date(2026, 5, 7)
    assert one.labelled.supported


def test_the_background_names_the_outlet_and_who_speaks_in_the_cited_places(tmp_path: Path) -> None:
    [one] = load(tmp_path, ROW)
    assert one.claim.background.splitlines()[:2] == [
        "“Quay to stay open”, The Ostrel Post, Thursday 7 May 2026",
        "Mila Brandt",
    ]
    assert set(one.claim.headings) == {"“Quay to stay open”, The Ostrel Post, Thursday 7 May 2026"}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"article_id": "pier"}, "quay-1: no article 'pier'"),
        ({"cites": []}, "quay-1: needs a place"),
        ({"cites": [[0, 9_000]]}, f"[0, 9000) is not in the article, which has {len(TEXT)} characters"),
        ({"cites": [[9, 9]]}, "[9, 9) is not in the article"),
        ({"cites": [[-3, 8]]}, "[-3, 8) is not in the article"),
        ({"cites": [[3, 8]]}, "[3, 8) begins or ends with a space"),
        ({"cites": [[0, 6]]}, "[0, 6) cuts a word"),
        ({"cites": [[1, 8]]}, "[1, 8) cuts a word"),
        ({"cites": [[4, 18], [9, 18]]}, "two places overlap"),
        ({"claim": " "}, "needs a claim"),
        ({"label": "true"}, "label: Input should be 'entailed' or 'not'"),
        ({"kind": "colour"}, "kind: Input should be 'close'"),
        ({"split": "test"}, "split: Input should be 'dev' or 'held'"),
        ({"cite": []}, "cite: Unexpected keyword argument"),
    ],
)
def test_a_row_that_contradicts_its_article_or_the_format_is_reported(
    change: dict[str, Any], fault: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as raised:
        load(tmp_path, {**ROW, **change})
    assert fault in str(raised.value)


def test_rows_that_repeat_an_id_or_a_claim_are_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the id occurs 2 times"):
        load(tmp_path, ROW, {**ROW, "claim": "The quay stays."})
    with pytest.raises(UsageError, match="quay-2: another row has the same claim"):
        load(tmp_path, ROW, {**ROW, "id": "quay-2", "label": "not"})


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        load_reply_claims(tmp_path / "claims.jsonl", [ARTICLE])
