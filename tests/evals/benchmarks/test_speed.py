"""The speed benchmark measures every rate; the tests do not judge the speed of the machine."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from evals.benchmarks.speed import main, make_articles

TEXTS = ["One two three.", "Four five.\n\nSix seven eight nine."]


def test_articles_have_the_requested_length_and_start_with_different_texts() -> None:
    first, second, third = islice(make_articles(TEXTS, words=5), 3)

    assert first.text == "One two three.\n\nFour five."
    assert second.text == "Four five.\n\nSix seven eight"
    assert third.text == first.text
    assert len({first.id, second.id, third.id}) == 3


def test_few_texts_are_repeated_for_a_long_article() -> None:
    [article] = islice(make_articles(["One two three."], words=100), 1)

    assert len(article.text.split()) == 100


def test_every_rate_is_measured_and_a_missing_parser_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--articles", "4", "--words", "60", "--json"]) == 0

    speed = json.loads(capsys.readouterr().out)
    assert (speed["articles"], speed["words"], speed["workers"]) == (4, 60, 2)
    assert min(speed["engine"], speed["engine_with_workers"], speed["words_alone"]) > 0
    assert 0 < speed["warm_best_ms"] <= speed["warm_median_ms"]
    assert (speed["parser"] is None) == (speed["parser_alone"] is None)


def test_the_text_output_is_a_table_for_the_user_s_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "dam.txt").write_text("“The dam will hold through the winter,” Ada Venn said.", encoding="utf-8")

    assert main([str(tmp_path), "--articles", "2", "--words", "40", "--workers", "1"]) == 0

    out = capsys.readouterr().out
    assert "2 articles of 40 words" in out
    assert "the engine, one process" in out
    assert "workers" not in out
    assert "one warm article of 900 words" in out


def test_a_folder_without_articles_is_reported_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = main([str(tmp_path / "nowhere")])

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert "cannot read any article from" in printed.err
