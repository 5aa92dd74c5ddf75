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

_FILE_HINT = "give a UTF-8 file with one JSON object per line"
_ROW_HINT = 'write an object with the string "question"; "id", "history" and "filters" are optional'


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
    except FileNotFoundError as error:
        raise UsageError(f"no such file: {file!r}", hint=_FILE_HINT) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the questions in {file!r}: {error}", hint=_FILE_HINT) from error
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
    except (ValueError, RecursionError):
        problem = UsageError(f"line {number} is not JSON", hint='write each line as {"question": "…"}')
        return Row(None, "", error=problem)
    if not isinstance(given, dict):
        return Row(None, "", error=UsageError(f"line {number} is not a JSON object", hint=_ROW_HINT))
    if "question" not in given:
        return Row(_id(given), "", error=UsageError(f'line {number} has no "question"', hint=_ROW_HINT))
    try:
        return _read(given)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return Row(_id(given), "", error=UsageError(f"line {number} is not a question: {error}", hint=_ROW_HINT))


def _read(given: dict[str, Any]) -> Row:
    question = given["question"]
    if not isinstance(question, str):
        raise TypeError(f'"question" cannot be {question!r}')
    history = tuple(Turn(str(turn["question"]), turn.get("answer")) for turn in given.get("history") or ())
    return Row(_id(given), question, history, dict(given.get("filters") or {}))


def _id(given: dict[str, Any]) -> str | int | None:
    """Return the id of the row as given, or as a string if it is neither text nor a number."""
    value = given.get("id")
    return value if value is None or isinstance(value, str | int) else str(value)
