"""Finding what lies in several articles, on MultiHop-RAG: `onrecord eval run --set benchmark:multihop --folder DIR`.

MultiHop-RAG (Tang and Yang 2024) asks 2,556 questions over 609 news articles; most need facts of two to four of them,
and some have no answer. A fact counts as found where a hit holds its words.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant, open_assistant
from evals.datasets.samples import plain
from index.errors import UsageError

DEPTHS = (4, 10)
NULL = "null_query"


@dataclass(frozen=True, slots=True)
class HopQuestion:
    """`facts` are sentences of articles; none where no article answers."""

    text: str
    kind: str
    facts: tuple[str, ...]


def measure(folder: Path) -> dict[str, Any]:
    """Shares between 0 and 1. As in the paper, a question without an answer has no share in finding."""
    questions = read_questions(_read(folder, "MultiHopRAG.json"))
    articles = [article_row(row) for row in _read(folder, "corpus.json")]
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "articles.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in articles), encoding="utf-8")
        with open_assistant(index=str(Path(temporary) / "index"), model="none") as assistant:
            report = assistant.ingest([file])
            found = [(one, _ranks(assistant, one)) for one in questions if one.facts]
            nulls = [one for one in questions if not one.facts]
            refused = sum(assistant.ask(one.text).status == "no_evidence" for one in nulls)
    return {
        "articles": report.articles,
        "questions": len(questions),
        **{f"hits@{depth}": _share(_within(ranks, depth) for _, ranks in found) for depth in DEPTHS},
        **{f"all facts@{depth}": _share(float(_within(ranks, depth) == 1) for _, ranks in found) for depth in DEPTHS},
        "mrr@10": _share(max((1 / rank for rank in ranks if rank), default=0.0) for _, ranks in found),
        "refused of those without an answer": refused / len(nulls) if nulls else None,
    }


def read_questions(rows: Iterable[Mapping[str, Any]]) -> list[HopQuestion]:
    """The questions of the file. Raises UsageError where it is another one."""
    try:
        return [
            HopQuestion(
                row["query"],
                row["question_type"],
                () if row["question_type"] == NULL else tuple(one["fact"] for one in row["evidence_list"]),
            )
            for row in rows
        ]
    except (KeyError, TypeError) as error:
        raise UsageError(f"a question of MultiHopRAG.json has no {error}", hint="get the set's own file") from error


def article_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of corpus.json as `onrecord ingest` takes it."""
    given = {
        "url": row.get("url"),
        "title": row["title"],
        "text": row["body"],
        "publisher": row.get("source"),
        "published": row.get("published_at"),
    }
    return {key: value for key, value in given.items() if value}


def _ranks(assistant: Assistant, question: HopQuestion) -> list[int]:
    """Each fact's place among the hits; 0 where it is in none."""
    hits = assistant.search(question.text, k=max(DEPTHS)).hits
    texts = [plain(hit.passage.span.of(hit.article.text)) for hit in hits]
    return [next((at for at, text in enumerate(texts, 1) if plain(fact) in text), 0) for fact in question.facts]


def _within(ranks: Sequence[int], depth: int) -> float:
    return sum(0 < rank <= depth for rank in ranks) / len(ranks)


def _share(of: Iterable[float]) -> float | None:
    values = list(of)
    return sum(values) / len(values) if values else None


def _read(folder: Path, name: str) -> list[dict[str, Any]]:
    file = folder / name
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{str(file)!r} cannot be read: {error}", hint="see docs/evaluation.md for its layout"
        ) from error
    if not isinstance(read, list):
        raise UsageError(f"{str(file)!r} is no list", hint="get the set's own file")
    return read
