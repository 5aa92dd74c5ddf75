"""Ctrl-C: the first stops what goes on, a second within two seconds leaves."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 2.0


class Interrupts:
    """When it was pressed last."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: float | None = None

    def again(self) -> bool:
        """Note that it was pressed. True where that is the second time."""
        before, self._last = self._last, self._clock()
        return before is not None and self._last - before <= SECONDS

    def forget(self) -> None:
        """Something else was typed in between."""
        self._last = None
