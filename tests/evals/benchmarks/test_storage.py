"""The index benchmark measures every figure; the tests do not judge the speed of the machine."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from evals.benchmarks.storage.__main__ import main
from evals.benchmarks.storage.corpus import Corpus
from evals.benchmarks.storage.floor import Floor, build_floor
from evals.benchmarks.storage.table import compare_runs, growth_exponents, render, render_comparison
from evals.benchmarks.storage.tasks import kilobytes_per_passage
from evals.datasets.samples import load_golden_articles, load_samples
from index.statements import find_statements
from index.storage.catalog.types import PassageVectors
from tests.fakes.embedder import FakeEmbedder

FLOOR = {
    "floor_search_p50_ms": 4.0,
    "floor_search_p95_ms": 8.0,
    "floor_cold_s": 1.0,
    "floor_passages_per_s": 2_000.0,
    "floor_disk_kb": 2.0,
}
SMALL = {"wanted": 1_000, "passages": 1_000, "articles": 170, "search_p50_ms": 1.0, "ask_p50_ms": 10.0, **FLOOR}
SMALL |= {"search_p95_ms": 2.0, "cold_s": 0.5, "disk_kb": 4.0, "ingest_articles_per_s": 200.0, "readers_per_s": 800.0}
LARGE = {**SMALL, "wanted": 100_000, "passages": 100_000, "articles": 17_000, "search_p50_ms": 10.0}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(load_golden_articles(), load_samples())


def runs_of_five(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def test_the_same_number_makes_the_same_article_and_no_two_are_copies(corpus: Corpus) -> None:
    articles = list(corpus.articles(60))

    assert articles[7] == Corpus(load_golden_articles(), load_samples()).article(7)
    assert articles[7] != Corpus(load_golden_articles(), load_samples(), seed="another").article(7)
    assert len({article.id for article in articles}) == len({article.url for article in articles}) == 60
    assert len({article.published for article in articles}) > 30
    assert 10 < len({article.publisher for article in articles}) < 60
    runs = [runs_of_five(article.text) for article in articles]
    assert max(len(one & other) / len(one | other) for one, other in combinations(runs, 2)) < 0.35


def test_generated_articles_quote_many_people_and_none_of_the_samples(corpus: Corpus) -> None:
    articles = list(corpus.articles(30))
    speakers = {said.speaker.name for one in articles for said in find_statements(one) if said.speaker}

    assert len(speakers) > 60
    surnames = {name.split()[-1] for sample in load_samples() for name in sample.speakers if name and " " in name}
    assert {name for name in speakers if name.split()[-1] in surnames - {"League", "Authority"}} == set()
    assert all("(Places and people" not in one.text and "orrection" not in one.text for one in articles)


def test_questions_use_the_words_of_their_articles(corpus: Corpus) -> None:
    asked = corpus.questions(40, articles=30)
    words = {word for one in corpus.articles(30) for word in f"{one.title} {one.text}".split()}

    assert asked == corpus.questions(40, articles=30)
    assert len(set(asked)) > 30
    capitals = {word for one in asked for word in one.rstrip("?").split()[1:] if word[0].isupper()}
    assert len(capitals & words) > len(capitals) / 2


def test_growth_is_an_exponent_from_the_smallest_to_the_largest() -> None:
    grown = growth_exponents([SMALL, LARGE])

    assert (grown["search_p50_ms"], grown["ask_p50_ms"], grown["ingest_articles_per_s"]) == (0.5, 0.0, 0.0)
    assert growth_exponents([SMALL]) == {}


def test_two_runs_are_compared_at_equal_machine_speed() -> None:
    slow = {**SMALL, "floor_search_p50_ms": 8.0, "search_p50_ms": 2.0, "readers_per_s": 400.0, "disk_kb": 2.0}
    slow |= {"ask_p50_ms": 10.0, "floor_passages_per_s": 1_000.0, "ingest_articles_per_s": 100.0}

    found = compare_runs({"sizes": [slow, LARGE]}, {"sizes": [SMALL]})

    assert list(found) == [1_000]
    changed = {name: ratio for name, ratio in found[1_000].items() if ratio != 1.0}
    assert changed == {"ask_p50_ms": 0.5, "disk_kb": 0.5, "search_p95_ms": 0.5}


def test_the_table_shows_every_figure_beside_its_floor() -> None:
    machine = dict.fromkeys(("cpu", "cores", "memory_gb", "python", "chromadb", "tantivy", "tokenizers", "numpy"), "x")
    result = {"version": "1", "date": "today", "machine": machine, "sizes": [SMALL, LARGE]}
    table = render({**result, "growth": growth_exponents([SMALL, LARGE])}).splitlines()

    [row] = [line for line in table if line.startswith("search, warm, p50 (ms)  ")]
    assert row.split()[-3:] == ["1.0", "10.0", "+0.50"]
    [ratio] = [line for line in table if line.startswith("search, warm, p50 (ms), over the floor")]
    assert ratio.split()[-2:] == ["0.25", "2.50"]
    assert "0.50" in render_comparison({1_000: {"ask_p50_ms": 0.5}})


def test_the_floor_finds_by_words_and_by_meaning(tmp_path: Path) -> None:
    texts = ["the dam will hold", "a bridge was opened", "the ferry crews are on strike"]
    embedder = FakeEmbedder()
    build_floor(tmp_path, PassageVectors(("dam", "bridge", "ferry"), embedder.embed(texts)), texts)

    found = Floor(tmp_path).search("Will the bridge open?", embedder.embed([texts[1]]), k=3)

    assert found[0] == "bridge"
    assert kilobytes_per_passage(tmp_path, 3) > 1


def test_a_malformed_older_run_is_reported_before_measuring(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    file.write_text("{}", encoding="utf-8")

    assert main(["--compare", str(file)]) == 2
    assert "is not an earlier run" in capsys.readouterr().err


@pytest.mark.slow
def test_everything_is_measured_at_every_size_and_can_be_compared(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--passages", "40", "90", "--questions", "12", "--json"]) == 0

    printed = capsys.readouterr().out
    result = json.loads(printed)
    small, large = result["sizes"]
    assert small["passages"] < large["passages"]
    for size in (small, large):
        assert size["reader_errors"] == 0
        assert 0 < size["search_p50_ms"] <= size["search_p95_ms"]
        assert 0 < size["ask_p50_ms"] <= size["ask_p95_ms"]
        assert min(size["cold_s"], size["reopen_ms"], size["readers_per_s"], size["floor_search_p50_ms"]) > 0
        assert size["ingest_articles_per_s"] > 0
        assert size["disk_two_generations_kb"] > size["disk_kb"] > 1
        assert size["memory_peak_mb"] > 50
    assert result["growth"]["disk_kb"] < 0
    (tmp_path / "old.json").write_text(printed, encoding="utf-8")
    assert compare_runs(result, json.loads(printed))[40]["search_p50_ms"] == 1.0
