"""A real process that ingests, and can be told to die at a given moment: `python -m tests.fakes.ingest_process`.

Its arguments are the index's folder, a file in which it notes every text it embeds, the numbers of the first and last
article, and the moment, as `STAGE:DONE` (the progress that is its last) or `embed:N` (the N-th call), or nothing; and
the address of a Chroma server, if the vectors are to be there. At `event:N` (the N-th progress of any stage) it only
says so on standard output: somebody else kills it then.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from index.ingest import ingest
from index.ports import Vectors
from index.stages import Stages
from index.vector_server import ServerStores
from index.vectors import FolderStores
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.newsroom import WordCounter, find_quotations, make_article, split_paragraphs


class Doomed:
    """Dies, like a process that is killed, at the moment it was given."""

    def __init__(self, moment: str) -> None:
        self._moment = moment
        self._events = 0

    def advance(self, stage: str, *, done: int, total: int | None) -> None:
        if f"{stage}:{done}" == self._moment:
            os.kill(os.getpid(), signal.SIGKILL)
        self._events += stage != "embed"
        if f"event:{self._events}" == self._moment:
            self._moment = ""
            print("now", flush=True)


class NotingEmbedder(FakeEmbedder):
    def __init__(self, notes: Path, doom: Doomed) -> None:
        super().__init__()
        self._notes, self._doom, self._calls = notes, doom, 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self._calls += 1
        vectors = super().embed(texts)
        with self._notes.open("a", encoding="utf-8") as file:
            file.writelines(f"{text}\n" for text in texts)
        self._doom.advance("embed", done=self._calls, total=None)
        return vectors


def main(folder: str, notes: str, first: str, last: str, moment: str = "", chroma_url: str = "") -> None:
    doom = Doomed(moment)
    ingest(
        Path(folder),
        (make_article(number) for number in range(int(first), int(last))),
        stages=Stages(split_paragraphs, find_quotations, NotingEmbedder(Path(notes), doom), WordCounter()),
        rules={"passages": "fake-1"},
        stores=ServerStores(chroma_url, index=Path(folder)) if chroma_url else FolderStores(),
        progress=doom,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
