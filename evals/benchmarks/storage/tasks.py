"""What is measured, each task in a process of its own: `python -m evals.benchmarks.storage.tasks TASK ARGUMENT...`.

A process of its own has a memory of its own to look at, and nothing that an earlier task left warm. Each prints one
JSON object of figures.
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
from evals.benchmarks.storage.floor import Floor, build
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
from index.types import Article, Statement

READERS = 8
ROUNDS = 3
"""The best round counts: a busy machine only ever takes time away."""
HITS = 10
PUBLISHES = 3

Figures = dict[str, float]


def ingest_all(index: Path, articles: Path) -> Figures:
    """Everything as users do it, statements and all."""
    with open_assistant(index=str(index), model="none") as assistant:
        report = assistant.ingest([articles])
    return _ingested(report.articles, report.passages, report.seconds) | {"statements": report.statements}


def ingest_without_statements(index: Path, articles: Path) -> Figures:
    """The same but for the statement stage."""
    stages = Stages(partial(split_passages, find=_nothing), _nothing, _embedder(), open_counter())
    reading = read_inputs([str(articles)], stdin=sys.stdin.buffer)
    report = ingest(index, reading, stages=stages, rules={}, stores=FolderStores(), progress=NoProgress())
    return _ingested(report.articles, report.passages, report.seconds)


def read(index: Path, questions: Path, more: Path) -> Figures:
    """One process that asks for long: warm times, eight readers at once, memory, and the first question after each of
    some publishes by another process."""
    asked = _lines(questions)
    with open_assistant(index=str(index), model="none") as assistant:
        for ask in (assistant.search, assistant.ask):
            _times(ask, asked[: len(asked) // 5])
        figures = _best("search", assistant.search, asked) | _best("ask", assistant.ask, asked)
        rates, errors = zip(*(_together(assistant, asked) for _ in range(ROUNDS)), strict=True)
        figures |= {"readers_per_s": round(max(rates), 1), "reader_errors": sum(errors)}
        figures["memory_warm_mb"] = _resident_mb()
        figures["reopen_ms"] = round(1000 * median(_reopenings(assistant, index, asked, more)), 1)
    return figures


def floor(index: Path, questions: Path, folder: Path) -> Figures:
    """Builds the floor of what the index holds, and asks it the same."""
    passages, texts = _held(index)
    folder.mkdir()
    began = time.perf_counter()
    build(folder, passages, texts)
    seconds = time.perf_counter() - began
    opened, embedder, asked = Floor(folder), _embedder(), _lines(questions)

    def search(question: str) -> object:
        return opened.search(question, embedder.embed([question]), k=HITS)

    _times(search, asked[: len(asked) // 5])
    figures = {"floor_passages_per_s": round(len(texts) / seconds, 1), **_best("floor_search", search, asked)}
    return figures | {"floor_disk_kb": kilobytes_a_passage(folder, len(texts))}


def floor_cold(folder: Path, questions: Path) -> Figures:
    """One question to the floor; its process is timed by who started it."""
    first = _lines(questions)[0]
    return {"hits": len(Floor(folder).search(first, _embedder().embed([first]), k=HITS))}


def kilobytes_a_passage(folder: Path, passages: int) -> float:
    """What lies in the folder, for each passage."""
    files = [file.stat() for file in folder.rglob("*") if file.is_file()]
    return round(sum({one.st_ino: one.st_size for one in files}.values()) / max(1, passages) / 1000, 2)


def _held(index: Path) -> tuple[PassageVectors, list[str]]:
    catalog = open_catalog(index)
    try:
        snapshot = catalog.snapshot()
        ids: list[str] = []
        vectors, texts = [], []
        for batch in snapshot.vectors_in_batches(1_000):
            passages = snapshot.passages(batch.ids)
            articles = snapshot.articles({passage.article_id for passage in passages.values()})
            texts += [passages[one].span.of(articles[passages[one].article_id].text) for one in batch.ids]
            ids += batch.ids
            vectors.append(batch.vectors)
        return PassageVectors(tuple(ids), np.concatenate(vectors)), texts
    finally:
        catalog.close()


def _ingested(articles: int, passages: int, seconds: float) -> Figures:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    figures = {"articles": articles, "passages": passages, "articles_per_s": round(articles / seconds, 1)}
    return figures | {"memory_peak_mb": round(peak)}


def _best(name: str, ask: Callable[[str], object], questions: Sequence[str]) -> Figures:
    rounds = [_times(ask, questions) for _ in range(ROUNDS)]
    halves = [1000 * median(times) for times in rounds]
    tails = [1000 * quantiles(times, n=20)[-1] for times in rounds]
    return {f"{name}_p50_ms": round(min(halves), 2), f"{name}_p95_ms": round(min(tails), 2)}


def _times(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    times = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - began)
    return times


def _together(assistant: Assistant, questions: Sequence[str]) -> tuple[float, int]:
    """Searches a second, and how many of them failed."""
    with ThreadPoolExecutor(READERS) as pool:
        began = time.perf_counter()
        right = list(pool.map(lambda question: _succeeds(assistant, question), questions))
        return len(questions) / (time.perf_counter() - began), right.count(False)


def _succeeds(assistant: Assistant, question: str) -> bool:
    try:
        assistant.search(question)
    except Exception:  # noqa: BLE001  whatever it is, it is what is counted
        return False
    return True


def _reopenings(assistant: Assistant, index: Path, questions: Sequence[str], more: Path) -> Iterator[float]:
    """Seconds that the first question after a publish takes, opening included."""
    for number, lines in enumerate(_parts(_lines(more), PUBLISHES)):
        some = more.with_name(f"more-{number}.jsonl")
        some.write_text("\n".join(lines), encoding="utf-8")
        run_task("ingest_all", index, some)
        yield _times(assistant.search, questions[number : number + 1])[0]


def run_task(task: str, *arguments: Path) -> Figures:
    """A task in a process of its own. Raises OnrecordError where it failed."""
    command = [sys.executable, "-m", "evals.benchmarks.storage.tasks", task, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OnrecordError(f"the task {task!r} failed: {done.stderr.strip()}", hint="run it by itself to see more")
    figures: Figures = json.loads(done.stdout)
    return figures


def _parts(lines: Sequence[str], count: int) -> Iterator[Sequence[str]]:
    size = max(1, len(lines) // count)
    return (lines[start : start + size] for start in range(0, count * size, size))


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _nothing(article: Article) -> tuple[Statement, ...]:
    del article
    return ()


def _embedder() -> Embedder:
    return open_embedder("static", model="", api_key=None, base_url=None)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * resource.getpagesize() / 1_000_000)


TASKS: dict[str, Callable[..., Figures]] = {
    task.__name__: task for task in (ingest_all, ingest_without_statements, read, floor, floor_cold)
}


if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*map(Path, sys.argv[2:]))))
