"""Measures an index at several sizes and prints the table: `python -m evals.benchmarks.storage`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evals.benchmarks.storage.corpus import Corpus
from evals.benchmarks.storage.figures import compared, slopes
from evals.benchmarks.storage.table import render, render_compared
from evals.benchmarks.storage.tasks import PUBLISHES, kilobytes_a_passage, run_task
from evals.command_line import positive
from evals.datasets.samples import load_golden_articles, load_samples
from index.errors import OnrecordError, UsageError
from index.types import Article

PASSAGES = (1_000, 10_000, 100_000)
PASSAGES_AN_ARTICLE = 5.8
QUESTIONS = 250
COLD_STARTS = 5
MORE = 20
"""Articles in a publish while a reader runs."""
LIBRARIES = ("chromadb", "tantivy", "wordllama", "numpy")

Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives the exit code of CONTRACT.md."""
    options = _options(arguments)
    try:
        old = _read_old(options.compare) if options.compare else None
        result = measure(options.passages, questions=options.questions)
    except OnrecordError as error:
        print(f"storage: {error}; {error.hint}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(result) if options.json else render(result))
    if old is not None:
        print(f"\n{render_compared(compared(result, old))}", file=sys.stderr if options.json else sys.stdout)
    return 0


def measure(wanted: Sequence[int], *, questions: int) -> Figures:
    """Every figure at every size, each corpus made anew and thrown away."""
    corpus = Corpus(load_golden_articles(), load_samples())
    sizes = []
    for passages in sorted(wanted):
        print(f"measuring at {passages:,} passages ...", file=sys.stderr)
        with tempfile.TemporaryDirectory() as temporary:
            sizes.append({"wanted": passages, **_measured(corpus, passages, questions, Path(temporary))})
    return {
        "version": version("onrecord"),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": _machine(),
        "sizes": sizes,
        "growth": slopes(sizes),
    }


def _measured(corpus: Corpus, passages: int, questions: int, folder: Path) -> Figures:
    count = max(1, round(passages / PASSAGES_AN_ARTICLE))
    articles, more, asked = folder / "articles.jsonl", folder / "more.jsonl", folder / "questions.txt"
    _write(articles, corpus, count, first=0)
    _write(more, corpus, MORE * PUBLISHES, first=count)
    asked.write_text("\n".join(corpus.questions(questions, articles=count)), encoding="utf-8")
    bare = run_task("ingest_without_statements", folder / "bare", articles)
    index = folder / "index"
    whole = run_task("ingest_all", index, articles)
    figures: Figures = {
        **{name: whole[name] for name in ("articles", "passages", "statements")},
        "ingest_articles_per_s": bare["articles_per_s"],
        "ingest_with_statements_articles_per_s": whole["articles_per_s"],
        "memory_peak_mb": max(bare["memory_peak_mb"], whole["memory_peak_mb"]),
        "disk_kb": kilobytes_a_passage(index, int(whole["passages"])),
    }
    figures |= run_task("floor", index, asked, folder / "floor")
    figures["floor_cold_s"] = _cold("-m", "evals.benchmarks.storage.tasks", "floor_cold", folder / "floor", asked)
    first = asked.read_text(encoding="utf-8").splitlines()[0]
    command = "import sys; from assistant.interfaces.cli import main; sys.exit(main())"
    figures["cold_s"] = _cold("-c", command, "--index", index, "ask", first, "--model", "none")
    figures |= run_task("read", index, asked, more)
    figures["disk_two_generations_kb"] = kilobytes_a_passage(index, int(whole["passages"]))
    return figures


def _write(file: Path, corpus: Corpus, count: int, *, first: int) -> None:
    with file.open("w", encoding="utf-8") as lines:
        for article in corpus.articles(count, first=first):
            lines.write(json.dumps(_row(article)) + "\n")


def _row(article: Article) -> Figures:
    kept = {name: getattr(article, name) for name in ("id", "title", "text", "url", "publisher", "language")}
    return kept | {"published": str(article.published)}


def _cold(*command: str | Path) -> float:
    """Seconds from the start of a process to its end, the best of several."""
    times = []
    for _ in range(COLD_STARTS):
        began = time.perf_counter()
        done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=False)
        times.append(time.perf_counter() - began)
        if done.returncode:
            raise OnrecordError(f"a cold start failed: {done.stderr.strip()}", hint="run the command by itself")
    return round(min(times), 2)


def _machine() -> Figures:
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in facts if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    known = {"cpu": model, "cores": os.cpu_count(), "memory_gb": round(memory), "python": platform.python_version()}
    return known | {library: version(library) for library in LIBRARIES}


def _read_old(file: Path) -> Figures:
    try:
        old: Figures = json.loads(file.read_text(encoding="utf-8"))
        _ = old["sizes"][0]["wanted"]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        told = f"{str(file)!r} is no earlier run: {type(error).__name__}: {error}"
        raise UsageError(told, hint="give a file that --json wrote") from error
    return old


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.storage", description=__doc__)
    parser.add_argument(
        "--passages", type=positive, nargs="+", default=PASSAGES, help="sizes (default: 1000 10000 100000)"
    )
    parser.add_argument("--questions", type=positive, default=QUESTIONS, help="asked at each size (default: 250)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="an earlier run: print the change too")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
