"""Which real thing stands behind each port: the one place that knows.

SDKs are imported where they are first needed, so that `onrecord --help` and a question to a small index do not wait
for chromadb, LangChain or tiktoken.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.config.settings import NO_MODEL, Settings, reply_cache_file
from index.errors import UsageError
from index.search.lazy import lazy_property

if TYPE_CHECKING:
    from assistant.generation.budget import Budget
    from assistant.generation.chain import Chain
    from assistant.overviews.summary.build import Summariser
    from assistant.pipeline import AnswerContext, ModelComposer
    from assistant.understanding.publishers import PublisherMatcher
    from assistant.understanding.speakers import SpeakerMatcher
    from index.fetching.sources.politeness import PoliteFetcher
    from index.ingest.stages import Stages
    from index.ports import Embedder, VectorStore, VectorStores
    from index.reading.inputs import ReadAddress
    from index.search.index import Index
    from index.search.view import View
    from index.types import Article, Rejected


@dataclass(frozen=True, slots=True)
class _Known:
    """A generation, who speaks in it and who published it."""

    view: View
    registry: SpeakerMatcher
    publishers: PublisherMatcher


class Wiring:
    """What an Assistant works with, each opened when it is first needed. Close it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.opening = threading.RLock()
        self._known: _Known | None = None

    def close(self) -> None:
        """Let go of the index and of the connection to the model."""
        if "index" in self.__dict__:
            self.index.close()
        if "chain" in self.__dict__:
            self.chain.close()

    def context(self) -> AnswerContext:
        """What questions are answered with, on the generation that is published now, but for a model."""
        from assistant.pipeline import AnswerContext
        from assistant.understanding.publishers import PublisherMatcher
        from assistant.understanding.speakers import SpeakerMatcher

        view = self.index.view()
        known = self._known
        if known is None or known.view is not view:
            # One value, set at once: a thread that is still at the generation before must not give us its speakers.
            self._known = known = _Known(
                view, SpeakerMatcher(view.voices), PublisherMatcher(view.snapshot.publishers())
            )
        return AnswerContext(
            view,
            known.registry,
            publishers=known.publishers,
            today=self.today,
        )

    def today(self) -> date:
        """The day it is in the time zone of the settings, else in the machine's."""
        zone = self.settings.time_zone
        return datetime.now(ZoneInfo(zone) if zone else None).date()

    @lazy_property
    def index(self) -> Index:
        from index.search.index import Index

        return Index(
            self.settings.index,
            open_vectors=self._open_vectors,
            vectors_at="folder" if self.settings.chroma_url is None else "server",
            embedder=lambda: self.embedder,
            refiner=lambda: self.refiner,
        )

    def _open_vectors(self, folder: Path) -> VectorStore:
        return self.stores.open(folder)  # not before they are asked: small indexes never import chromadb

    @lazy_property
    def stores(self) -> VectorStores:
        from index.storage.vectors.choice import vector_stores

        return vector_stores(self.settings.index, chroma_url=self.settings.chroma_url)

    @lazy_property
    def stages(self) -> Stages:
        from index.embedding.token_counter import open_counter
        from index.ingest.passages import split_passages
        from index.ingest.stages import Stages
        from index.statements import find_statements

        return Stages(split_passages, find_statements, self.embedder, open_counter())

    def visitor(self, allow_hosts: Sequence[str] = ()) -> PoliteFetcher:
        """Who fetches: only from public addresses, and from hosts that are allowed by name."""
        from index.fetching.network import AddressGuard, Fetcher
        from index.fetching.sources.clock import WallClock
        from index.fetching.sources.politeness import PoliteFetcher

        return PoliteFetcher(Fetcher(AddressGuard(allow_hosts=allow_hosts)), WallClock())

    def read_address(self, allow_hosts: Sequence[str] = ()) -> ReadAddress:
        """How an address of the web is read."""

        def read(url: str) -> Iterator[Article | Rejected]:
            from index.fetching.sources.url_reader import read_address

            return read_address(url, self.visitor(allow_hosts))

        return read

    @lazy_property
    def embedder(self) -> Embedder:
        from index.embedding.choice import open_embedder

        key = self.settings.openai_api_key
        return open_embedder(
            self.settings.embedder,
            model=self.settings.embedding_model,
            api_key=key.reveal() if key else None,
            base_url=self.settings.openai_base_url,
        )

    @lazy_property
    def refiner(self) -> Embedder:
        """For questions: many at a time, of a few words each, which more threads would only make wait."""
        from index.embedding.choice import open_sentence_embedder

        return open_sentence_embedder(self.settings.refiner, threads=1)

    @lazy_property
    def model(self) -> ModelComposer | None:
        """Who answers questions."""
        return self._composer("answer")

    @lazy_property
    def lead_writer(self) -> ModelComposer | None:
        """Who writes what stands over a timeline or a comparison."""
        return self._composer("lead")

    def _composer(self, prompt: str) -> ModelComposer | None:
        if self.settings.model == NO_MODEL:
            return None
        from assistant.generation.composer import PromptSettings, VerifiedComposer
        from assistant.generation.reply_cache import FileReplyCache
        from index.embedding.token_counter import counter_for_model
        from prompts import load_prompt

        counter = counter_for_model(self.settings.model)
        return VerifiedComposer(
            self.settings.model,
            open_model=lambda: self.chain,
            settings=PromptSettings(load_prompt(prompt), load_prompt("rewrite"), self.settings.input_tokens, counter),
            cost_budget=self.cost_budget,
            kept=FileReplyCache(reply_cache_file()) if self.settings.cache_answers else None,
            address=self.settings.openai_base_url or "",
        )

    @lazy_property
    def summariser(self) -> Summariser | None:
        if self.settings.model == NO_MODEL:
            return None
        from assistant.generation.reply_cache import FileReplyCache, MemoryReplyCache
        from assistant.overviews.summary.from_model import ModelSummariser
        from index.embedding.token_counter import counter_for_model
        from prompts import load_prompt

        return ModelSummariser(
            self.settings.model,
            open_model=lambda: self.chain,
            prompt=load_prompt("summarise"),
            budget=self.settings.input_tokens,
            counter=counter_for_model(self.settings.model),
            cost_budget=self.cost_budget,
            kept=FileReplyCache(reply_cache_file()) if self.settings.cache_answers else MemoryReplyCache(),
            address=self.settings.openai_base_url or "",
        )

    @lazy_property
    def cost_budget(self) -> Budget:
        from assistant.generation.budget import Budget
        from assistant.generation.prices import load_prices

        price = load_prices(self.settings.prices).of(self.settings.model)
        limit = self.settings.max_cost
        if limit is not None and price is None:
            raise UsageError(
                f"what the model {self.settings.model!r} costs is not known, so max_cost cannot be kept to",
                hint="name a file with its price in the setting `prices` (docs/answers.md), or leave --max-cost out",
            )
        return Budget(price=price, max_usd=limit)

    @lazy_property
    def chain(self) -> Chain:
        from assistant.generation.chain import open_chain
        from index.embedding.token_counter import counter_for_model

        key = self.settings.openai_api_key
        return open_chain(
            model=self.settings.model,
            api_key=key.reveal() if key else None,
            base_url=self.settings.openai_base_url,
            counter=counter_for_model(self.settings.model),
            timeout=self.settings.timeout,
        )
