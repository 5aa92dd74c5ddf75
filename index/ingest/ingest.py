"""The ingest: identifies each article, and splits, analyses, embeds, stages and publishes what is new."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path

from index.errors import IndexMissing
from index.ingest.stages import Stages
from index.ingest.writer import open_writer
from index.ports import Progress, VectorStores
from index.storage.catalog.catalog import open_catalog
from index.storage.catalog.staging import StagingOutcome
from index.storage.catalog.types import Totals
from index.types import Article, IngestReport, Rejected

BATCH = 64
"""Articles in one transaction: the most that a killed ingest has to repeat."""


def ingest(
    folder: Path,
    read: Iterable[Article | Rejected],
    *,
    stages: Stages,
    rules: Mapping[str, str],
    stores: VectorStores,
    progress: Progress,
    expected: Callable[[], int | None] = lambda: None,
    on_outcome: Callable[[StagingOutcome], None] = lambda _: None,
) -> IngestReport:
    """Ingest all articles into the index in `folder` and publish them as one generation. `expected` returns the
    estimated number of articles for the progress. `on_outcome` receives the outcome of each article, in order. An
    interrupted ingest leaves the index as it was, and the next one reuses its staged work."""
    began = time.perf_counter()
    outcomes: Counter[StagingOutcome] = Counter()
    rejected: list[Rejected] = []
    with open_writer(folder, embedder=stages.embedder, rules=rules, stores=stores) as writer:
        inputs, done = iter(read), 0
        while batch := list(islice(inputs, BATCH)):
            checked = [_reject_surrogates(item) for item in batch]
            rejected += [item for item in checked if isinstance(item, Rejected)]
            articles = [item for item in checked if isinstance(item, Article)]
            for outcome in writer.stage(articles, process=stages.process):
                outcomes[outcome] += 1
                on_outcome(outcome)
            done += len(batch)
            progress.advance("articles", done=done, total=expected())
        writer.publish(progress=progress)
    totals = _read_totals(folder)
    counts = (outcomes["new"], outcomes["updated"], outcomes["unchanged"], outcomes["duplicate"])
    seconds = time.perf_counter() - began
    return IngestReport(*counts, tuple(rejected), totals.articles, totals.passages, totals.statements, seconds)


def _reject_surrogates(item: Article | Rejected) -> Article | Rejected:
    """Reject an article with lone surrogates, which JSON can express but UTF-8 cannot: they would fail the batch."""
    if isinstance(item, Article):
        try:
            words = (item.id, item.title, item.text, item.url or "", item.publisher or "", *item.authors)
            "".join(words).encode("utf-8")
        except UnicodeEncodeError:
            return Rejected(item.url or repr(item.id), "the text contains half a character (a lone surrogate)")
    return item


def _read_totals(folder: Path) -> Totals:
    try:
        catalog = open_catalog(folder)
    except IndexMissing:  # every input was rejected, and nothing was ever published
        return Totals(0, 0, 0)
    with closing(catalog):
        return catalog.snapshot().totals()
