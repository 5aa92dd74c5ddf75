"""The names of speakers and publishers in an index, for completion and spelling hints."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.app.assistant import Assistant
from index.types import Speaker

MAX_SPEAKERS = 5_000


@dataclass(frozen=True, slots=True)
class NameLists:
    """The names in one generation of an index: the most quoted speakers first, publishers by name."""

    generation: int = -1
    speakers: Sequence[str] = ()
    publishers: Sequence[str] = ()


class KnownNames:
    """The names that were read last. One thread may read them while another completes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.lists = NameLists()

    def read(self, assistant: Assistant) -> NameLists:
        """Return the names, read again if the index has changed. Raises OnrecordError without an index."""
        with self._lock:
            view = assistant.view()
            snapshot = view.snapshot
            if snapshot.generation != self.lists.generation:
                counts = sorted(snapshot.statement_counts(), key=lambda count: -count.statements)
                named = [Speaker(count.name, count.kind) for count in counts if count.kind != "unnamed"]
                speakers = dict.fromkeys(view.voices.canonical(speaker).name for speaker in named[:MAX_SPEAKERS])
                self.lists = NameLists(snapshot.generation, tuple(speakers), tuple(sorted(snapshot.publishers())))
            return self.lists
