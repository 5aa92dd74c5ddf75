"""Finds faults in a catalog by reading all of it. Ids are digests of the content they name, so a changed text, passage
or statement is detected. A changed speaker, title or date is not: only the checksum of the file protects those."""

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
"""Faults reported of each kind. More of them would have the same cause."""


def require_integrity(connection: sqlite3.Connection, folder: Path) -> None:
    """Raise IndexDamaged at the first fault."""
    for fault in find_faults(connection):
        raise damaged(folder, fault)


def find_faults(connection: sqlite3.Connection, *, progress: Progress | None = None) -> Iterator[str]:
    """Yield a description of each fault. Raises sqlite3.DatabaseError if the file is unreadable."""
    structure = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MAX_FAULTS})")]
    if structure != ["ok"]:
        for problem in structure:
            yield f"the catalog's file is broken: {problem}"
        return  # the content of a broken tree means nothing
    for row in islice(connection.execute("PRAGMA foreign_key_check"), _MAX_FAULTS):
        yield f"row {row[1]} of {row[0]} refers to a missing row of {row[2]}"
    yield from islice(_find_changed_content(connection, progress or NoProgress()), _MAX_FAULTS)
    yield from _find_vector_faults(connection)
    yield from _find_count_faults(connection)


def _find_changed_content(connection: sqlite3.Connection, progress: Progress) -> Iterator[str]:
    """Yield the texts, passages and statements that do not match their ids."""
    total = connection.execute("SELECT count(*) FROM texts").fetchone()[0]
    sql = """SELECT t.row, t.text, a.id, a.content_hash FROM texts t JOIN articles a ON a.text_row = t.row
           GROUP BY t.row, a.id, a.content_hash ORDER BY t.row"""
    texts = connection.execute(sql)
    for done, (row, text, article_id, stored_hash) in enumerate(texts, start=1):
        if done % 100 == 0:
            progress.advance("texts", done=done, total=total)
        if content_hash(text) != stored_hash:
            yield f"the text of article {article_id!r} is not what was stored"
            continue
        origin = (article_id, stored_hash)
        for passage in connection.execute("SELECT * FROM passages WHERE text_row = ?", (row,)):
            span = (passage["start"], passage["end"])
            if passage["id"] != digest("passage", *origin, _format_span(span)) or not _fits(span, text):
                yield f"passage {passage['id']!r} of article {article_id!r} is not what was stored"
        for statement in connection.execute("SELECT * FROM statements WHERE text_row = ?", (row,)):
            if not _is_as_stored(statement, origin, text):
                yield f"statement {statement['id']!r} of article {article_id!r} is not what was stored"


def _is_as_stored(statement: sqlite3.Row, origin: tuple[str, str], text: str) -> bool:
    try:
        pieces = [(int(start), int(end)) for start, end in json.loads(statement["pieces"])]
    except (ValueError, TypeError):
        return False
    names = {name.removesuffix("_start") for name in statement.keys() if name.endswith("_start")}  # noqa: SIM118  a Row
    mentions = [(statement[f"{name}_start"], statement[f"{name}_end"]) for name in names]
    matches = statement["id"] == digest("statement", *origin, *map(_format_span, pieces))
    return matches and all(_fits(span, text) for span in (*pieces, *mentions) if span != (None, None))


def _find_vector_faults(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the passages without a vector of the right size."""
    sql = """SELECT p.id, length(v.vector) AS size FROM passages p LEFT JOIN vectors v ON v.passage_row = p.row
           WHERE v.vector IS NULL OR length(v.vector) <> ?"""
    rows = connection.execute(sql, (2 * read_info(connection).dimensions,))
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
    """Yield the tables whose number of visible rows differs from the one at publication."""
    if not _has_table(connection, "generations"):
        return  # an older schema, about to be upgraded
    generation = read_generation(connection)
    published = connection.execute("SELECT * FROM generations WHERE generation = ?", (generation,)).fetchone()
    if generation and published is None:
        yield f"generation {generation} is missing from the list of generations"
    for table in ("articles", "passages", "statements") if published else ():
        sql = f"SELECT count(*) FROM {table} WHERE {visible(table)}"
        found = connection.execute(sql, {"generation": generation}).fetchone()[0]
        if found != published[table]:
            yield f"generation {generation} has {found:,} {table}, but {published[table]:,} were published"


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is not None


def _format_span(span: tuple[int, int]) -> str:
    return f"{span[0]}:{span[1]}"


def _fits(span: tuple[int | None, int | None], text: str) -> bool:
    start, end = span
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)
