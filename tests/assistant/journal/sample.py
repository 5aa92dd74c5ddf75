"""A complete answer about an invented dam, for journal tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.types import (
    Answer,
    Citation,
    Dropped,
    ImpliedFilter,
    Query,
    Receipt,
    RewrittenQuestion,
    ShownStatement,
    StageSeconds,
    Usage,
)
from index.types import Article, Coverage, Period, Scope
from tests.assistant.sample import ARTICLE, MARRANT, ODUYA, span


def receipt(question: str) -> Receipt:
    """Return a receipt with every field set."""
    scope = Scope(Period(date(2025, 3, 1), None), "Kestrel Post", None)
    understood = (ImpliedFilter("period", "2025-03-01", "since March", inherited=True),)
    query = Query(question, "statement", ("Ilse Marrant",), (), "dam", ("the dam",), scope, understood=understood)
    return Receipt(
        composer="gpt-test",
        coverage=Coverage(2, date(2025, 3, 4), date(2025, 3, 9)),
        query=query,
        degraded="it broke off",
        dropped=(Dropped("The dam will burst.", "nothing bears it out"),),
        independent_outlets=1,
        usage=Usage(1, 100, 20, 3, 4, estimated=True),
        cost_usd=0.25,
        seconds=StageSeconds(0.1, 0.2, 0.3, 0.6),
        prompt="answer@1#00000000",
        vectors=("static",),
        rewritten=RewrittenQuestion("What did Marrant say of the dam?", "rewrite@1#0"),
        cached=True,
    )


def answer(question: str = "What did Marrant say?", *, article: Article = ARTICLE) -> Answer:
    """Return an answer with two cited statements."""
    marrant, oduya = span("“The dam will hold,”", article), span("that the gates were rusted", article)
    return Answer(
        question=question,
        status="answered",
        text="Ilse Marrant said: “The dam will hold,” [1]\n\nTomas Oduya denied that the gates were rusted [2]",
        receipt=receipt(question),
        statements=(
            ShownStatement(replace(MARRANT.statement, article_id=article.id), article, marrant, 1),
            ShownStatement(replace(ODUYA.statement, article_id=article.id), article, oduya, 2, "ellipsis"),
        ),
        citations=(Citation(1, article, marrant, ("Brell Courier",)), Citation(2, article, oduya)),
        said_by=("Ilse Marrant",),
    )
