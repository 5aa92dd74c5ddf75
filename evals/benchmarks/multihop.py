"""Retrieval of evidence in several articles: `onrecord eval run --set benchmark:multihop --folder DIR`.

MultiHop-RAG (Tang and Yang 2024) asks questions with facts in two to four articles. A hit with a fact's words finds it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant, open_assistant
from evals.command_line import write_json_lines
from evals.datasets.samples import normalize_text
from index.errors import UsageError

DEPTHS = (4, 10)


@dataclass(frozen=True, slots=True)
class HopQuestion:
    """`facts` are sentences of articles; there are none for a question without an answer."""

    text: str
    facts: tuple[str, ...]


def measure(folder: Path) -> dict[str, Any]:
    """Return shares between 0 and 1. As in the paper, a question without an answer counts only for refusals."""
    questions = _read_questions(_read(folder, "MultiHopRAG.json"))
    rows = map(_article_row, _read(folder, "corpus.json"))
    with tempfile.TemporaryDirectory() as temporary:
        file = write_json_lines(Path(temporary) / "articles.jsonl", rows)
        with open_assistant(index=str(Path(temporary) / "index"), model="none") as assistant:
            report = assistant.ingest([file])
            found = [_ranks(assistant, question) for question in questions if question.facts]
            unanswerable = [question for question in questions if not question.facts]
            refused = sum(assistant.ask(question.text).status == "no_evidence" for question in unanswerable)
    return {
        "articles": report.articles,
        "questions": len(questions),
        **{f"hits@{depth}": _mean(_share_within(ranks, depth) for ranks in found) for depth in DEPTHS},
        **{f"all facts@{depth}": _mean(_share_within(ranks, depth) == 1 for ranks in found) for depth in DEPTHS},
        "mrr@10": _mean(max((1 / rank for rank in ranks if rank), default=0.0) for ranks in found),
        "refused of those without an answer": refused / len(unanswerable) if unanswerable else None,
    }


def _read_questions(rows: Sequence[Mapping[str, Any]]) -> list[HopQuestion]:
    try:
        evidence = [() if row["question_type"] == "null_query" else row["evidence_list"] for row in rows]
        facts = [tuple(entry["fact"] for entry in found) for found in evidence]
        return [HopQuestion(row["query"], found) for row, found in zip(rows, facts, strict=True)]
    except (KeyError, TypeError) as error:
        raise UsageError(f"a question of MultiHopRAG.json has no {error}", hint="get the original file") from error


def _article_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of corpus.json as `onrecord ingest` reads it."""
    given = {"url": row.get("url"), "title": row["title"], "text": row["body"]}
    given |= {"publisher": row.get("source"), "published": row.get("published_at")}
    return {key: value for key, value in given.items() if value}


def _ranks(assistant: Assistant, question: HopQuestion) -> list[int]:
    """Return the rank of the first hit with each fact; 0 if no hit has it."""
    hits = assistant.search(question.text, k=max(DEPTHS)).hits
    texts = [normalize_text(hit.passage.span.of(hit.article.text)) for hit in hits]
    facts = map(normalize_text, question.facts)
    return [next((rank for rank, text in enumerate(texts, 1) if fact in text), 0) for fact in facts]


def _share_within(ranks: Sequence[int], depth: int) -> float:
    return sum(0 < rank <= depth for rank in ranks) / len(ranks)


def _mean(values: Iterable[float]) -> float | None:
    found = [float(value) for value in values]
    return sum(found) / len(found) if found else None


def _read(folder: Path, name: str) -> list[dict[str, Any]]:
    file = folder / name
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {str(file)!r}: {error}", hint="see docs/evaluation.md for its layout") from error
    if not isinstance(read, list):
        raise UsageError(f"{str(file)!r} is not a list", hint="get the original file")
    return read
