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


def ended(process: BaseProcess, *, killed_after: float | None = None) -> int:
    """The status with which it ends, killed if it has not in so many seconds."""
    process.join(killed_after)
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
