"""Stops a process at one of its steps, which are its changes to the disk and to SQLite, counted.

Writes by Chroma and Tantivy count as one step, through our own calls around them. The counting cannot be switched off,
because audit hooks cannot be removed: use it only in a process that is about to end.
"""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

_CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"})
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_SQL = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "VACUUM", "PRAGMA WAL_CHECKPOINT")

CRASHED = 99
"""Exit status of a process that raised an exception."""
Act = Callable[[str], None]
"""The action at a step. Its argument is `sql`, `open` or the name of an audit event."""


def die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def find_the_disk_full(what: str) -> None:
    if what == "sql":
        raise _sqlite_error(sqlite3.SQLITE_FULL, "database or disk is full")
    if what not in ("os.remove", "os.rmdir", "os.rename"):  # they need no space
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def find_the_rights_gone(what: str) -> None:
    if what == "sql":
        raise _sqlite_error(sqlite3.SQLITE_READONLY, "attempt to write a readonly database")
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def act_at(number: int, act: Act, *, under: Path, on: bool = False) -> Callable[[], int]:
    """Call `act` at the step of this number, and with `on` at every later one. Returns a function that returns the
    number of steps."""
    steps = 0

    def step(what: str) -> None:
        nonlocal steps
        steps += 1
        if steps == number or (on and steps > number):
            act(what)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITES):
            return
        if (event == "open" or event in _CHANGES) and any(_lies(one, under) for one in arguments[:2]):
            step(event)

    class Counting(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql.lstrip().upper().startswith(_SQL):
                step("sql")
            return super().execute(sql, *values)

    connect = sqlite3.connect

    def connect_and_count(*arguments: Any, **named: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*arguments, **{**named, "factory": Counting})
        return made

    sqlite3.connect = connect_and_count  # type: ignore[assignment]
    sys.addaudithook(hook)
    return lambda: steps


def count_steps(work: Callable[[], object], *, under: Path, note: Path) -> None:
    """Run the work and write its number of steps into the note."""
    steps = act_at(0, die, under=under)
    work()
    note.write_text(str(steps()), encoding="utf-8")


def die_at(number: int, work: Callable[[], object], *, under: Path) -> NoReturn:
    """Run the work until it is killed at that step. Exits with 0 if it has fewer steps, with CRASHED if it raises."""
    act_at(number, die, under=under)
    try:
        work()
    except BaseException:  # noqa: BLE001  the test has to hear of it
        traceback.print_exc()
        os._exit(CRASHED)
    os._exit(0)


def _lies(place: object, under: Path) -> bool:
    return isinstance(place, (str, os.PathLike)) and os.fspath(place).startswith(str(under))


def _sqlite_error(code: int, told: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(told)
    error.sqlite_errorcode = code
    return error
