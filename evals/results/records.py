"""The records of a run, one JSON object per line, written as they arrive: a killed run loses one at most."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UsageError

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One question asked of one model: the answer and the search results, or an error instead."""

    id: str
    model: str
    asked: str
    """The fingerprint of the question: a changed question is asked again."""
    answer: Row | None = None
    hits: tuple[Row, ...] | None = None
    error: Row | None = None
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.error is None):
            raise ValueError("a record needs an answer or an error, one of them")

    @property
    def key(self) -> tuple[str, str]:
        return self.model, self.id

    @property
    def cached(self) -> bool:
        """Whether the reply came from the cache, so that its time says nothing about the model."""
        return bool(self.answer and self.answer["receipt"].get("cached"))


class Records:
    """The records of one file, by model and question. The last record of a question counts."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._records = {record.key: record for record in read_records(file)} if file.exists() else {}
        _end_last_line(file)

    def find_answer(self, *, model: str, id: str, asked: str) -> Record | None:  # noqa: A002
        """Return the stored answer; None if the question must be asked, for instance after an error."""
        record = self._records.get((model, id))
        return record if record and record.asked == asked and record.error is None else None

    def last(self, *, model: str, id: str) -> Record:  # noqa: A002
        """Return the last record, which may be an error."""
        return self._records[model, id]

    def add(self, record: Record) -> None:
        row = {name: getattr(record, name) for name in Record.__dataclass_fields__}
        with self._lock:
            append_json_line(self._file, row)
            self._records[record.key] = record

    def select(self, models: Sequence[str], ids: Sequence[str]) -> list[Record]:
        """Return the records of these models and questions, in that order."""
        keys = [(model, sample_id) for model in models for sample_id in ids]
        return [self._records[key] for key in keys if key in self._records]


def append_json_line(file: Path, row: Row) -> None:
    """Append one row and wait until it is on the disk."""
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
        out.flush()
        os.fsync(out.fileno())


def write_atomically(file: Path, text: str) -> None:
    """Replace the file with the text as a whole, or not at all."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(file)


def read_records(file: Path) -> Iterator[Record]:
    """Yield the records of a file, without lines that a kill cut off. Raises UsageError for any other line."""
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            hits = row.pop("hits")
            yield Record(**row, hits=None if hits is None else tuple(hits))
        except (ValueError, TypeError, KeyError, AttributeError):
            is_cut_off = line.startswith('{"id"') and not line.endswith("}")
            if is_cut_off and all(not rest.strip() or rest.startswith("{") for rest in lines[number:]):
                continue
            message = f"{str(file)!r} line {number} is not a record"
            raise UsageError(message, hint="give the folder of an `onrecord eval run`") from None


def _end_last_line(file: Path) -> None:
    """End a line that was cut off, so that the next record starts on a new one."""
    if file.exists() and (content := file.read_bytes()) and not content.endswith(b"\n"):
        with file.open("ab") as out:
            out.write(b"\n")
