"""Finds near duplicates of new texts in the catalog, without reading all of it again. Only the writer uses the
sketches. It stages pairs of near duplicates like all other rows; the story groups follow from the pairs that a reader
sees, whatever the order of the articles."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from index.stories.near_duplicates import SKETCH, Fingerprint, are_one_story, fingerprint, sketch

_RARE_TEXTS, _COMMON_TEXTS = 4, 12
"""A hash that few texts share points to one story. A hash of many texts, such as a stock phrase, says little."""
_MAX_TEXTS_PER_HASH = 100
_MIN_RARE_SCORE = 2.0
_MIN_SHARED_HASHES = SKETCH // 4
_MAX_COMPARISONS = 20
"""Texts compared in full with a new one. A story with more copies needs no more to be found."""


@dataclass(frozen=True, slots=True)
class NearDuplicateIndex:
    """Sketches of the current texts and pairs of near duplicates, for the next generation. Hold the writer lock."""

    connection: sqlite3.Connection
    generation: int

    def add(self, text_row: int, text: str) -> None:
        """Store the sketch of a text and its pairs with near duplicates among the current texts."""
        words = fingerprint(text)
        hashes = sketch(words)
        for other in self._find(hashes, words):
            pairs = [(text_row, other, self.generation), (other, text_row, self.generation)]
            self.connection.executemany("INSERT INTO alike (text_row, other_row, born) VALUES (?, ?, ?)", pairs)
        self.connection.executemany("INSERT INTO sketches VALUES (?, ?)", [(value, text_row) for value in hashes])

    def remove(self, text_row: int) -> None:
        """Remove the sketch of a superseded text."""
        [text] = self.connection.execute("SELECT text FROM texts WHERE row = ?", (text_row,)).fetchone()
        hashes = [(value, text_row) for value in sketch(fingerprint(text))]
        self.connection.executemany("DELETE FROM sketches WHERE hash = ? AND text_row = ?", hashes)

    def clear(self) -> None:
        """Remove all sketches and retire all pairs, because the rules changed."""
        self.connection.execute("DELETE FROM sketches")
        self.connection.execute("DELETE FROM alike WHERE born = ?", (self.generation,))
        self.connection.execute("UPDATE alike SET died = ? WHERE died IS NULL", (self.generation,))

    def _find(self, hashes: tuple[int, ...], words: Fingerprint) -> Iterator[int]:
        compared = 0
        for row in self._candidates(hashes):
            sql = """SELECT t.text FROM texts t WHERE t.row = ?
                   AND EXISTS (SELECT 1 FROM articles a WHERE a.text_row = t.row AND a.died IS NULL)"""
            found = self.connection.execute(sql, (row,)).fetchone()
            if found is not None and compared < _MAX_COMPARISONS:
                compared += 1
                if are_one_story(words, fingerprint(found["text"])):
                    yield row

    def _candidates(self, hashes: tuple[int, ...]) -> list[int]:
        """Return the texts that share enough hashes, most first. The time does not grow with the index."""
        shared: Counter[int] = Counter()
        rare_scores: dict[int, float] = defaultdict(float)
        for value in hashes:
            found = self.connection.execute(
                "SELECT text_row FROM sketches WHERE hash = ? ORDER BY text_row LIMIT ?", (value, _MAX_TEXTS_PER_HASH)
            )
            rows = [row[0] for row in found]
            shared.update(rows)
            if len(rows) <= _COMMON_TEXTS:
                for row in rows:
                    rare_scores[row] += 1.0 if len(rows) <= _RARE_TEXTS else 0.5
        enough = [row for row in shared if rare_scores[row] >= _MIN_RARE_SCORE or shared[row] >= _MIN_SHARED_HASHES]
        return sorted(enough, key=lambda row: (-shared[row], row))[: 2 * _MAX_COMPARISONS]
