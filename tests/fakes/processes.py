"""Real processes that start fast: forked from one that has already imported everything.

Importing Chroma takes a second and a half.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.fakes.ingest_process"])


def begun(program: Callable[..., Any], *arguments: Any, **named: Any) -> BaseProcess:
    """Start a process that calls a module-level function. It ends with the tests at the latest."""
    process = _FORKS.Process(target=program, args=arguments, kwargs=named, daemon=True)
    process.start()
    return process


LONGEST = 300
"""Seconds within which every process ends by itself, even on a busy machine."""


def ended(process: BaseProcess, *, killed_after: float | None = None) -> int:
    """Return the exit status of a process. Kills it after `killed_after` seconds; without them it must end by
    itself."""
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
    """Return the exit status of a process that calls `program`."""
    return ended(begun(program, *arguments, **named))
