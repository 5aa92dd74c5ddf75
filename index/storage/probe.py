"""Opens a store in a separate process, because a damaged store may crash or hang the process that opens it. `python -m
index.storage.probe KIND FOLDER DIMENSIONS [ids]` opens the store, runs one query and prints its content as JSON.
`probe` runs that program with a timeout."""

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
"""Listing 100,000 ids takes two seconds, on a sleeping disk up to a minute."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The number and the ids of the entries of a store, or the `problem` that prevented the query."""

    count: int = 0
    ids: frozenset[str] = frozenset()
    problem: str = ""


class Probe(Protocol):
    """Inspects a store of a `kind`. Never raises for a damaged store."""

    def __call__(self, kind: Kind, folder: Path, *, ids: bool, dimensions: int, timeout: float) -> ProbeResult: ...


def probe(kind: Kind, folder: Path, *, ids: bool, dimensions: int, timeout: float = TIMEOUT_SECONDS) -> ProbeResult:
    """Inspect a store in a separate process. Never raises for a damaged store."""
    command = [sys.executable, "-m", "index.storage.probe", kind, str(folder), str(dimensions)]
    command += ["ids"] if ids else []
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout, check=False, text=True)  # noqa: S603  our own program
    except subprocess.TimeoutExpired:
        return ProbeResult(problem=f"it did not open within {timeout:g} seconds")
    if done.returncode < 0:
        return ProbeResult(problem=f"opening it crashed ({signal.Signals(-done.returncode).name})")
    try:
        row = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        messages = done.stderr.strip().splitlines()
        return ProbeResult(problem=messages[-1] if messages else f"opening it ended with exit {done.returncode}")
    return ProbeResult(row["count"], frozenset(row["ids"]), row["problem"])


def main(arguments: Sequence[str]) -> None:
    kind, folder, dimensions, *ids = arguments
    found = inspect_store("tantivy" if kind == "tantivy" else "chroma", Path(folder), int(dimensions), ids=bool(ids))
    print(json.dumps({"count": found.count, "ids": list(found.ids), "problem": found.problem}))  # noqa: T201  read by `probe`


def inspect_store(kind: Kind, folder: Path, dimensions: int, *, ids: bool) -> ProbeResult:
    """Inspect a store in this process, which a damaged store may crash or hang."""
    try:
        return _count_entries(kind, folder, dimensions, ids=ids)
    except OnrecordError as error:
        return ProbeResult(problem=str(error))


def _count_entries(kind: Kind, folder: Path, dimensions: int, *, ids: bool) -> ProbeResult:
    if kind == "tantivy":
        from index.storage.lexical import open_lexical  # noqa: PLC0415  each import takes a second; one probe needs one

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
