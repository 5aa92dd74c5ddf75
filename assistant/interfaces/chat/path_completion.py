"""The files that a path being typed may mean."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

MOST = 200


def files_that_begin(typed: str) -> Iterator[str]:
    """Paths as they are typed, folders with a slash at the end; hidden ones only when they are asked for."""
    folder, slash, start = typed.rpartition("/")
    place = Path(f"{folder}{slash}").expanduser() if slash else Path()
    try:
        entries = sorted(place.iterdir())
    except OSError:
        return
    for entry in entries[:MOST]:
        if entry.name.startswith(start) and (start.startswith(".") or not entry.name.startswith(".")):
            yield f"{folder}{slash}{entry.name}{'/' if entry.is_dir() else ''}"
