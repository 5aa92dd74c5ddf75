"""Names and locations of the files of an index."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from index.errors import IndexMismatch, storage_errors
from index.ports import VectorsLocation

LOCK = "writer.lock"
HOLDER = "writer.json"
RESTORING = "restoring-"
"""Prefix of the folder in which a restore prepares an index."""
CHECKSUM = "catalog.seal"
_CATALOG = "catalog.sqlite"
_GENERATIONS = "generations"
SOURCES = "sources.sqlite"
"""State of the watched sources. The catalog checksum does not cover it."""
_DATABASES = (_CATALOG, SOURCES)
_OWN_FILES = frozenset(
    {LOCK, CHECKSUM, _GENERATIONS, *(f"{name}{end}" for name in _DATABASES for end in ("", "-wal", "-shm", "-journal"))}
)


def catalog_file(folder: Path) -> Path:
    return folder / _CATALOG


def log_files(folder: Path) -> tuple[Path, Path]:
    """Return the paths of the catalog's write-ahead log and shared-memory file, after resolving links."""
    file = Path(os.path.realpath(catalog_file(folder)))
    return file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")


def has_catalog(folder: Path) -> bool:
    """Return whether the catalog file exists. Raises StorageFailed if the disk cannot answer."""
    with storage_errors(folder):
        try:
            return stat.S_ISREG(catalog_file(folder).stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False


def generations_folder(folder: Path) -> Path:
    return folder / _GENERATIONS


def generation_folder(folder: Path, generation: int) -> Path:
    return folder / _GENERATIONS / str(generation)


def lexical_folder(generation: Path) -> Path:
    return generation / "tantivy"


def vectors_folder(generation: Path) -> Path:
    return generation / "chroma"


def refined_folder(generation: Path) -> Path:
    """Return the folder of the refined vectors. It exists only in generations that have some."""
    return generation / "refined"


def registry_file(generation: Path) -> Path:
    return generation / "voices.sqlite"


def server_note(folder: Path) -> Path:
    """Return the file that replaces the vectors in a folder when a Chroma server stores them."""
    return folder / "server.json"


def require_vectors_location(folder: Path, generation: int, location: VectorsLocation) -> None:
    """Raise IndexMismatch if the generation's vectors are not where the settings say."""
    vectors = vectors_folder(generation_folder(folder, generation))
    with storage_errors(folder):
        on_server, in_folder = server_note(vectors).is_file(), vectors.is_dir()
    if location == "server" and not on_server and in_folder:
        raise IndexMismatch(
            f"the index in {str(folder)!r} stores its vectors in its folder, not on a Chroma server",
            hint="run `onrecord index rebuild` to move them to the server, or unset ONRECORD_CHROMA_URL",
        )
    if location == "folder" and on_server:
        raise IndexMismatch(
            f"the index in {str(folder)!r} stores its vectors on a Chroma server, but no server is configured",
            hint="set ONRECORD_CHROMA_URL to its address, or run `onrecord index rebuild` to move them into the folder",
        )


def foreign_files(folder: Path) -> list[str]:
    """Return the sorted names of the files in the folder that do not belong to an index."""
    names = (entry.name for entry in folder.iterdir()) if folder.is_dir() else ()
    prefixes = (HOLDER, CHECKSUM, RESTORING)
    return sorted(name for name in names if name not in _OWN_FILES and not name.startswith(prefixes))


def sync_to_disk(place: Path) -> None:
    """Flush a file, or the names in a folder, to the disk."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def disk_usage(place: Path) -> int:
    """Return the bytes of all files at or below a path. Files that share a hard link count once."""
    sizes: dict[tuple[int, int], int] = {}
    # os.walk passes over a folder that a writer removes meanwhile; rglob raises.
    below = [Path(folder, name) for folder, _, names in os.walk(place) for name in names]
    for file in below if place.is_dir() else [place]:
        with suppress(FileNotFoundError, NotADirectoryError):  # a writer may be removing files
            found = file.lstat()
            sizes[(found.st_dev, found.st_ino)] = found.st_size
    return sum(sizes.values())
