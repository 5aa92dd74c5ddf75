"""A small invented article with annotations that are given by their words."""

from __future__ import annotations

from evals.scorers.attribution.annotations import Attribution, GoldArticle, SpeakerTruth
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
    truths={
        "A1": SpeakerTruth("person", "Ada Venn"),
        "A2": SpeakerTruth("person", "Piet Rossing"),
        "A3": SpeakerTruth("def"),
    },
)


def said(
    *pieces: str, by: str | None = None, source: str | None = None, cue: str | None = "said", kind: str = "person"
) -> Statement:
    """Return a statement of the article credited to `by`, with the words of its source."""
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
