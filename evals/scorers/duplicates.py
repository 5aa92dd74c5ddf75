"""Whether one story is shown once, however many outlets carried it."""

from __future__ import annotations

from evals.scorers.case import Case, Part


def duplicate_inflation(case: Case) -> Part | None:
    """Of the citations, those of a wire copy of an article that is cited already."""
    cited = [one["article_id"] for one in case.answer["citations"]]
    if not cited:
        return None
    again = 0
    for number, article_id in enumerate(cited):
        before = cited[:number]
        again += article_id not in before and any(case.corpus.same_text(article_id, other) for other in before)
    return Part(again, len(cited))
