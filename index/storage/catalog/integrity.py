"""What can be wrong inside a catalog, found by reading all of it.

Ids are made of what they name, so a text, a passage or a statement that is not what was stored gives itself away. Who
the speaker is, a title or a date does not: those only the seal over the whole file can vouch for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from index.errors import damaged
from index.ports import NoProgress, Progress
from index.reading.identifiers import content_hash, digest
from index.storage.catalog.conditions import visible
from index.storage.catalog.schema import read_generation, read_info

_MAX_FAULTS = 20
"""Of one kind. Whoever has more has one cause for them."""


def require_integrity(connection: sqlite3.Connection, folder: Path) -> None:
    """Raises IndexDamaged at the first fault."""
    for fault in find_faults(connection):
        raise damaged(folder, fault)


def find_faults(connection: sqlite3.Connection, *, progress: Progress | None = None) -> Iterator[str]:
    """Each fault in words. Raises sqlite3.DatabaseError where the file cannot even be read."""
    structure = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MAX_FAULTS})")]
    if structure != ["ok"]:
        for told in structure:
            yield f"the catalog's file is broken: {told}"
        return  # what a broken tree is read as says nothing
    yield from _find_broken_references(connection)
    yield from islice(_find_changed_content(connection, progress or NoProgress()), _MAX_FAULTS)
    yield from _find_vector_faults(connection)
    yield from _find_count_faults(connection)


def _find_broken_references(connection: sqlite3.Connection) -> Iterator[str]:
    for row in islice(connection.execute("PRAGMA foreign_key_check"), _MAX_FAULTS):
        yield f"row {row[1]} of {row[0]} belongs to a row of {row[2]} that is not there"


def _find_changed_content(connection: sqlite3.Connection, progress: Progress) -> Iterator[str]:
    """Texts, passages and statements that are not what their ids say."""
    total = connection.execute("SELECT count(*) FROM texts").fetchone()[0]
    texts = connection.execute(
        """SELECT t.row, t.text, a.id, a.content_hash FROM texts t JOIN articles a ON a.text_row = t.row
           GROUP BY t.row, a.id, a.content_hash ORDER BY t.row"""
    )
    for done, (row, text, article_id, stored) in enumerate(texts, start=1):
        if done % 100 == 0:
            progress.advance("texts", done=done, total=total)
        if content_hash(text) != stored:
            yield f"the text of article {article_id!r} is not what was stored"
            continue
        of = (article_id, stored)
        for passage in connection.execute("SELECT * FROM passages WHERE text_row = ?", (row,)):
            span = (passage["start"], passage["end"])
            if passage["id"] != digest("passage", *of, _format_span(span)) or not _fits(span, text):
                yield f"passage {passage['id']!r} of article {article_id!r} is not what was stored"
        for statement in connection.execute("SELECT * FROM statements WHERE text_row = ?", (row,)):
            if not _is_as_stored(statement, of, text):
                yield f"statement {statement['id']!r} of article {article_id!r} is not what was stored"


def _is_as_stored(statement: sqlite3.Row, of: tuple[str, str], text: str) -> bool:
    try:
        pieces = [(int(start), int(end)) for start, end in json.loads(statement["pieces"])]
    except (ValueError, TypeError):
        return False
    edges = {name.removesuffix("_start") for name in statement.keys() if name.endswith("_start")}  # noqa: SIM118  a Row
    asides = [(statement[f"{name}_start"], statement[f"{name}_end"]) for name in edges]
    whole = statement["id"] == digest("statement", *of, *map(_format_span, pieces))
    return whole and all(_fits(span, text) for span in (*pieces, *asides) if span != (None, None))


def _find_vector_faults(connection: sqlite3.Connection) -> Iterator[str]:
    """Every passage has one, of the right size."""
    size = 2 * read_info(connection).dimensions
    rows = connection.execute(
        """SELECT p.id, length(v.vector) AS size FROM passages p LEFT JOIN vectors v ON v.passage_row = p.row
           WHERE v.vector IS NULL OR length(v.vector) <> ?""",
        (size,),
    )
    for row in islice(rows, _MAX_FAULTS):
        yield f"passage {row['id']!r} has " + (f"a vector of {row['size']} bytes" if row["size"] else "no vector")
    if _has_table(connection, "refined"):
        rows = connection.execute(
            """SELECT p.id, length(v.vector) AS size FROM refined v JOIN refiners r ON r.row = v.refiner
               JOIN passages p ON p.row = v.passage_row WHERE length(v.vector) <> 2 * r.dimensions"""
        )
        for row in islice(rows, _MAX_FAULTS):
            yield f"passage {row['id']!r} has a refined vector of {row['size']} bytes"


def _find_count_faults(connection: sqlite3.Connection) -> Iterator[str]:
    """What the published generation holds is what it held when it was published."""
    if not _has_table(connection, "generations"):
        return  # an older schema: it is about to be brought up to date
    generation = read_generation(connection)
    held = connection.execute("SELECT * FROM generations WHERE generation = ?", (generation,)).fetchone()
    if generation and held is None:
        yield f"generation {generation} is not listed among the generations"
    for table in ("articles", "passages", "statements") if held else ():
        found = connection.execute(
            f"SELECT count(*) FROM {table} WHERE {visible(table)}", {"generation": generation}
        ).fetchone()[0]
        if found != held[table]:
            yield f"generation {generation} holds {found:,} {table}, and held {held[table]:,} when it was published"


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is not None


def _format_span(span: tuple[int, int]) -> str:
    return f"{span[0]}:{span[1]}"


def _fits(span: tuple[int | None, int | None], text: str) -> bool:
    start, end = span
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)
