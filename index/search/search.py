"""Evidence for a query: passages by words, by meaning and by speaker, fused; and statements by who said them.

Everything a question sees comes from one generation: a View holds it, and `Index.view()` opens the next one when the
catalog says that it moved.
"""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path

from index.errors import IndexDamaged, IndexMismatch, OnrecordError
from index.people.name_merging import merge_spellings
from index.people.namesakes import without_namesakes
from index.people.registry import SpeakerRegistry, open_registry, registry_of
from index.ports import Embedder, LexicalStore, Scored, VectorsLocation, VectorStore
from index.search.dense import DenseSearch
from index.search.lazy import lazy_property
from index.search.ranking import DatePreference, Fused, Leg, fuse, prefer_date, spread_over_articles
from index.search.story_groups import StoryGroups
from index.storage.catalog import (
    Catalog,
    Snapshot,
    StatementContext,
    lexical_folder,
    open_catalog,
    refined_folder,
    vectors_folder,
)
from index.storage.files import registry_file, require_vectors_location
from index.storage.lexical import open_lexical
from index.types import ArticleStatement, Hit, Passage, Scope, Speaker, Statement

CANDIDATES = 50
"""How many passages each way of searching puts forward."""
CANDIDATES_BY_DATE = 150
"""So many where what is near in time comes first: it may be far down either list."""
SPREAD_POOL = 3
"""So many times as many passages as are wanted are spread over their articles."""
MAX_CANDIDATES = 2_000
"""How many candidates a store is asked for at the most when a filter takes some away again."""
OpenVectors = Callable[[Path], VectorStore]
OpenEmbedder = Callable[[], Embedder]
OpenRefiner = Callable[[], Embedder | None]


class View:
    """One generation of an index, for one or many questions, in any number of threads.

    Its stores stay on the disk for as long as somebody has it, and are let go of when nobody has it any more: a reader
    that runs for weeks holds on to the generations that its questions are still in, and to no others.
    """

    def __init__(
        self, snapshot: Snapshot, *, open_vectors: OpenVectors, embedder: OpenEmbedder, refiner: OpenRefiner
    ) -> None:
        self._open_vectors = open_vectors
        self._open_embedder = embedder
        self._open_refiner = refiner
        self.opening = threading.RLock()
        self.snapshot = snapshot
        self.stories = StoryGroups(snapshot)
        self._held = ExitStack()
        self._let_go = weakref.finalize(self, self._held.close)
        self._let_go.atexit = False  # a process that ends lets go of everything, and at once
        self._held.enter_context(snapshot.held())
        store = snapshot.intact(lexical_folder(snapshot.folder))
        self.lexical: LexicalStore = self._held.enter_context(closing(open_lexical(store)))

    @lazy_property
    def vectors(self) -> VectorStore:
        """Opened when first asked for: small indexes never do."""
        store = self.snapshot.intact(vectors_folder(self.snapshot.folder))
        return self._held.enter_context(closing(self._open_vectors(store)))

    @lazy_property
    def refined_vectors(self) -> VectorStore:
        """The same of those that a stronger embedder made."""
        store = self.snapshot.intact(refined_folder(self.snapshot.folder))
        return self._held.enter_context(closing(self._open_vectors(store)))

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
        """What the generation was refined with; None where it was not, or where that cannot be used here."""
        refinement = self.snapshot.refinement
        if refinement is None or not refinement.passages:
            return None
        with suppress(OnrecordError):  # a model that is not installed here, or whose files are broken
            refiner = self._open_refiner()
            return refiner if refiner and refiner.name == refinement.name else None
        return None

    @property
    def vectors_of(self) -> tuple[str, ...]:
        """Whose vectors a question is answered with, the stronger embedder first."""
        refined = (self.refiner.name,) if self.refiner else ()
        return refined if self._all_refined else (*refined, self.snapshot.embedder_name)

    @property
    def _all_refined(self) -> bool:
        """Whether there is nothing that only the embedder of the index has seen."""
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
        """The `k` best passages in scope, best first, each article's text as it was published. Of those that fit, what
        was published shortly before the day `near` comes first."""
        scope = scope or Scope()
        most = CANDIDATES if near is None else CANDIDATES_BY_DATE
        share = self._share(scope)
        if not share:
            return ()
        wide = most if scope.everything else min(MAX_CANDIDATES, math.ceil(2 * most / share))
        wider: dict[Leg, Sequence[Scored]] = {"lexical": self._lexical(words, phrases, wide)}
        wider |= self._dense(words, scope, share, wide)
        if not scope.everything:
            allowed = self.snapshot.narrowed({one.id for leg in wider.values() for one in leg}, scope)
            wider = {leg: [one for one in found if one.id in allowed] for leg, found in wider.items()}
        legs = {leg: found[:most] for leg, found in wider.items()}
        legs["speaker"] = self._by_speaker(speakers, scope)
        return self._hits(self._ordered(fuse(legs), near, k), scope, k)

    def _ordered(self, fused: Sequence[Fused], near: DatePreference | None, k: int) -> Sequence[Fused]:
        looked_at = fused if near else fused[: SPREAD_POOL * k]
        origins = self.snapshot.origins([one.id for one in looked_at])
        if near:
            looked_at = prefer_date(looked_at, {one: day for one, (_, day) in origins.items()}, near)
        return [
            *spread_over_articles(looked_at, {one: article for one, (article, _) in origins.items()}),
            *fused[len(looked_at) :],
        ]

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
        rows: Collection[int] | None = None,
        scope: Scope | None = None,
    ) -> tuple[ArticleStatement, ...]:
        """The statements that fit, with their articles, in the order of articles and places.

        A speaker is meant and given by one name, however the articles spell it. What several articles of one story have
        is given once, unless it was articles that were asked for. Where `rows` are given, out of settings, it is those.
        """
        if speakers is not None:
            speakers = self.voices.spellings(speakers)
        if rows is not None:
            found = self.snapshot.statements(rows=rows)
        else:
            found = self.snapshot.statements(speakers=speakers, article_ids=article_ids, scope=scope)
        articles = self.snapshot.articles({statement.article_id for statement in found})
        if speakers is not None:
            found = without_namesakes(found, speakers, self.voices, articles=articles, read=self._said_in)
        self.stories.of(articles)  # all at once
        attributed = tuple(
            ArticleStatement(self._known(s, asked=speakers or ()), article, self.stories.beside_statement(s, article))
            for s in found
            if (article := articles.get(s.article_id)) is not None
        )
        return attributed if article_ids is not None else self.stories.once(attributed)

    def _said_in(self, speakers: Collection[str], article_ids: Collection[str]) -> list[Statement]:
        return self.snapshot.statements(speakers=speakers, article_ids=article_ids)

    @lazy_property
    def voices(self) -> SpeakerRegistry:
        """Who speaks in this generation, the spellings of all articles joined where that is safe."""
        file = self.snapshot.intact(registry_file(self.snapshot.folder))
        if file.exists():
            return self._held.enter_context(closing(open_registry(file)))
        counts = self.snapshot.statement_counts()  # an older version published it
        return registry_of(merge_spellings((Speaker(one.name, one.kind), one.statements) for one in counts))

    def under_known_names(self, statements: Iterable[Statement]) -> list[Statement]:
        """The same under the index's names for their speakers, however their articles spell them."""
        return [self._known(one, asked=()) for one in statements]

    def _known(self, statement: Statement, *, asked: Collection[str]) -> Statement:
        """The statement under the index's name for its speaker; of several, whoever is asked for comes first."""
        if not statement.together_with:
            speaker = statement.speaker
            known = self.voices.canonical(speaker) if speaker is not None else None
            return statement if known is speaker else replace(statement, speaker=known)
        ordered = sorted(statement.speakers, key=lambda one: one.name not in asked)
        first, *others = dict.fromkeys(self.voices.canonical(one) for one in ordered)
        return replace(statement, speaker=first, together_with=tuple(others))

    def settings(
        self, *, speakers: Collection[str] = (), article_ids: Collection[str] = (), scope: Scope | None = None
    ) -> list[StatementContext]:
        """Where the statements of speakers stand, or those of articles: what tells which `rows` are worth reading."""
        if speakers:
            return self.snapshot.settings(speakers=self.voices.spellings(speakers), scope=scope)
        return self.snapshot.settings(article_ids=article_ids, scope=scope) if article_ids else []

    def settings_about(self, words: str, *, scope: Scope | None = None) -> list[StatementContext]:
        """Where statements by anybody stand whose words, or whose introduction, share most words with `words`."""
        found = self.lexical.search(words, phrases=(), unit="statement", k=4 * CANDIDATES)
        return self.snapshot.settings(ids=[scored.id for scored in found], scope=scope)

    def _lexical(self, words: str, phrases: Sequence[str], wide: int) -> Sequence[Scored]:
        """Passages that hold the phrases first, then those that hold any of the words, each of which fits less."""
        found = self.lexical.search(words, phrases=phrases, unit="passage", k=wide)
        if not phrases or len(found) == wide:
            return found
        seen = {scored.id for scored in found}
        loose = self.lexical.search(words, phrases=(), unit="passage", k=wide)
        best = loose[0].score if loose else 0.0
        held = (replace(scored, score=scored.score + best) for scored in found)
        return (*held, *(scored for scored in loose if scored.id not in seen))

    def _dense(self, words: str, scope: Scope, share: float, wide: int) -> dict[Leg, Sequence[Scored]]:
        """By the refined vectors, where there are some that can be used here, and by the others for what has none."""
        refinement, refined = self.snapshot.refinement, self._refined
        if refinement is None or refined is None:
            return {"dense": self._static.nearest(words, scope, share=share, k=wide)}
        better = refined.nearest(words, scope, share=share, k=wide)
        if self._all_refined:
            return {"refined": better}
        found = self._static.nearest(words, scope, share=share, k=wide)
        known = self.snapshot.refined_among([one.id for one in found], refinement)
        return {"refined": better, "dense": [one for one in found if one.id not in known]}

    @lazy_property
    def _static(self) -> DenseSearch:
        me = weakref.proxy(self)  # a circle would keep the generation's files until the collector comes
        return DenseSearch(self.snapshot, refinement=None, embedder=lambda: me.embedder, store=lambda: me.vectors)

    @lazy_property
    def _refined(self) -> DenseSearch | None:
        """None where nothing is refined, or what it was refined with is not here."""
        refinement, refiner = self.snapshot.refinement, self.refiner
        if refinement is None or refiner is None:
            return None
        me = weakref.proxy(self)
        return DenseSearch(
            self.snapshot, refinement=refinement, embedder=lambda: refiner, store=lambda: me.refined_vectors
        )

    def _by_speaker(self, speakers: Collection[str], scope: Scope) -> list[Scored]:
        """All fit alike: who asks for a speaker's words on something is answered by the other legs which."""
        if not speakers:
            return []
        found = self.snapshot.passages_where(self.voices.spellings(speakers), scope, most=CANDIDATES)
        return [Scored(one, 1.0) for one in found]

    def _hits(self, fused: Sequence[Fused], scope: Scope, k: int) -> tuple[Hit, ...]:
        """The best `k`, the passages of a story that several articles carry once each."""
        shown: dict[str, tuple[Passage, Fused]] = {}
        for start in range(0, len(fused), k):
            some = {one.id: one for one in fused[start : start + k]}
            found = self.snapshot.passages(some)
            passages = [found[one] for one in some if one in found]
            for own, passage in zip(passages, self.stories.spoken_for(passages, scope), strict=True):
                shown.setdefault(passage.id, (passage, some[own.id]))
            if len(shown) >= k:
                break
        best = list(shown.values())[:k]
        articles = self.snapshot.articles({passage.article_id for passage, _ in best})
        return tuple(
            Hit(rank, one.score, one.via, passage, article, self.stories.beside_passage(passage, article))
            for rank, (passage, one) in enumerate(best, start=1)
            for article in (articles[passage.article_id],)
        )

    def close(self) -> None:
        self._let_go()


class Index:
    """An index that is read. `view()` is the newest generation; ask for it once a question."""

    def __init__(
        self,
        folder: Path,
        *,
        open_vectors: OpenVectors,
        vectors_at: VectorsLocation,
        embedder: OpenEmbedder,
        refiner: OpenRefiner = lambda: None,
    ) -> None:
        self._folder = folder
        self._vectors_at = vectors_at
        self._catalog: Catalog = open_catalog(folder)
        self._open_vectors = open_vectors
        self._embedder = embedder
        self._refiner = refiner
        self._moving = threading.Lock()
        self._view: View | None = None

    def view(self) -> View:
        """The generation that is published now; reopened only when it moved (one SELECT a question)."""
        with self._moving:
            while self._view is None or self._view.snapshot.generation != self._catalog.generation():
                snapshot = self._catalog.snapshot()
                try:
                    view = View(
                        snapshot, open_vectors=self._open_vectors, embedder=self._embedder, refiner=self._refiner
                    )
                except IndexDamaged:
                    # Two publishes since the snapshot was taken have removed its folder: take the newest instead.
                    if snapshot.generation == self._catalog.generation():
                        raise
                    continue
                require_vectors_location(self._folder, view.snapshot.generation, self._vectors_at)
                self._view = view
            return self._view

    def close(self) -> None:
        if self._view is not None:
            self._view.close()
        self._catalog.close()
