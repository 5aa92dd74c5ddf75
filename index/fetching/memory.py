"""Return freed memory to the system, for processes that run for weeks. glibc keeps freed memory in one arena per
thread, and keeps more with every larger block that is freed; `malloc_trim` does not undo that. After sixty simulated
days of two hundred feeds, 175 of 232 MB were unused. A fixed threshold prevents it (`make soak` checks that).
https://man7.org/linux/man-pages/man3/mallopt.3.html, https://man7.org/linux/man-pages/man3/malloc_trim.3.html"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_TRIM_THRESHOLD = -1


def limit_heap() -> None:
    """Fix glibc's trim threshold at its initial value; from then on, each large block is requested from the system."""
    _call_libc("mallopt", _M_TRIM_THRESHOLD, 131_072)


def release_free_memory() -> None:
    """Return free memory to the system."""
    _call_libc("malloc_trim", 0)


def _call_libc(name: str, *arguments: int) -> None:
    with suppress(OSError, AttributeError, TypeError):  # no effect with another C library, or on Windows
        getattr(ctypes.CDLL(None), name)(*arguments)
