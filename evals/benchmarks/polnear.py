"""Attribution on the PolNeAR articles: `python -m evals.benchmarks.polnear FOLDER`.

PolNeAR (https://github.com/networkdynamics/PolNeAR) has no licence for shipping; docs/statements.md has the layout.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from assistant import open_assistant
from assistant.answers.json_rows import answer_row
from assistant.app.articles import read_statements
from assistant.app.assistant import Assistant
from evals.command_line import make_parser, run_command, write_json_lines
from evals.scorers.attribution.annotations import Attribution, GoldArticle, GoldPlace, GoldQuestion, SpeakerTruth
from evals.scorers.attribution.answers import Credit, count_answer, count_credits, summarize_answers, summarize_credits
from evals.scorers.attribution.spans import count_spans, summarize_spans
from index.errors import UsageError
from index.types import Rejected, Span, Statement

Figures = dict[str, Any]
Row = Mapping[str, Any]
_LAYOUT = "docs/statements.md"
_GROUPS = {"all": "all attributions", "direct": "direct speech", "indirect": "indirect speech"}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("benchmarks.polnear", __doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder with polnear_SPLIT.jsonl or its .gz")
    parser.add_argument("--split", default="dev", help="which articles (default: dev)")
    speakers_help = "a file with the speaker of each quotation: also measures misattribution"
    parser.add_argument("--speakers", type=Path, metavar="FILE", help=speakers_help)
    parser.add_argument("--questions", type=Path, metavar="FILE", help="questions to ask: also measures the answers")
    return run_command(parser, arguments, measure, render)


def measure(folder: Path, *, split: str, speakers: Path | None = None, questions: Path | None = None) -> Figures:
    """Return all figures that the files allow. Raises UsageError if a file is missing or malformed."""
    if questions and not speakers:
        raise UsageError("answers cannot be judged without the speakers", hint="give the file of --speakers too")
    rows = article_rows(folder, split)
    articles = gold_articles(rows, speakers=speakers)
    asked = gold_questions(questions, articles) if questions else ()
    with tempfile.TemporaryDirectory() as temporary:
        keys = ("id", "title", "text", "publisher")
        given = ({key: row[key] for key in keys} | {"published": row["date"]} for row in rows)
        corpus = write_json_lines(Path(temporary) / "articles.jsonl", given)
        figures = {"split": split, "articles": len(articles)} | _measure_statements(corpus, articles)
        if asked:
            figures["answers"] = _measure_answers(corpus, Path(temporary) / "index", asked, articles)
    return figures


def _measure_statements(corpus: Path, articles: Mapping[str, GoldArticle]) -> Figures:
    started = time.perf_counter()
    found = _extract_statements(corpus)
    seconds = time.perf_counter() - started
    counts = reduce(add, (count_spans(article, found.get(article.id, ())) for article in articles.values()))
    credits_by_article = (count_credits(article, found.get(article.id, ())) for article in articles.values())
    credited = sum(credits_by_article, Counter[Credit]())
    figures = {"statements": sum(map(len, found.values())), "seconds": round(seconds, 2), **summarize_spans(counts)}
    return figures | ({"credited": summarize_credits(credited)} if credited else {})


def _extract_statements(corpus: Path) -> dict[str, tuple[Statement, ...]]:
    found: dict[str, tuple[Statement, ...]] = {}
    for read in read_statements([str(corpus)], stdin=sys.stdin.buffer):
        if isinstance(read, Rejected):
            raise UsageError(f"cannot read the article in line {read.line}: {read.reason}", hint="correct its row")
        article, statements = read
        found[article.id] = statements
    return found


def _measure_answers(
    corpus: Path, index: Path, questions: Sequence[GoldQuestion], articles: Mapping[str, GoldArticle]
) -> Figures:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with open_assistant(index=str(index), model="none") as assistant:
        assistant.ingest([corpus])
        for question in questions:
            counts[question.type] += count_answer(question, _ask(assistant, question), articles)
    return summarize_answers(counts)


def _ask(assistant: Assistant, question: GoldQuestion) -> Row | None:
    try:
        return answer_row(assistant.ask(question.question))
    except UsageError:
        return None


def render(figures: Figures) -> str:
    lines = [
        f"PolNeAR {figures['split']}: {figures['articles']} articles, {figures['statements']:,} statements "
        f"in {figures['seconds']:.1f} s; all figures in percent",
        "",
        f"{'':18}{'content F1':^22}{'precision/recall':>18}    source, given content",
        f"{'':18}{'>=.3':>6}{'>=.8':>8}{'exact':>8}{'at >=.3':>18}    "
        f"{'right':>6}{'elsewhere':>11}{'wrong':>7}{'none':>6}",
    ]
    for group, name in _GROUPS.items():
        content, source = figures["content"][group], figures["source"][group]
        loose = content[">=.3"]
        f1 = f"{loose['f1']:>6}{content['>=.8']['f1']:>8}{content['exact']['f1']:>8}"
        rates = f"{loose['precision']:>11} /{loose['recall']:>5}"
        right = f"{source['correct']:>6}{source['same_name_elsewhere']:>11}"
        lines.append(f"{name:<18}{f1}{rates}    {right}{source['different']:>7}{source['abstained']:>6}")
    if credited := figures.get("credited"):
        wrong = sum(credited["counts"].get(key, 0) for key in ("wrong_person", "wrong_other"))
        lines += [
            "",
            f"misattributed     {credited['wrong_mouth']:>6}    {wrong} of {credited['known']} statements credited by "
            "full name with a known speaker",
        ]
    return "\n".join([*lines, *(_render_answers(figures["answers"]) if "answers" in figures else ())])


def _render_answers(answers: Figures) -> Iterator[str]:
    counts, refusal, said_by = answers["counts"], answers["refusal"], answers["said_by"]
    pronoun = answers["recall_by_type"].get("answerable_pronoun")
    only = f'    if the only evidence is "he said": {pronoun}' if pronoun is not None else ""
    yield ""
    yield f"answers to {answers['questions']} questions, {counts['shown']} statements shown"
    yield f"recall            {answers['recall']:>6}{only}"
    yield f"misattributed     {answers['misattributed']:>6}    narration shown as speech: {answers['narration']}"
    yield f"refusal F1        {refusal['f1']:>6}    precision {refusal['precision']}, recall {refusal['recall']}"
    yield f"said_by recall    {said_by['recall']:>6}    precision {said_by['precision']}"
    yield f"precision         {answers['statement_precision']:>6}    of the statements shown on answerable questions"
    unbacked = f"{counts['quotations_unbacked']} of {counts['quotations']}"
    yield f"verbatim          {answers['verbatim']:>6}    quotations that no statement backs: {unbacked}"


def article_rows(folder: Path, split: str) -> tuple[Row, ...]:
    """Return the rows of `polnear_SPLIT.jsonl` or its `.gz`. Raises UsageError."""
    name = f"polnear_{split}.jsonl"
    for file in (folder / name, folder / f"{name}.gz"):
        if file.is_file():
            with _layout_errors(file):
                return _json_lines(file)
    raise UsageError(f"there is no {name} or {name}.gz in {str(folder)!r}", hint=f"get it as {_LAYOUT} describes")


def gold_articles(rows: Sequence[Row], *, speakers: Path | None) -> dict[str, GoldArticle]:
    """Return the annotated articles by id, with their speakers resolved by a file. Raises UsageError."""
    resolved: Row = {}
    if speakers:
        with _layout_errors(speakers):
            resolved = json.loads(_text(speakers))["articles"]
    with _layout_errors("the articles"):
        return {row["id"]: _article(row, resolved.get(row["id"], {})) for row in rows}


def gold_questions(file: Path, articles: Mapping[str, GoldArticle]) -> tuple[GoldQuestion, ...]:
    """Return the questions on these articles. Raises UsageError."""
    with _layout_errors(file):
        return tuple(_question(row, articles) for row in _json_lines(file))


@contextmanager
def _layout_errors(source: Path | str) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{source} cannot be used: {type(error).__name__}: {error}"
        raise UsageError(message, hint=f"use the layout in {_LAYOUT}") from error


def _json_lines(file: Path) -> tuple[Row, ...]:
    return tuple(json.loads(line) for line in _text(file).split("\n") if line.strip())


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
        return (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {str(file)!r}: {error}", hint="give a file of UTF-8 JSON, or its .gz") from error


def _article(row: Row, resolved: Row) -> GoldArticle:
    marked = [attribution for attribution in row["attributions"] if attribution["content"]["spans"]]
    parts = ("content", "source", "cue")
    attributions = [Attribution(each["id"], *(_spans(each[part]["spans"]) for part in parts)) for each in marked]
    sources = resolved.get("attributions", {})
    truths = {key: SpeakerTruth(source["class"], source.get("name", "")) for key, source in sources.items()}
    return GoldArticle(row["id"], row["text"], tuple(attributions), tuple(resolved.get("people", ())), truths)


def _question(row: Row, articles: Mapping[str, GoldArticle]) -> GoldQuestion:
    return GoldQuestion(
        id=row["id"],
        type=row["type"],
        question=_question_text(row, articles),
        speaker=row["speaker"],
        refusable=row["expected"] == "no_evidence",
        answers=tuple(_places(row["gold"])),
        allowed=tuple(_places(row.get("maybe", ()))),
        said_by=tuple(row["said_by"]),
    )


def _question_text(row: Row, articles: Mapping[str, GoldArticle]) -> str:
    """Return the question, with the article's words put in: the list ships only their place, for their licence."""
    if not row.get("gist"):
        return str(row["question"])
    place = row["gist"]
    gist = " ".join(articles[row["article_id"]].text[place["start"] : place["end"]].split())
    if row.get("lower_first"):
        gist = gist[0].lower() + gist[1:]
    return str(row["question_template"]).replace("{gist}", gist)


def _places(rows: Sequence[Row]) -> Iterator[GoldPlace]:
    for row in rows:
        focus = Span(*row["focus"]) if row.get("focus") else None
        yield GoldPlace(row["article_id"], _spans(row["spans"]), focus)


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


if __name__ == "__main__":
    sys.exit(main())
