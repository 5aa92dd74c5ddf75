"""What files have to be as long as nobody is meant to change them: their sizes and checksums, written down beside them.

It is damage that is looked for, not a forger: CRC-32 finds every flipped byte, and it is read off at 3 GB a second
where SHA-256 takes a third of that and BLAKE2 a seventh. A file that still has the time it was sealed with is trusted
where reading all of it would keep a question waiting; who looks for damage reads everything.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from index.reading.identifiers import digest

ALWAYS_READ_BYTES = 64_000_000
"""Up to so many bytes are read through on every opening: some 30 ms."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileChecksum:
    """One file as it was sealed. Its `time` is no part of what it has to be: a copy may have another."""

    size: int
    crc: int
    time: int


@dataclass(frozen=True, slots=True)
class Checksums:
    """Files by their names under a folder, as they were when it was put on."""

    marks: Mapping[str, FileChecksum]

    @classmethod
    def put_on(cls, folder: Path, names: Iterable[str]) -> Self:
        return cls({name: _file_checksum(folder / name) for name in sorted(names)})

    @property
    def digest(self) -> str:
        """Tells this seal from every other."""
        return digest(*(f"{name}\x1e{mark.size}\x1e{mark.crc}" for name, mark in sorted(self.marks.items())))

    def write(self, place: Path) -> None:
        """On the disk whole or not at all."""
        files = {name: (mark.size, mark.crc, mark.time) for name, mark in self.marks.items()}
        draft = place.with_name(f"{place.name}.new")  # one name: what a killed writer left is overwritten
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"digest": self.digest, "files": files}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)

    @classmethod
    def parse(cls, written: bytes) -> Self:
        """Raises ValueError for what is no seal, or not any more."""
        try:
            row = json.loads(written)
            seal = cls({name: FileChecksum(*map(int, mark)) for name, mark in row["files"].items()})
            whole = row["digest"] == seal.digest
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError("it cannot be read") from error
        if not whole:
            raise ValueError("it is not what was written")
        return seal

    def breach(self, folder: Path, *, under: str = "", thorough: bool = False) -> str | None:
        """The first file below `under` that is not as it was, in words; None where all are.

        Unless it is `thorough`, large files are told by their sizes and times alone. Raises PermissionError where
        one may not be read.
        """
        marks = {name: mark for name, mark in self.marks.items() if name.startswith(under)}
        thorough = thorough or sum(mark.size for mark in marks.values()) <= ALWAYS_READ_BYTES
        for name, mark in marks.items():
            file = folder / name
            try:
                found = file.stat()
                if found.st_size != mark.size:
                    return f"{name} has {found.st_size:,} bytes and not {mark.size:,}"
                if (thorough or found.st_mtime_ns != mark.time) and _crc(file) != mark.crc:
                    return f"{name} is not what was written"
            except FileNotFoundError:
                return f"{name} is missing"
            except PermissionError:
                raise
            except OSError as error:
                return f"{name} cannot be read ({error.strerror})"
        return None


def _file_checksum(file: Path) -> FileChecksum:
    found = file.stat()
    return FileChecksum(found.st_size, _crc(file), found.st_mtime_ns)


def _crc(file: Path) -> int:
    crc, block = 0, memoryview(bytearray(_BLOCK))
    with file.open("rb", buffering=0) as stream:
        while read := stream.readinto(block):
            crc = zlib.crc32(block[:read], crc)
    return crc
