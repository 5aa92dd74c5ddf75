"""Whether "no record" is said where there is none, and only there."""

from __future__ import annotations

from evals.scorers.case import Case, Part, is_among, speakers_of

FALSE_PREMISE = "false_premise"


def refusal_precision(case: Case) -> Part | None:
    """Of the questions that were refused, those that should have been."""
    return Part(case.should_refuse, 1) if case.refused else None


def refusal_recall(case: Case) -> Part | None:
    """Of the questions that should be refused, those that were."""
    return Part(case.refused, 1) if case.should_refuse else None


def refusal_f1(case: Case) -> Part | None:
    """The harmonic mean of the two, as twice the right ones over all that were or should have been."""
    if not case.refused and not case.should_refuse:
        return None
    return Part(2 * (case.refused and case.should_refuse), case.refused + case.should_refuse)


def false_premise(case: Case) -> Part | None:
    """Of the questions that take for granted what is not so, those whose premise is not played along with."""
    if FALSE_PREMISE not in case.sample.tags or not case.should_refuse:
        return None
    asked = [name for name in case.sample.speakers if name is not None]
    played_along = any(is_among(name, asked) for one in case.answer["statements"] for name in speakers_of(one))
    return Part(case.refused and not played_along, 1)
