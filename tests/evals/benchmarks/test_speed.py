"""The speed benchmark measures what it says it does; how fast this machine is, no test judges."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from evals.benchmarks.speed import articles_of, main

TEXTS = ["One two three.", "Four five.\n\nSix seven eight nine."]


def test_articles_are_made_to_length_and_each_begins_with_another_text() -> None:
    first, second, third = islice(articles_of(TEXTS, words=5), 3)

    assert first.text == "One two three.\n\nFour five."
    assert second.text == "Four five.\n\nSix seven eight"
    assert third.text == first.text
    assert len({first.id, second.id, third.id}) == 3


def test_few_texts_make_a_long_article_by_being_repeated() -> None:
    [article] = islice(articles_of(["One two three."], words=100), 1)

    assert len(article.text.split()) == 100


def test_every_rate_is_measured_and_a_missing_parser_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--articles", "4", "--words", "60", "--json"]) == 0

    speed = json.loads(capsys.readouterr().out)
    assert (speed["articles"], speed["words"], speed["workers"]) == (4, 60, 2)
    assert min(speed["engine"], speed["engine_with_workers"], speed["words_alone"]) > 0
    assert 0 < speed["warm_best_ms"] <= speed["warm_median_ms"]
    assert (speed["parser"] is None) == (speed["parser_alone"] is None)


def test_a_person_gets_a_table_of_a_folder_of_their_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "dam.txt").write_text("“The dam will hold through the winter,” Ada Venn said.", encoding="utf-8")

    assert main([str(tmp_path), "--articles", "2", "--words", "40", "--workers", "1"]) == 0

    out = capsys.readouterr().out
    assert "2 articles of 40 words" in out
    assert "the engine, one process" in out
    assert "workers" not in out
    assert "one warm article of 900 words" in out


def test_a_folder_without_articles_is_told_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = main([str(tmp_path / "nowhere")])

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert "no article can be read from" in printed.err
