"""Paths and sizes of an index on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.storage.files import disk_usage


def test_disk_usage_counts_hard_links_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert disk_usage(tmp_path) == disk_usage(tmp_path / "a") == 5


def test_disk_usage_passes_over_a_folder_that_disappears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept").write_bytes(b"12345")
    gone = tmp_path / "gone"
    gone.mkdir()
    scandir = os.scandir

    def scan(path: str | Path = ".") -> object:
        if Path(path) == gone:
            raise FileNotFoundError(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scan)
    assert disk_usage(tmp_path) == 5


def test_nothing_uses_no_space(tmp_path: Path) -> None:
    assert disk_usage(tmp_path / "missing") == 0
