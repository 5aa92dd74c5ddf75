"""A progress bar on standard error with rate and remaining time, if standard error is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress
from rich.text import Text

from assistant.config.settings import use_colour
from index.ports import NoProgress, Progress


class _Rate(ProgressColumn):
    """Items per second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f}/s" if speed else "")


class _Bar:
    """A Progress drawn by Rich, one bar per stage."""

    def __init__(self, rich: RichProgress) -> None:
        self._rich = rich
        self._tasks: dict[str, TaskID] = {}

    def advance(self, stage: str, *, done: int, total: int | None) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._rich.add_task(stage, total=total)
        task = next(task for task in self._rich.tasks if task.id == self._tasks[stage])
        # Not set by update(), which resets the measured speed whenever an estimated total changes.
        task.total = total
        self._rich.update(task.id, completed=done)


@contextmanager
def watch(*, quiet: bool, colour: bool = True) -> Iterator[Progress]:
    """Yield a Progress that draws on standard error if that is a terminal, else a silent one."""
    if quiet or not sys.stderr.isatty():
        yield NoProgress()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, color_system="auto" if colour and use_colour() else None)
    with RichProgress(*columns, console=console, transient=True) as rich:
        yield _Bar(rich)
