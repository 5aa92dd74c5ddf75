"""What came back for each question, one JSON object a line, written when it comes: a killed run loses one at most."""

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
    """One question put to one model: an answer with what a search found, or the error in its place."""

    id: str
    model: str
    asked: str
    """What was asked, as a hash: a question that has changed since is another question."""
    answer: Row | None = None
    hits: tuple[Row, ...] | None = None
    error: Row | None = None
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.error is None):
            raise ValueError("a record holds an answer or an error, one of them")

    @property
    def key(self) -> tuple[str, str]:
        return self.model, self.id

    @property
    def cached(self) -> bool:
        """Answered from a kept reply: how long that takes says nothing of the model."""
        return bool(self.answer and self.answer["receipt"].get("cached"))


class Records:
    """The records of one run's file, by model and question. The last one of a question counts."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._writing = threading.Lock()
        self._held = {record.key: record for record in read_records(file)} if file.exists() else {}
        _end_the_last_line(file)

    def find(self, *, model: str, id: str, asked: str) -> Record | None:  # noqa: A002
        """The answer that is there already; None where it must be asked, as after an error."""
        record = self._held.get((model, id))
        return record if record and record.asked == asked and record.error is None else None

    def last(self, *, model: str, id: str) -> Record:  # noqa: A002
        """What came back last, an error too."""
        return self._held[model, id]

    def add(self, record: Record) -> None:
        """Keep it, on the disk before anything else."""
        row = {name: getattr(record, name) for name in Record.__dataclass_fields__}
        with self._writing:
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                out.flush()
                os.fsync(out.fileno())
            self._held[record.key] = record

    def of(self, models: Sequence[str], ids: Sequence[str]) -> list[Record]:
        """Those of these models and questions, in that order."""
        return [self._held[model, one] for model in models for one in ids if (model, one) in self._held]


def read_records(file: Path) -> Iterator[Record]:
    """The records of a file. The half of a line that a kill left behind is passed over; anything else is an error."""
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            hits = row.pop("hits")
            yield Record(**row, hits=None if hits is None else tuple(hits))
        except (ValueError, TypeError, KeyError, AttributeError):
            if (
                line.strip()
                and _cut_off(line)
                and all(not rest.strip() or rest.startswith("{") for rest in lines[number:])
            ):
                continue
            raise UsageError(
                f"{str(file)!r} line {number} is no record of a run", hint="give the folder of an `onrecord eval run`"
            ) from None


def _cut_off(line: str) -> bool:
    return line.startswith('{"id"') and not line.endswith("}")


def _end_the_last_line(file: Path) -> None:
    """What is written next must not go on in half a line."""
    if file.exists() and (held := file.read_bytes()) and not held.endswith(b"\n"):
        with file.open("ab") as out:
            out.write(b"\n")
