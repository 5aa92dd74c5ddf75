"""Memory that was freed, given back to the system: for processes that run for weeks.

glibc keeps what threads have freed in arenas of their own, one for each thread that ever ran beside others; the stores'
threads come and go with every ingest. How much it keeps grows by itself: with every larger block that is freed it takes
twice as much at the end of each arena for worth keeping, and `malloc_trim` leaves that alone. After sixty days of two
hundred feeds 175 MB of 232 were held for nothing. Told a fixed measure, it is kept to (`make soak` watches over it).
https://man7.org/linux/man-pages/man3/mallopt.3.html, https://man7.org/linux/man-pages/man3/malloc_trim.3.html
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

_TRIM_THRESHOLD, _KEPT = -1, 131_072
"""`M_TRIM_THRESHOLD`, and what glibc keeps at the end of an arena before it has learnt to keep more."""


def limit_heap() -> None:
    """From now on no more is kept than a process keeps that has just begun. It holds for the whole process, and large
    blocks are asked of the system each time. Nothing happens where the system's library has no way to."""
    setting = _of_the_library("mallopt")
    if setting is not None:
        setting(_TRIM_THRESHOLD, _KEPT)


def release_free_memory() -> None:
    """Let go of what is free. Nothing happens where the system's library has no way to."""
    trim = _of_the_library("malloc_trim")
    if trim is not None:
        trim(0)


@cache
def _of_the_library(name: str) -> Any:
    """A function of the system's C library; None with another libc, or on Windows."""
    try:
        return getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError, TypeError):
        return None
