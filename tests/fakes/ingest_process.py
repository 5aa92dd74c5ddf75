"""Functions for a process that writes to an index and dies at a given moment (tests/fakes/processes.py).

The moment is `STAGE:DONE` (a progress event), `embed:N` (the N-th call), or empty. At `event:N` (the N-th progress
event of any stage) the process sends a message and is killed by the test.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from index.ingest.ingest import ingest
from index.ingest.stages import Stages
from index.ingest.writer import rebuild
from index.maintenance.backup import back_up
from index.maintenance.restore import restore
from index.ports import Vectors
from index.storage.vectors.chroma import FolderStores
from index.storage.vectors.server.store import ServerStores
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.newsroom import WordCounter, find_quotations, make_article, split_paragraphs


class Doomed:
    """A Progress that kills its process at a moment."""

    def __init__(self, moment: str, told: Connection | None = None) -> None:
        self._moment, self._told = moment, told
        self._events = 0

    def advance(self, stage: str, *, done: int, total: int | None) -> None:
        if f"{stage}:{done}" == self._moment:
            os.kill(os.getpid(), signal.SIGKILL)
        self._events += stage != "embed"
        if f"event:{self._events}" == self._moment:
            self._moment = ""
            assert self._told is not None
            self._told.send("now")


class NotingEmbedder(FakeEmbedder):
    def __init__(self, notes: Path, doom: Doomed) -> None:
        super().__init__()
        self._notes, self._doom, self._calls = notes, doom, 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self._calls += 1
        vectors = super().embed(texts)
        with self._notes.open("ab", buffering=0) as file:  # one write: a kill between two would leave half a batch
            file.write("".join(f"{text}\n" for text in texts).encode())
        self._doom.advance("embed", done=self._calls, total=None)
        return vectors


def ingest_and_die(
    folder: Path,
    notes: Path,
    numbers: range,
    moment: str = "",
    *,
    chroma_url: str = "",
    told: Connection | None = None,
) -> None:
    """Ingest the articles with these numbers, and note every embedded text."""
    doom = Doomed(moment, told)
    ingest(
        folder,
        (make_article(number) for number in numbers),
        stages=Stages(split_paragraphs, find_quotations, NotingEmbedder(notes, doom), WordCounter()),
        rules={"passages": "fake-1"},
        stores=ServerStores(chroma_url, index=folder) if chroma_url else FolderStores(),
        progress=doom,
    )


def rebuild_and_die(folder: Path, moment: str) -> None:
    rebuild(folder, stores=FolderStores(), progress=Doomed(moment))


def restore_and_die(folder: Path, file: Path, moment: str) -> None:
    restore(folder, file, stores=FolderStores(), force=False, progress=Doomed(moment))


def back_up_and_die(folder: Path, file: Path, moment: str) -> None:
    back_up(folder, file, force=True, progress=Doomed(moment))
