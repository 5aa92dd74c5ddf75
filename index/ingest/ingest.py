"""Articles in: each is identified, and what is new is split, read for statements, embedded, staged and published."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path

from index.errors import IndexMissing
from index.ingest.stages import Stages
from index.ingest.writer import open_writer
from index.ports import Progress, VectorStores
from index.storage.catalog import Totals, open_catalog
from index.storage.catalog.staging import StagingOutcome
from index.types import Article, IngestReport, Rejected

BATCH = 64
"""Articles in one commit: what a killed ingest has to do again is at most this."""


def ingest(
    folder: Path,
    read: Iterable[Article | Rejected],
    *,
    stages: Stages,
    rules: Mapping[str, str],
    stores: VectorStores,
    progress: Progress,
    expected: Callable[[], int | None] = lambda: None,
    told: Callable[[StagingOutcome], None] = lambda _: None,
) -> IngestReport:
    """Reads everything into the index in `folder` and publishes it as one generation.

    `expected` tells the progress how many articles there will be, as far as that can be judged while reading. `told` is
    called with what became of each article, in their order.

    Interrupted at any point, it leaves the index as it was, and what was done is not done again by the next ingest.
    """
    began = time.perf_counter()
    outcomes: Counter[StagingOutcome] = Counter()
    rejected: list[Rejected] = []
    with open_writer(folder, embedder=stages.embedder, rules=rules, stores=stores) as writer:
        inputs, done = iter(read), 0
        while batch := list(islice(inputs, BATCH)):
            judged = [_reject_surrogates(one) for one in batch]
            rejected += [one for one in judged if isinstance(one, Rejected)]
            articles = [one for one in judged if isinstance(one, Article)]
            for outcome in writer.stage(articles, find=stages.find):
                outcomes[outcome] += 1
                told(outcome)
            done += len(batch)
            progress.advance("articles", done=done, total=expected())
        writer.publish(progress=progress)
    totals = _read_totals(folder)
    return IngestReport(
        new=outcomes["new"],
        updated=outcomes["updated"],
        unchanged=outcomes["unchanged"],
        duplicates=outcomes["duplicate"],
        rejected=tuple(rejected),
        articles=totals.articles,
        passages=totals.passages,
        statements=totals.statements,
        seconds=time.perf_counter() - began,
    )


def _reject_surrogates(one: Article | Rejected) -> Article | Rejected:
    """Halves of surrogate pairs, which JSON can spell and UTF-8 cannot, would make the whole batch fail."""
    if isinstance(one, Article):
        try:
            words = (one.id, one.title, one.text, one.url or "", one.publisher or "", *one.authors)
            "".join(words).encode("utf-8")
        except UnicodeEncodeError:
            return Rejected(one.url or repr(one.id), "the text holds half a character (a lone surrogate)")
    return one


def _read_totals(folder: Path) -> Totals:
    try:
        catalog = open_catalog(folder)
    except IndexMissing:  # everything was rejected, and nothing was ever published
        return Totals(0, 0, 0)
    try:
        return catalog.snapshot().totals()
    finally:
        catalog.close()
