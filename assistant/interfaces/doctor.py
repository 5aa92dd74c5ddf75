"""`onrecord doctor`: versions, the index and models in use, and what is sent over the network."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from assistant.config.settings import NO_MODEL, Settings, reply_cache_file, tracing_variables_in_force
from assistant.generation.budget import load_prices
from assistant.interfaces.rendering.findings import Finding, Findings, State
from index.embedding.choice import open_sentence_embedder
from index.errors import IndexMissing, IndexUnavailable, OnrecordError, storage_errors
from index.fetching.sources.state import read_source_states
from index.maintenance.check import check
from index.ports import NoProgress
from index.storage.catalog.catalog import open_catalog
from index.storage.files import require_vectors_location, vectors_folder
from index.storage.vectors.server.connection import without_password
from index.storage.vectors.server.store import ServerStores

_PACKAGES = (
    "onrecord",
    "chromadb",
    "tantivy",
    "langchain",
    "langchain-openai",
    "openai",
    "tiktoken",
    "trafilatura",
)


def examine(settings: Settings) -> Findings:
    """Check everything without changing or sending anything. A damaged index is a finding, not an exception."""
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
            _verifier(settings),
            *_reply_cache(settings),
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

    folder = settings.index
    try:
        with storage_errors(folder):
            exists = folder.exists()
        if not exists:
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
    contents = f"{totals.articles:,} articles, {totals.passages:,} passages, {totals.statements:,} statements"
    healthy = Finding(
        "index", "ok", f"{folder}: generation {snapshot.generation}, {contents}, embedded with {embedder}"
    )
    return [healthy, *(Finding("index", "note", note) for note in report.notes)]


def _sources(settings: Settings) -> list[Finding]:
    """Return the last result of each watched source."""

    try:
        sources = read_source_states(settings.index)
    except OnrecordError as error:
        return [Finding("source", "note", str(error), error.hint)]
    findings = []
    for one in sources:
        visited = datetime.fromtimestamp(one.looked, UTC).isoformat(timespec="minutes") if one.looked else "never"
        moved = f" (now at {one.address})" if one.address != one.url else ""
        hint = (
            "it no longer exists: remove it from your list" if one.gone else "check the address" if one.failures else ""
        )
        state: State = "note" if one.failures else "ok"
        findings.append(Finding("source", state, f"{one.name or one.url}{moved}: {one.gave}; {visited}", hint))
    return findings


def _vectors(settings: Settings) -> list[Finding]:
    """Check that the Chroma server answers and holds the vectors of this index, if a server is configured."""
    if settings.chroma_url is None:
        return []

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
        return [Finding("vectors", "ok", f"will be on the Chroma server at {shown}, which is reachable")]
    except IndexUnavailable as error:
        return [Finding("vectors", "problem", str(error), error.hint)]


def _embedding(settings: Settings) -> Finding:
    if settings.embedder == "openai":
        return Finding("embedder", "ok", f"openai: {settings.embedding_model}")
    if settings.embedder == "static":
        return Finding("embedder", "ok", "static: bundled, needs no network")
    return Finding("embedder", "ok", f"{settings.embedder}: runs here, needs no network")


def _refiner(settings: Settings) -> list[Finding]:
    """Check that the model that refined the index is usable here, if the index was refined."""

    try:
        with closing(open_catalog(settings.index)) as catalog:
            refinement = catalog.snapshot().refinement
    except IndexUnavailable:
        return []  # _index reports it
    if refinement is None:
        return []
    refined = f"{refinement.passages:,} passages with {refinement.name}"
    try:
        here = open_sentence_embedder(settings.refiner, threads=1).name
    except OnrecordError as error:
        return [Finding("refined", "note", f"{refined}, which cannot be used here: {error}", error.hint)]
    if here != refinement.name:
        hint = "set ONRECORD_REFINER to the model that refined the index, or run: onrecord index refine"
        return [Finding("refined", "note", f"{refined}, but the refiner set here is {here}", hint)]
    return [Finding("refined", "ok", refined)]


def _model(settings: Settings) -> Finding:
    key = f"key {settings.openai_api_key}" if settings.openai_api_key else "no OPENAI_API_KEY"
    if settings.model == NO_MODEL:
        needed = "" if settings.openai_api_key else "; none is needed"
        return Finding("model", "ok", f"none: answers quote the articles ({key}{needed})")
    return Finding("model", "ok", f"{settings.model} at {_provider(settings)} ({key}; {_price(settings)})")


def _verifier(settings: Settings) -> Finding:
    if settings.model == NO_MODEL:
        return Finding("verifier", "ok", "not needed: answers quote the articles")
    if settings.verifier == "rules":
        return Finding("verifier", "ok", "rules: a model's sentences are checked without another call")
    model = settings.verifier_model or settings.model
    return Finding("verifier", "ok", f"{model}: a second, short call for each answer")


def _price(settings: Settings) -> str:
    """Return the model's price, its date, and the spending limit."""

    prices = load_prices(settings.prices)
    price = prices.of(settings.model)
    limit = "" if settings.max_cost is None else f"; at most ${settings.max_cost:g} per session"
    if price is None:
        return f"price unknown{limit}"
    return f"${price.input:g} and ${price.output:g} per million input and output tokens, as of {prices.date}{limit}"


def _provider(settings: Settings) -> str:

    return without_password(settings.openai_base_url) if settings.openai_base_url else "OpenAI"


def _reply_cache(settings: Settings) -> list[Finding]:
    if not settings.cache_answers:
        return []
    return [
        Finding(
            "replies", "note", f"model replies are stored in {reply_cache_file()}", "delete the file to clear the cache"
        )
    ]


def _network(settings: Settings) -> list[Finding]:
    findings = [
        Finding(
            "network", "note", f"{name} is set: prompts are sent to a tracing provider", f"unset {name} to stop that"
        )
        for name in tracing_variables_in_force()
    ]
    sent = []
    if settings.chroma_url is not None:
        sent.append(f"vectors go to {without_password(settings.chroma_url)}, without texts")
    if settings.model != NO_MODEL:
        sent.append(f"questions, and the passages used to answer them, are sent to {_provider(settings)}")
    if settings.embedder == "openai":
        sent.append(f"articles and questions go to {_provider(settings)} to be embedded")
    if sent:
        findings.append(Finding("network", "note", "; ".join(sent)))
    return findings or [Finding("network", "ok", "nothing is sent over the network")]
