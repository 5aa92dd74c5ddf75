"""How fast articles are read for their statements: `python -m evals.benchmarks.speed [FOLDER]`, or `make bench`.

A rate says little by itself, so a floor is measured beside it in the same run: the same texts only cut into words, and
parsed by spaCy's English model where one is installed. Every rate is the best of several rounds, because a busy
machine only ever takes time away.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from evals.command_line import positive
from evals.datasets.samples import ARTICLES
from index.errors import OnrecordError, UsageError
from index.reading.inputs import read_inputs
from index.statements import find_statements
from index.statements.text.tokens import read
from index.types import Article

ROUNDS = 3
MOST_PARSED = 20
"""Articles. A parser is so much slower that more of them would only make one wait."""
CHUNK = 8
"""Articles that a worker is handed at a time."""
WARM_WORDS, WARM_ROUNDS = 900, 25


@dataclass(frozen=True, slots=True)
class Speed:
    """What one run measured. A rate is articles a second; None where there is nothing to measure with."""

    articles: int
    words: int
    workers: int
    engine: float
    engine_with_workers: float | None
    words_alone: float
    parser: str | None
    parser_alone: float | None
    warm_words: int
    warm_best_ms: float
    warm_median_ms: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives the exit code of CONTRACT.md."""
    options = _options(arguments)
    try:
        texts = _texts(options.folder)
    except OnrecordError as error:
        print(f"speed: {error}; {error.hint}", file=sys.stderr)
        return error.exit_code
    speed = measure(texts, words=options.words, count=options.articles, workers=options.workers)
    print(json.dumps(asdict(speed)) if options.json else render_speed(speed))
    return 0


def measure(texts: Sequence[str], *, words: int, count: int, workers: int) -> Speed:
    """Reads `count` articles of `words` words, made of the texts, in every way there is."""
    articles = list(islice(articles_of(texts, words=words), count))
    warm = next(articles_of(texts, words=WARM_WORDS))
    parser, parse = _parser()
    times = sorted(_warm_times(warm))
    return Speed(
        articles=count,
        words=words,
        workers=workers,
        engine=_rate(lambda: [find_statements(article) for article in articles], count),
        engine_with_workers=_rate_with_workers(articles, workers) if workers > 1 else None,
        words_alone=_rate(lambda: [read(article.text) for article in articles], count),
        parser=parser,
        parser_alone=_rate_of_parser(parse, articles) if parse else None,
        warm_words=WARM_WORDS,
        warm_best_ms=round(1000 * times[0], 1),
        warm_median_ms=round(1000 * median(times), 1),
    )


def articles_of(texts: Sequence[str], *, words: int) -> Iterator[Article]:
    """Articles of exactly so many words without end: texts joined, each article beginning with another one."""
    for number in range(sys.maxsize):
        first = number % len(texts)
        joined, held = [], 0
        for text in cycle([*texts[first:], *texts[:first]]):
            joined.append(text)
            held += len(text.split())
            if held >= words:
                break
        whole = "\n\n".join(joined)
        *_, last = islice(re.finditer(r"\S+", whole), words)
        yield Article(id=f"speed-{number}", title=f"Article {number}", text=whole[: last.end()])


def render_speed(speed: Speed) -> str:
    """The table of one run."""
    rows = [
        ("the engine, one process", speed.engine),
        (f"the engine, {speed.workers} workers", speed.engine_with_workers),
        ("cutting into words alone", speed.words_alone),
        (f"{speed.parser} alone", speed.parser_alone),
    ]
    shown = [f"{name:<34}{rate:>12.1f}" for name, rate in rows if rate is not None]
    missing = [] if speed.parser else ["spaCy alone: no en_core_web_* model is installed"]
    warm = f"one warm article of {speed.warm_words} words"
    return "\n".join(
        [
            f"{f'{speed.articles} articles of {speed.words} words':<34}{'articles/s':>12}",
            *shown,
            *missing,
            f"{warm:<34}{speed.warm_best_ms:>12.1f} ms at best, {speed.warm_median_ms:.1f} ms in the middle",
        ]
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.speed", description=__doc__.split("\n")[0])
    parser.add_argument(
        "folder", nargs="?", type=Path, default=ARTICLES, help="articles (default: the sample articles)"
    )
    parser.add_argument("--words", type=positive, default=700, help="words an article (default: 700)")
    parser.add_argument("--articles", type=positive, default=200, help="how many (default: 200)")
    parser.add_argument("--workers", type=positive, default=2, help="processes at once (default: 2)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def _texts(source: Path) -> list[str]:
    texts = [one.text for one in read_inputs([str(source)], stdin=sys.stdin.buffer) if isinstance(one, Article)]
    if not texts:
        raise UsageError(f"no article can be read from {str(source)!r}", hint="name a folder or a file of articles")
    return texts


def _rate(work: Callable[[], object], count: int) -> float:
    return round(count / min(_times(work)), 1)


def _times(work: Callable[[], object]) -> Iterator[float]:
    for _ in range(ROUNDS):
        find_statements.cache_clear()
        began = time.perf_counter()
        work()
        yield time.perf_counter() - began


def _rate_with_workers(articles: Sequence[Article], workers: int) -> float:
    """Workers stand ready before the clock starts, and what they found comes back, as an ingest would need it."""
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(find_statements, [articles[0]] * 4 * workers))
        return _rate(lambda: list(pool.map(find_statements, articles, chunksize=CHUNK)), len(articles))


def _warm_times(article: Article) -> Iterator[float]:
    for number in range(WARM_ROUNDS + 1):
        again = replace(article, id=f"warm-{number}")  # another article to the cache, the same to the rules
        began = time.perf_counter()
        find_statements(again)
        if number:
            yield time.perf_counter() - began


def _parser() -> tuple[str, Callable[[str], object]] | tuple[None, None]:
    """spaCy's English model, only what a parse needs, where one is installed."""
    with suppress(ImportError):
        spacy: Any = import_module("spacy")
        for name in sorted(spacy.util.get_installed_models()):
            if name.startswith("en_core_web_"):
                return name, spacy.load(name, exclude=["ner", "lemmatizer", "attribute_ruler"])
    return None, None


def _rate_of_parser(parse: Callable[[str], object], articles: Sequence[Article]) -> float:
    few = articles[:MOST_PARSED]
    return _rate(lambda: [parse(article.text) for article in few], len(few))


if __name__ == "__main__":
    sys.exit(main())
