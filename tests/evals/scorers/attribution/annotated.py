"""Small invented articles, marked in their own text: what stands in which words is said by the words."""

from __future__ import annotations

from evals.scorers.attribution.annotations import Attribution, GoldArticle, Truth
from index.types import Span, Speaker, Statement

TEXT = (
    "“The dam will hold,” Ada Venn said. “We looked.”\n\n"
    "Piet Rossing told her the gates were rusted shut. The ferry left at nine.\n\n"
    "Mrs. Venn thinks that nobody will pay."
)


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


ARTICLE = GoldArticle(
    "brell",
    TEXT,
    (
        Attribution("A1", (at("“The dam will hold,”"), at("“We looked.”")), (at("Ada Venn"),), (at("said"),)),
        Attribution("A2", (at("the gates were rusted shut"),), (at("Piet Rossing"),), (at("told"),)),
        Attribution("A3", (at("that nobody will pay"),), (at("Mrs. Venn"),), ()),
    ),
    people=("Ada Venn", "Piet Rossing"),
    truths={"A1": Truth("person", "Ada Venn"), "A2": Truth("person", "Piet Rossing"), "A3": Truth("def")},
)


def said(
    *pieces: str, by: str | None = None, source: str | None = None, cue: str | None = "said", kind: str = "person"
) -> Statement:
    """A statement of the article; `by` is credited with it, `source` is the place that is given for them."""
    mention = source or by
    return Statement(
        id="-".join(pieces),
        article_id="brell",
        pieces=tuple(map(at, pieces)),
        kind="direct",
        speaker=Speaker(by, kind) if by else None,  # type: ignore[arg-type]
        source=at(mention) if mention else None,
        cue=at(cue) if cue else None,
    )
