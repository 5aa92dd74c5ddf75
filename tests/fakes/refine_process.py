"""A real process that refines an index and dies at a moment: `python -m tests.fakes.refine_process FOLDER NOTES
MOMENT`.

It notes every embedded text in a file. `tests.fakes.ingest_process` describes the moments.
"""

from __future__ import annotations

import sys
from pathlib import Path

from index.maintenance.refine import refine
from index.storage.vectors.chroma import FolderStores
from tests.fakes.ingest_process import Doomed, NotingEmbedder

BATCH = 50


def main(folder: str, notes: str, moment: str = "") -> None:
    doom = Doomed(moment)
    refiner = NotingEmbedder(Path(notes), doom)
    refiner.name = "stronger"
    refine(Path(folder), refiner=refiner, stores=FolderStores(), progress=doom, batch=BATCH)


if __name__ == "__main__":
    main(*sys.argv[1:])
