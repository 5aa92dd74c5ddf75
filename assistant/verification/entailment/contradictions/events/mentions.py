"""Reads the days and months that a sentence names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.understanding.content_words import STOPWORDS
from assistant.understanding.date_expressions import MONTHS, WEEKDAYS
from assistant.understanding.stemming import fold
from assistant.verification.entailment.words import Sentence, Word

_MONTH = "|".join(sorted((name for name in MONTHS), key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH})\b)",
    re.IGNORECASE,
)
_RELATIVE = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


@dataclass(frozen=True, slots=True)
class Mention:
    """A day or a month, as it is written, and the days or months that it can be."""

    kind: Literal["day", "month"]
    days: frozenset[object]
    written: str


def days_and_months(sentence: Sentence, published: date | None) -> list[Mention]:
    """Return the days and months of a sentence. A weekday is the one before the article's day, or the one after it.

    A date is both a day and a month.
    """
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for match in _DATE.finditer(sentence.text):
        month, day = MONTHS[fold(match["month"] or match["month2"])], int(match["day"] or match["day2"])
        found.append(Mention("day", frozenset({(month, day)}), match.group()))
        found.append(Mention("month", frozenset({month}), match.group()))
        taken.append(match.span())
    for word in sentence.words:
        bare = word.folded.removesuffix("'s").removesuffix("s") if word.folded not in WEEKDAYS else word.folded
        if any(first <= word.start < last for first, last in taken) or (
            word.folded in STOPWORDS and word.folded != "may"
        ):
            continue
        if bare in WEEKDAYS and word.written[0].isupper():
            found.append(Mention("day", _weekday(bare, published), word.written))
        elif word.folded in _RELATIVE and published:
            resolved = published + timedelta(days=_RELATIVE[word.folded])
            days = frozenset({(resolved.month, resolved.day), fold(f"{resolved:%A}")})
            found.append(Mention("day", days, word.written))
        elif _is_month(word):
            found.append(Mention("month", frozenset({MONTHS[word.folded]}), word.written))
    return found


def _is_month(word: Word) -> bool:
    """Return whether the word is a month, and not the verb that opens a question: "May we …"."""
    is_written = word.folded in MONTHS and word.written[0].isupper() and len(word.folded) > 2
    return is_written and (word.start > 0 or word.folded != "may")


def _weekday(name: str, published: date | None) -> frozenset[object]:
    days: set[object] = {name}
    if published:
        behind = published - timedelta(days=(published.weekday() - WEEKDAYS[name]) % 7)
        days |= {(one.month, one.day) for one in (behind, behind + timedelta(days=7), behind - timedelta(days=7))}
    return frozenset(days)
