"""The passages and statements that retrieval found for a query."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.types.query import Query
from index.types import Article, ArticleStatement, Hit, Span, Statement


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An understood question and its passages, best first."""

    query: Query
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages `[1]` and statements `{S1}` that a composer may use, numbered from 1 by position."""

    hits: tuple[Hit, ...] = ()
    statements: tuple[tuple[Statement, Article], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.hits or self.statements)

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence((*self.hits, *other.hits), (*self.statements, *other.statements))


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence that may answer a question of fact, with the statement that contains it, if any."""

    article: Article
    span: Span
    score: float
    within: ArticleStatement | None = None
    also_carried_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievedEvidence:
    """The evidence for a query, after retrieval decided whether it is enough."""

    said: tuple[ArticleStatement, ...] = ()
    """Statements on the topic by the requested speakers, or by anyone if none was requested. Best first."""
    others: tuple[ArticleStatement, ...] = ()
    """Statements on the topic by other speakers."""
    related: tuple[ArticleStatement, ...] = ()
    """The closest statements of the requested speakers, if none is on the topic."""
    facts: tuple[Fact, ...] = ()
    hits: tuple[Hit, ...] = ()
    around: tuple[ArticleStatement, ...] = ()
    """Every statement of the articles, if requested. A prompt marks them, and verification checks "X said" by them."""
    earlier: Evidence = field(default_factory=Evidence)
    """Citations of earlier answers in the conversation that this question's filters allow."""

    @property
    def article_ids(self) -> set[str]:
        """The ids of the articles of all evidence."""
        spoken = {one.article.id for one in (*self.said, *self.others, *self.related)}
        earlier = {article.id for _, article in self.earlier.statements}
        return spoken | earlier | {hit.article.id for hit in (*self.hits, *self.earlier.hits)}

    def __bool__(self) -> bool:
        return bool(self.hits or self.said or self.others or self.related)

    @property
    def enough(self) -> bool:
        return bool(self.said or self.facts)

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.hits, tuple((one.statement, one.article) for one in (*self.said, *self.others)))
