"""Time to find and classify a quotation: `python -m evals.benchmarks.verdicts`.

The floor is a plain `str.find` of the same words in the same passages, which misses every other typography.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from assistant.verification.quotations.alignment import align, fold
from assistant.verification.quotations.misquotation import SourceIndex
from evals.command_line import make_parser, run_command
from evals.datasets.samples import load_golden_articles

PASSAGES = 20
PASSAGE_CHARACTERS = 1_200
QUOTATION_CHARACTERS = 300
TIMES = 300
Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("benchmarks.verdicts", __doc__)
    parser.add_argument("--times", type=int, default=TIMES, metavar="N", help="runs, of which the best counts")
    return run_command(parser, arguments, measure, render)


def measure(*, times: int = TIMES) -> Figures:
    """Return the milliseconds of each task with its result, so that a fast wrong result is noticed."""
    texts = make_passages()
    folded = [fold(text) for text in texts]
    index = SourceIndex(texts)
    first = texts[0][:QUOTATION_CHARACTERS].rsplit(" ", 1)[0]
    last = texts[-1][-QUOTATION_CHARACTERS - 1 :].split(" ", 1)[1]
    words = last.split()
    half = len(words) // 2
    altered = " ".join([*words[:half], "telescopes", *words[half + 1 :]])
    spliced = " ".join([*first.split()[: len(first.split()) // 2], *words[half:]])
    marked = " ".join([*words[: half - 4], "…", *words[half + 4 :]])

    def classify(quote: str) -> str:
        found = align(quote, folded)
        return found.verdict if found else index.classify(quote, source=lambda text, _: text).fault

    tasks: dict[str, tuple[Callable[[], object], object]] = {
        "floor: str.find": (lambda: [text.find(last) for text in texts][-1] >= 0, True),
        "found verbatim": (lambda: getattr(align(last, folded), "verdict", None), "verbatim"),
        "found with an ellipsis": (lambda: getattr(align(marked, folded), "verdict", None), "ellipsis"),
        "classed altered": (lambda: classify(altered), "altered"),
        "classed spliced": (lambda: classify(spliced), "spliced"),
        "classed fabricated": (lambda: classify("no such words anywhere " * 13), "fabricated"),
        "fold 20 passages, once": (lambda: len([fold.__wrapped__(text) for text in texts]), len(texts)),
        "pairs of 20 passages, once": (lambda: bool(SourceIndex(texts)), True),
    }
    return {name: {"ms": _best(task, times), "is": str(task()), "due": str(due)} for name, (task, due) in tasks.items()}


def make_passages() -> list[str]:
    """Return the texts of the golden articles in pieces of equal length."""
    text = "\n\n".join(row["text"] for row in load_golden_articles())
    return [text[number * PASSAGE_CHARACTERS :][:PASSAGE_CHARACTERS] for number in range(PASSAGES)]


def render(figures: Figures) -> str:
    floor = figures["floor: str.find"]["ms"]
    lines = [f"{'':<30}{'ms':>8}{'of the floor':>15}"]
    for name, row in figures.items():
        wrong = "" if row["is"] == row["due"] else f"   WRONG: {row['is']}"
        lines.append(f"{name:<30}{row['ms']:>8.3f}{row['ms'] / floor:>14.1f}x{wrong}")
    return "\n".join(lines)


def _best(task: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - started)
    return round(best * 1_000, 4)


if __name__ == "__main__":
    sys.exit(main())
