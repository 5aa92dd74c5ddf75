"""Work waiting for its turn: so many threads, so many places to wait, and of a conversation one thing at a time.

A follow-up waits for the answer before it, whose turn is its history, without keeping a thread from others.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

Work = Callable[[], None]

log = logging.getLogger("onrecord.slack")


class WorkerPool:
    """Threads that do what they are handed, in its order. Work that raises is logged, and costs no thread."""

    def __init__(self, *, workers: int, waiting: int) -> None:
        self._most = waiting
        self._ready: deque[tuple[str, Work]] = deque()
        self._held: dict[str, deque[Work]] = {}
        """By conversation, while something of it is ready or being done: what comes after."""
        self._changed = threading.Condition()
        self._waiting = self._busy = 0
        self._closed = False
        self._threads = [threading.Thread(target=self._work, name=f"crew-{n}", daemon=True) for n in range(workers)]
        for thread in self._threads:
            thread.start()

    def hand(self, conversation: str, work: Work) -> bool:
        """Have it done. False where too much is waiting already, or the crew is leaving."""
        with self._changed:
            if self._closed or self._waiting >= self._most:
                return False
            self._waiting += 1
            if conversation in self._held:
                self._held[conversation].append(work)
            else:
                self._held[conversation] = deque()
                self._ready.append((conversation, work))
                self._changed.notify()
            return True

    def rest(self, seconds: float) -> bool:
        """Wait until nothing is left to do. False where it took longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._waiting or self._busy), seconds)

    def close(self, seconds: float) -> bool:
        """Take nothing more, and let what is being done come to its end. What waits is left. False where something was
        still being done after so long."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._busy, seconds)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ready or self._closed)
                if self._closed:
                    return
                conversation, work = self._ready.popleft()
                self._waiting -= 1
                self._busy += 1
            try:
                work()
            except Exception:  # a bug of the work's: what comes after it still has its turn
                log.exception("work that was handed in failed")
            finally:
                self._finish(conversation)

    def _finish(self, conversation: str) -> None:
        with self._changed:
            self._busy -= 1
            after = self._held[conversation]
            if after:
                self._ready.append((conversation, after.popleft()))
            else:
                del self._held[conversation]
            self._changed.notify_all()
