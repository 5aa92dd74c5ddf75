"""The processing stages of an article's text, and the versions of the rules behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.ingest.passages import PASSAGE_RULES
from index.ports import Embedder, TokenCounter, Vectors
from index.reading.cleaning import CLEAN_RULES
from index.statements import STATEMENT_RULES
from index.storage.catalog.staging import ExtractedArticle, ProcessedArticle
from index.stories.near_duplicates import WORDING_RULES
from index.tokenization import split_sentences
from index.types import Article, Passage, Span, Statement

Split = Callable[[Article, TokenCounter], tuple[Passage, ...]]
FindStatements = Callable[[Article], tuple[Statement, ...]]


def current_rules() -> dict[str, str]:
    """Return the current rule versions, which the index records."""
    return {"clean": CLEAN_RULES, "passages": PASSAGE_RULES, "statements": STATEMENT_RULES, "wording": WORDING_RULES}


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages from an article to its passages, statements and vectors."""

    split: Split
    find_statements: FindStatements
    embedder: Embedder
    counter: TokenCounter

    def extract(self, article: Article) -> ExtractedArticle:
        """Return the passages and statements of an article."""
        passages, statements = self.split(article, self.counter), self.find_statements(article)
        return ExtractedArticle(passages, statements, find_contexts(article, statements))

    def embed(self, texts: Sequence[tuple[Article, Passage]]) -> Vectors:
        """Return one vector a passage, from one call of the embedder."""
        return self.embedder.embed([passage.span.of(article.text) for article, passage in texts])

    def process(self, articles: Sequence[Article]) -> list[ProcessedArticle]:
        """Return passages, vectors and statements of each article. Embeds all passages in one call."""
        # One article at a time: splitting needs its statements, which the engine caches only briefly.
        extracted = [self.extract(article) for article in articles]
        vectors = self.embed([(a, p) for a, found in zip(articles, extracted, strict=True) for p in found.passages])
        processed, end = [], 0
        for found in extracted:
            start, end = end, end + len(found.passages)
            processed.append(ProcessedArticle(found, vectors[start:end]))
        return processed


def find_contexts(article: Article, statements: Sequence[Statement]) -> tuple[Span, ...]:
    """Return for each statement the whole sentences with its content, its cue and the mention of its speaker."""
    if not statements:
        return ()
    sentences = split_sentences(article.text)
    return tuple(_context(statement, sentences) for statement in statements)


def _context(statement: Statement, sentences: Sequence[Span]) -> Span:
    parts = [part for part in (*statement.pieces, statement.source, statement.cue) if part is not None]
    whole = Span(min(part.start for part in parts), max(part.end for part in parts))
    touched = [sentence for sentence in sentences if sentence.overlap(whole)]
    return Span(min(whole.start, *(s.start for s in touched)), max(whole.end, *(s.end for s in touched)))
