"""Who said what, on the PolNeAR articles: `python -m evals.benchmarks.polnear FOLDER`.

PolNeAR (https://github.com/networkdynamics/PolNeAR) is US political news in which people marked source, cue and
content. It has no licence to be shipped with anything, so the user names the folder that holds it; docs/statements.md
tells its layout. The articles go the way that every user's go: through files, `statements`, `ingest` and `ask`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from assistant import open_assistant
from assistant.answers.json_rows import answer_row
from assistant.app.assistant import Assistant, read_statements
from evals.benchmarks.polnear_data import Row, article_rows, gold_articles, gold_questions
from evals.benchmarks.report import render_polnear
from evals.scorers.attribution.annotations import GoldArticle, GoldQuestion
from evals.scorers.attribution.answers import answer_figures, count_answer
from evals.scorers.attribution.credits import Credit, count_credits, credit_figures
from evals.scorers.attribution.spans import count_spans, span_figures
from index.errors import OnrecordError, UsageError
from index.types import Rejected, Statement

Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives the exit code of CONTRACT.md."""
    options = _options(arguments)
    try:
        figures = measure(options.folder, split=options.split, speakers=options.speakers, questions=options.questions)
    except OnrecordError as error:
        print(f"polnear: {error}; {error.hint}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(figures) if options.json else render_polnear(figures))
    return 0


def measure(folder: Path, *, split: str, speakers: Path | None = None, questions: Path | None = None) -> Figures:
    """All figures that the given files allow. Raises UsageError where one is missing or laid out differently."""
    if questions and not speakers:
        raise UsageError("answers cannot be judged without knowing who spoke", hint="give the file of --speakers too")
    rows = article_rows(folder, split)
    articles = gold_articles(rows, speakers=speakers)
    asked = gold_questions(questions, articles) if questions else ()
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary) / "articles.jsonl"
        corpus.write_text("".join(f"{json.dumps(_given(row))}\n" for row in rows), encoding="utf-8")
        figures: Figures = {"split": split, "articles": len(articles)}
        figures |= _of_statements(corpus, articles)
        if asked:
            figures["answers"] = _of_answers(corpus, Path(temporary) / "index", asked, articles)
    return figures


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.polnear", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where polnear_SPLIT.jsonl or its .gz lies")
    parser.add_argument("--split", default="dev", help="which articles (default: dev)")
    parser.add_argument("--speakers", type=Path, metavar="FILE", help="who each source is: measures wrong mouths too")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="questions to ask: measures the answers too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def _given(row: Row) -> Row:
    kept = {key: row[key] for key in ("id", "title", "text", "publisher")}
    return kept | {"published": row["date"]}


def _of_statements(corpus: Path, articles: Mapping[str, GoldArticle]) -> Figures:
    began = time.perf_counter()
    found = _statements(corpus)
    seconds = time.perf_counter() - began
    counts = reduce(add, (count_spans(article, found.get(article.id, ())) for article in articles.values()))
    credited = sum((count_credits(one, found.get(one.id, ())) for one in articles.values()), Counter[Credit]())
    figures = {"statements": sum(map(len, found.values())), "seconds": round(seconds, 2), **span_figures(counts)}
    return figures | ({"credited": credit_figures(credited)} if credited else {})


def _statements(corpus: Path) -> dict[str, tuple[Statement, ...]]:
    found: dict[str, tuple[Statement, ...]] = {}
    for read in read_statements([str(corpus)], stdin=sys.stdin.buffer):
        if isinstance(read, Rejected):
            raise UsageError(f"an article cannot be read: line {read.line}: {read.reason}", hint="mend its row")
        article, statements = read
        found[article.id] = statements
    return found


def _of_answers(
    corpus: Path, index: Path, questions: Sequence[GoldQuestion], articles: Mapping[str, GoldArticle]
) -> Figures:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with open_assistant(index=str(index), model="none") as assistant:
        assistant.ingest([corpus])
        for question in questions:
            counts[question.type] += count_answer(question, _answer(assistant, question), articles)
    return answer_figures(counts)


def _answer(assistant: Assistant, question: GoldQuestion) -> Row | None:
    try:
        return answer_row(assistant.ask(question.question))
    except UsageError:
        return None


if __name__ == "__main__":
    sys.exit(main())
