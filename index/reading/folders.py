"""Which files the inputs are: folders are walked in order, each real folder once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.reading.files import NOT_A_FILE, why
from index.reading.format_detection import is_known
from index.types import Rejected


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read. `name` is its path as it was given or reached."""

    name: str
    size: int

    @property
    def path(self) -> Path:
        return Path(self.name)


def walk(inputs: Sequence[str]) -> Iterator[FoundFile | Rejected]:
    """The files of the inputs in order. In folders, what is hidden or of no known type is passed over."""
    for name in inputs:
        try:
            status = os.stat(name)  # noqa: PTH116 (a path as it was given, before it is known to be one)
        except OSError as error:
            yield Rejected(name, why(error))
        except ValueError:
            yield Rejected(name, "not a path: it holds a character no path can hold")
        else:
            yield from _walk_one(name, status)


def _walk_one(name: str, status: os.stat_result) -> Iterator[FoundFile | Rejected]:
    if stat.S_ISREG(status.st_mode):
        yield FoundFile(name, status.st_size)
    elif stat.S_ISDIR(status.st_mode):
        found = False
        for one in _walk_folder(name):
            found = True
            yield one
        if not found:
            yield Rejected(
                name,
                "no articles in this folder: it holds no .txt, .md, .html, .json, .jsonl, .xml, .eml, .pdf or .docx",
            )
    else:
        yield Rejected(name, NOT_A_FILE)


def _walk_folder(top: str) -> Iterator[FoundFile | Rejected]:
    waiting = [top]
    visited: set[tuple[int, int]] = set()
    while waiting:
        name = waiting.pop()
        try:
            status = os.stat(name)  # noqa: PTH116 (10 times faster than Path.stat over 100,000 files)
            if not stat.S_ISDIR(status.st_mode):
                if stat.S_ISREG(status.st_mode) and is_known(name):
                    yield FoundFile(name, status.st_size)
                continue
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            entries = sorted(entry for entry in os.listdir(name) if not entry.startswith("."))  # noqa: PTH208 (as above)
        except OSError as error:
            yield Rejected(name, why(error))
            continue
        waiting.extend(str(Path(name, entry)) for entry in reversed(entries))
