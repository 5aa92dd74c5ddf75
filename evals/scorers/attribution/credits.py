"""Wrong mouths: of all that is credited to a person by full name, how much somebody else said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from evals.scorers.attribution.annotations import Attribution, GoldArticle, Truth
from evals.scorers.attribution.spans import percent
from evals.scorers.attribution.tokens import mostly
from evals.scorers.names import is_full_name, same_person, speaks_jointly
from index.types import Statement

Credit = Literal["right", "wrong_person", "wrong_other", "unknown", "nothing_said_there", "unlisted_name"]


def count_credits(article: GoldArticle, statements: Sequence[Statement]) -> Counter[Credit]:
    """What became of each statement that is credited to somebody by full name; none where no speaker was resolved."""
    if not article.truths:
        return Counter()
    return Counter(_credit(article, one, name) for one in statements if (name := credited_name(one)) is not None)


def credit_figures(counts: Counter[Credit]) -> dict[str, Any]:
    """The counts, and the share of wrong mouths among the statements whose truth is known."""
    wrong = counts["wrong_person"] + counts["wrong_other"]
    known = wrong + counts["right"]
    return {"known": known, "wrong_mouth": percent(wrong, known), "counts": dict(counts)}


def credited_name(statement: Statement) -> str | None:
    """The full name that a reader of the statement is shown."""
    speaker = statement.speaker
    shown = speaker is not None and speaker.kind != "unnamed" and is_full_name(speaker.name)
    return speaker.name if speaker is not None and shown else None


def is_by(name: str, attribution: Attribution, truth: Truth, article: GoldArticle) -> bool:
    """The attribution's source is the person of this name, or names them as one of several."""
    if truth.person:
        return same_person(truth.name, name)
    return speaks_jointly(article.words_of(attribution.source), name)


def _credit(article: GoldArticle, statement: Statement, name: str) -> Credit:
    if not any(is_full_name(person) and same_person(name, person) for person in article.people):
        return "unlisted_name"
    words = article.tokens.words(statement.pieces)
    there = [
        (one, article.truth_of(one)) for one in article.attributions if mostly(words, article.tokens.words(one.content))
    ]
    if not there:
        return "nothing_said_there"
    if any(is_by(name, one, truth, article) for one, truth in there):
        return "right"
    if any(truth.open for _, truth in there):
        return "unknown"
    return "wrong_person" if any(truth.person for _, truth in there) else "wrong_other"
