"""Articles in: each is identified, and what is new is split, read for statements, embedded, staged and published."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.catalog import Totals, open_catalog
from index.catalog.staging import Found, Outcome
from index.errors import IndexMissing
from index.ports import Embedder, Progress, TokenCounter
from index.publish import open_writer
from index.sentences import split_sentences
from index.types import Article, IngestReport, Passage, Rejected, Span, Statement

BATCH = 64
"""Articles in one commit: what a killed ingest has to do again is at most this."""

Split = Callable[[Article, TokenCounter], tuple[Passage, ...]]
FindStatements = Callable[[Article], tuple[Statement, ...]]


@dataclass(frozen=True, slots=True)
class _Stages:
    """What is done with the text of an article, each stage given by its own room."""

    split: Split
    find_statements: FindStatements
    embedder: Embedder
    counter: TokenCounter

    def find(self, articles: Sequence[Article]) -> list[Found]:
        """Passages with their vectors, and statements, of each article; all passages are embedded in one call."""
        # One article after the other: its passages are cut around its statements, which are kept for a moment only.
        read = [(self.split(article, self.counter), self.find_statements(article)) for article in articles]
        texts = [p.span.of(a.text) for a, (passages, _) in zip(articles, read, strict=True) for p in passages]
        vectors = self.embedder.embed(texts)
        found, start = [], 0
        for article, (passages, statements) in zip(articles, read, strict=True):
            end = start + len(passages)
            found.append(Found(passages, vectors[start:end], statements, contexts_of(article, statements)))
            start = end
        return found


def ingest(  # noqa: PLR0913  one argument a stage, all of them by name
    folder: Path,
    read: Iterable[Article | Rejected],
    *,
    embedder: Embedder,
    counter: TokenCounter,
    split: Split,
    find_statements: FindStatements,
    rules: Mapping[str, str],
    progress: Progress,
    expected: Callable[[], int | None] = lambda: None,
) -> IngestReport:
    """Reads everything into the index in `folder` and publishes it as one generation.

    `expected` tells the progress how many articles there will be, as far as that can be judged while reading.

    Interrupted at any point, it leaves the index as it was, and what was done is not done again by the next ingest.
    """
    began = time.perf_counter()
    stages = _Stages(split, find_statements, embedder, counter)
    outcomes: Counter[Outcome] = Counter()
    rejected: list[Rejected] = []
    with open_writer(folder, embedder=embedder, rules=rules) as writer:
        inputs, done = iter(read), 0
        while batch := list(islice(inputs, BATCH)):
            judged = [_storable(one) for one in batch]
            rejected += [one for one in judged if isinstance(one, Rejected)]
            articles = [one for one in judged if isinstance(one, Article)]
            outcomes.update(writer.stage(articles, find=stages.find))
            done += len(batch)
            progress.advance("articles", done=done, total=expected())
        writer.publish(progress=progress)
    totals = _totals(folder)
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


def contexts_of(article: Article, statements: Sequence[Statement]) -> tuple[Span, ...]:
    """For each statement the whole sentences that hold its content, its cue and the mention of its speaker."""
    if not statements:
        return ()
    sentences = split_sentences(article.text)
    return tuple(_context(statement, sentences) for statement in statements)


def _context(statement: Statement, sentences: Sequence[Span]) -> Span:
    parts = [part for part in (*statement.pieces, statement.source, statement.cue) if part is not None]
    whole = Span(min(part.start for part in parts), max(part.end for part in parts))
    touched = [sentence for sentence in sentences if sentence.overlap(whole)]
    return Span(min(whole.start, *(s.start for s in touched)), max(whole.end, *(s.end for s in touched)))


def _storable(one: Article | Rejected) -> Article | Rejected:
    """Halves of surrogate pairs, which JSON can spell and UTF-8 cannot, would make the whole batch fail."""
    if isinstance(one, Article):
        try:
            words = (one.id, one.title, one.text, one.url or "", one.publisher or "", *one.authors)
            "".join(words).encode("utf-8")
        except UnicodeEncodeError:
            return Rejected(one.url or repr(one.id), "the text holds half a character (a lone surrogate)")
    return one


def _totals(folder: Path) -> Totals:
    try:
        catalog = open_catalog(folder)
    except IndexMissing:  # everything was rejected, and nothing was ever published
        return Totals(0, 0, 0)
    try:
        return catalog.snapshot().totals()
    finally:
        catalog.close()
