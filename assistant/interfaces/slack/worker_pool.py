"""A worker pool that runs the work of one conversation in order, one piece at a time. A follow-up waits for the answer
before it, which is its history, without blocking a thread."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

Work = Callable[[], None]

log = logging.getLogger("onrecord.slack")


class WorkerPool:
    """Threads that run submitted work. Work that raises is logged, and its thread goes on."""

    def __init__(self, *, workers: int, max_waiting: int) -> None:
        self._max_waiting = max_waiting
        self._ready: deque[tuple[str, Work]] = deque()
        self._later: dict[str, deque[Work]] = {}  # the rest of each conversation that has work ready or running
        self._changed = threading.Condition()
        self._waiting = self._running = 0
        self._closed = False
        for number in range(workers):
            threading.Thread(target=self._run, name=f"worker-{number}", daemon=True).start()

    def submit(self, conversation: str, work: Work) -> bool:
        """Queue work. Return False if the queue is full or the pool is closed."""
        with self._changed:
            if self._closed or self._waiting >= self._max_waiting:
                return False
            self._waiting += 1
            if conversation in self._later:
                self._later[conversation].append(work)
            else:
                self._later[conversation] = deque()
                self._ready.append((conversation, work))
                self._changed.notify()
            return True

    def wait_idle(self, seconds: float) -> bool:
        """Wait until all work is done. Return False if that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._waiting or self._running), seconds)

    def close(self, seconds: float) -> bool:
        """Finish the work that is running and drop the rest. Return False if that takes longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._running, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ready or self._closed)
                if self._closed:
                    return
                conversation, work = self._ready.popleft()
                self._waiting -= 1
                self._running += 1
            try:
                work()
            except Exception:
                log.exception("a background task failed")
            finally:
                self._finish(conversation)

    def _finish(self, conversation: str) -> None:
        with self._changed:
            self._running -= 1
            later = self._later[conversation]
            if later:
                self._ready.append((conversation, later.popleft()))
            else:
                del self._later[conversation]
            self._changed.notify_all()
