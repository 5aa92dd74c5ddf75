"""The edge to the file system: regular files only, unpacked as they are read, never more held than the limit."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

MAX_BYTES = 25_000_000
"""Of one article's file, or of one line of JSON lines, unpacked."""
_HEAD = 65_536
_GZIP = b"\x1f\x8b"
# News text packs about 3:1, and a file of nothing but blank lines 1000:1.
_BOMB_RATIO = 200
_BOMB_BYTES = 4 * MAX_BYTES
NOT_A_FILE = "a pipe, socket or device: give a file or a folder, or - for standard input"


class UnreadableError(Exception):
    """Why an input cannot be read and what to do, in words for whoever gave it."""


@dataclass(slots=True)
class OpenFile:
    """A file being read. `stream` gives its bytes unpacked."""

    stream: BinaryIO
    raw: BinaryIO
    head: bytes

    @property
    def position(self) -> int:
        """How far the file on the disk is read."""
        return self.raw.tell()

    def read_all(self) -> bytes:
        """Everything. Raises UnreadableError beyond the limit, without reading further."""
        if self.raw is self.stream and os.fstat(self.raw.fileno()).st_size > MAX_BYTES:
            raise UnreadableError(_too_large())
        content = self.stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise UnreadableError(_too_large())
        return content

    def check_unpacking(self) -> None:
        """Raises UnreadableError when a small file goes on unpacking into a huge one."""
        if self.raw is not self.stream:
            unpacked = self.stream.tell()
            if unpacked > _BOMB_BYTES and unpacked > _BOMB_RATIO * self.raw.tell():
                raise UnreadableError("a small file that unpacks without end: the rest of it was not read")


@contextmanager
def open_file(path: Path) -> Iterator[OpenFile]:
    """A regular file, unpacked if it is gzip. Never waits for a pipe or a device. Raises UnreadableError."""
    try:
        with _open_regular(path) as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
            head = stream.read(_HEAD)
            stream.seek(0)
            yield OpenFile(stream, raw, head)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableError("damaged gzip: pack or fetch the file again") from error
    except OSError as error:
        raise UnreadableError(describe_os_error(error)) from error


def _open_regular(path: Path) -> BinaryIO:
    # A pipe nobody writes to would be waited for; what the path is may have changed since it was listed.
    raw = open(path, "rb", opener=_at_once)  # noqa: SIM115 (Path.open takes no opener; the caller closes it)
    if not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
        raw.close()
        raise UnreadableError(NOT_A_FILE)
    return raw


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def describe_os_error(error: OSError) -> str:
    """An operating system's refusal, with what to do about it."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder: check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it: change its permissions, or run as its owner"
    return f"cannot be read ({(error.strerror or str(error)).lower()}): check the path and the disk"


def _too_large() -> str:
    return f"larger than {MAX_BYTES // 1_000_000} MB: split it, or give it as JSON lines (.jsonl), one article a line"
