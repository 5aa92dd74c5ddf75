"""Misattribution of extracted statements: how many of those credited by full name somebody else said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from evals.scorers.attribution.annotations import Attribution, GoldArticle, SpeakerTruth
from evals.scorers.attribution.spans import percent
from evals.scorers.names import is_full_name, names_jointly, same_person
from index.types import Statement

Credit = Literal["right", "wrong_person", "wrong_other", "unknown", "nothing_said_there", "unlisted_name"]


def count_credits(article: GoldArticle, statements: Sequence[Statement]) -> Counter[Credit]:
    """Return the verdicts on the statements credited by full name; none if the article's speakers are unresolved."""
    if not article.truths:
        return Counter()
    return Counter(
        _judge_credit(article, one, one.speaker.name)
        for one in statements
        if one.speaker is not None and one.speaker.kind != "unnamed" and is_full_name(one.speaker.name)
    )


def summarize_credits(counts: Counter[Credit]) -> dict[str, Any]:
    """Return the counts, and the misattributed share of the statements whose speaker is known, in percent."""
    wrong = counts["wrong_person"] + counts["wrong_other"]
    known = wrong + counts["right"]
    return {"known": known, "wrong_mouth": percent(wrong, known), "counts": dict(counts)}


def is_said_by(name: str, attribution: Attribution, truth: SpeakerTruth, article: GoldArticle) -> bool:
    """Return whether the attribution's source is this person, or names them as one of several."""
    if truth.is_person:
        return same_person(truth.name, name)
    return names_jointly(article.text_of(attribution.source), name)


def _judge_credit(article: GoldArticle, statement: Statement, name: str) -> Credit:
    if not any(is_full_name(person) and same_person(name, person) for person in article.people):
        return "unlisted_name"
    found = article.find_attributions(article.tokens.words(statement.pieces))
    if not found:
        return "nothing_said_there"
    if any(is_said_by(name, one, truth, article) for one, truth in found):
        return "right"
    if any(truth.is_unresolved for _, truth in found):
        return "unknown"
    return "wrong_person" if any(truth.is_person for _, truth in found) else "wrong_other"
