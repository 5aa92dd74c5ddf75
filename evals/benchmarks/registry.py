"""Public benchmarks by name, with their sources, licences and published results. The user supplies the data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.benchmarks import article_extraction, bipia, multihop, polnear, realtimeqa
from evals.datasets.samples import load_samples
from index.errors import UsageError

Figures = Mapping[str, Any]
_ATTACKS = 40  # of BIPIA: each is planted in four places of all golden articles


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A public data set. `published` are results of others, with their source."""

    about: str
    where: str
    licence: str
    published: str
    layout: str
    measure: Callable[[Path], Figures]


BENCHMARKS: Mapping[str, Benchmark] = {
    "realtimeqa": Benchmark(
        about="weekly news-quiz questions over web pages: retrieval and answers",
        where="https://github.com/realtimeqa/realtimeqa_public",
        licence="see its repository; the pages are their publishers' and may not be passed on",
        published="Kasai et al. 2023 (arXiv 2207.13332) report models' accuracy, not this harness's retrieval of pages",
        layout="articles.jsonl.gz and questions.jsonl; docs/finding.md",
        measure=realtimeqa.measure,
    ),
    "polnear": Benchmark(
        about="political news with every attribution annotated: statements and their sources",
        where="https://github.com/networkdynamics/PolNeAR",
        licence="see its repository",
        published="we know of no result of others on its dev part; docs/statements.md has ours",
        layout="polnear_dev.jsonl.gz; docs/statements.md",
        measure=lambda folder: polnear.measure(folder, split="dev"),
    ),
    "bipia": Benchmark(
        about="prompt injections in articles: whether an answer changes",
        where="https://github.com/microsoft/BIPIA",
        licence="MIT",
        published="Yi et al. 2023 (arXiv 2312.14197) report attack success rates of models, which are not asked here",
        layout="text_attack_train.json and code_attack_train.json; docs/verification.md",
        measure=lambda folder: bipia.measure(bipia.read_attacks(folder)[:_ATTACKS], load_samples()),
    ),
    "article_extraction": Benchmark(
        about="scrapinghub's pages with the text that people extracted: the article of a page",
        where="https://github.com/scrapinghub/article-extraction-benchmark",
        licence="MIT; the pages are their publishers'",
        published="its README: trafilatura F1 .958, newspaper4k .949, readability .922",
        layout="html/*.html.gz and ground-truth.json; docs/sources.md",
        measure=article_extraction.measure,
    ),
    "multihop": Benchmark(
        about="MultiHop-RAG: questions with evidence in two to four news articles",
        where="https://huggingface.co/datasets/yixuantt/MultiHopRAG",
        licence="see its card",
        published="Tang and Yang 2024 (arXiv 2401.15391), best embedding model with a reranker, chunks of their own: "
        "Hits@4 .6625, Hits@10 .7467, MRR@10 .5860",
        layout="MultiHopRAG.json and corpus.json",
        measure=multihop.measure,
    ),
}


def run_benchmark(name: str, folder: Path | None) -> Figures:
    """Return the figures. Raises UsageError with the known names, or with the source of a missing folder."""
    if name not in BENCHMARKS:
        raise UsageError(f"no benchmark {name!r}", hint=f"choose one of: {', '.join(BENCHMARKS)}")
    benchmark = BENCHMARKS[name]
    if folder is None or not folder.is_dir():
        reason = "no folder was named" if folder is None else f"there is no folder {str(folder)!r}"
        hint = f"get it from {benchmark.where} ({benchmark.licence}), then: --folder DIR with {benchmark.layout}"
        raise UsageError(f"{name} is not shipped, and {reason}", hint=hint)
    return benchmark.measure(folder)


def render(name: str, figures: Figures) -> Iterator[str]:
    benchmark = BENCHMARKS[name]
    yield f"{name}: {benchmark.about}"
    yield f"  from {benchmark.where}, licence: {benchmark.licence}"
    yield f"  published: {benchmark.published}"
    for key, value in figures.items():
        yield f"  {key}: {json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping | list) else value}"
