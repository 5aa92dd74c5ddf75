"""Metrics over shown words: verbatim quotations, expected words and duplicate citations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.datasets.samples import normalize_text
from evals.scorers.case import Case, Score, fraction_true

_QUOTATION = re.compile(r"“((?:[^“”]|“[^“”]*”)*)”")
_MIN_QUOTATION_WORDS = 4
"""A shorter one may be a term that the question is about."""


def verbatim(case: Case) -> Score | None:
    """Score the quotations, in rows and in the text, that are in their article character by character."""
    cited = {citation["article_id"] for citation in case.answer["citations"]}
    texts = [" ".join(case.corpus.texts.get(article_id, "").split()) for article_id in cited]
    in_prose = [any(" ".join(quote.split()) in text for text in texts) for quote in _prose_quotations(case)]
    return fraction_true([*map(case.is_verbatim, case.places), *in_prose])


def correctness(case: Case) -> Score | None:
    """Score 1 if the answer shows the words that every correct answer shows."""
    if case.sample.status != "answered" or not (case.sample.quotes or case.sample.mentions):
        return None
    return Score(not case.missing_words() and not case.refused, 1)


def duplicate_inflation(case: Case) -> Score | None:
    """Score the citations of a wire copy of an article that is cited before."""
    cited = [citation["article_id"] for citation in case.answer["citations"]]
    return fraction_true(
        [
            article_id not in cited[:number]
            and any(case.corpus.same_text(article_id, other) for other in cited[:number])
            for number, article_id in enumerate(cited)
        ]
    )


def _prose_quotations(case: Case) -> Iterator[str]:
    """Yield the quotations of the text that are long enough to be speech and not repeated from the question."""
    question = normalize_text(case.answer["question"])
    for words in _QUOTATION.findall(case.answer["text"]):
        for piece in words.split(" … "):
            if len(piece.split()) >= _MIN_QUOTATION_WORDS and normalize_text(piece) not in question:
                yield piece
