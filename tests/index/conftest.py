"""An index under test: invented articles and a fake embedder, in a temporary folder."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from index.ingest.ingest import ingest
from index.ingest.stages import FindStatements, Split, Stages
from index.maintenance.check import CheckReport, check
from index.ports import Embedder, NoProgress, Progress, VectorStores
from index.search.index import Index
from index.search.view import OpenVectors
from index.storage.catalog.catalog import Snapshot, open_catalog
from index.storage.probe import Kind, ProbeResult, inspect_store
from index.storage.vectors.chroma import FolderStores, open_vectors
from index.types import Article, IngestReport, Rejected
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.newsroom import WordCounter, find_quotations, split_paragraphs


@dataclass
class Newsroom:
    """An index folder, with the operations of a user."""

    folder: Path
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    find_statements: FindStatements = find_quotations
    split: Split = split_paragraphs
    stores: VectorStores = field(default_factory=FolderStores)

    def ingest(
        self,
        *articles: Article | Rejected,
        progress: Progress | None = None,
        embedder: Embedder | None = None,
        rules: dict[str, str] | None = None,
    ) -> IngestReport:
        return self.ingest_all(articles, progress=progress, embedder=embedder, rules=rules)

    def ingest_all(
        self,
        articles: Iterable[Article | Rejected],
        *,
        progress: Progress | None = None,
        embedder: Embedder | None = None,
        rules: dict[str, str] | None = None,
    ) -> IngestReport:
        return ingest(
            self.folder,
            articles,
            stages=Stages(self.split, self.find_statements, embedder or self.embedder, WordCounter()),
            progress=progress or NoProgress(),
            rules=rules or {"passages": "fake-1"},
            stores=self.stores,
        )

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        with closing(open_catalog(self.folder)) as catalog:
            yield catalog.snapshot()

    def index(self, open_vectors: OpenVectors = open_vectors) -> Index:
        """Open the index for reading. Close it."""
        return Index(self.folder, open_vectors=open_vectors, vectors_at="folder", embedder=lambda: self.embedder)

    def copy(self, folder: Path) -> Newsroom:
        """Copy the index to another folder."""
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder, embedder=FakeEmbedder())

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Return every row of every table, without times and checksums of generations."""
        with closing(sqlite3.connect(f"file:{self.folder / 'catalog.sqlite'}?mode=ro", uri=True)) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {name: list(connection.execute(f"SELECT * FROM {name} ORDER BY 1")) for name in names}
        rows["generations"] = [row[:1] + row[2:5] + row[6:] for row in rows["generations"]]
        return rows


def probe_here(kind: Kind, folder: Path, *, ids: bool, dimensions: int, timeout: float) -> ProbeResult:
    """Inspect an intact store in this process, which saves two seconds."""
    return inspect_store(kind, folder, dimensions, ids=ids)


def checked(folder: Path, *, quick: bool = False) -> CheckReport:
    """Return the result of `index check`, for stores that cannot crash this process."""
    return check(folder, progress=NoProgress(), quick=quick, probe=probe_here)


def carried_by(snapshot: Snapshot, article_id: str) -> tuple[str, ...]:
    """Return the other publishers of an article's story."""
    return snapshot.stories([article_id])[article_id].outlets_beside(article_id, which=lambda _: True)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "index")
