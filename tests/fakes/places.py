"""Real disks that misbehave: small, read-only, or of another user. They need root."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_NOBODY = 65534


def needs_root() -> None:
    """Skip the test unless it may mount disks and change users."""
    if os.getuid() != 0 or subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a disk or act as somebody else")


@contextmanager
def small_disk(folder: Path, *, kilobytes: int) -> Iterator[Path]:
    """A disk in memory with limited space."""
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        _run("umount", "-l", str(folder))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Mount the folder read-only."""
    _run("mount", "--bind", str(folder), str(folder))
    try:
        _run("mount", "-o", "remount,ro,bind", str(folder))
        yield
    finally:
        _run("umount", "-l", str(folder))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run without root's rights. Import everything needed before."""
    os.setresuid(_NOBODY, _NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@contextmanager
def as_root_again() -> Iterator[None]:
    """Inside `as_nobody`, run as root again."""
    os.setresuid(0, 0, 0)
    try:
        yield
    finally:
        os.setresuid(_NOBODY, _NOBODY, 0)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
