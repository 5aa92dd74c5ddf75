"""Finding, on RealTimeQA's questions of 2025: `python -m evals.benchmarks.realtimeqa FOLDER`.

RealTimeQA (https://realtimeqa.github.io) asks weekly news-quiz questions over web pages. The pages may not be shipped
with anything, so the user names the folder; docs/finding.md tells its layout. The articles go the way that every
user's go: through a file, `ingest`, `search` and `ask`. An article counts as found where a page that holds the answer's
words, of the three weeks before the question, is among the first; which pages those are is in the data.
"""

from __future__ import annotations

import argparse
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
from assistant.types import Filters
from index.errors import OnrecordError, UsageError

DEPTHS = (1, 4, 10)
HITS = 10
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """`pages` are the ids of the articles that answer it; none where no page holds the answer's words."""

    text: str
    day: date
    answers: tuple[str, ...]
    pages: frozenset[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives the exit code of CONTRACT.md."""
    options = _options(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            figures = measure(options.folder, index=options.index or Path(temporary) / "index")
    except OnrecordError as error:
        print(f"realtimeqa: {error}; {error.hint}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(figures) if options.json else render(figures))
    return 0


def measure(folder: Path, *, index: Path) -> Figures:
    """All figures, shares between 0 and 1. An index that is there already is brought up to date, not made anew."""
    questions = read_folder(folder)
    answerable = [one for one in questions if one.pages]
    others = [one for one in questions if not one.pages]
    with open_assistant(index=str(index), model="none") as assistant:
        with tempfile.TemporaryDirectory() as temporary:
            articles = assistant.ingest([write_articles(folder, Path(temporary))]).articles
        held = _held_as(assistant, {page for one in answerable for page in one.pages})
        asked = [(one, frozenset(held[page] for page in one.pages)) for one in answerable]
        return {
            "articles": articles,
            "answerable": len(answerable),
            "others": len(others),
            "as_of": _found(asked, lambda one: _articles(assistant, one, Filters(as_of=one.day))),
            "any_time": _found(asked, lambda one: _articles(assistant, one, Filters())),
            "floor": _found(asked, lambda one: _by_words(assistant, one)),
            "answer_shown": _share(_shows_the_answer(assistant, one) for one in answerable),
            "answered_answerable": _share(_is_answered(assistant, one) for one in answerable),
            "answered_others": _share(_is_answered(assistant, one) for one in others),
        }


def write_articles(folder: Path, into: Path) -> Path:
    """The articles of RealTimeQA's folder as a file that `ingest` reads. Raises UsageError where there are none."""
    corpus = into / "articles.jsonl"
    rows = (_given(row) for row in _lines(folder, "articles.jsonl"))
    corpus.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return corpus


def read_folder(folder: Path) -> list[QuizQuestion]:
    """The questions of RealTimeQA's folder, in order. Raises UsageError where there are none."""
    return read_questions(_lines(folder, "questions.jsonl"))


def read_questions(rows: Iterable[Figures]) -> list[QuizQuestion]:
    """The questions of the data's rows, in order. Raises UsageError for a row of another layout."""
    try:
        return [
            QuizQuestion(
                row["question"],
                _day(row["date"]),
                tuple(row["answer"]),
                frozenset(row["recent_docs_with_answer_string"]) if row["tier"] == "answerable_recent" else frozenset(),
            )
            for row in rows
        ]
    except (KeyError, TypeError, ValueError) as error:
        told = f"questions.jsonl is laid out differently: {type(error).__name__}: {error}"
        raise UsageError(told, hint="docs/finding.md tells the layout") from error


def render(figures: Figures) -> str:
    """The table of one run."""
    names = {"as_of": "asked as of its day", "any_time": "asked without a day", "floor": "words alone (floor)"}
    lines = [
        f"RealTimeQA: {figures['answerable']} answerable questions and {figures['others']} others over "
        f"{figures['articles']:,} articles",
        "",
        f"{'the article is among the first':<32}{''.join(f'{depth:>8}' for depth in DEPTHS)}{'MRR':>8}",
    ]
    for name, told in names.items():
        found = figures[name]
        shares = "".join(f"{found[f'hit@{depth}']:>8.3f}" for depth in DEPTHS)
        lines.append(f"{told:<32}{shares}{found['mrr']:>8.3f}")
    lines += [
        "",
        f"the answer's words stand in the text shown: {figures['answer_shown']:.3f}",
        f"answered with a citation: {figures['answered_answerable']:.3f} of the answerable, "
        f"{figures['answered_others']:.3f} of the others",
    ]
    return "\n".join(lines)


def _found(
    asked: Sequence[tuple[QuizQuestion, frozenset[str]]], search: Callable[[QuizQuestion], Sequence[str]]
) -> Figures:
    places = []
    for question, pages in asked:
        articles = search(question)
        places.append(next((place for place, one in enumerate(articles, start=1) if one in pages), None))
    figures = {f"hit@{depth}": _share(place is not None and place <= depth for place in places) for depth in DEPTHS}
    return figures | {"mrr": round(sum(1 / place for place in places if place) / max(1, len(places)), 3)}


def _articles(assistant: Assistant, question: QuizQuestion, filters: Filters) -> list[str]:
    hits = assistant.search(question.text, filters=filters, k=HITS).hits
    return list(dict.fromkeys(hit.article.id for hit in hits))


def _by_words(assistant: Assistant, question: QuizQuestion) -> list[str]:
    """BM25 over the same passages, its first ten."""
    view = assistant.view()
    found = view.lexical.search(question.text, phrases=(), unit="passage", k=HITS)
    passages = view.snapshot.passages([one.id for one in found])
    return list(dict.fromkeys(passages[one.id].article_id for one in found))


def _shows_the_answer(assistant: Assistant, question: QuizQuestion) -> bool:
    shown = assistant.ask(question.text, filters=Filters(as_of=question.day)).text.casefold()
    return any(answer.casefold() in shown for answer in question.answers)


def _is_answered(assistant: Assistant, question: QuizQuestion) -> bool:
    answer = assistant.ask(question.text, filters=Filters(as_of=question.day))
    return answer.status == "answered" and bool(answer.citations)


def _held_as(assistant: Assistant, pages: Iterable[str]) -> dict[str, str]:
    """Under which id the text of each page is held: some pages are copies of others."""
    snapshot = assistant.view().snapshot
    return {page: snapshot.article_of_copy(page) or page for page in pages}


def _given(row: Figures) -> Figures:
    published = _day(row["publish_date"]).isoformat() if row.get("publish_date") else None
    return {
        "id": row["id"],
        "title": row["title"] or "",
        "text": row["text"],
        "url": row["url"],
        "published": published,
    }


def _day(text: str) -> date:
    return date.fromisoformat(text.replace("/", "-"))


def _share(of: Iterable[bool]) -> float:
    told = list(of)
    return round(sum(told) / max(1, len(told)), 3)


def _lines(folder: Path, name: str) -> list[Figures]:
    for file in (folder / name, folder / f"{name}.gz"):
        if file.is_file():
            opened = gzip.open if file.suffix == ".gz" else open
            with opened(file, "rt", encoding="utf-8") as lines:
                return [json.loads(line) for line in lines]
    raise UsageError(f"there is no {name} in {str(folder)!r}", hint="name the folder that holds RealTimeQA's files")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.realtimeqa", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where questions.jsonl and articles.jsonl.gz lie")
    parser.add_argument("--index", type=Path, metavar="DIR", help="keep the index there, for the next run")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
