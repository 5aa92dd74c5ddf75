"""Opens one store in a process of its own, because a broken one may crash or hang whoever opens it.

As a program, `python -m index.storage.probe KIND FOLDER [ids]`, it opens the store, asks it one question and prints what it
holds as JSON; `probe` runs it and waits no longer than it is told to.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from index.errors import OnrecordError

Kind = Literal["tantivy", "chroma"]

TIMEOUT_SECONDS = 300.0
"""Seconds. Listing 100,000 ids takes two, on a disk that is asleep a minute."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a store holds, or in `wrong` why it could not be asked."""

    count: int = 0
    ids: frozenset[str] = frozenset()
    wrong: str = ""


class Probe(Protocol):
    """Looks into one store of `kind`, and never raises for what is wrong with it."""

    def __call__(self, kind: Kind, folder: Path, *, ids: bool, dimensions: int, patience: float) -> ProbeResult: ...


def probe(kind: Kind, folder: Path, *, ids: bool, dimensions: int, patience: float = TIMEOUT_SECONDS) -> ProbeResult:
    """Never raises for what is wrong with the store."""
    wanted = ["ids"] if ids else []
    command = [sys.executable, "-m", "index.storage.probe", kind, str(folder), str(dimensions), *wanted]
    try:
        done = subprocess.run(command, capture_output=True, timeout=patience, check=False, text=True)  # noqa: S603  our own program
    except subprocess.TimeoutExpired:
        return ProbeResult(wrong=f"it did not open within {patience:g} seconds")
    if done.returncode < 0:
        return ProbeResult(wrong=f"opening it crashed ({signal.Signals(-done.returncode).name})")
    try:
        row = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        said = done.stderr.strip().splitlines()
        return ProbeResult(wrong=said[-1] if said else f"opening it ended with exit {done.returncode}")
    return ProbeResult(row["count"], frozenset(row["ids"]), row["wrong"])


def main(arguments: Sequence[str]) -> None:
    kind, folder, dimensions, *wanted = arguments
    found = inspect_store("tantivy" if kind == "tantivy" else "chroma", Path(folder), int(dimensions), ids=bool(wanted))
    print(json.dumps({"count": found.count, "ids": list(found.ids), "wrong": found.wrong}))  # noqa: T201  what it is for


def inspect_store(kind: Kind, folder: Path, dimensions: int, *, ids: bool) -> ProbeResult:
    """What a probe finds. A broken store may crash or hang whoever calls this."""
    try:
        return _count_entries(kind, folder, dimensions, ids=ids)
    except OnrecordError as error:
        return ProbeResult(wrong=str(error))


def _count_entries(kind: Kind, folder: Path, dimensions: int, *, ids: bool) -> ProbeResult:
    if kind == "tantivy":
        from index.storage.lexical import open_lexical  # noqa: PLC0415  a second, and the other probe needs none of it

        with closing(open_lexical(folder)) as lexical:
            lexical.search("a", phrases=(), unit="passage", k=1)
            return ProbeResult(lexical.count(), frozenset(lexical.ids() if ids else ()))
    import numpy as np  # noqa: PLC0415

    from index.storage.vectors.chroma import open_vectors  # noqa: PLC0415

    with closing(open_vectors(folder)) as vectors:
        vectors.nearest(np.ones((1, dimensions), dtype=np.float32), k=1)
        return ProbeResult(vectors.count(), frozenset(vectors.ids() if ids else ()))


if __name__ == "__main__":
    main(sys.argv[1:])
