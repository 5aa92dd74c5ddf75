"""Memory that was freed, given back to the system: for processes that run for weeks.

glibc keeps what threads have freed in arenas of their own, one for each thread that ever ran beside others; the stores'
threads come and go with every ingest. After sixty ingests of twenty articles 229 MB were resident, and 177 after this
(`make soak` watches over it). https://man7.org/linux/man-pages/man3/malloc_trim.3.html
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Let go of what is free. Nothing happens where the system's library has no way to."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # another libc, or Windows
        return None
    return found
