"""Where the parts of an index lie, and how the disk's complaints are put to the person at the terminal."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from index.errors import IndexMismatch, storage_errors
from index.ports import VectorsLocation

LOCK = "writer.lock"
HOLDER = "writer.json"
RESTORING = "restoring-"
"""What a folder begins with in which a backup is made ready."""
SEAL = "catalog.seal"
_CATALOG = "catalog.sqlite"
_GENERATIONS = "generations"
SOURCES = "sources.sqlite"
"""What is remembered of watched sources: beside the catalog, and no part of what is under seal."""
_DATABASES = (_CATALOG, SOURCES)
_OWN_FILES = frozenset(
    {LOCK, SEAL, _GENERATIONS, *(f"{name}{end}" for name in _DATABASES for end in ("", "-wal", "-shm", "-journal"))}
)


def catalog_file(folder: Path) -> Path:
    return folder / _CATALOG


def log_files(folder: Path) -> tuple[Path, Path]:
    """Where SQLite keeps the catalog's write-ahead log, and what its connections share of it: beside the file itself,
    wherever a link leads to it."""
    file = Path(os.path.realpath(catalog_file(folder)))
    return file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")


def has_catalog(folder: Path) -> bool:
    """Raises StorageFailed where that cannot be found out."""
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
    """Where those vectors lie that a stronger embedder made afterwards; not there before it did."""
    return generation / "refined"


def registry_file(generation: Path) -> Path:
    return generation / "voices.sqlite"


def server_note(folder: Path) -> Path:
    """What stands in a generation's folder for vectors in place of them, where they are on a server."""
    return folder / "server.json"


def require_vectors_location(folder: Path, generation: int, place: VectorsLocation) -> None:
    """Raises IndexMismatch where a generation keeps its vectors elsewhere than the settings say."""
    vectors = vectors_folder(generation_folder(folder, generation))
    with storage_errors(folder):
        on_server, in_folder = server_note(vectors).is_file(), vectors.is_dir()
    if place == "server" and not on_server and in_folder:
        raise IndexMismatch(
            f"the index in {str(folder)!r} keeps its vectors in its folder, not on a Chroma server",
            hint="run `onrecord index rebuild` to move them to the server, or unset ONRECORD_CHROMA_URL",
        )
    if place == "folder" and on_server:
        raise IndexMismatch(
            f"the index in {str(folder)!r} keeps its vectors on a Chroma server, and none is set",
            hint="set ONRECORD_CHROMA_URL to its address, or run `onrecord index rebuild` to move them into the folder",
        )


def foreign_files(folder: Path) -> list[str]:
    """What lies in the folder that no index puts there; nothing where the folder does not exist."""
    names = (entry.name for entry in folder.iterdir()) if folder.is_dir() else ()
    return sorted(name for name in names if name not in _OWN_FILES and not name.startswith((HOLDER, SEAL, RESTORING)))
