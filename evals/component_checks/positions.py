"""Contradictions and changes of position, told from what is none: `python -m evals.component_checks.positions`.

The pairs are in evals/golden/positions.jsonl: two statements as an article has them, each under its speaker, with what
a careful reader takes the pair for. A contradiction that is none costs more than one that is missed: precision first.
The rules were mended by what `dev` showed, and at last by what `held` did; `fresh` was written after that.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.overviews.propositions.relation import relate_statements
from index.statements import find_statements
from index.types import Article, ArticleStatement

GOLDEN = Path(__file__).parent / "golden" / "positions.jsonl"
Told = Literal["same", "contradiction", "change", "neither"]
NAMED: tuple[Told, ...] = ("contradiction", "change")
"""What is shown to a reader as two statements that do not go together."""
SPLITS = ("dev", "held", "fresh")
INVENTED = "(Places and people in this sample article are invented.)"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements, and what they are to each other."""

    id: str
    split: str
    one: ArticleStatement
    other: ArticleStatement
    relation: Told
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many were named, how many of these rightly, and how many there are."""

    named: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.named if self.named else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0


def load_pairs(file: Path = GOLDEN) -> list[Pair]:
    """The pairs. Raises ValueError for one that cannot be what it says it is."""
    with file.open(encoding="utf-8") as lines:
        pairs = [_pair(json.loads(line)) for line in lines]
    ids = [pair.id for pair in pairs]
    if len(set(ids)) != len(ids):
        raise ValueError("two pairs share an id")
    return pairs


def _pair(row: dict[str, Any]) -> Pair:
    if row["relation"] not in get_args(Told) or row["split"] not in SPLITS:
        raise ValueError(f"{row['id']}: unknown relation or split")
    pair = Pair(
        row["id"],
        row["split"],
        _statement(f"{row['id']}-one", row["one"]),
        _statement(f"{row['id']}-other", row["other"]),
        row["relation"],
        row["why"],
    )
    if pair.relation in NAMED and (pair.relation == "change") != (_speaker(pair.one) == _speaker(pair.other)):
        raise ValueError(f"{pair.id}: one speaker changes position, two contradict each other")
    return pair


def _statement(article_id: str, row: dict[str, str]) -> ArticleStatement:
    text = f"{row['text']}\n\n{row['setting']}\n\n{INVENTED}"
    article = Article(article_id, "Sample", text, published=date.fromisoformat(row["published"]))
    found = [one for one in find_statements(article) if one.speaker is not None]
    if len(found) != 1:
        raise ValueError(f"{article_id}: {len(found)} statements are found in {row['text']!r}, not one")
    return ArticleStatement(found[0], article)


def _speaker(one: ArticleStatement) -> str:
    return one.statement.speaker.name if one.statement.speaker else ""


def tell(pair: Pair) -> Told:
    """What the pair is taken for."""
    relation = relate_statements(pair.one, pair.other)
    if relation is None:
        return "neither"
    if relation.difference is None:
        return "same"
    if _speaker(pair.one) == _speaker(pair.other):
        return "change"
    return "contradiction" if relation.contradicts else "neither"


def score(pairs: Iterable[Pair], told: Sequence[Told] = NAMED) -> Score:
    """How well some relations are told among the pairs."""
    judged = [(pair.relation, tell(pair)) for pair in pairs]
    return Score(
        named=sum(mine in told for _, mine in judged),
        right=sum(mine in told and mine == truth for truth, mine in judged),
        there=sum(truth in told for truth, _ in judged),
    )


def main() -> int:
    argparse.ArgumentParser(
        prog="python -m evals.component_checks.positions", description=__doc__.split("\n")[0]
    ).parse_args()
    pairs = load_pairs()
    lines = []
    for split in SPLITS:
        some = [pair for pair in pairs if pair.split == split]
        for name, told in (("contradictions and changes", NAMED), ("the same", ("same",))):
            one = score(some, told)
            lines.append(
                f"{split}, {name}: precision {one.precision:.2f} ({one.right} of {one.named} named), "
                f"recall {one.recall:.2f} ({one.right} of {one.there})"
            )
        wrong = [(pair, tell(pair)) for pair in some if tell(pair) != pair.relation]
        lines += [f"  {pair.id}: {pair.relation}, taken for {taken} ({pair.why})" for pair, taken in wrong]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
