"""One writer at a time, and the second is told who the first one is."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.catalog.files import HOLDER, LOCK, storage_errors
from index.errors import IndexLocked


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Holds the index for writing. Raises IndexLocked at once where another process does.

    The kernel lets go of the lock of a process that died, so that nothing stale can stay; the file beside it only says
    who holds it.
    """
    lock = FileLock(folder / LOCK, timeout=0, fallback_to_soft=False)
    with storage_errors(folder):
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexLocked(
                f"{_holder(folder)} is writing to the index in {str(folder)!r}",
                hint="wait until it has finished, or stop it, and run the command again; reading goes on meanwhile",
            ) from error
    try:
        with storage_errors(folder):
            _introduce(folder)
        yield
    finally:
        with suppress(OSError):  # a holder that is not there does no harm
            (folder / HOLDER).unlink()
        lock.release()


def _introduce(folder: Path) -> None:
    started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    holder = {"pid": os.getpid(), "started": started, "host": socket.gethostname()}
    draft = folder / f"{HOLDER}.{os.getpid()}"
    draft.write_text(json.dumps(holder), encoding="utf-8")
    draft.replace(folder / HOLDER)


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']}, started {holder['started']},"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
