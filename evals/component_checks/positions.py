"""Detection of contradictions and changes of position: `python -m evals.component_checks.positions`.

A false contradiction costs more than a missed one. Rules were fixed on `dev`, then `held`; `fresh` is newer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.overviews.propositions.relation import relate_statements
from evals.command_line import make_parser, run_command
from evals.component_checks.counts import Counts
from evals.datasets.samples import GOLDEN, INVENTED_NOTICE
from index.statements import find_statements
from index.types import Article, ArticleStatement

PAIRS = GOLDEN / "positions.jsonl"
Relation = Literal["same", "contradiction", "change", "neither"]
CONFLICTS: tuple[Relation, ...] = ("contradiction", "change")
"""The relations that a reader is shown as a conflict."""
SPLITS = ("dev", "held", "fresh")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements and their relation."""

    id: str
    split: str
    first: ArticleStatement
    second: ArticleStatement
    relation: Relation
    why: str

    @property
    def one_speaker(self) -> bool:
        return _speaker(self.first) == _speaker(self.second)


def load_pairs(file: Path = PAIRS) -> list[Pair]:
    """Return the pairs. Raises ValueError for a pair that contradicts its own annotation."""
    pairs = [_pair(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    if len({pair.id for pair in pairs}) != len(pairs):
        raise ValueError("two pairs share an id")
    return pairs


def _pair(row: dict[str, Any]) -> Pair:
    if row["relation"] not in get_args(Relation) or row["split"] not in SPLITS:
        raise ValueError(f"{row['id']}: unknown relation or split")
    first, second = (_statement(f"{row['id']}-{side}", row[side]) for side in ("one", "other"))
    pair = Pair(row["id"], row["split"], first, second, row["relation"], row["why"])
    if pair.relation in CONFLICTS and (pair.relation == "change") != pair.one_speaker:
        raise ValueError(f"{pair.id}: a change needs one speaker, a contradiction two")
    return pair


def _statement(article_id: str, row: dict[str, str]) -> ArticleStatement:
    text = f"{row['text']}\n\n{row['setting']}\n\n{INVENTED_NOTICE}"
    article = Article(article_id, "Sample", text, published=date.fromisoformat(row["published"]))
    found = [statement for statement in find_statements(article) if statement.speaker is not None]
    if len(found) != 1:
        raise ValueError(f"{article_id}: found {len(found)} statements in {row['text']!r}, not one")
    return ArticleStatement(found[0], article)


def _speaker(statement: ArticleStatement) -> str:
    return statement.statement.speaker.name if statement.statement.speaker else ""


def classify_pair(pair: Pair) -> Relation:
    """Return the detected relation."""
    relation = relate_statements(pair.first, pair.second)
    if relation is None:
        return "neither"
    if relation.difference is None:
        return "same"
    if pair.one_speaker:
        return "change"
    return "contradiction" if relation.contradicts else "neither"


def score_pairs(pairs: Iterable[Pair], relations: Sequence[Relation] = CONFLICTS) -> Counts:
    """Return how many of the relations were found among the pairs."""
    judged = [(pair.relation, classify_pair(pair)) for pair in pairs]
    return Counts(
        right=sum(found in relations and found == truth for truth, found in judged),
        found=sum(found in relations for _, found in judged),
        expected=sum(truth in relations for truth, _ in judged),
    )


def render(pairs: Sequence[Pair]) -> str:
    """Return precision and recall by split, and every pair with another relation than expected."""
    lines = []
    for split in SPLITS:
        some = [pair for pair in pairs if pair.split == split]
        for name, relations in (("contradictions and changes", CONFLICTS), ("the same", ("same",))):
            counts = score_pairs(some, relations)
            lines.append(
                f"{split}, {name}: precision {counts.precision:.2f} ({counts.right} of {counts.found} found), "
                f"recall {counts.recall:.2f} ({counts.right} of {counts.expected})"
            )
        for pair in some:
            if (found := classify_pair(pair)) != pair.relation:
                lines.append(f"  {pair.id}: {pair.relation}, classified as {found} ({pair.why})")
    return "\n".join(lines)


def main() -> int:
    parser = make_parser("component_checks.positions", __doc__, with_json=False)
    return run_command(parser, None, load_pairs, render)


if __name__ == "__main__":
    sys.exit(main())
