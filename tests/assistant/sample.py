"""A short article about invented people, with its statements marked by hand, for tests of the assistant's rooms."""

from __future__ import annotations

from datetime import date

from index.reading.identifiers import statement_id
from index.types import Article, ArticleStatement, Commitment, Span, Speaker, Statement, StatementKind

TEXT = (
    "“The dam will hold,” Ilse Marrant told the Kestrel Post on Monday. “We checked every gate.”\n\n"
    "Tomas Oduya denied that the gates were rusted. A senior official said the repairs were late.\n\n"
    "The dam at Brell was built in 1931."
)
ARTICLE = Article(
    id="dam",
    title="Brell dam will hold, engineer says",
    text=TEXT,
    url="https://kestrel.example/dam",
    publisher="Kestrel Post",
    published=date(2025, 3, 4),
)


def span(words: str, article: Article = ARTICLE) -> Span:
    """Where the words stand in the article."""
    start = article.text.index(words)
    return Span(start, start + len(words))


def statement(
    *pieces: str,
    speaker: Speaker | None,
    source: str,
    cue: str,
    kind: StatementKind = "direct",
    commitment: Commitment = "asserted",
) -> ArticleStatement:
    spans = tuple(span(piece) for piece in pieces)
    found = Statement(
        statement_id(ARTICLE, spans), ARTICLE.id, spans, kind, speaker, span(source), span(cue), commitment=commitment
    )
    return ArticleStatement(found, ARTICLE)


MARRANT = statement(
    "“The dam will hold,”",
    "“We checked every gate.”",
    speaker=Speaker("Ilse Marrant"),
    source="Ilse Marrant",
    cue="told",
)
ODUYA = statement(
    "that the gates were rusted",
    speaker=Speaker("Tomas Oduya"),
    source="Tomas Oduya",
    cue="denied",
    kind="indirect",
    commitment="denied",
)
OFFICIAL = statement(
    "the repairs were late",
    speaker=Speaker("A senior official", "unnamed"),
    source="A senior official",
    cue="said",
    kind="indirect",
)
