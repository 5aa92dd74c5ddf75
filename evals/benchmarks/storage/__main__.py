"""Measures an index at several sizes and prints the table: `python -m evals.benchmarks.storage`."""

from __future__ import annotations

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
from evals.benchmarks.storage.table import compare_runs, growth_exponents, render, render_comparison
from evals.benchmarks.storage.tasks import PUBLISHES, kilobytes_per_passage, run_task
from evals.command_line import make_parser, positive, run_command, write_json_lines
from evals.datasets.samples import load_golden_articles, load_samples
from index.errors import OnrecordError, UsageError

PASSAGES = (1_000, 10_000, 100_000)
PASSAGES_PER_ARTICLE = 5.8
COLD_STARTS = 5
PUBLISHED_ARTICLES = 20  # in each publish while a reader runs
LIBRARIES = ("chromadb", "tantivy", "tokenizers", "numpy")
_ARTICLE_KEYS = ("id", "title", "text", "url", "publisher", "language", "published")

Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("benchmarks.storage", __doc__)
    parser.add_argument("--passages", type=positive, nargs="+", default=PASSAGES, help="sizes (default: 1k, 10k, 100k)")
    parser.add_argument("--questions", type=positive, default=250, help="questions at each size (default: 250)")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="an earlier run: also print the change")
    return run_command(parser, arguments, _measure, _render, _print_comparison)


def _measure(passages: Sequence[int], questions: int, compare: Path | None) -> tuple[Figures, str]:
    old = _read_old(compare) if compare else None
    result = measure(passages, questions=questions)
    return result, "" if old is None else f"\n{render_comparison(compare_runs(result, old))}"


def _render(measured: tuple[Figures, str]) -> str:
    return "\n".join([render(measured[0]), *filter(None, measured[1:])])


def _print_comparison(measured: tuple[Figures, str]) -> Figures:
    """Return the figures for --json, and print the comparison to standard error."""
    if measured[1]:
        print(measured[1], file=sys.stderr)
    return measured[0]


def measure(sizes: Sequence[int], *, questions: int) -> Figures:
    """Return every figure at every size, each with a new corpus."""
    corpus = Corpus(load_golden_articles(), load_samples())
    measured = []
    for passages in sorted(sizes):
        print(f"measuring at {passages:,} passages ...", file=sys.stderr)
        with tempfile.TemporaryDirectory() as temporary:
            measured.append({"wanted": passages, **_measure_size(corpus, passages, questions, Path(temporary))})
    return {
        "version": version("onrecord"),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": _machine(),
        "sizes": measured,
        "growth": growth_exponents(measured),
    }


def _measure_size(corpus: Corpus, passages: int, questions: int, folder: Path) -> Figures:
    count = max(1, round(passages / PASSAGES_PER_ARTICLE))
    articles = _write(folder / "articles.jsonl", corpus, count, first=0)
    more = _write(folder / "more.jsonl", corpus, PUBLISHED_ARTICLES * PUBLISHES, first=count)
    asked = folder / "questions.txt"
    asked.write_text("\n".join(corpus.questions(questions, articles=count)), encoding="utf-8")
    bare = run_task("ingest_without_statements", folder / "bare", articles)
    index = folder / "index"
    full = run_task("ingest_all", index, articles)
    figures: Figures = {
        **{name: full[name] for name in ("articles", "passages", "statements")},
        "ingest_articles_per_s": bare["articles_per_s"],
        "ingest_with_statements_articles_per_s": full["articles_per_s"],
        "memory_peak_mb": max(bare["memory_peak_mb"], full["memory_peak_mb"]),
        "disk_kb": kilobytes_per_passage(index, int(full["passages"])),
    }
    figures |= run_task("floor", index, asked, folder / "floor")
    figures["floor_cold_s"] = _cold("-m", "evals.benchmarks.storage.tasks", "floor_cold", folder / "floor", asked)
    first = asked.read_text(encoding="utf-8").splitlines()[0]
    command = "import sys; from assistant.interfaces.cli import main; sys.exit(main())"
    figures["cold_s"] = _cold("-c", command, "--index", index, "ask", first, "--model", "none")
    figures |= run_task("read", index, asked, more)
    figures["disk_two_generations_kb"] = kilobytes_per_passage(index, int(full["passages"]))
    return figures


def _write(file: Path, corpus: Corpus, count: int, *, first: int) -> Path:
    articles = corpus.articles(count, first=first)
    rows = ({name: getattr(article, name) for name in _ARTICLE_KEYS} for article in articles)
    return write_json_lines(file, ({**row, "published": str(row["published"])} for row in rows))


def _cold(*command: str | Path) -> float:
    """Return the seconds from the start of a process to its end, the best of several."""
    times = []
    for _ in range(COLD_STARTS):
        started = time.perf_counter()
        done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=False)
        times.append(time.perf_counter() - started)
        if done.returncode:
            raise OnrecordError(f"a cold start failed: {done.stderr.strip()}", hint="run the command by itself")
    return round(min(times), 2)


def _machine() -> Figures:
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    cpu = next((line.partition(":")[2].strip() for line in facts if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    machine = {"cpu": cpu, "cores": os.cpu_count(), "memory_gb": round(memory), "python": platform.python_version()}
    return machine | {library: version(library) for library in LIBRARIES}


def _read_old(file: Path) -> Figures:
    try:
        old: Figures = json.loads(file.read_text(encoding="utf-8"))
        _ = old["sizes"][0]["wanted"]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        message = f"{str(file)!r} is not an earlier run: {type(error).__name__}: {error}"
        raise UsageError(message, hint="give a file that --json wrote") from error
    return old


if __name__ == "__main__":
    sys.exit(main())
