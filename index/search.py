"""Evidence for a query: passages by words, by meaning and by speaker, fused; and statements by who said them.

Everything a question sees comes from one generation: a View holds it, and `Index.view()` opens the next one when the
catalog says that it moved.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from index.catalog import Catalog, Snapshot, lexical_folder, open_catalog, vectors_folder
from index.catalog.reading import PassageVectors
from index.errors import IndexDamaged, IndexMismatch
from index.lexical import open_lexical
from index.ports import Embedder, LexicalStore, Scored, VectorStore
from index.speakers import Voices
from index.types import Attributed, Hit, Scope, Span, Speaker, Statement, Via

CANDIDATES = 50
"""How many passages each way of searching puts forward."""
EXACT_BELOW = 4_000
"""Up to this many passages in scope the catalog's own vectors are compared one by one: exact, under 2 ms, and without
the second that importing chromadb takes. Chroma's own filters cost 10 to 50 times an unfiltered query."""
WIDEST = 2_000
"""How many candidates a store is asked for at the most when a filter takes some away again."""
RANK_CONSTANT = 60
"""k of reciprocal rank fusion, as in Cormack, Clarke and Büttcher (SIGIR 2009)."""
WEIGHTS: Mapping[Via, float] = {"lexical": 2.0, "dense": 1.0, "speaker": 1.0}
"""Words count double: with static vectors equal weights find less than BM25 alone (measured, LIBRARIES.md part G)."""

OpenVectors = Callable[[Path], VectorStore]
OpenEmbedder = Callable[[], Embedder]


class View:
    """One generation of an index, for one or many questions. Close it through its Index."""

    def __init__(self, snapshot: Snapshot, *, open_vectors: OpenVectors, embedder: OpenEmbedder) -> None:
        self._open_vectors = open_vectors
        self._open_embedder = embedder
        self._opening = threading.Lock()
        self.snapshot = snapshot
        self._carried: dict[str, tuple[str, ...]] = {}

    @cached_property
    def lexical(self) -> LexicalStore:
        with self._opening:
            return open_lexical(lexical_folder(self.snapshot.folder))

    @cached_property
    def vectors(self) -> VectorStore:
        with self._opening:
            return self._open_vectors(vectors_folder(self.snapshot.folder))

    @cached_property
    def embedder(self) -> Embedder:
        with self._opening:
            embedder = self._open_embedder()
        made_with = self.snapshot.embedder_name
        if embedder.name != made_with:
            raise IndexMismatch(
                f"this index was made with the embedder {made_with!r}, not {embedder.name!r}",
                hint="set ONRECORD_EMBEDDER back to the one it was made with, or ingest the articles into a new index",
            )
        return embedder

    def search(
        self,
        words: str,
        *,
        phrases: Sequence[str] = (),
        speakers: Collection[str] = (),
        scope: Scope | None = None,
        k: int,
    ) -> tuple[Hit, ...]:
        """The `k` best passages in scope, best first, each article's text as it was published."""
        scope = scope or Scope()
        share = self._share(scope)
        if not share:
            return ()
        wide = CANDIDATES if scope.everything else min(WIDEST, math.ceil(2 * CANDIDATES / share))
        lexical = [found.id for found in self._lexical(words, phrases, wide)]
        dense = [found.id for found in self._dense(words, scope, share, wide)]
        if not scope.everything:
            allowed = self.snapshot.narrowed({*lexical, *dense}, scope)
            lexical, dense = ([one for one in leg if one in allowed] for leg in (lexical, dense))
        legs: dict[Via, Sequence[str]] = {
            "lexical": lexical[:CANDIDATES],
            "dense": dense[:CANDIDATES],
            "speaker": self._by_speaker(speakers, scope),
        }
        return self._hits(fuse(legs)[:k])

    def _share(self, scope: Scope) -> float:
        """The share of the articles that is in scope."""
        if scope.everything:
            return 1.0
        return self.snapshot.coverage(scope).articles / max(1, self.snapshot.totals().articles)

    def statements(
        self,
        *,
        speakers: Collection[str] | None = None,
        article_ids: Collection[str] | None = None,
        ids: Collection[str] | None = None,
        scope: Scope | None = None,
    ) -> tuple[Attributed, ...]:
        """The statements that fit, with their articles, in the order of articles and places.

        A speaker is meant and given by one name, however the articles spell it.
        """
        if speakers is not None:
            speakers = self.voices.spellings(speakers)
        found = self.snapshot.statements(speakers=speakers, article_ids=article_ids, ids=ids, scope=scope or Scope())
        articles = self.snapshot.articles({statement.article_id for statement in found})
        return tuple(
            Attributed(self._known(s), articles[s.article_id], self._carriers(s.article_id))
            for s in found
            if s.article_id in articles
        )

    @cached_property
    def voices(self) -> Voices:
        """Who speaks in this generation, the spellings of all articles joined where that is safe."""
        counts = self.snapshot.statement_counts()
        return Voices((Speaker(one.name, one.kind), one.statements) for one in counts)

    def _known(self, statement: Statement) -> Statement:
        speaker = statement.speaker
        known = self.voices.canonical(speaker) if speaker is not None else None
        return statement if known is speaker else replace(statement, speaker=known)

    def statements_about(
        self, words: str, *, phrases: Sequence[str] = (), scope: Scope | None = None
    ) -> tuple[Attributed, ...]:
        """Statements by anybody whose words, or whose introduction, share words with `words`; best first."""
        found = self.lexical.search(words, phrases=phrases, unit="statement", k=4 * CANDIDATES)
        order = {scored.id: rank for rank, scored in enumerate(found)}
        attributed = self.statements(ids=list(order), scope=scope)
        return tuple(sorted(attributed, key=lambda one: order[one.statement.id]))

    def _lexical(self, words: str, phrases: Sequence[str], wide: int) -> Sequence[Scored]:
        """Passages that hold the phrases first, then those that hold any of the words."""
        found = self.lexical.search(words, phrases=phrases, unit="passage", k=wide)
        if not phrases or len(found) == wide:
            return found
        seen = {scored.id for scored in found}
        loose = self.lexical.search(words, phrases=(), unit="passage", k=wide)
        return (*found, *(scored for scored in loose if scored.id not in seen))

    def _dense(self, words: str, scope: Scope, share: float, wide: int) -> Sequence[Scored]:
        vector = self.embedder.embed([words])
        if share * self.snapshot.totals().passages > EXACT_BELOW:
            return self.vectors.nearest(vector, k=wide)
        candidates = self._everything if scope.everything else self.snapshot.all_vectors(scope)
        scores = candidates.vectors @ vector[0]
        best = np.argsort(-scores, kind="stable")[:CANDIDATES]
        return [Scored(candidates.ids[i], float(scores[i])) for i in best]

    @cached_property
    def _everything(self) -> PassageVectors:
        return self.snapshot.all_vectors(Scope())

    def _by_speaker(self, speakers: Collection[str], scope: Scope) -> list[str]:
        if not speakers:
            return []
        contents: dict[str, list[Span]] = {}
        for statement in self.snapshot.statements(speakers=self.voices.spellings(speakers), scope=scope):
            contents.setdefault(statement.article_id, []).append(statement.content)
        passages = self.snapshot.passages_of(contents)
        holding = [p for p in passages if any(p.span.overlap(content) for content in contents[p.article_id])]
        return [passage.id for passage in holding[:CANDIDATES]]

    def _carriers(self, article_id: str) -> tuple[str, ...]:
        if article_id not in self._carried:
            self._carried[article_id] = self.snapshot.carriers(article_id)
        return self._carried[article_id]

    def _hits(self, fused: Sequence[Fused]) -> tuple[Hit, ...]:
        passages = self.snapshot.passages([found.id for found in fused])
        articles = self.snapshot.articles({passage.article_id for passage in passages.values()})
        known = [found for found in fused if found.id in passages]
        return tuple(
            Hit(
                rank,
                found.score,
                found.via,
                passage,
                articles[passage.article_id],
                self._carriers(passage.article_id),
            )
            for rank, found in enumerate(known, start=1)
            for passage in (passages[found.id],)
        )

    def close(self) -> None:
        for name in ("lexical", "vectors"):
            if name in self.__dict__:
                getattr(self, name).close()


class Index:
    """An index that is read. `view()` is the newest generation; ask for it once a question."""

    def __init__(self, folder: Path, *, open_vectors: OpenVectors, embedder: OpenEmbedder) -> None:
        self._catalog: Catalog = open_catalog(folder)
        self._open_vectors = open_vectors
        self._embedder = embedder
        self._moving = threading.Lock()
        self._view: View | None = None

    def view(self) -> View:
        """The generation that is published now; reopened only when it moved (one SELECT a question)."""
        with self._moving:
            while self._view is None or self._view.snapshot.generation != self._catalog.generation():
                view = View(self._catalog.snapshot(), open_vectors=self._open_vectors, embedder=self._embedder)
                try:
                    _ = view.lexical
                except IndexDamaged:
                    # Two publishes since the snapshot was taken have removed its folder: take the newest instead.
                    if view.snapshot.generation == self._catalog.generation():
                        raise
                    continue
                self._view = view
            return self._view

    def close(self) -> None:
        if self._view is not None:
            self._view.close()
        self._catalog.close()


@dataclass(frozen=True, slots=True)
class Fused:
    id: str
    score: float
    via: tuple[Via, ...]


def fuse(legs: Mapping[Via, Sequence[str]]) -> list[Fused]:
    """Weighted reciprocal rank fusion: the sum over the legs of weight / (60 + rank), best first, ties by id."""
    scores: dict[str, float] = {}
    via: dict[str, list[Via]] = {}
    for leg, ids in legs.items():
        for rank, found in enumerate(ids, start=1):
            scores[found] = scores.get(found, 0.0) + WEIGHTS[leg] / (RANK_CONSTANT + rank)
            via.setdefault(found, []).append(leg)
    ranked = sorted(scores, key=lambda found: (-scores[found], found))
    return [Fused(found, scores[found], tuple(via[found])) for found in ranked]
