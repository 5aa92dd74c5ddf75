"""The names that can be completed: who speaks in the index and who publishes, as of one generation."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.app.assistant import Assistant
from index.types import Speaker

MOST = 5_000


@dataclass(frozen=True, slots=True)
class Known:
    """Who speaks, who speaks most coming first, and the publishers by name."""

    generation: int = -1
    speakers: Sequence[str] = ()
    publishers: Sequence[str] = ()


class Names:
    """Set by whichever thread has read them, read by the one that completes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = Known()

    @property
    def known(self) -> Known:
        return self._known

    def read(self, assistant: Assistant) -> Known:
        """Read them anew where another generation is published. Raises OnrecordError without an index."""
        with self._lock:
            view = assistant.view()
            snapshot = view.snapshot
            if snapshot.generation != self._known.generation:
                counts = sorted(snapshot.statement_counts(), key=lambda one: -one.statements)
                named = [Speaker(one.name, one.kind) for one in counts if one.kind != "unnamed"][:MOST]
                speakers = tuple(dict.fromkeys(view.voices.canonical(one).name for one in named))
                self._known = Known(snapshot.generation, speakers, tuple(sorted(snapshot.publishers())))
            return self._known
