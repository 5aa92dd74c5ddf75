"""How long it takes to find a quotation and to class it: `python -m evals.benchmarks.verdicts`.

A quotation of 300 characters in twenty passages of the golden articles, the best of many runs, beside the floor: a
plain `str.find` of the same words in the same passages, which finds nothing that is set differently.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from assistant.verification.alignment import align, fold
from assistant.verification.quotation_origin import SourceIndex
from evals.datasets.samples import load_golden_articles

PASSAGES = 20
PASSAGE = 1_200
"""Characters of a passage."""
QUOTATION = 300
TIMES = 300
Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.verdicts")
    parser.add_argument("--times", type=int, default=TIMES, metavar="N", help="runs, of which the best counts")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    figures = measure(times=options.times)
    print(json.dumps(figures) if options.json else render(figures))
    return 0


def measure(*, times: int = TIMES) -> Figures:
    """Milliseconds of each task, and what was found, so that a fast wrong answer would be seen."""
    texts = passages()
    folded = [fold(text) for text in texts]
    held = SourceIndex(texts)
    first, last = texts[0][:QUOTATION].rsplit(" ", 1)[0], texts[-1][-QUOTATION - 1 :].split(" ", 1)[1]
    words = last.split()
    half = len(words) // 2
    altered = " ".join([*words[:half], "telescopes", *words[half + 1 :]])
    spliced = " ".join([*first.split()[: len(first.split()) // 2], *words[half:]])
    marked = " ".join([*words[: half - 4], "…", *words[half + 4 :]])
    tasks: dict[str, tuple[Callable[[], object], object]] = {
        "floor: str.find": (lambda: [text.find(last) for text in texts][-1] >= 0, True),
        "found verbatim": (lambda: getattr(align(last, folded), "verdict", None), "verbatim"),
        "found with an ellipsis": (lambda: getattr(align(marked, folded), "verdict", None), "ellipsis"),
        "classed altered": (lambda: _classed(altered, folded, held), "altered"),
        "classed spliced": (lambda: _classed(spliced, folded, held), "spliced"),
        "classed fabricated": (lambda: _classed("no such words anywhere " * 13, folded, held), "fabricated"),
        "fold 20 passages, once": (lambda: len([fold.__wrapped__(text) for text in texts]), len(texts)),
        "pairs of 20 passages, once": (lambda: bool(SourceIndex(texts)), True),
    }
    return {name: {"ms": _best(task, times), "is": str(task()), "due": str(due)} for name, (task, due) in tasks.items()}


def passages() -> list[str]:
    """Texts of the golden articles in pieces of one length."""
    everything = "\n\n".join(row["text"] for row in load_golden_articles())
    return [everything[start : start + PASSAGE] for start in range(0, PASSAGES * PASSAGE, PASSAGE)]


def render(figures: Figures) -> str:
    """The table of one run."""
    floor = figures["floor: str.find"]["ms"]
    lines = [f"{'':<30}{'ms':>8}{'of the floor':>15}"]
    for name, told in figures.items():
        wrong = "" if told["is"] == told["due"] else f"   WRONG: {told['is']}"
        lines.append(f"{name:<30}{told['ms']:>8.3f}{told['ms'] / floor:>14.1f}x{wrong}")
    return "\n".join(lines)


def _classed(quote: str, folded: Sequence[Any], held: SourceIndex) -> str:
    found = align(quote, folded)
    return found.verdict if found else held.origin_of(quote, source=lambda text, _: text).fault


def _best(task: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - started)
    return round(best * 1_000, 4)


if __name__ == "__main__":
    sys.exit(main())
