"""How well an article is found on its page, and how fast, beside trafilatura alone in the same run.

`python -m evals.benchmarks.article_extraction FOLDER` reads the pages of scrapinghub's article-extraction benchmark
(`html/*.html.gz` and `ground-truth.json`) from a folder that you name. Nothing of it is part of onrecord. The score is
its own: texts compared by runs of four words, each page counting as much as every other.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.command_line import positive
from index.errors import UsageError

_TOKEN = re.compile(r"\w+")
_RUN = 4

Extract = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Score:
    """Of all pages together, in per cent; `pages_a_minute` on as many processes as were used."""

    precision: float
    recall: float
    f1: float
    pages_a_minute: float


@dataclass(frozen=True, slots=True)
class Shares:
    """What of a page's runs of words was found rightly, found wrongly, and missed."""

    right: float
    wrong: float
    missed: float


def runs_of(text: str) -> Counter[tuple[str, ...]]:
    """Every run of four words, with how often it stands there; a shorter text is one run."""
    words = _TOKEN.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)))


def compare(true: str, found: str) -> Shares:
    """One text beside what a person wrote down."""
    wanted, had = runs_of(true), runs_of(found)
    right, wrong = (wanted & had).total(), (had - wanted).total()
    missed = (wanted - had).total()
    whole = right + wrong + missed
    return Shares(right / whole, wrong / whole, missed / whole) if whole else Shares(0.0, 0.0, 0.0)


def score(shares: list[Shares], seconds: float) -> Score:
    """The figures of a run."""
    right, wrong, missed = (sum(getattr(one, name) for one in shares) for name in ("right", "wrong", "missed"))
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(
        round(100 * precision, 2), round(100 * recall, 2), round(100 * f1, 2), round(60 * len(shares) / seconds, 0)
    )


def ours(page: bytes) -> str:
    from index.reading.content import read_page  # noqa: PLC0415  loaded in the processes that need it
    from index.reading.decoding import decode  # noqa: PLC0415
    from index.reading.files import UnreadableError  # noqa: PLC0415

    try:
        return read_page(decode(page, html=True)).text
    except UnreadableError:
        return ""


def trafilatura_alone(page: bytes) -> str:
    import trafilatura  # noqa: PLC0415

    return trafilatura.extract(page, include_comments=False) or ""


def measure(pages: Mapping[str, bytes], truth: Mapping[str, str], extract: Extract, *, processes: int) -> Score:
    """Extracts every page, and scores it. The processes are warm before the clock runs."""
    with ProcessPoolExecutor(processes) as pool:
        first = next(iter(pages.values()))
        list(pool.map(extract, [first] * processes * 2))
        began = time.perf_counter()
        found = list(pool.map(extract, pages.values(), chunksize=4))
        seconds = time.perf_counter() - began
    return score([compare(truth[name], text) for name, text in zip(pages, found, strict=True)], seconds)


def read_pages(folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """The pages and what people say is their article, by the names they share."""
    truth = {
        name: row["articleBody"]
        for name, row in json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items()
    }
    return {name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in truth}, truth


def measure_both(folder: Path, *, processes: int) -> tuple[int, dict[str, Score]]:
    """How many pages there are, and the scores of both. Raises UsageError for a folder that is laid out otherwise."""
    try:
        pages, truth = read_pages(folder)
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            f"{str(folder)!r} holds no pages to extract: {error}", hint="it needs html/*.html.gz and ground-truth.json"
        ) from error
    each: tuple[tuple[str, Extract], ...] = (("onrecord", ours), ("trafilatura alone", trafilatura_alone))
    return len(pages), {name: measure(pages, truth, extract, processes=processes) for name, extract in each}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.article_extraction", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", type=positive, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        pages, scores = measure_both(options.folder, processes=options.processes)
    except UsageError as error:
        print(f"article_extraction: {error}; {error.hint}", file=sys.stderr)
        return error.exit_code
    if options.json:
        print(json.dumps({"pages": pages, **{name: asdict(one) for name, one in scores.items()}}))
        return 0
    print(f"{pages} pages, {options.processes} processes")
    print(f"{'':20}{'F1':>8}{'precision':>11}{'recall':>8}{'pages a minute':>16}")
    for name, one in scores.items():
        print(f"{name:20}{one.f1:>8.2f}{one.precision:>11.2f}{one.recall:>8.2f}{one.pages_a_minute:>16,.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
