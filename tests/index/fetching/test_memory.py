"""Freed memory returns to the system if the C library is glibc."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from collections.abc import Callable

import pytest

from index.fetching import memory

THREADS = """
import ctypes, pathlib, threading
from index.fetching.memory import limit_heap, release_free_memory

def resident():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) // 1_000

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
free, fill = libc.free, libc.memset
free.argtypes, fill.argtypes = [ctypes.c_void_p], [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
together = threading.Barrier(6)

def work():
    together.wait()
    blocks = [libc.malloc(60_000) for _ in range(200)]
    for block in blocks:
        fill(block, 1, 60_000)
    together.wait()
    for block in blocks:
        free(block)

limit_heap()
before = resident()
free(libc.malloc(16_000_000))  # glibc raises its threshold after a large block
threads = [threading.Thread(target=work) for _ in range(6)]
[one.start() for one in threads]
[one.join() for one in threads]
release_free_memory()
print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc only")
def test_memory_freed_by_threads_returns_to_the_system_after_a_large_block() -> None:
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 8, "of 72 MB"


def test_a_missing_c_library_is_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> object:
        raise OSError("no such library")

    monkeypatch.setattr(ctypes, "CDLL", none)
    memory.limit_heap()
    memory.release_free_memory()


def test_glibc_functions_are_called_if_they_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, tuple[int, ...]]] = []

    class Library:
        def __getattr__(self, name: str) -> Callable[..., None]:
            return lambda *arguments: calls.append((name, arguments))

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library())
    memory.limit_heap()
    memory.release_free_memory()
    assert calls == [("mallopt", (-1, 131_072)), ("malloc_trim", (0,))]
