"""Speed of statement extraction: `python -m evals.benchmarks.speed [FOLDER]`, or `make bench`.

The floors split the same texts into words, and parse them with spaCy's English model if one is installed.
"""

from __future__ import annotations

import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from evals.command_line import make_parser, positive, run_command
from evals.datasets.samples import ARTICLES
from index.errors import UsageError
from index.reading.inputs import read_inputs
from index.statements import find_statements
from index.statements.text.tokens import read
from index.types import Article

ROUNDS = 3
MAX_PARSED = 20  # articles: a parser is so slow that more would only take longer
CHUNK = 8  # articles per task of a worker
WARM_WORDS, WARM_ROUNDS = 900, 25


Speed = dict[str, Any]
"""The measurements of one run. Rates are articles per second; None if there was nothing to measure with."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("benchmarks.speed", __doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ARTICLES, help="articles (default: sample articles)")
    parser.add_argument("--words", type=positive, default=700, help="words per article (default: 700)")
    parser.add_argument("--articles", type=positive, default=200, help="number of articles (default: 200)")
    parser.add_argument("--workers", type=positive, default=2, help="processes at once (default: 2)")
    return run_command(parser, arguments, _measure, render)


def _measure(folder: Path, words: int, articles: int, workers: int) -> Speed:
    texts, count = _texts(folder), articles
    made = list(islice(make_articles(texts, words=words), count))
    parsed = made[:MAX_PARSED]
    name, parse = _find_parser()
    times = sorted(_warm_times(next(make_articles(texts, words=WARM_WORDS))))
    return {
        "articles": count,
        "words": words,
        "workers": workers,
        "engine": _rate(lambda: [find_statements(article) for article in made], count),
        "engine_with_workers": _rate_with_workers(made, workers) if workers > 1 else None,
        "words_alone": _rate(lambda: [read(article.text) for article in made], count),
        "parser": name,
        "parser_alone": _rate(lambda: [parse(article.text) for article in parsed], len(parsed)) if parse else None,
        "warm_words": WARM_WORDS,
        "warm_best_ms": round(1000 * times[0], 1),
        "warm_median_ms": round(1000 * median(times), 1),
    }


def make_articles(texts: Sequence[str], *, words: int) -> Iterator[Article]:
    """Yield articles of exactly so many words without end: joined texts, each article starting with the next one."""
    for number in range(sys.maxsize):
        first = number % len(texts)
        joined, count = [], 0
        for text in cycle([*texts[first:], *texts[:first]]):
            joined.append(text)
            count += len(text.split())
            if count >= words:
                break
        whole = "\n\n".join(joined)
        *_, last = islice(re.finditer(r"\S+", whole), words)
        yield Article(id=f"speed-{number}", title=f"Article {number}", text=whole[: last.end()])


def render(speed: Speed) -> str:
    rows = [
        ("the engine, one process", speed["engine"]),
        (f"the engine, {speed['workers']} workers", speed["engine_with_workers"]),
        ("splitting into words alone", speed["words_alone"]),
        (f"{speed['parser']} alone", speed["parser_alone"]),
    ]
    title = f"{speed['articles']} articles of {speed['words']} words"
    lines = [f"{title:<34}{'articles/s':>12}"]
    lines += [f"{name:<34}{rate:>12.1f}" for name, rate in rows if rate is not None]
    lines += [] if speed["parser"] else ["spaCy alone: no en_core_web_* model is installed"]
    warm = f"one warm article of {speed['warm_words']} words"
    lines.append(f"{warm:<34}{speed['warm_best_ms']:>12.1f} ms at best, {speed['warm_median_ms']:.1f} ms median")
    return "\n".join(lines)


def _texts(source: Path) -> list[str]:
    inputs = read_inputs([str(source)], stdin=sys.stdin.buffer)
    texts = [article.text for article in inputs if isinstance(article, Article)]
    if not texts:
        raise UsageError(f"cannot read any article from {str(source)!r}", hint="name a folder or a file of articles")
    return texts


def _rate(work: Callable[[], object], count: int) -> float:
    times = []
    for _ in range(ROUNDS):
        find_statements.cache_clear()
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return round(count / min(times), 1)


def _rate_with_workers(articles: Sequence[Article], workers: int) -> float:
    """Measure workers that are ready before the clock starts and return their statements, as an ingest needs them."""
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(find_statements, [articles[0]] * 4 * workers))
        return _rate(lambda: list(pool.map(find_statements, articles, chunksize=CHUNK)), len(articles))


def _warm_times(article: Article) -> Iterator[float]:
    for number in range(WARM_ROUNDS + 1):
        again = replace(article, id=f"warm-{number}")  # a new id misses the cache; the rules do the same work
        started = time.perf_counter()
        find_statements(again)
        if number:
            yield time.perf_counter() - started


def _find_parser() -> tuple[str, Callable[[str], object]] | tuple[None, None]:
    """Return an installed English model of spaCy, with the components of a parse only."""
    with suppress(ImportError):
        spacy: Any = import_module("spacy")
        for name in sorted(spacy.util.get_installed_models()):
            if name.startswith("en_core_web_"):
                return name, spacy.load(name, exclude=["ner", "lemmatizer", "attribute_ruler"])
    return None, None


if __name__ == "__main__":
    sys.exit(main())
