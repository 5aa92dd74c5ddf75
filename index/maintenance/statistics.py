"""Statistics of an index: counts, dates, disk usage, and the embedder and rules that made it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from index.errors import storage_errors
from index.storage.catalog.catalog import open_catalog
from index.storage.catalog.conditions import visible
from index.storage.catalog.schema import SCHEMA
from index.storage.catalog.types import Totals
from index.storage.files import catalog_file, disk_usage, lexical_folder, refined_folder, registry_file, vectors_folder
from index.types import Scope


@dataclass(frozen=True, slots=True)
class Generation:
    """The time and the totals of a generation at its publication."""

    generation: int
    published: str
    articles: int
    passages: int
    statements: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """`versions` counts all stored versions; `days_old` is the age of the newest article; `bytes` is by store.
    `refined` is the number of passages that the `refiner` embedded again."""

    identity: str
    schema: int
    embedder: str
    dimensions: int
    refiner: str | None
    refined: int
    rules: Mapping[str, str]
    totals: Totals
    versions: int
    copies: int
    speakers: int
    publishers: int
    first: date | None
    last: date | None
    days_old: int | None
    generations: tuple[Generation, ...]
    bytes: Mapping[str, int]

    @property
    def bytes_a_passage(self) -> float | None:
        return sum(self.bytes.values()) / self.totals.passages if self.totals.passages else None


def statistics(folder: Path) -> Statistics:
    """Return the statistics of the published index. Raises the errors of opening it."""
    with closing(open_catalog(folder)) as catalog, storage_errors(folder):
        snapshot = catalog.snapshot()
        coverage, refinement = snapshot.coverage(Scope()), snapshot.refinement
        today = datetime.now(UTC).date()
        sql = f"""SELECT
                (SELECT count(DISTINCT id || ' ' || version) FROM articles WHERE born <= :generation),
                (SELECT count(*) FROM copies WHERE {visible("copies")})"""
        [[versions, copies]] = catalog.rows(sql, {"generation": snapshot.generation})
        generations = catalog.rows(
            "SELECT generation, published, articles, passages, statements FROM generations ORDER BY generation", {}
        )
        return Statistics(
            identity=catalog.rows("SELECT identity FROM meta", {})[0][0],
            schema=SCHEMA,
            embedder=catalog.info.embedder,
            dimensions=catalog.info.dimensions,
            refiner=refinement.name if refinement else None,
            refined=refinement.passages if refinement else 0,
            rules=catalog.info.rules,
            totals=snapshot.totals(),
            versions=versions,
            copies=copies,
            speakers=len({count.name for count in snapshot.statement_counts() if count.kind != "unnamed"}),
            publishers=len(snapshot.publishers()),
            first=coverage.first,
            last=coverage.last,
            days_old=(today - coverage.last).days if coverage.last else None,
            generations=tuple(Generation(*row) for row in generations),
            bytes={
                "catalog": disk_usage(catalog_file(folder)),
                "tantivy": disk_usage(lexical_folder(snapshot.folder)),
                "chroma": disk_usage(vectors_folder(snapshot.folder)),
                **({"refined": disk_usage(refined_folder(snapshot.folder))} if refinement else {}),
                "voices": disk_usage(registry_file(snapshot.folder)),
            },
        )
