"""Public benchmarks run by name, on a folder that the user names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.interfaces.cli import main
from evals.benchmarks.registry import BENCHMARKS, render, run_benchmark
from index.errors import UsageError

FACTS = (
    "Ada Venn bought the old pier of Tarnpool for one crown.",
    "The Tarnpool regatta was moved to the lake because of a storm.",
)
CORPUS = [
    {"title": "A pier", "body": f"{FACTS[0]} She will mend it.", "source": "Post", "published_at": "2026-03-01"},
    {"title": "A regatta", "body": f"{FACTS[1]} It starts at noon.", "source": "Post", "url": "https://post.example/r"},
]
QUESTIONS = [
    {
        "query": "Who bought the pier of Tarnpool, and where was the Tarnpool regatta moved?",
        "answer": "Ada Venn; to the lake",
        "question_type": "inference_query",
        "evidence_list": [{"title": row["title"], "fact": fact} for row, fact in zip(CORPUS, FACTS, strict=True)],
    },
    {"query": "Who won the lottery in Sudravia?", "answer": "-", "question_type": "null_query", "evidence_list": []},
]


@pytest.fixture
def multihop(tmp_path: Path) -> Path:
    (tmp_path / "corpus.json").write_text(json.dumps(CORPUS), encoding="utf-8")
    (tmp_path / "MultiHopRAG.json").write_text(json.dumps(QUESTIONS), encoding="utf-8")
    return tmp_path


def test_facts_of_several_articles_are_found_and_published_results_are_shown(
    multihop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["eval", "run", "--set", "benchmark:multihop", "--folder", str(multihop), "--json"]
    assert main(run) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["articles"], figures["questions"]) == (2, 2)
    assert figures["hits@4"] == figures["all facts@4"] == figures["mrr@10"] == 1
    assert figures["refused of those without an answer"] == 1
    text = "\n".join(render("multihop", figures))
    assert "huggingface.co/datasets/yixuantt/MultiHopRAG" in text
    assert "Hits@10 .7467" in text
    assert "hits@10: 1.0" in text


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_missing_folder_is_reported_with_its_source(name: str, tmp_path: Path) -> None:
    for folder in (None, tmp_path / "nowhere"):
        with pytest.raises(UsageError, match="is not shipped") as error:
            run_benchmark(name, folder)
        assert BENCHMARKS[name].where in error.value.hint
    assert len(list(render(name, {}))) == 3


@pytest.mark.parametrize("text", ["{}", "nothing", '[{"query": "Q?"}]'])
def test_a_malformed_file_is_refused(multihop: Path, text: str) -> None:
    (multihop / "MultiHopRAG.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        run_benchmark("multihop", multihop)
