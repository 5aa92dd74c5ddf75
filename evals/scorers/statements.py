"""Metrics over shown statements and refusals, and over the other people who spoke."""

from __future__ import annotations

from evals.datasets.samples import GoldSpan
from evals.scorers.case import Case, Row, Score, fraction_true, is_named_in, shown_speakers


def statement_recall(case: Case) -> Score | None:
    """Score the supporting places that are shown as said by an allowed speaker."""
    if not _is_eligible(case):
        return None
    statements = () if case.refused else case.answer["statements"]
    shown = [statement for statement in statements if _is_allowed(case, statement)]
    return fraction_true(
        [any(case.covers(gold.article_id, gold.place, row) for row in shown) for gold in _gold_spans(case)]
    )


def statement_precision(case: Case) -> Score | None:
    """Score the shown statements at a supporting place or in a relevant passage."""
    if not _is_eligible(case) or case.refused:
        return None
    return fraction_true([_is_relevant(case, statement) for statement in case.answer["statements"]])


def _is_eligible(case: Case) -> bool:
    return case.sample.status == "answered" and bool(case.sample.speakers) and bool(case.sample.spans)


def _gold_spans(case: Case) -> list[GoldSpan]:
    """Return the supporting places, once for all wire copies of a story."""
    found: list[GoldSpan] = []
    for span in case.sample.spans:
        same_place = [other for other in found if other.place == span.place]
        if not any(case.corpus.same_text(span.article_id, other.article_id) for other in same_place):
            found.append(span)
    return found


def _is_allowed(case: Case, shown: Row) -> bool:
    names = shown_speakers(shown)
    if not names:
        return None in case.sample.speakers
    return any(is_named_in(name, names) for name in case.sample.speakers if name is not None)


def _is_relevant(case: Case, shown: Row) -> bool:
    at_span = any(case.covers(gold.article_id, gold.place, shown) for gold in case.sample.spans)
    return at_span or any(case.finds(relevant, shown) for relevant in case.sample.relevant)


def refusal_precision(case: Case) -> Score | None:
    """Score the refused questions that have no answer."""
    return Score(case.should_refuse, 1) if case.refused else None


def refusal_recall(case: Case) -> Score | None:
    """Score the questions without an answer that were refused."""
    return Score(case.refused, 1) if case.should_refuse else None


def refusal_f1(case: Case) -> Score | None:
    """Score the harmonic mean of both: twice the correct refusals, out of all refused plus all refusable questions."""
    if not case.refused and not case.should_refuse:
        return None
    return Score(2 * (case.refused and case.should_refuse), case.refused + case.should_refuse)


def false_premise(case: Case) -> Score | None:
    """Score the questions with a false premise that are refused without a statement of the person asked about."""
    if "false_premise" not in case.sample.tags or not case.should_refuse:
        return None
    asked = [name for name in case.sample.speakers if name is not None]
    shown = [name for statement in case.answer["statements"] for name in shown_speakers(statement)]
    accepted = any(is_named_in(name, asked) for name in shown)
    return Score(case.refused and not accepted, 1)


def said_by_recall(case: Case) -> Score | None:
    """Score the people who did speak about it and are named with their words."""
    expected = case.sample.said_by
    if not case.should_refuse or not expected:
        return None
    named = case.answer.get("said_by", ()) if case.refused else ()
    quoted = [name for statement in case.answer["statements"] for name in shown_speakers(statement)]
    return fraction_true([is_named_in(name, named) and is_named_in(name, quoted) for name in expected])


def said_by_precision(case: Case) -> Score | None:
    """Score the people named as having spoken about it who did."""
    expected = case.sample.said_by
    if not case.should_refuse or not case.refused or expected is None:
        return None
    return fraction_true([is_named_in(name, expected) for name in case.answer.get("said_by", ())])
