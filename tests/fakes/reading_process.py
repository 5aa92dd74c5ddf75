"""A real process that searches without pause: `python -m tests.fakes.reading_process FOLDER WAY HOLD`.

It prints a line when it begins, searches until its standard input is closed, and prints the results as JSON. `WAY` is
`exact` or `chroma` (as in a large index); `HOLD` is `kept`, or `anew` to open the index for every query.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import index.search.dense
from index.search.index import Index
from index.storage.vectors.chroma import open_vectors
from tests.fakes.editions import faults
from tests.fakes.embedder import FakeEmbedder


class Stop(threading.Thread):
    """Notices when the parent process closes our standard input."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.came = False

    def run(self) -> None:
        sys.stdin.read()
        self.came = True


def open_index(folder: Path) -> Index:
    return Index(folder, open_vectors=open_vectors, vectors_at="folder", embedder=FakeEmbedder)


def published(folder: Path) -> int:
    """Return the published generation, read without our code."""
    with closing(sqlite3.connect(f"file:{folder}/catalog.sqlite?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT generation FROM meta").fetchone()[0])


def main(folder: Path, way: str, hold: str) -> None:
    if way == "chroma":
        index.search.dense.EXACT_BELOW = 0
    stop, wrong, seen, asked = Stop(), [], set(), 0
    reader = open_index(folder)
    faults(reader.view())
    print("asking", flush=True)
    stop.start()
    last = False
    while not last:
        last = stop.came  # the last query runs after the last publish
        asked += 1
        newest = published(folder)
        try:
            if hold == "anew":
                reader.close()
                reader = open_index(folder)
            view = reader.view()
            wrong += faults(view)
        except Exception as error:  # noqa: BLE001  whatever it is, the test must hear of it
            wrong.append(repr(error))
        else:
            seen.add(view.snapshot.generation)
            if view.snapshot.generation < newest:
                wrong.append(f"generation {view.snapshot.generation} answers, although {newest} was published before")
    reader.close()
    print(json.dumps({"wrong": wrong, "asked": asked, "seen": sorted(seen)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
