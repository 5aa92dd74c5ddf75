"""Metrics over refusals: "no record" where there is none and only there, with the people who did speak."""

from __future__ import annotations

from evals.scorers.case import Case, Score, fraction_true, is_named_in, shown_speakers


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
    accepted = any(is_named_in(name, asked) for one in case.answer["statements"] for name in shown_speakers(one))
    return Score(case.refused and not accepted, 1)


def said_by_recall(case: Case) -> Score | None:
    """Score the people who did speak about it and are named with their words."""
    expected = case.sample.said_by
    if not case.should_refuse or not expected:
        return None
    named = case.answer.get("said_by", ()) if case.refused else ()
    quoted = [name for one in case.answer["statements"] for name in shown_speakers(one)]
    return fraction_true([is_named_in(name, named) and is_named_in(name, quoted) for name in expected])


def said_by_precision(case: Case) -> Score | None:
    """Score the people named as having spoken about it who did."""
    expected = case.sample.said_by
    if not case.should_refuse or not case.refused or expected is None:
        return None
    return fraction_true([is_named_in(name, expected) for name in case.answer.get("said_by", ())])
