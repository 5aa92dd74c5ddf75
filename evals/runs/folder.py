"""The folder of one run: `run.json` describes it, `records.jsonl` has the answers, and the rest is made from these."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.config.version import __version__
from evals.results.records import Records, write_atomically
from index.errors import UsageError
from prompts import load_prompt

RUN, RECORDS, REPORT, JUNIT, LOG = "run.json", "records.jsonl", "report.html", "junit.xml", "inspect"
JUDGED, JUDGEMENTS = "judged.json", "judgements.jsonl"
_PACKAGES = ("inspect-ai", "ir-measures", "langchain", "openai", "chromadb", "tantivy")
_PROMPTS = ("answer", "rewrite")
_SETTINGS = "embedder embedding_model refiner input_tokens timeout strict_model max_cost time_zone".split()
"""Those that change an answer. The others are paths and secrets."""


class RunFolder:
    """A run on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, folder: Path, run_info: Mapping[str, Any]) -> RunFolder:
        """Create a run. Raises UsageError if the folder is not empty."""
        if folder.exists() and any(folder.iterdir()):
            hint = "choose another --out, or continue that run with --resume DIR"
            raise UsageError(f"{str(folder)!r} is not empty", hint=hint)
        folder.mkdir(parents=True, exist_ok=True)
        run = cls(folder)
        run.write(RUN, json.dumps(run_info, ensure_ascii=False, indent=2) + "\n")
        return run

    @classmethod
    def open(cls, folder: Path) -> RunFolder:
        """Open an existing run. Raises UsageError if the folder has no run."""
        if not (folder / RUN).is_file():
            raise UsageError(f"no run in {str(folder)!r}", hint="give the folder that `onrecord eval run` printed")
        return cls(folder)

    @property
    def run_info(self) -> dict[str, Any]:
        """The contents of `run.json`."""
        file = self.folder / RUN
        try:
            read = json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            read = None
        if not isinstance(read, dict) or not {"set", "models", "questions"} <= read.keys():
            raise UsageError(f"{str(file)!r} does not describe a run", hint="run the questions again")
        return read

    def records(self) -> Records:
        return Records(self.folder / RECORDS)

    def write(self, name: str, text: str) -> None:
        write_atomically(self.folder / name, text)


def new_folder() -> Path:
    """Return the default folder for a run that starts now."""
    return Path("onrecord-eval") / f"{datetime.now(UTC):%Y%m%d-%H%M%S}"


def describe_run(assistant: Assistant, **request: Any) -> dict[str, Any]:
    """Return the contents of `run.json`: the request and everything else that an answer depends on."""
    return {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        **request,
        "versions": {
            "onrecord": __version__,
            "python": platform.python_version(),
            **{name: _find_version(name) for name in _PACKAGES},
        },
        "commit": _commit(),
        "prompts": {name: load_prompt(name).reference for name in _PROMPTS},
        "generation": assistant.view().snapshot.generation,
        "settings": {name: _plain(getattr(assistant.settings, name)) for name in _SETTINGS},
    }


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _find_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    """Return the checkout's commit, with `+` after local changes; None for an installed wheel."""
    checkout = Path(__file__).resolve().parents[2]
    if not (checkout / ".git").exists():
        return None
    try:
        head = _git(checkout, "rev-parse", "--short=12", "HEAD")
        return head + ("+" if _git(checkout, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return None


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
    return done.stdout.strip()
