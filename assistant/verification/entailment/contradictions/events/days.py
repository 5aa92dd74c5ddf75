"""Find a weekday, a date or a month that the evidence gives to nothing, or to something else."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.understanding.content_words import STOPWORDS
from assistant.understanding.date_expressions import MONTHS, WEEKDAYS
from assistant.understanding.stemming import fold
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import Sentence

_MONTH = "|".join(sorted((name for name in MONTHS), key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH})\b)",
    re.IGNORECASE,
)
_RELATIVE = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_SAME = 0.6
_DAY_OFFSET = re.compile(
    r"\b(?:day|days|week|weeks|fortnight|month|months)\s+(?:later|earlier|before|after|ago|from)\b|\b(?:next|last|same) (?:day|week|month)\b|\bevening before\b|"
    r"\b(?:weekend|eve|fortnight)\b",
    re.IGNORECASE,
)

_Mention = tuple[str, frozenset[object], str]
"""The kind of a mention (day or month), the days it can be, and its words."""


def find_wrong_day(comparison: Comparison) -> str | None:
    """Return which day of the claim the evidence does not give to the event; None if none is certainly wrong."""
    everywhere = [one for sentence in comparison.evidence for one in _mentions(sentence, comparison.published)]
    around = [one for sentence in comparison.background for one in _mentions(sentence, comparison.published)]
    for part in comparison.propositions:
        for kind, days, written in _mentions(part, comparison.published):
            if kind == "month" and any(letter.isdigit() for letter in written):
                continue
            known = [other for other in everywhere if other[0] == kind and other[1] & days]
            if not known:
                if comparison.background and not _can_be_worked_out(kind, days, comparison, around):
                    return f"{written} is not in the evidence"
                continue
            reason = _find_other_day(part, kind, days, comparison)
            if reason:
                return reason
    return None


def _find_other_day(part: Sentence, kind: str, days: frozenset[object], comparison: Comparison) -> str | None:
    """Return on which day the evidence puts the event, if its closest sentences all name another."""
    rest = Sentence(part.text, tuple(word for word in part.words if word.is_content and not word.folded[0].isdigit()))
    closest = comparison.closest(rest, _SAME)
    named = [[one for one in _mentions(sentence, comparison.published) if one[0] == kind] for sentence in closest]
    if not closest or not all(named):
        return None
    carried: list[_Mention] = []
    for sentence in comparison.evidence:  # a day holds for the next sentences, until they name another
        carried = [one for one in _mentions(sentence, comparison.published) if one[0] == kind] or carried
        if comparison.share(rest, sentence) >= _SAME / 2 and any(one[1] & days for one in carried):
            return None
    return f"the evidence says {named[0][0][2]} of this"


def _can_be_worked_out(
    kind: str, days: frozenset[object], comparison: Comparison, around: list[_Mention]
) -> bool:
    published = comparison.published
    if published and any(_near(day, published) for day in days):
        return True
    if any(other[0] == kind and other[1] & days for other in around):
        return True
    return any(_DAY_OFFSET.search(one.text) for one in (*comparison.evidence, comparison.claim))


def _near(day: object, published: date) -> bool:
    if isinstance(day, date):
        return day == published
    return day in (published.month, (published.month, published.day), fold(f"{published:%A}"))


def _mentions(sentence: Sentence, published: date | None) -> list[_Mention]:
    """Return the days and months of a sentence. A weekday is the one before the article's day, or the one after it."""
    found: list[_Mention] = []
    taken: list[tuple[int, int]] = []
    for match in _DATE.finditer(sentence.text):
        month, day = MONTHS[fold(match["month"] or match["month2"])], int(match["day"] or match["day2"])
        days: set[object] = {(month, day)}
        found.append(("day", frozenset(days), match.group()))
        found.append(("month", frozenset({month}), match.group()))
        taken.append(match.span())
    for word in sentence.words:
        bare = word.folded.removesuffix("'s").removesuffix("s") if word.folded not in WEEKDAYS else word.folded
        if any(first <= word.start < last for first, last in taken) or word.folded in STOPWORDS and word.folded != "may":
            continue
        if bare in WEEKDAYS and word.written[0].isupper():
            found.append(("day", _weekday(bare, published), word.written))
        elif word.folded in _RELATIVE and published:
            resolved = published + timedelta(days=_RELATIVE[word.folded])
            found.append(("day", frozenset({(resolved.month, resolved.day), fold(f"{resolved:%A}")}), word.written))
        elif word.folded in MONTHS and word.written[0].isupper() and len(word.folded) > 2 and not _is_may(word.start, sentence):
            found.append(("month", frozenset({MONTHS[word.folded]}), word.written))
    return found


def _is_may(start: int, sentence: Sentence) -> bool:
    """Return whether a capital is only due to the beginning of the sentence: "May the best win", "March on"."""
    return start == 0


def _weekday(name: str, published: date | None) -> frozenset[object]:
    days: set[object] = {name}
    if published:
        behind = published - timedelta(days=(published.weekday() - WEEKDAYS[name]) % 7)
        days |= {(one.month, one.day) for one in (behind, behind + timedelta(days=7), behind - timedelta(days=7))}
    return frozenset(days)
