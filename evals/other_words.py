"""Questions of fact in other words than their article's, and twins that none answers: `python -m evals.other_words`.

What counts is that nothing false is shown: an answer where there is none, or one that misses the place that answers.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.wire import answer_row
from evals.asking import open_evaluated
from evals.check import problems
from evals.samples import ARTICLES, GOLDEN, Sample, current_texts, load_golden_articles, load_samples

OTHER_WORDS = GOLDEN / "other_words.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was wrong with the answer to a sample, if anything, and whether there was one."""

    sample: Sample
    answered: bool
    wrong: tuple[str, ...]

    @property
    def is_false(self) -> bool:
        return self.answered and bool(self.wrong)


def ask_all(samples: Sequence[Sample], *, model: str = "none", max_cost: float | None = None) -> list[Outcome]:
    """Each asked of an index of the sample articles."""
    texts = current_texts(load_golden_articles())
    opened = {"model": model, "max_cost": max_cost}
    with tempfile.TemporaryDirectory() as folder, open_evaluated(index=folder, **opened) as assistant:
        assistant.ingest([ARTICLES])
        rows = [(one, answer_row(assistant.ask(one.question))) for one in samples]
    return [Outcome(one, row["status"] == "answered", problems(one, row, texts=texts)) for one, row in rows]


def render(outcomes: Sequence[Outcome]) -> str:
    asked = [one for one in outcomes if one.sample.status == "answered"]
    lines = [f"{'false' if one.is_false else 'missed':<8}{one.sample.question}" for one in outcomes if one.wrong]
    right, false = sum(not one.wrong for one in asked), sum(one.is_false for one in outcomes)
    lines.append(f"\nright {right} of {len(asked)} that can be answered, false {false} of {len(outcomes)}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.other_words", description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="none", metavar="NAME", help="a chat model (default: none)")
    parser.add_argument("--max-cost", type=float, metavar="USD", help="spend no more on it in this run")
    options = parser.parse_args(arguments)
    outcomes = ask_all(load_samples(OTHER_WORDS), model=options.model, max_cost=options.max_cost)
    sys.stdout.write(f"{render(outcomes)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
