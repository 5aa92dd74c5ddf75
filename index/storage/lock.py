"""The writer lock of an index, and the locks that keep the stores of a generation while someone reads them. The kernel
releases both kinds of lock when their process dies."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import REBUILD, IndexLocked, damaged, storage_errors
from index.storage.files import HOLDER, LOCK, generation_folder


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Lock the index for writing. Raises IndexLocked at once if another process holds the lock. The file beside the
    lock only describes its holder."""
    lock = FileLock(folder / LOCK, timeout=0, fallback_to_soft=False)
    with storage_errors(folder):
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexLocked(
                f"{_describe_holder(folder)} is writing to the index in {str(folder)!r}",
                hint="wait until it has finished, or stop it, and run the command again; reading still works",
            ) from error
    try:
        with storage_errors(folder):
            _write_holder(folder)
        yield
    finally:
        with suppress(OSError):  # a stale holder file does no harm
            (folder / HOLDER).unlink()
        lock.release()


def _write_holder(folder: Path) -> None:
    started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    holder = {"pid": os.getpid(), "started": started, "host": socket.gethostname()}
    draft = folder / f"{HOLDER}.new"  # a fixed name: the next writer replaces what a killed one left
    draft.write_text(json.dumps(holder), encoding="utf-8")
    draft.replace(folder / HOLDER)


def _describe_holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        description = f"process {holder['pid']} on {holder['host']}, started {holder['started']},"
        # A killed writer leaves its file until the next one has written its own.
        is_current = holder["host"] != socket.gethostname() or _is_alive(holder["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
    return description if is_current else "another process"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno != errno.ESRCH
    return True


@contextmanager
def read_lock(folder: Path, generation: int) -> Iterator[None]:
    """Keep a generation's stores on the disk. Raises IndexDamaged if they are gone or being removed."""
    missing = damaged(folder, f"generation {generation} is missing", hint=REBUILD)
    with storage_errors(folder):
        try:
            handle = os.open(generation_folder(folder, generation), os.O_RDONLY | os.O_DIRECTORY)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise missing from error
    try:
        if not _try_lock(handle, fcntl.LOCK_SH):
            raise missing
        yield
    finally:
        os.close(handle)


@contextmanager
def shared_lock(place: Path) -> Iterator[None]:
    """Protect a folder of ours from `remove_unlocked`."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _try_lock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def remove_unlocked(folder: Path) -> None:
    """Remove a folder unless someone holds a lock on it."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except NotADirectoryError:
        with suppress(OSError):
            folder.unlink()  # a file or a link, which no index creates here
        return
    except OSError:
        return
    try:
        if _try_lock(handle, fcntl.LOCK_EX):
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)


def _try_lock(handle: int, mode: int) -> bool:
    """Return False if another process holds the lock. On a disk without locks every attempt succeeds."""
    try:
        fcntl.flock(handle, mode | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
    return True
