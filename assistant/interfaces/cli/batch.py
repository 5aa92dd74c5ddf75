"""Questions from JSON lines: one output row for each input row, in order. A bad row becomes a row with its error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.answers.json_rows import error_row
from assistant.interfaces.cli.output import print_json
from assistant.interfaces.rendering.progress import watch
from assistant.types import Turn
from index.errors import IndexUnavailable, OnrecordError, UsageError


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a batch, or the error in its line."""

    id: str | int | None
    question: str
    history: tuple[Turn, ...] = ()
    filters: Mapping[str, object] = field(default_factory=dict)
    error: UsageError | None = None


def batch_rows(file: str) -> tuple[Row, ...]:
    """Return the rows of a file, `-` for standard input. Raises UsageError if the file cannot be read."""
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        lines = text.decode("utf-8-sig").split("\n")  # splitlines() would split a question at U+2028
    except (OSError, UnicodeDecodeError) as error:
        hint = "give a UTF-8 file with one JSON object a line"
        raise UsageError(f"cannot read the questions in {file!r}: {error}", hint=hint) from error
    return tuple(_row(line, number) for number, line in enumerate(lines, start=1) if line.strip())


def run_batch(rows: Iterable[Row], answer: Callable[[Row], dict[str, Any]], *, quiet: bool) -> int:
    """Print a row for each question. An unusable index ends the run; any other error affects one row."""
    rows = list(rows)
    with watch(quiet=quiet) as progress:
        for done, row in enumerate(_answers(rows, answer), start=1):
            print_json(row)
            progress.advance("asking", done=done, total=len(rows))
    return 0


def _answers(rows: Iterable[Row], answer: Callable[[Row], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        try:
            if row.error:
                raise row.error
            yield answer(row)
        except IndexUnavailable:
            raise
        except OnrecordError as error:
            yield error_row(error, id=row.id, question=row.question)


def _row(line: str, number: int) -> Row:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        problem = UsageError(f"line {number} is not JSON: {error}", hint="write one JSON object a line")
        return Row(None, "", error=problem)
    try:
        return _read(given)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        hint = 'a row is {"id", "question", "history"?, "filters"?}, with strings in quotation marks'
        problem = UsageError(f"line {number} is not a question: {error}", hint=hint)
        return Row(_id(given) if isinstance(given, dict) else None, "", error=problem)


def _read(given: dict[str, Any]) -> Row:
    question = given["question"]
    if not isinstance(question, str):
        raise TypeError(f"question is {question!r}")
    history = tuple(Turn(str(turn["question"]), turn.get("answer")) for turn in given.get("history") or ())
    return Row(_id(given), question, history, dict(given.get("filters") or {}))


def _id(given: dict[str, Any]) -> str | int | None:
    """Return the id of the row as given, or as a string if it is neither text nor a number."""
    value = given.get("id")
    return value if value is None or isinstance(value, str | int) else str(value)
