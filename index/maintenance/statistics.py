"""What an index holds, in figures: how much of what, from when, on how much disk, made with what."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from index.errors import storage_errors
from index.storage.catalog import Totals, open_catalog
from index.storage.catalog.conditions import visible
from index.storage.catalog.schema import SCHEMA
from index.storage.files import catalog_file, lexical_folder, refined_folder, registry_file, vectors_folder
from index.types import Scope


@dataclass(frozen=True, slots=True)
class Generation:
    """When it was published, and what it held."""

    generation: int
    published: str
    articles: int
    passages: int
    statements: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """`versions` counts every version kept, superseded ones too; `days_old` is the age of the newest article."""

    identity: str
    schema: int
    embedder: str
    dimensions: int
    refiner: str | None
    """What the passages were embedded again with; `refined` says how many of them."""
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
    """By store."""

    @property
    def bytes_a_passage(self) -> float | None:
        return sum(self.bytes.values()) / self.totals.passages if self.totals.passages else None


def statistics(folder: Path) -> Statistics:
    """Of the index as it is published. Raises what opening it raises."""
    with closing(open_catalog(folder)) as catalog, storage_errors(folder):
        snapshot = catalog.snapshot()
        now = {"generation": snapshot.generation}
        coverage, refinement = snapshot.coverage(Scope()), snapshot.refinement
        today = datetime.now(UTC).date()
        counts = catalog.rows(
            f"""SELECT
                (SELECT count(DISTINCT id || ' ' || version) FROM articles WHERE born <= :generation) AS versions,
                (SELECT count(*) FROM copies WHERE {visible("copies")}) AS copies""",
            now,
        )[0]
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
            versions=counts["versions"],
            copies=counts["copies"],
            speakers=len({one.name for one in snapshot.statement_counts() if one.kind != "unnamed"}),
            publishers=len(snapshot.publishers()),
            first=coverage.first,
            last=coverage.last,
            days_old=(today - coverage.last).days if coverage.last else None,
            generations=tuple(Generation(*row) for row in generations),
            bytes={
                "catalog": _size(catalog_file(folder)),
                "tantivy": _size(lexical_folder(snapshot.folder)),
                "chroma": _size(vectors_folder(snapshot.folder)),
                **({"refined": _size(refined_folder(snapshot.folder))} if refinement else {}),
                "voices": _size(registry_file(snapshot.folder)),
            },
        )


def _size(place: Path) -> int:
    total = 0  # of nothing, where an older version published it
    for file in (place, *place.rglob("*")) if place.is_dir() else (place,):
        with suppress(FileNotFoundError, NotADirectoryError):
            total += file.lstat().st_size if file.is_file() else 0
    return total
