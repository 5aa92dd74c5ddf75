"""Real processes that begin in a moment: forked from one that has imported everything and done nothing yet.

Importing Chroma takes a second and a half; a process of its own that is killed needs no import of its own.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.fakes.ingest_process"])


def begun(program: Callable[..., Any], *arguments: Any, **named: Any) -> BaseProcess:
    """A process that calls `program`, which is of a module and no closure; it ends with the tests at the latest."""
    process = _FORKS.Process(target=program, args=arguments, kwargs=named, daemon=True)
    process.start()
    return process


LONGEST = 300
"""Seconds in which a process that nobody kills has ended; far more than any takes on a busy machine."""


def ended(process: BaseProcess, *, killed_after: float | None = None) -> int:
    """The status with which it ends, killed if it has not in so many seconds. Without them it must end by itself."""
    process.join(LONGEST if killed_after is None else killed_after)
    assert process.exitcode is not None or killed_after is not None, f"it has not ended in {LONGEST} seconds"
    if process.exitcode is None:
        process.kill()
        process.join()
    status = process.exitcode
    assert status is not None
    process.close()
    return status


def exit_of(program: Callable[..., Any], *arguments: Any, **named: Any) -> int:
    """The status with which a process ends that calls `program`."""
    return ended(begun(program, *arguments, **named))
