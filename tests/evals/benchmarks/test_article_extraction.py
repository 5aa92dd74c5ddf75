"""Extracted articles are compared with the true text by runs of four words."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.benchmarks.article_extraction import (
    Shares,
    average,
    compare_texts,
    extract_with_onrecord,
    measure,
    read_pages,
)
from index.errors import UsageError

TRUE = "one two three four five six"


@pytest.mark.parametrize(
    ("found", "shares"),
    [
        (TRUE, Shares(1.0, 0.0, 0.0)),
        ("", Shares(0.0, 0.0, 1.0)),
        ("ten eleven", Shares(0.0, 0.25, 0.75)),
        ("one two three four", Shares(1 / 3, 0.0, 2 / 3)),
        (f"{TRUE} seven", Shares(0.75, 0.25, 0.0)),
    ],
)
def test_right_wrong_and_missed_are_shares_of_all_runs(found: str, shares: Shares) -> None:
    assert compare_texts(TRUE, found) == shares


def test_every_page_has_the_same_weight() -> None:
    figures = average([Shares(1.0, 0.0, 0.0), Shares(0.0, 0.5, 0.5)], 1.0)
    assert figures == {"precision": 66.67, "recall": 66.67, "f1": 66.67, "pages_a_minute": 120.0}


def test_the_pages_of_a_folder_are_read_with_their_truth(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "a.html.gz").write_bytes(gzip.compress(b"<p>no article</p>"))
    (tmp_path / "ground-truth.json").write_text(json.dumps({"a": {"articleBody": TRUE, "url": "https://x.example"}}))
    pages, truth = read_pages(tmp_path)
    assert (pages, truth) == ({"a": b"<p>no article</p>"}, {"a": TRUE})
    assert extract_with_onrecord(pages["a"]) == ""


@pytest.mark.parametrize("truth", [None, "no JSON", '{"a": {}}', '{"a": {"articleBody": "one"}}'])
def test_a_folder_with_another_layout_is_refused(tmp_path: Path, truth: str | None) -> None:
    if truth is not None:
        (tmp_path / "ground-truth.json").write_text(truth)
    with pytest.raises(UsageError, match="contains no pages to extract"):
        measure(tmp_path, processes=1)
