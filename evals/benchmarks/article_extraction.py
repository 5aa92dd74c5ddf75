"""Extraction of the article from a web page, compared with trafilatura alone in the same run.

The pages and the score are those of scrapinghub's benchmark, which compares texts by runs of four words.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UsageError

_TOKEN = re.compile(r"\w+")
_RUN = 4

Extract = Callable[[bytes], str]
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shares:
    """The runs of words of one page that were found rightly, found wrongly and missed."""

    right: float
    wrong: float
    missed: float


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """Count every run of four words; a shorter text is one run."""
    words = _TOKEN.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)))


def compare_texts(true: str, found: str) -> Shares:
    wanted, had = _runs(true), _runs(found)
    right, wrong, missed = (wanted & had).total(), (had - wanted).total(), (wanted - had).total()
    total = max(1, right + wrong + missed)
    return Shares(right / total, wrong / total, missed / total)


def average(shares: Sequence[Shares], seconds: float) -> dict[str, float]:
    """Return the rates over all pages in percent, and the speed of all processes together."""
    right, wrong, missed = (sum(getattr(share, name) for share in shares) for name in ("right", "wrong", "missed"))
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    rates = {"precision": precision, "recall": recall, "f1": f1}
    rounded = {name: round(100 * rate, 2) for name, rate in rates.items()}
    return rounded | {"pages_a_minute": round(60 * len(shares) / seconds, 0)}


def extract_with_onrecord(page: bytes) -> str:
    from index.reading.content import read_page  # noqa: PLC0415  loaded in the processes that need it
    from index.reading.detection import decode  # noqa: PLC0415
    from index.reading.files import UnreadableError  # noqa: PLC0415

    try:
        return read_page(decode(page, html=True)).text
    except UnreadableError:
        return ""


def extract_with_trafilatura(page: bytes) -> str:
    import trafilatura  # noqa: PLC0415

    return trafilatura.extract(page, include_comments=False) or ""


def _measure(
    pages: Mapping[str, bytes], truth: Mapping[str, str], extract: Extract, processes: int
) -> dict[str, float]:
    """Extract and score every page. The processes are warmed up before the clock starts."""
    with ProcessPoolExecutor(processes) as pool:
        first = next(iter(pages.values()))
        list(pool.map(extract, [first] * processes * 2))
        started = time.perf_counter()
        found = list(pool.map(extract, pages.values(), chunksize=4))
        seconds = time.perf_counter() - started
    return average([compare_texts(truth[name], text) for name, text in zip(pages, found, strict=True)], seconds)


def read_pages(folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the pages and their true articles, by name."""
    rows = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    truth = {name: row["articleBody"] for name, row in rows.items()}
    return {name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in truth}, truth


def measure(folder: Path, processes: int = 2) -> Figures:
    """Return the number of pages and the scores of both extractors. Raises UsageError for another layout."""
    try:
        pages, truth = read_pages(folder)
    except (OSError, ValueError, KeyError) as error:
        hint = "it needs html/*.html.gz and ground-truth.json"
        raise UsageError(f"{str(folder)!r} contains no pages to extract: {error}", hint=hint) from error
    extractors = {"onrecord": extract_with_onrecord, "trafilatura alone": extract_with_trafilatura}
    scores = {name: _measure(pages, truth, extract, processes) for name, extract in extractors.items()}
    return {"pages": len(pages), **scores}
