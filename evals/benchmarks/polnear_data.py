"""PolNeAR's annotated articles and questions from JSON lines in the layout of docs/statements.md."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.scorers.attribution.annotations import Attribution, GoldArticle, GoldPlace, GoldQuestion, SpeakerTruth
from index.errors import UsageError
from index.types import Span

Row = Mapping[str, Any]
_LAYOUT = "docs/statements.md"


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
    attributions = [
        Attribution(one["id"], *(_spans(one[part]["spans"]) for part in ("content", "source", "cue")))
        for one in row["attributions"]
        if one["content"]["spans"]
    ]
    truths = {
        key: SpeakerTruth(one["class"], one.get("name", "")) for key, one in resolved.get("attributions", {}).items()
    }
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
