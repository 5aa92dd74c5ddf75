"""Hybrid retrieval in one generation: passages by words, meaning and speaker, and statements by speaker."""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path

from index.errors import IndexMismatch, OnrecordError
from index.people.name_merging import merge_spellings
from index.people.namesakes import drop_namesakes
from index.people.registry import SpeakerRegistry, build_registry, open_registry
from index.ports import Embedder, LexicalStore, Scored, VectorStore
from index.search.dense import DenseSearch
from index.search.lazy import lazy_property
from index.search.ranking import DatePreference, Fused, Leg, fuse, prefer_date, spread_over_articles
from index.search.story_groups import StoryGroups
from index.storage.catalog.catalog import Snapshot
from index.storage.catalog.types import StatementContext
from index.storage.files import lexical_folder, refined_folder, registry_file, vectors_folder
from index.storage.lexical import open_lexical
from index.types import ArticleStatement, Hit, Passage, Scope, Speaker, Statement

CANDIDATES = 50
"""Candidates of each retriever."""
CANDIDATES_BY_DATE = 150
"""The same if a date is preferred: recent passages may be far down each list."""
SPREAD_POOL = 3
"""Passages that are spread over articles, as a multiple of those requested."""
MAX_CANDIDATES = 2_000
"""Limit for the candidates of a retriever before a filter removes some."""
OpenVectors = Callable[[Path], VectorStore]
OpenEmbedder = Callable[[], Embedder]
OpenRefiner = Callable[[], Embedder | None]


class View:
    """One generation of an index, for any number of queries and threads. Its stores stay on the disk while the view is
    referenced. So a reader that runs for weeks keeps only the generations of its running queries."""

    def __init__(
        self, snapshot: Snapshot, *, open_vectors: OpenVectors, embedder: OpenEmbedder, refiner: OpenRefiner
    ) -> None:
        self._open_vectors = open_vectors
        self._open_embedder = embedder
        self._open_refiner = refiner
        self.opening = threading.RLock()
        self.snapshot = snapshot
        self.stories = StoryGroups(snapshot)
        self._resources = ExitStack()
        self._finalizer = weakref.finalize(self, self._resources.close)
        self._finalizer.atexit = False  # the end of the process releases everything anyway
        self._resources.enter_context(snapshot.lock())
        store = snapshot.require_intact(lexical_folder(snapshot.folder))
        self.lexical: LexicalStore = self._resources.enter_context(closing(open_lexical(store)))

    @lazy_property
    def vectors(self) -> VectorStore:
        """The vector store. Small indexes never open it."""
        return self._open_store(vectors_folder(self.snapshot.folder))

    @lazy_property
    def refined_vectors(self) -> VectorStore:
        """The store of the refined vectors."""
        return self._open_store(refined_folder(self.snapshot.folder))

    def _open_store(self, folder: Path) -> VectorStore:
        return self._resources.enter_context(closing(self._open_vectors(self.snapshot.require_intact(folder))))

    @lazy_property
    def embedder(self) -> Embedder:
        embedder = self._open_embedder()
        made_with = self.snapshot.embedder_name
        if embedder.name != made_with:
            raise IndexMismatch(
                f"this index was made with the embedder {made_with!r}, not {embedder.name!r}",
                hint="set ONRECORD_EMBEDDER back to the one it was made with, or ingest the articles into a new index",
            )
        return embedder

    @lazy_property
    def refiner(self) -> Embedder | None:
        """The embedder of the refined vectors; None if there are none or it is not available."""
        refinement = self.snapshot.refinement
        if refinement is None or not refinement.passages:
            return None
        with suppress(OnrecordError):  # the model is not installed, or its files are damaged
            refiner = self._open_refiner()
            return refiner if refiner and refiner.name == refinement.name else None
        return None

    @property
    def used_embedders(self) -> tuple[str, ...]:
        """The names of the embedders used for a search, best first."""
        refined = (self.refiner.name,) if self.refiner else ()
        return refined if self._all_refined else (*refined, self.snapshot.embedder_name)

    @property
    def _all_refined(self) -> bool:
        """Whether every passage has a refined vector."""
        refinement = self.snapshot.refinement if self.refiner else None
        return refinement is not None and refinement.passages == self.snapshot.totals().passages

    def search(
        self,
        words: str,
        *,
        phrases: Sequence[str] = (),
        speakers: Collection[str] = (),
        scope: Scope | None = None,
        near: DatePreference | None = None,
        k: int,
    ) -> tuple[Hit, ...]:
        """Return the `k` best passages in scope, best first. `near` prefers those published around a day."""
        scope = scope or Scope()
        limit = CANDIDATES if near is None else CANDIDATES_BY_DATE
        share = self._share(scope)
        if not share:
            return ()
        depth = limit if scope.everything else min(MAX_CANDIDATES, math.ceil(2 * limit / share))
        candidates: dict[Leg, Sequence[Scored]] = {"lexical": self._lexical(words, phrases, depth)}
        candidates |= self._dense(words, scope, share, depth)
        if not scope.everything:
            allowed = self.snapshot.passages_in_scope({hit.id for leg in candidates.values() for hit in leg}, scope)
            candidates = {leg: [hit for hit in found if hit.id in allowed] for leg, found in candidates.items()}
        legs = {leg: found[:limit] for leg, found in candidates.items()}
        legs["speaker"] = self._by_speaker(speakers, scope)
        return self._hits(self._rank(fuse(legs), near, k), scope, k)

    def _rank(self, fused: Sequence[Fused], preference: DatePreference | None, k: int) -> Sequence[Fused]:
        pool = fused if preference else fused[: SPREAD_POOL * k]
        origins = self.snapshot.origins([hit.id for hit in pool])
        if preference:
            pool = prefer_date(pool, {one: day for one, (_, day) in origins.items()}, preference)
        spread = spread_over_articles(pool, {one: article for one, (article, _) in origins.items()})
        return [*spread, *fused[len(pool) :]]

    def _share(self, scope: Scope) -> float:
        """Return the share of the articles that is in scope."""
        if scope.everything:
            return 1.0
        return self.snapshot.coverage(scope).articles / max(1, self.snapshot.totals().articles)

    def _lexical(self, words: str, phrases: Sequence[str], depth: int) -> Sequence[Scored]:
        """Return passages with the phrases first, then those with any of the words, all with lower scores."""
        found = self.lexical.search(words, phrases=phrases, unit="passage", k=depth)
        if not phrases or len(found) == depth:
            return found
        seen = {scored.id for scored in found}
        loose = self.lexical.search(words, phrases=(), unit="passage", k=depth)
        highest = loose[0].score if loose else 0.0
        with_phrases = (replace(scored, score=scored.score + highest) for scored in found)
        return (*with_phrases, *(scored for scored in loose if scored.id not in seen))

    def _dense(self, words: str, scope: Scope, share: float, depth: int) -> dict[Leg, Sequence[Scored]]:
        """Search the refined vectors if available, and the static ones for passages without a refined vector."""
        refinement, refined = self.snapshot.refinement, self._refined
        if refinement is None or refined is None:
            return {"dense": self._static.nearest(words, scope, share=share, k=depth)}
        better = refined.nearest(words, scope, share=share, k=depth)
        if self._all_refined:
            return {"refined": better}
        found = self._static.nearest(words, scope, share=share, k=depth)
        with_refined = self.snapshot.refined_among([hit.id for hit in found], refinement)
        return {"refined": better, "dense": [hit for hit in found if hit.id not in with_refined]}

    @lazy_property
    def _static(self) -> DenseSearch:
        me = weakref.proxy(self)  # a reference cycle would keep the files until the next garbage collection
        return DenseSearch(self.snapshot, None, embedder=lambda: me.embedder, store=lambda: me.vectors)

    @lazy_property
    def _refined(self) -> DenseSearch | None:
        refinement, refiner = self.snapshot.refinement, self.refiner
        if refinement is None or refiner is None:
            return None
        me = weakref.proxy(self)
        return DenseSearch(self.snapshot, refinement, embedder=lambda: refiner, store=lambda: me.refined_vectors)

    def _by_speaker(self, speakers: Collection[str], scope: Scope) -> list[Scored]:
        """Return passages with statements of the speakers, all with one score: the other legs rank them by topic."""
        if not speakers:
            return []
        found = self.snapshot.passage_ids_of_speakers(self.voices.spellings(speakers), scope, limit=CANDIDATES)
        return [Scored(passage_id, 1.0) for passage_id in found]

    def _hits(self, fused: Sequence[Fused], scope: Scope, k: int) -> tuple[Hit, ...]:
        """Return the best `k`, without duplicates within a story."""
        shown: dict[str, tuple[Passage, Fused]] = {}
        for start in range(0, len(fused), k):
            some = {candidate.id: candidate for candidate in fused[start : start + k]}
            found = self.snapshot.passages(some)
            passages = [found[candidate] for candidate in some if candidate in found]
            for own, passage in zip(passages, self.stories.representatives(passages, scope), strict=True):
                shown.setdefault(passage.id, (passage, some[own.id]))
            if len(shown) >= k:
                break
        best = list(shown.values())[:k]
        articles = self.snapshot.articles({passage.article_id for passage, _ in best})
        return tuple(
            Hit(rank, one.score, one.via, passage, article, self.stories.publishers_of_passage(passage, article))
            for rank, (passage, one) in enumerate(best, start=1)
            for article in (articles[passage.article_id],)
        )

    def statements(
        self,
        *,
        speakers: Collection[str] | None = None,
        article_ids: Collection[str] | None = None,
        rows: Collection[int] | None = None,
        scope: Scope | None = None,
    ) -> tuple[ArticleStatement, ...]:
        """Return the matching statements with their articles, in the order of articles and positions. A speaker has one
        name, however the articles spell it. Duplicates within a story are removed, unless `article_ids` are given.
        `rows`, which come from contexts, replace the other filters."""
        if speakers is not None:
            speakers = self.voices.spellings(speakers)
        if rows is not None:
            found = self.snapshot.statements(rows=rows)
        else:
            found = self.snapshot.statements(speakers=speakers, article_ids=article_ids, scope=scope)
        articles = self.snapshot.articles({statement.article_id for statement in found})
        if speakers is not None:
            found = drop_namesakes(found, speakers, self.voices, articles=articles, read=self._statements_in)
        self.stories.of(articles)  # reads all stories in one query
        preferred, publishers = speakers or (), self.stories.publishers_of_statement
        attributed = tuple(
            ArticleStatement(self._canonical(statement, preferred=preferred), article, publishers(statement, article))
            for statement in found
            if (article := articles.get(statement.article_id)) is not None
        )
        return attributed if article_ids is not None else self.stories.once(attributed)

    def _statements_in(self, speakers: Collection[str], article_ids: Collection[str]) -> list[Statement]:
        return self.snapshot.statements(speakers=speakers, article_ids=article_ids)

    def settings(
        self, *, speakers: Collection[str] = (), article_ids: Collection[str] = (), scope: Scope | None = None
    ) -> list[StatementContext]:
        """Return the contexts of the statements of some speakers or articles, to choose the `rows` to read."""
        if speakers:
            return self.snapshot.contexts(speakers=self.voices.spellings(speakers), scope=scope)
        return self.snapshot.contexts(article_ids=article_ids, scope=scope) if article_ids else []

    def contexts_about(self, words: str, *, scope: Scope | None = None) -> list[StatementContext]:
        """Return the contexts of the statements by anyone that best match the words."""
        found = self.lexical.search(words, phrases=(), unit="statement", k=4 * CANDIDATES)
        return self.snapshot.contexts(ids=[scored.id for scored in found], scope=scope)

    @lazy_property
    def voices(self) -> SpeakerRegistry:
        """The speakers of this generation, with their spellings merged."""
        file = self.snapshot.require_intact(registry_file(self.snapshot.folder))
        if file.exists():
            return self._resources.enter_context(closing(open_registry(file)))
        counts = self.snapshot.statement_counts()  # an older version published it
        return build_registry(merge_spellings((Speaker(count.name, count.kind), count.statements) for count in counts))

    def with_canonical_names(self, statements: Iterable[Statement]) -> list[Statement]:
        """Return the statements with the canonical names of their speakers."""
        return [self._canonical(statement, preferred=()) for statement in statements]

    def _canonical(self, statement: Statement, *, preferred: Collection[str]) -> Statement:
        """Return the statement with the canonical names of its speakers, the preferred ones first."""
        if not statement.together_with:
            speaker = statement.speaker
            canonical = self.voices.canonical(speaker) if speaker is not None else None
            return statement if canonical is speaker else replace(statement, speaker=canonical)
        ordered = sorted(statement.speakers, key=lambda one: one.name not in preferred)
        first, *others = dict.fromkeys(self.voices.canonical(speaker) for speaker in ordered)
        return replace(statement, speaker=first, together_with=tuple(others))

    def close(self) -> None:
        self._finalizer()
