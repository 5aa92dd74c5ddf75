"""Compare numbers and dates by value: "1,200" is "1200", "3 million" is not "3 billion", "Aug. 5" is no "Article 5"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.understanding.date_expressions import MONTHS
from assistant.understanding.stemming import fold

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)\b"
    rf"|\b(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b)?"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH})\b\.?(?:,?\s+(?P<year2>(?:1[5-9]|20)\d\d)\b)?",
    re.IGNORECASE,
)
_ONES = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_SPELLED = {**_ONES, **_TENS, "dozen": 12}
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES |= {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_UNITS = {"%": "percent", "percent": "percent", "per cent": "percent", "$": "$", "€": "€", "£": "£", "¥": "¥"}
_UNITS |= {"dollar": "$", "dollars": "$", "euro": "€", "euros": "€", "pound": "£", "pounds": "£", "yen": "¥"}
_SPELLED_RUN = rf"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(list(_ONES)[1:10])})|{'|'.join(_SPELLED)}"
_NUMBER = re.compile(
    rf"(?P<sign>[$€£¥])?\s?(?<![\w.])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<spelled>{_SPELLED_RUN})\b)"
    rf"(?:st|nd|rd|th|s)?"
    rf"(?:[ -]?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})s?\b)?"
    rf"(?:\s?(?P<unit>%|percent\b|per cent\b|dollars?\b|euros?\b|pounds?\b|yen\b))?",
    re.IGNORECASE,
)
_NEXT_WORD = re.compile(r"[\s-]*([^\W\d_]{3,})")


@dataclass(frozen=True, slots=True)
class Day:
    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A value with its unit and the word after it, which names what is counted."""

    value: Decimal
    unit: str
    counted: str
    written: str

    @property
    def is_year(self) -> bool:
        """A year refers to the whole sentence, and not only to the words beside it."""
        return not self.unit and not self.counted and re.fullmatch(r"(?:1[5-9]|20)\d\d", self.written) is not None


def days_in(text: str) -> list[Day]:
    """Return the dates of a text."""
    found = []
    for match in _DATE.finditer(text):
        if match["iso"]:
            year, month, day = map(int, match["iso"].split("-"))
            found.append(Day(month, day, year))
        else:
            month_name, day_text = match["month"] or match["month2"], match["day"] or match["day2"]
            year_text = match["year"] or match["year2"]
            found.append(Day(MONTHS[fold(month_name)], int(day_text), int(year_text) if year_text else None))
    return found


def numbers_in(text: str) -> list[Number]:
    """Return the numbers of a text outside its dates. "One" alone is a pronoun."""
    without_dates = _DATE.sub(lambda match: " " * len(match.group()), text)
    found = []
    for match in _NUMBER.finditer(without_dates):
        if fold(match["spelled"] or "") == "one" and not match["scale"]:
            continue
        next_word = _NEXT_WORD.match(without_dates, match.end())
        unit = _UNITS.get(match["sign"] or fold(match["unit"] or ""), "")
        counted = fold(next_word.group(1)) if next_word else ""
        found.append(Number(_value(match), unit, counted, match.group().strip()))
    return found


def _value(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        value = Decimal(match["digits"].replace(",", ""))
    else:
        value = Decimal(sum(_SPELLED[word] for word in re.split(r"[- ]", fold(match["spelled"]))))
    return value * _SCALES[fold(match["scale"])] if match["scale"] else value
