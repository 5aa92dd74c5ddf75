"""Chooses the implementation behind each port, and opens it on first use.

SDKs are also imported on first use, so that `--help` and small indexes do not wait for chromadb or LangChain.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.config.settings import NO_MODEL, Settings, reply_cache_file
from index.errors import UsageError
from index.search.lazy import lazy_property

if TYPE_CHECKING:
    from assistant.generation.budget import Budget, Price
    from assistant.generation.chain import Chain
    from assistant.generation.composer import VerifiedComposer
    from assistant.generation.model_checker import ModelChecker
    from assistant.generation.packing.messages import Packer
    from assistant.generation.reply_cache import FileReplyCache, ReplyCache
    from assistant.overviews.summary.build import Summariser
    from assistant.pipeline import AnswerContext, ModelComposer
    from assistant.verification.entailment import EntailmentChecker
    from index.fetching.sources.politeness import PoliteFetcher
    from index.ingest.stages import Stages
    from index.ports import Embedder, VectorStore, VectorStores
    from index.reading.inputs import ReadAddress
    from index.search.index import Index
    from index.types import Article, Rejected


class Wiring:
    """The parts of an Assistant, each opened on first use. Close it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.opening = threading.RLock()
        self._context: AnswerContext | None = None
        self._chains: dict[str, Chain] = {}

    def close(self) -> None:
        """Close the index and the connection to the model, if open."""
        if "index" in self.__dict__:
            self.index.close()
        for chain in self._chains.values():
            chain.close()

    def context(self) -> AnswerContext:
        """Return the context for the published generation, without a model."""
        from assistant.pipeline import AnswerContext
        from assistant.understanding.publishers import PublisherMatcher
        from assistant.understanding.speakers import SpeakerMatcher

        view = self.index.view()
        context = self._context
        if context is None or context.view is not view:
            # Assigned as one value, so that no thread combines this view with another generation's speakers.
            speakers, publishers = SpeakerMatcher(view.voices), PublisherMatcher(view.snapshot.publishers())
            self._context = context = AnswerContext(view, speakers, publishers=publishers, today=self.today)
        return context

    def today(self) -> date:
        """Return the current day in the time zone of the settings, else of the machine."""
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
        return self.stores.open(folder)  # only on a search by vectors: small indexes never import chromadb

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
        """Return a fetcher for public addresses, and for the allowed hosts."""
        from index.fetching.network import AddressGuard, Fetcher
        from index.fetching.sources.politeness import PoliteFetcher, WallClock

        return PoliteFetcher(Fetcher(AddressGuard(allow_hosts=allow_hosts)), WallClock())

    def read_address(self, allow_hosts: Sequence[str] = ()) -> ReadAddress:
        """Return a function that fetches and reads a URL."""

        def read(url: str) -> Iterator[Article | Rejected]:
            from index.fetching.sources.url_reader import read_address

            return read_address(url, self.visitor(allow_hosts))

        return read

    @lazy_property
    def embedder(self) -> Embedder:
        from index.embedding.choice import open_embedder

        settings, key = self.settings, self._api_key
        model, base_url = settings.embedding_model, settings.openai_base_url
        return open_embedder(settings.embedder, model=model, api_key=key, base_url=base_url)

    @lazy_property
    def refiner(self) -> Embedder:
        """The refiner for questions. One thread each, because many short questions run at the same time."""
        from index.embedding.choice import open_sentence_embedder

        return open_sentence_embedder(self.settings.refiner, threads=1)

    @lazy_property
    def model(self) -> ModelComposer | None:
        """The composer of answers."""
        from assistant.generation.packing.articles import pack_articles

        return self._composer("answer", pack_articles)

    @lazy_property
    def lead_writer(self) -> ModelComposer | None:
        """The composer of the lead of a timeline or a comparison."""
        from assistant.generation.packing.passages import pack_passages

        return self._composer("lead", pack_passages)

    @lazy_property
    def summariser(self) -> Summariser | None:
        from assistant.generation.packing.passages import pack_passages
        from assistant.generation.reply_cache import MemoryReplyCache
        from assistant.overviews.summary.from_model import ModelSummariser

        composer = self._composer("summarise", pack_passages, MemoryReplyCache())
        return ModelSummariser(composer) if composer else None

    def _composer(self, prompt: str, pack: Packer, reply_cache: ReplyCache | None = None) -> VerifiedComposer | None:
        if self.settings.model == NO_MODEL:
            return None
        from assistant.generation.composer import PromptSettings, VerifiedComposer
        from index.embedding.token_counter import counter_for_model
        from prompts import load_prompt

        name, tokens = self.settings.model, self.settings.input_tokens
        counter = counter_for_model(name)
        return VerifiedComposer(
            name,
            open_model=lambda: self._chain(name),
            settings=PromptSettings(load_prompt(prompt), load_prompt("rewrite"), tokens, counter, pack),
            cost_budget=self.cost_budget,
            checker=self.checker,
            reply_cache=self._reply_cache() or reply_cache,
            address=self.settings.openai_base_url or "",
        )

    @lazy_property
    def checker(self) -> EntailmentChecker | ModelChecker:
        """The checker of a model's sentences: a model, or rules alone."""
        from assistant.verification.entailment.rules import RuleChecker

        if self.settings.verifier == "rules" or self.settings.model == NO_MODEL:
            return RuleChecker()
        from assistant.generation.model_checker import ModelChecker
        from index.embedding.token_counter import counter_for_model
        from prompts import load_prompt

        name = self.settings.verifier_model or self.settings.model
        return ModelChecker(
            name,
            open_model=lambda: self._chain(name),
            prompt=load_prompt("check"),
            counter=counter_for_model(name),
            cost_budget=self.cost_budget.at_price(self._price(name)),
            fallback=RuleChecker(),
            reply_cache=self._reply_cache(),
            address=self.settings.openai_base_url or "",
        )

    def _reply_cache(self) -> FileReplyCache | None:
        from assistant.generation.reply_cache import FileReplyCache

        return FileReplyCache(reply_cache_file()) if self.settings.cache_answers else None

    @lazy_property
    def cost_budget(self) -> Budget:
        from assistant.generation.budget import Budget

        return Budget(price=self._price(self.settings.model), max_usd=self.settings.max_cost)

    def _price(self, model: str) -> Price | None:
        """Return the price of a model. Raises UsageError if a cost limit needs it and it is unknown."""
        from assistant.generation.budget import load_prices

        price = load_prices(self.settings.prices).of(model)
        if self.settings.max_cost is not None and price is None:
            raise UsageError(
                f"max_cost cannot be enforced: the price of the model {model!r} is unknown",
                hint="set `prices` to a file that contains its price (see docs/answers.md), or leave out --max-cost",
            )
        return price

    def connect(self) -> None:
        """Prepare the connections to the models. Sends nothing."""
        if self.settings.model != NO_MODEL:
            self._chain(self.settings.model)

    def _chain(self, model: str) -> Chain:
        """Return the connection to a model, opened on first use."""
        from assistant.generation.chain import open_chain
        from index.embedding.token_counter import counter_for_model

        with self.opening:
            if model not in self._chains:
                url, timeout = self.settings.openai_base_url, self.settings.timeout
                counter = counter_for_model(model)
                self._chains[model] = open_chain(
                    model=model, api_key=self._api_key, base_url=url, counter=counter, timeout=timeout
                )
            return self._chains[model]

    @property
    def _api_key(self) -> str | None:
        key = self.settings.openai_api_key
        return key.reveal() if key else None
