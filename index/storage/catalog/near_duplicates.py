"""Which texts of a catalog are one story in print, found while they come in, without reading everything again.

Sketches are the writer's alone; what it finds by them, pairs of texts that are alike, is staged like everything else.
Which articles are one story follows from the pairs a reader sees, whatever the order in which the articles came.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from index.stories.near_duplicates import SKETCH, Fingerprint, are_one_story, fingerprint, sketch

_RARE_TEXTS, _COMMON_TEXTS = 4, 12
"""A hash that few texts share tells of one story; one of a stock phrase, or of a story that everybody carried, is in
many, and tells little."""
_MAX_TEXTS_PER_HASH = 100
_MIN_RARE_SCORE = 2.0
_MIN_SHARED_HASHES = SKETCH // 4
_MAX_COMPARISONS = 20
"""Texts compared word for word with a new one. Of a story with more copies these are enough to join it."""


@dataclass(frozen=True, slots=True)
class NearDuplicateIndex:
    """What the writer remembers of texts, for the generation that comes next. Hold the lock."""

    connection: sqlite3.Connection
    generation: int

    def remember(self, text_row: int, text: str) -> None:
        """Keeps a text's sketch, and which current texts are one story with it."""
        wording = fingerprint(text)
        hashes = sketch(wording)
        for other in self._alike(hashes, wording):
            pairs = [(text_row, other, self.generation), (other, text_row, self.generation)]
            self.connection.executemany("INSERT INTO alike (text_row, other_row, born) VALUES (?, ?, ?)", pairs)
        self.connection.executemany("INSERT INTO sketches VALUES (?, ?)", [(one, text_row) for one in hashes])

    def forget(self, text_row: int) -> None:
        """A text that was superseded is looked for no more."""
        [text] = self.connection.execute("SELECT text FROM texts WHERE row = ?", (text_row,)).fetchone()
        known = [(one, text_row) for one in sketch(fingerprint(text))]
        self.connection.executemany("DELETE FROM sketches WHERE hash = ? AND text_row = ?", known)

    def forget_all(self) -> None:
        """All texts want to be remembered again, by other rules."""
        self.connection.execute("DELETE FROM sketches")
        self.connection.execute("DELETE FROM alike WHERE born = ?", (self.generation,))
        self.connection.execute("UPDATE alike SET died = ? WHERE died IS NULL", (self.generation,))

    def _alike(self, hashes: tuple[int, ...], wording: Fingerprint) -> Iterator[int]:
        compared = 0
        for row in self._candidates(hashes):
            found = self.connection.execute(
                """SELECT t.text FROM texts t WHERE t.row = ?
                   AND EXISTS (SELECT 1 FROM articles a WHERE a.text_row = t.row AND a.died IS NULL)""",
                (row,),
            ).fetchone()
            if found is not None and compared < _MAX_COMPARISONS:
                compared += 1
                if are_one_story(wording, fingerprint(found["text"])):
                    yield row

    def _candidates(self, hashes: tuple[int, ...]) -> list[int]:
        """Texts that share enough of the sketch, those that share most first. The time does not grow with the index."""
        shared: Counter[int] = Counter()
        told: dict[int, float] = defaultdict(float)
        for one in hashes:
            rows = [
                row[0]
                for row in self.connection.execute(
                    "SELECT text_row FROM sketches WHERE hash = ? ORDER BY text_row LIMIT ?", (one, _MAX_TEXTS_PER_HASH)
                )
            ]
            shared.update(rows)
            if len(rows) <= _COMMON_TEXTS:
                for row in rows:
                    told[row] += 1.0 if len(rows) <= _RARE_TEXTS else 0.5
        enough = [row for row in shared if told[row] >= _MIN_RARE_SCORE or shared[row] >= _MIN_SHARED_HASHES]
        return sorted(enough, key=lambda row: (-shared[row], row))[: 2 * _MAX_COMPARISONS]
