"""Open regular files only, decompress gzip while reading, and keep memory under the size limit."""

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

MAX_BYTES = 25_000_000  # of one article's file, or of one line of JSON lines, decompressed
# News text compresses about 3:1, and a file of nothing but blank lines 1000:1.
_BOMB_RATIO = 200
_BOMB_BYTES = 4 * MAX_BYTES
_TOO_LARGE = (
    f"larger than {MAX_BYTES // 1_000_000} MB: split it, or give it as JSON lines (.jsonl), one article per line"
)
NOT_A_FILE = "not a file but a pipe, socket or device: give a file or a folder, or - for standard input"


class UnreadableError(Exception):
    """An input cannot be read. The message gives the user the reason and the next step."""


@dataclass(slots=True)
class OpenFile:
    """A file that is being read: `stream` gives its bytes decompressed."""

    stream: BinaryIO
    raw: BinaryIO
    head: bytes

    def read_all(self) -> bytes:
        """Return the whole content. Raises UnreadableError above the limit, without reading further."""
        if self.raw is self.stream and os.fstat(self.raw.fileno()).st_size > MAX_BYTES:
            raise UnreadableError(_TOO_LARGE)
        content = self.stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise UnreadableError(_TOO_LARGE)
        return content

    def check_compression_ratio(self) -> None:
        """Raise UnreadableError if a small file keeps decompressing into a huge one."""
        if self.raw is not self.stream:
            size = self.stream.tell()
            if size > _BOMB_BYTES and size > _BOMB_RATIO * self.raw.tell():
                raise UnreadableError("a small file that decompresses without end: the rest was not read")


@contextmanager
def open_file(path: Path) -> Iterator[OpenFile]:
    """Open a regular file, decompressed if it is gzip. Never waits for a pipe or a device. Raises UnreadableError."""
    try:
        with _open_regular(path) as raw:
            is_gzip = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_gzip else raw
            head = stream.read(65_536)
            stream.seek(0)
            yield OpenFile(stream, raw, head)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableError("damaged gzip: compress or download the file again") from error
    except OSError as error:
        raise UnreadableError(describe_os_error(error)) from error


def _open_regular(path: Path) -> BinaryIO:
    # Opening a pipe without a writer would block, and the path may have changed since it was listed.
    raw = open(path, "rb", opener=_open_nonblocking)  # noqa: SIM115 (Path.open takes no opener; the caller closes it)
    if not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
        raw.close()
        raise UnreadableError(NOT_A_FILE)
    return raw


def _open_nonblocking(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def describe_os_error(error: OSError) -> str:
    """Return the operating system's reason and the next step."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder: check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it: change its permissions, or run as its owner"
    return f"cannot be read ({(error.strerror or str(error)).lower()}): check the path and the disk"
