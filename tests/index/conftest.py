"""An index under test: made of invented articles, with a fake embedder, in a folder of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.catalog import Snapshot, open_catalog
from index.ingest import FindStatements, ingest
from index.ports import Embedder, Progress, Quiet
from index.types import Article, IngestReport, Rejected
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.newsroom import WordCounter, find_quotations, split_paragraphs


@dataclass
class Newsroom:
    """An index's folder, and what a person does with it."""

    folder: Path
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    find_statements: FindStatements = find_quotations

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
            embedder=embedder or self.embedder,
            counter=WordCounter(),
            split=split_paragraphs,
            find_statements=self.find_statements,
            progress=progress or Quiet(),
            rules=rules or {"passages": "fake-1"},
        )

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        with closing(open_catalog(self.folder)) as catalog:
            yield catalog.snapshot()

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table, as it is on the disk."""
        with closing(sqlite3.connect(self.folder / "catalog.sqlite")) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: list(connection.execute(f"SELECT * FROM {name} ORDER BY 1")) for name in names}


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "index")
