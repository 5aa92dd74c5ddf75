"""The measured tasks: `python -m evals.benchmarks.storage.tasks TASK ARGUMENT...` prints one JSON object of figures.

Each runs in a separate process, so that its memory can be measured and no earlier task has warmed anything.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from assistant import Assistant, open_assistant
from evals.benchmarks.storage.floor import Floor, build_floor
from index.embedding.choice import open_embedder
from index.embedding.token_counter import open_counter
from index.errors import OnrecordError
from index.ingest.ingest import ingest
from index.ingest.passages import split_passages
from index.ingest.stages import Stages
from index.ports import Embedder, NoProgress
from index.reading.inputs import read_inputs
from index.storage.catalog.catalog import open_catalog
from index.storage.catalog.types import PassageVectors
from index.storage.vectors.chroma import FolderStores

READERS = 8
ROUNDS = 3  # the best counts, because a busy machine only takes time away
HITS = 10
PUBLISHES = 3

Figures = dict[str, float]
Ask = Callable[[str], object]


def ingest_all(index: Path, articles: Path) -> Figures:
    """Ingest as users do, with statements."""
    with open_assistant(index=str(index), model="none") as assistant:
        report = assistant.ingest([articles])
    return _ingest_figures(report.articles, report.passages, report.seconds) | {"statements": report.statements}


def ingest_without_statements(index: Path, articles: Path) -> Figures:
    """Ingest without the statement stage."""
    split = partial(split_passages, find=lambda _: ())
    stages = Stages(split, lambda _: (), _embedder(), open_counter())
    reading = read_inputs([str(articles)], stdin=sys.stdin.buffer)
    report = ingest(index, reading, stages=stages, rules={}, stores=FolderStores(), progress=NoProgress())
    return _ingest_figures(report.articles, report.passages, report.seconds)


def read(index: Path, questions: Path, more: Path) -> Figures:
    """Measure a long-lived reader: warm times, eight threads, memory, and the first search after each publish."""
    asked = _lines(questions)
    with open_assistant(index=str(index), model="none") as assistant:
        for ask in (assistant.search, assistant.ask):
            _times(ask, asked[: len(asked) // 5])
        figures = _percentiles("search", assistant.search, asked) | _percentiles("ask", assistant.ask, asked)
        rates, errors = zip(*(_search_in_threads(assistant, asked) for _ in range(ROUNDS)), strict=True)
        figures |= {"readers_per_s": round(max(rates), 1), "reader_errors": sum(errors)}
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        figures["memory_warm_mb"] = round(pages * resource.getpagesize() / 1_000_000)
        figures["reopen_ms"] = round(1000 * median(_times_after_publish(assistant, index, asked, more)), 1)
    return figures


def floor(index: Path, questions: Path, folder: Path) -> Figures:
    """Build the floor from the contents of the index and measure its searches."""
    passages, texts = _passages(index)
    folder.mkdir()
    started = time.perf_counter()
    build_floor(folder, passages, texts)
    seconds = time.perf_counter() - started
    opened, embedder, asked = Floor(folder), _embedder(), _lines(questions)

    def search(question: str) -> object:
        return opened.search(question, embedder.embed([question]), k=HITS)

    _times(search, asked[: len(asked) // 5])
    figures = {"floor_passages_per_s": round(len(texts) / seconds, 1), **_percentiles("floor_search", search, asked)}
    return figures | {"floor_disk_kb": kilobytes_per_passage(folder, len(texts))}


def floor_cold(folder: Path, questions: Path) -> Figures:
    """Ask the floor one question. The caller measures the time of the process."""
    first = _lines(questions)[0]
    return {"hits": len(Floor(folder).search(first, _embedder().embed([first]), k=HITS))}


def kilobytes_per_passage(folder: Path, passages: int) -> float:
    """Return the size of the folder for each passage; hard links count once."""
    files = [file.stat() for file in folder.rglob("*") if file.is_file()]
    return round(sum({file.st_ino: file.st_size for file in files}.values()) / max(1, passages) / 1000, 2)


def _passages(index: Path) -> tuple[PassageVectors, list[str]]:
    catalog = open_catalog(index)
    try:
        snapshot = catalog.snapshot()
        ids: list[str] = []
        vectors, texts = [], []
        for batch in snapshot.vectors_in_batches(1_000):
            passages = snapshot.passages(batch.ids)
            articles = snapshot.articles({passage.article_id for passage in passages.values()})
            texts += [passages[name].span.of(articles[passages[name].article_id].text) for name in batch.ids]
            ids += batch.ids
            vectors.append(batch.vectors)
        return PassageVectors(tuple(ids), np.concatenate(vectors)), texts
    finally:
        catalog.close()


def _ingest_figures(articles: int, passages: int, seconds: float) -> Figures:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    figures = {"articles": articles, "passages": passages, "articles_per_s": round(articles / seconds, 1)}
    return figures | {"memory_peak_mb": round(peak)}


def _percentiles(name: str, ask: Ask, questions: Sequence[str]) -> Figures:
    """Return the best median and the best 95th percentile of the rounds, in milliseconds."""
    rounds = [_times(ask, questions) for _ in range(ROUNDS)]
    p50 = min(1000 * median(times) for times in rounds)
    p95 = min(1000 * quantiles(times, n=20)[-1] for times in rounds)
    return {f"{name}_p50_ms": round(p50, 2), f"{name}_p95_ms": round(p95, 2)}


def _times(ask: Ask, questions: Sequence[str]) -> list[float]:
    times = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - started)
    return times


def _search_in_threads(assistant: Assistant, questions: Sequence[str]) -> tuple[float, int]:
    """Return the searches per second and the number of failures."""

    def succeeds(question: str) -> bool:
        try:
            assistant.search(question)
        except Exception:  # noqa: BLE001  every failure counts
            return False
        return True

    with ThreadPoolExecutor(READERS) as pool:
        started = time.perf_counter()
        results = list(pool.map(succeeds, questions))
        return len(questions) / (time.perf_counter() - started), results.count(False)


def _times_after_publish(assistant: Assistant, index: Path, questions: Sequence[str], more: Path) -> Iterator[float]:
    """Yield the seconds of the first search after each publish by another process, reopening included."""
    lines = _lines(more)
    size = max(1, len(lines) // PUBLISHES)
    for number in range(PUBLISHES):
        batch = more.with_name(f"more-{number}.jsonl")
        batch.write_text("\n".join(lines[number * size :][:size]), encoding="utf-8")
        run_task("ingest_all", index, batch)
        yield _times(assistant.search, questions[number : number + 1])[0]


def run_task(task: str, *arguments: Path) -> Figures:
    """Run a task in a separate process. Raises OnrecordError if it fails."""
    command = [sys.executable, "-m", "evals.benchmarks.storage.tasks", task, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OnrecordError(f"the task {task!r} failed: {done.stderr.strip()}", hint="run it by itself to see more")
    figures: Figures = json.loads(done.stdout)
    return figures


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _embedder() -> Embedder:
    return open_embedder("static", model="", api_key=None, base_url=None)


_TASKS: Sequence[Callable[..., Figures]] = (ingest_all, ingest_without_statements, read, floor, floor_cold)


if __name__ == "__main__":
    [chosen] = [task for task in _TASKS if task.__name__ == sys.argv[1]]
    print(json.dumps(chosen(*map(Path, sys.argv[2:]))))
