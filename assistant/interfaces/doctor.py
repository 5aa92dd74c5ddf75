"""What is installed, which index and models are in use, and whether anything would reach the network."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from assistant.config.settings import NO_MODEL, Settings, reply_cache_file, tracing_switched_on
from index.errors import IndexMissing, IndexUnavailable, OnrecordError

_PACKAGES = (
    "onrecord",
    "chromadb",
    "tantivy",
    "wordllama",
    "langchain",
    "langchain-openai",
    "openai",
    "tiktoken",
    "trafilatura",
)
INDEX_UNUSABLE = 3

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what to do about it where something is wrong."""

    about: str
    state: State
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """3 when the index cannot be used, else 0."""
        unusable = any(one.state == "problem" and one.about in ("index", "vectors") for one in self.findings)
        return INDEX_UNUSABLE if unusable else 0

    def row(self) -> dict[str, Any]:
        return {
            "findings": [
                {"about": one.about, "state": one.state, "what": one.what, "hint": one.hint} for one in self.findings
            ]
        }


def examine(settings: Settings) -> Findings:
    """Look at everything without changing or sending anything; a damaged index is a finding, never an exception."""
    return Findings(
        (
            _python(),
            *_packages(),
            *_index(settings),
            *_vectors(settings),
            *_sources(settings),
            _embedding(settings),
            *_refiner(settings),
            _model(settings),
            *_kept(settings),
            *_network(settings),
        )
    )


def _python() -> Finding:
    return Finding("python", "ok", f"{sys.version.split()[0]} at {sys.executable}")


def _packages() -> list[Finding]:
    findings = []
    for name in _PACKAGES:
        try:
            findings.append(Finding("package", "ok", f"{name} {version(name)}"))
        except PackageNotFoundError:
            findings.append(Finding("package", "problem", f"{name} is not installed", "run: pip install onrecord"))
    return findings


def _index(settings: Settings) -> list[Finding]:
    from index.errors import storage_errors
    from index.maintenance.check import check
    from index.ports import NoProgress
    from index.storage.catalog.catalog import open_catalog

    folder = settings.index
    try:
        with storage_errors(folder):
            there = folder.exists()
        if not there:
            return [Finding("index", "note", f"none yet at {folder}", "run: onrecord ingest FOLDER")]
        report = check(folder, progress=NoProgress(), quick=True)
        if report.damages:
            return [Finding("index", "problem", f"{one.where}: {one.what}", one.hint) for one in report.damages]
        with closing(open_catalog(folder)) as catalog:
            snapshot = catalog.snapshot()
            totals = snapshot.totals()
            embedder = snapshot.embedder_name
    except IndexUnavailable as error:
        return [Finding("index", "problem", str(error), error.hint)]
    held = f"{totals.articles:,} articles, {totals.passages:,} passages, {totals.statements:,} statements"
    sound = Finding("index", "ok", f"{folder}: generation {snapshot.generation}, {held}, embedded with {embedder}")
    return [sound, *(Finding("index", "note", note) for note in report.notes)]


def _sources(settings: Settings) -> list[Finding]:
    """What each watched source last gave."""
    from index.fetching.sources.state import open_store_if_present

    try:
        known = open_store_if_present(settings.index)
    except OnrecordError as error:
        return [Finding("source", "note", str(error), error.hint)]
    findings = []
    for one in known:
        looked = datetime.fromtimestamp(one.looked, UTC).isoformat(timespec="minutes") if one.looked else "never"
        moved = f" (now at {one.address})" if one.address != one.url else ""
        hint = "it is gone: take it out of your list" if one.gone else "check the address" if one.failures else ""
        state: State = "note" if one.failures else "ok"
        findings.append(Finding("source", state, f"{one.name or one.url}{moved}: {one.gave}; {looked}", hint))
    return findings


def _vectors(settings: Settings) -> list[Finding]:
    """Whether the Chroma server answers and holds what the index left there; nothing where none is set."""
    if settings.chroma_url is None:
        return []
    from index.storage.catalog.catalog import open_catalog
    from index.storage.files import require_vectors_location, vectors_folder
    from index.storage.vectors.server.connection import without_password
    from index.storage.vectors.server.store import ServerStores

    stores = ServerStores(settings.chroma_url, index=settings.index)
    shown = without_password(settings.chroma_url)
    try:
        stores.ready()
        with closing(open_catalog(settings.index)) as catalog:
            snapshot = catalog.snapshot()
            require_vectors_location(settings.index, snapshot.generation, "server")
            with closing(stores.open(vectors_folder(snapshot.folder))) as store:
                return [Finding("vectors", "ok", f"{store.count():,} on the Chroma server at {shown}")]
    except IndexMissing:
        return [Finding("vectors", "ok", f"will be on the Chroma server at {shown}, which answers")]
    except IndexUnavailable as error:
        return [Finding("vectors", "problem", str(error), error.hint)]


def _embedding(settings: Settings) -> Finding:
    if settings.embedder == "openai":
        return Finding("embedder", "ok", f"openai: {settings.embedding_model}")
    if settings.embedder == "static":
        return Finding("embedder", "ok", "static: bundled, needs no network")
    return Finding("embedder", "ok", f"{settings.embedder}: runs here, needs no network")


def _refiner(settings: Settings) -> list[Finding]:
    """Whether what an index was refined with can be used here; nothing where it was not."""
    from index.embedding.choice import open_sentence_embedder
    from index.storage.catalog.catalog import open_catalog

    try:
        with closing(open_catalog(settings.index)) as catalog:
            refinement = catalog.snapshot().refinement
    except IndexUnavailable:
        return []  # told of already
    if refinement is None:
        return []
    refined = f"{refinement.passages:,} passages with {refinement.name}"
    try:
        here = open_sentence_embedder(settings.refiner, threads=1).name
    except OnrecordError as error:
        return [Finding("refined", "note", f"{refined}, which cannot be used here: {error}", error.hint)]
    if here != refinement.name:
        hint = "set ONRECORD_REFINER to what it was refined with, or run: onrecord index refine"
        return [Finding("refined", "note", f"{refined}; the refiner here is {here}", hint)]
    return [Finding("refined", "ok", refined)]


def _model(settings: Settings) -> Finding:
    key = f"key {settings.openai_api_key}" if settings.openai_api_key else "no key"
    if settings.model == NO_MODEL:
        return Finding("model", "ok", f"none: answers are extracted ({key})")
    return Finding("model", "ok", f"{settings.model} at {_provider(settings)} ({key}; {_price(settings)})")


def _price(settings: Settings) -> str:
    """What the model costs, as of which day, and what it may cost."""
    from assistant.generation.prices import load_prices

    prices = load_prices(settings.prices)
    price = prices.of(settings.model)
    limit = "" if settings.max_cost is None else f"; no more than ${settings.max_cost:g} a session"
    if price is None:
        return f"its price is unknown{limit}"
    return f"${price.input:g} and ${price.output:g} for a million tokens in and out, as of {prices.date}{limit}"


def _provider(settings: Settings) -> str:
    from index.storage.vectors.server.connection import without_password

    return without_password(settings.openai_base_url) if settings.openai_base_url else "OpenAI"


def _kept(settings: Settings) -> list[Finding]:
    if not settings.cache_answers:
        return []
    return [
        Finding(
            "replies", "note", f"what a model writes is kept in {reply_cache_file()}", "remove the file to forget it"
        )
    ]


def _network(settings: Settings) -> list[Finding]:
    findings = [
        Finding(
            "network", "note", f"{name} is set: prompts are sent to a tracing provider", f"unset {name} to stop that"
        )
        for name in tracing_switched_on()
    ]
    reached = []
    if settings.chroma_url is not None:
        from index.storage.vectors.server.connection import without_password

        reached.append(f"vectors go to {without_password(settings.chroma_url)}, without texts")
    if settings.model != NO_MODEL:
        reached.append(f"questions and evidence go to {_provider(settings)}")
    if settings.embedder == "openai":
        reached.append(f"articles and questions go to {_provider(settings)} to be embedded")
    if reached:
        findings.append(Finding("network", "note", "; ".join(reached)))
    return findings or [Finding("network", "ok", "nothing reaches the network")]
