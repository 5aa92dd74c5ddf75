"""One folder a run: `run.json` tells what was asked of what, `records.jsonl` holds what came back, and the rest is made
from these two."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.config.version import __version__
from evals.results.records import Records
from index.errors import UsageError
from prompts import load_prompt

RUN, RECORDS, REPORT, JUNIT, LOG = "run.json", "records.jsonl", "report.html", "junit.xml", "inspect"
JUDGED, JUDGEMENTS = "judged.json", "judgements.jsonl"
_PACKAGES = ("inspect-ai", "ir-measures", "langchain", "openai", "chromadb", "tantivy")
_PROMPTS = ("answer", "rewrite")
_SHOWN = ("embedder", "embedding_model", "refiner", "input_tokens", "timeout", "strict_model", "max_cost", "time_zone")
"""Settings that change an answer. The others are places and secrets."""


class RunFolder:
    """A run on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, folder: Path, about: Mapping[str, Any]) -> RunFolder:
        """A new run. Raises UsageError where the folder holds anything already."""
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{str(folder)!r} is not empty", hint="name another --out, or go on with it: --resume DIR")
        folder.mkdir(parents=True, exist_ok=True)
        run = cls(folder)
        run.write(RUN, json.dumps(about, ensure_ascii=False, indent=2) + "\n")
        return run

    @classmethod
    def open(cls, folder: Path) -> RunFolder:
        """A run that is there. Raises UsageError where there is none."""
        if not (folder / RUN).is_file():
            raise UsageError(f"no run in {str(folder)!r}", hint="give the folder that `onrecord eval run` named")
        return cls(folder)

    @property
    def about(self) -> dict[str, Any]:
        """What `run.json` holds."""
        try:
            read = json.loads((self.folder / RUN).read_text(encoding="utf-8"))
        except ValueError:
            read = None
        if not isinstance(read, dict) or not {"set", "models", "questions"} <= read.keys():
            raise UsageError(f"{str(self.folder / RUN)!r} is not of a run", hint="run the questions again")
        return read

    def records(self) -> Records:
        return Records(self.folder / RECORDS)

    @property
    def log(self) -> Path:
        """Where Inspect keeps its own log: `inspect view --log-dir` opens it."""
        return self.folder / LOG

    def write(self, name: str, text: str) -> Path:
        """A file of the run, whole or not at all."""
        file = self.folder / name
        half = file.with_name(f".{name}.{os.getpid()}")
        half.write_text(text, encoding="utf-8")
        half.replace(file)
        return file


def new_folder(now: datetime | None = None) -> Path:
    """Where a run goes that nobody named a folder for."""
    return Path("onrecord-eval") / f"{now or datetime.now(UTC):%Y%m%d-%H%M%S}"


def about_run(assistant: Assistant, **told: Any) -> dict[str, Any]:
    """What `run.json` holds: what was asked, `told`, and everything that an answer depends on."""
    settings = assistant.settings
    return {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        **told,
        "versions": {"onrecord": __version__, "python": platform.python_version(), **_versions()},
        "commit": _commit(),
        "prompts": {name: load_prompt(name).reference for name in _PROMPTS},
        "generation": assistant.view().snapshot.generation,
        "settings": {name: _plain(getattr(settings, name)) for name in _SHOWN},
    }


def _versions() -> dict[str, str | None]:
    return {name: _version(name) for name in _PACKAGES}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    """Of the checkout we run from, with `+` where it was changed since; None for an installed wheel."""
    here = Path(__file__).resolve().parents[2]
    if not (here / ".git").exists():
        return None
    try:
        head = _git(here, "rev-parse", "--short=12", "HEAD")
        return head + ("+" if _git(here, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return None


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
    return done.stdout.strip()


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
