"""What is done with the text of an article on its way into an index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.ports import Embedder, TokenCounter, Vectors
from index.storage.catalog.staging import ExtractedArticle, ProcessedArticle
from index.tokenization import split_sentences
from index.types import Article, Passage, Span, Statement

Split = Callable[[Article, TokenCounter], tuple[Passage, ...]]
FindStatements = Callable[[Article], tuple[Statement, ...]]


@dataclass(frozen=True, slots=True)
class Stages:
    """Each stage is given by its own room."""

    split: Split
    find_statements: FindStatements
    embedder: Embedder
    counter: TokenCounter

    def read(self, article: Article) -> ExtractedArticle:
        """The passages and statements of one article."""
        passages, statements = self.split(article, self.counter), self.find_statements(article)
        return ExtractedArticle(passages, statements, find_contexts(article, statements))

    def embed(self, texts: Sequence[tuple[Article, Passage]]) -> Vectors:
        """One vector a passage, all of them asked for in one call."""
        return self.embedder.embed([passage.span.of(article.text) for article, passage in texts])

    def find(self, articles: Sequence[Article]) -> list[ProcessedArticle]:
        """Passages with their vectors, and statements, of each article; all passages are embedded in one call."""
        # One article after the other: its passages are cut around its statements, which are kept for a moment only.
        read = [self.read(article) for article in articles]
        vectors = self.embed([(a, p) for a, reading in zip(articles, read, strict=True) for p in reading.passages])
        found, start = [], 0
        for reading in read:
            end = start + len(reading.passages)
            found.append(ProcessedArticle(reading, vectors[start:end]))
            start = end
        return found


def find_contexts(article: Article, statements: Sequence[Statement]) -> tuple[Span, ...]:
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
