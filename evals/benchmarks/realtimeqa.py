"""Retrieval on RealTimeQA's questions of 2025: `python -m evals.benchmarks.realtimeqa FOLDER`.

Its pages (https://realtimeqa.github.io) may not be shipped; docs/finding.md has the layout. A hit is a page of the
three weeks before the question with the answer's words; the data name these pages.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant import Assistant, open_assistant
from assistant.generation.packing.articles import pack_articles
from assistant.generation.packing.messages import PromptFrame
from assistant.retrieval.evidence import evidence_for_model, find_evidence
from assistant.types import Filters
from evals.command_line import make_parser, run_command, share, write_json_lines
from index.embedding.token_counter import open_counter
from index.errors import UsageError
from index.types import Passage
from prompts import load_prompt

DEPTHS = (1, 4, 10)
HITS = 10
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """`pages` are the ids of the articles with the answer's words; there may be none."""

    text: str
    day: date
    answers: tuple[str, ...]
    pages: frozenset[str]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("benchmarks.realtimeqa", __doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder with RealTimeQA's two files")
    parser.add_argument("--index", type=Path, metavar="DIR", help="keep the index here for the next run")
    return run_command(parser, arguments, measure, render)


def measure(folder: Path, *, index: Path | None = None) -> Figures:
    """Return all figures, as shares between 0 and 1. An existing index is updated."""
    questions = read_folder(folder)
    answerable = [question for question in questions if question.pages]
    others = [question for question in questions if not question.pages]
    with (
        tempfile.TemporaryDirectory() as temporary,
        open_assistant(index=str(index or Path(temporary) / "index"), model="none") as assistant,
    ):
        articles = assistant.ingest([write_articles(folder, Path(temporary))]).articles
        snapshot = assistant.view().snapshot  # it stores some pages as copies of others
        asked = [
            (question, {snapshot.article_of_copy(page) or page for page in question.pages}) for question in answerable
        ]
        return {
            "articles": articles,
            "answerable": len(answerable),
            "others": len(others),
            "as_of": _measure_ranks(asked, lambda question: _search(assistant, question, Filters(as_of=question.day))),
            "any_time": _measure_ranks(asked, lambda question: _search(assistant, question, Filters())),
            "floor": _measure_ranks(asked, lambda question: search_by_words(assistant, question.text)),
            "in_prompt": share(_is_packed(assistant, question, pages) for question, pages in asked),
            "answer_shown": share(_shows_answer(assistant, question) for question in answerable),
            "answered_answerable": share(_is_answered(assistant, question) for question in answerable),
            "answered_others": share(_is_answered(assistant, question) for question in others),
        }


def write_articles(folder: Path, target: Path) -> Path:
    """Write the articles of RealTimeQA's folder to a file for `ingest`. Raises UsageError if there are none."""
    rows = (
        {key: row[key] for key in ("id", "text", "url")}
        | {"title": row["title"] or "", "published": _day(row["publish_date"]) if row.get("publish_date") else None}
        for row in _json_lines(folder, "articles.jsonl")
    )
    return write_json_lines(target / "articles.jsonl", rows)


def read_folder(folder: Path) -> list[QuizQuestion]:
    """Return the questions of RealTimeQA's folder, in order. Raises UsageError if they are missing or malformed."""
    try:
        return [
            QuizQuestion(
                row["question"],
                date.fromisoformat(_day(row["date"])),
                tuple(row["answer"]),
                frozenset(row["recent_docs_with_answer_string"] if row["tier"] == "answerable_recent" else ()),
            )
            for row in _json_lines(folder, "questions.jsonl")
        ]
    except (KeyError, TypeError, ValueError) as error:
        message = f"questions.jsonl has another layout: {type(error).__name__}: {error}"
        raise UsageError(message, hint="use the layout in docs/finding.md") from error


def render(figures: Figures) -> str:
    names = {"as_of": "asked as of its day", "any_time": "asked without a day", "floor": "words alone (floor)"}
    lines = [
        f"RealTimeQA: {figures['answerable']} answerable questions and {figures['others']} others over "
        f"{figures['articles']:,} articles",
        "",
        f"{'the article is among the first':<32}{''.join(f'{depth:>8}' for depth in DEPTHS)}{'MRR':>8}",
    ]
    for name, title in names.items():
        shares = "".join(f"{figures[name][key]:>8.3f}" for key in (*(f"hit@{depth}" for depth in DEPTHS), "mrr"))
        lines.append(f"{title:<32}{shares}")
    lines += [
        "",
        f"a paragraph with the answer's words is in a model's prompt: {figures['in_prompt']:.3f}",
        f"the answer's words are in the text shown: {figures['answer_shown']:.3f}",
        f"answered with a citation: {figures['answered_answerable']:.3f} of the answerable, "
        f"{figures['answered_others']:.3f} of the others",
    ]
    return "\n".join(lines)


def search_by_words(assistant: Assistant, question: str) -> list[Passage]:
    """Return the best passages by BM25 alone."""
    view = assistant.view()
    found = view.lexical.search(question, phrases=(), unit="passage", k=HITS)
    passages = view.snapshot.passages([hit.id for hit in found])
    return [passages[hit.id] for hit in found]


def _search(assistant: Assistant, question: QuizQuestion, filters: Filters) -> list[Passage]:
    return [hit.passage for hit in assistant.search(question.text, filters=filters, k=HITS).hits]


def _measure_ranks(
    asked: Sequence[tuple[QuizQuestion, set[str]]], search: Callable[[QuizQuestion], Iterable[Passage]]
) -> Figures:
    """Return the shares of questions with a right article within each rank, and the mean reciprocal rank."""
    ranks = []
    for question, pages in asked:
        articles = dict.fromkeys(passage.article_id for passage in search(question))
        ranks.append(next((rank for rank, article_id in enumerate(articles, start=1) if article_id in pages), None))
    figures = {f"hit@{depth}": share(rank is not None and rank <= depth for rank in ranks) for depth in DEPTHS}
    return figures | {"mrr": round(sum(1 / rank for rank in ranks if rank) / max(1, len(ranks)), 3)}


def _shows_answer(assistant: Assistant, question: QuizQuestion) -> bool:
    shown = assistant.ask(question.text, filters=Filters(as_of=question.day)).text.casefold()
    return any(answer.casefold() in shown for answer in question.answers)


def _is_packed(assistant: Assistant, question: QuizQuestion, pages: set[str]) -> bool:
    """Return whether a model would be sent a paragraph with the answer's words, from a page of those days."""
    filters, view = Filters(as_of=question.day), assistant.view()
    query = assistant.search(question.text, filters=filters, k=1).query
    found = evidence_for_model(query, find_evidence(query, view), view)
    frame = PromptFrame(load_prompt("answer"), query, assistant.settings.input_tokens, open_counter())
    paragraphs = (hit for hit in pack_articles(found, frame).evidence.hits if hit.article.id in pages)
    texts = (hit.passage.span.of(hit.article.text).casefold() for hit in paragraphs)
    return any(answer.casefold() in text for text in texts for answer in question.answers)


def _is_answered(assistant: Assistant, question: QuizQuestion) -> bool:
    answer = assistant.ask(question.text, filters=Filters(as_of=question.day))
    return answer.status == "answered" and bool(answer.citations)


def _day(text: str) -> str:
    return date.fromisoformat(text.replace("/", "-")).isoformat()


def _json_lines(folder: Path, name: str) -> list[Figures]:
    for file in (folder / name, folder / f"{name}.gz"):
        if file.is_file():
            opened = gzip.open if file.suffix == ".gz" else open
            with opened(file, "rt", encoding="utf-8") as lines:
                return [json.loads(line) for line in lines]
    raise UsageError(f"there is no {name} in {str(folder)!r}", hint="name the folder with RealTimeQA's files")


if __name__ == "__main__":
    sys.exit(main())
