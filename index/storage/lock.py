"""One writer at a time, and the second is told who the first one is; and no generation is removed that somebody reads.

Both are locks that the kernel lets go of when their process dies, however it dies.
"""

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
                f"{_describe_holder(folder)} is writing to the index in {str(folder)!r}",
                hint="wait until it has finished, or stop it, and run the command again; reading goes on meanwhile",
            ) from error
    try:
        with storage_errors(folder):
            _write_holder(folder)
        yield
    finally:
        with suppress(OSError):  # a holder that is not there does no harm
            (folder / HOLDER).unlink()
        lock.release()


def _write_holder(folder: Path) -> None:
    started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    holder = {"pid": os.getpid(), "started": started, "host": socket.gethostname()}
    draft = folder / f"{HOLDER}.new"  # one name: what a killed writer left is overwritten
    draft.write_text(json.dumps(holder), encoding="utf-8")
    draft.replace(folder / HOLDER)


def _describe_holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        told = f"process {holder['pid']} on {holder['host']}, started {holder['started']},"
        # What a killed writer left stays there until the next one has put its own in its place.
        return told if holder["host"] != socket.gethostname() or _is_alive(holder["pid"]) else "another process"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno != errno.ESRCH
    return True


@contextmanager
def read_lock(folder: Path, generation: int) -> Iterator[None]:
    """Keeps a generation's stores where they are. Raises IndexDamaged where they are gone, or just going."""
    gone = damaged(folder, f"generation {generation} is missing", hint=REBUILD)
    with storage_errors(folder):
        try:
            handle = os.open(generation_folder(folder, generation), os.O_RDONLY | os.O_DIRECTORY)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise gone from error
    try:
        if not _try_lock(handle, fcntl.LOCK_SH):
            raise gone
        yield
    finally:
        os.close(handle)


@contextmanager
def shared_lock(place: Path) -> Iterator[None]:
    """Keeps `remove_unlocked` from a folder of ours."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _try_lock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def remove_unlocked(generation: Path) -> None:
    """Removes a generation's folder, or leaves it for the next time where a reader holds it."""
    try:
        handle = os.open(generation, os.O_RDONLY | os.O_DIRECTORY)
    except NotADirectoryError:
        with suppress(OSError):
            generation.unlink()  # a file, or a link: no generation of ours
        return
    except OSError:
        return
    try:
        if _try_lock(handle, fcntl.LOCK_EX):
            shutil.rmtree(generation, ignore_errors=True)
    finally:
        os.close(handle)


def _try_lock(handle: int, how: int) -> bool:
    """False where somebody else has it locked. A disk that knows no locks gives all of them."""
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
    return True
