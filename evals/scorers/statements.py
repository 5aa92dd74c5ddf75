"""Recall and precision of the shown statements of the person asked about."""

from __future__ import annotations

from evals.datasets.samples import GoldSpan
from evals.scorers.case import Case, Row, Score, fraction_true, is_named_in, shown_speakers


def statement_recall(case: Case) -> Score | None:
    """Score the supporting places that are shown as said by an allowed speaker."""
    if not _is_eligible(case):
        return None
    shown = [] if case.refused else [one for one in case.answer["statements"] if _is_allowed(case, one)]
    return fraction_true([any(_is_at(case, gold, one) for one in shown) for gold in _gold_spans(case)])


def statement_precision(case: Case) -> Score | None:
    """Score the shown statements at a supporting place or in a relevant passage."""
    if not _is_eligible(case) or case.refused:
        return None
    return fraction_true([_is_relevant(case, one) for one in case.answer["statements"]])


def _is_eligible(case: Case) -> bool:
    return case.sample.status == "answered" and bool(case.sample.speakers) and bool(case.sample.spans)


def _gold_spans(case: Case) -> list[GoldSpan]:
    """Return the supporting places, once for all wire copies of a story."""
    found: list[GoldSpan] = []
    for span in case.sample.spans:
        same_place = [one for one in found if (one.start, one.end) == (span.start, span.end)]
        if not any(case.corpus.same_text(span.article_id, one.article_id) for one in same_place):
            found.append(span)
    return found


def _is_allowed(case: Case, shown: Row) -> bool:
    names = shown_speakers(shown)
    if not names:
        return None in case.sample.speakers
    return any(is_named_in(name, names) for name in case.sample.speakers if name is not None)


def _is_at(case: Case, gold: GoldSpan, shown: Row) -> bool:
    return case.covers(gold.article_id, (gold.start, gold.end), shown)


def _is_relevant(case: Case, shown: Row) -> bool:
    return any(_is_at(case, gold, shown) for gold in case.sample.spans) or any(
        case.covers(one.article_id, case.passage_place(one.article_id, one.passage), shown)
        for one in case.sample.relevant
    )
