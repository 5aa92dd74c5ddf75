"""Compare numbers and dates by value: "1,200" is "1200", "3 million" is not "3 billion", "Aug. 5" is no "Article 5"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.understanding.content_words import CALENDAR, content_stems, split_clauses, stem
from assistant.understanding.date_expressions import MONTHS
from assistant.understanding.stemming import fold, split_words

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


def find_unsupported_number(claim: str, support: str, published: date | None) -> str | None:
    """Return the first number or date of the claim that the evidence does not contain; None if all are there.

    A number is supported only by a clause that counts the same thing and shares a word with the claim's clause: "12
    killed and 40 injured" does not support "40 killed".
    """
    known_days = days_in(support)
    known = [(number, set(content_stems(clause))) for clause in split_clauses(support) for number in numbers_in(clause)]
    years = {day.year for day in known_days} | {published.year if published else None}
    if published:
        known_days.append(Day(published.month, published.day, published.year))
    for day in days_in(claim):
        if not any(_is_same_day(day, other, years) for other in known_days):
            return f"{day.month}/{day.day}" + (f"/{day.year}" if day.year else "")
    for clause in split_clauses(claim):
        about = {stem(word) for word in split_words(clause) if not word[0].isupper()} & set(content_stems(clause))
        for number in numbers_in(clause):
            if not (number.value in years and not number.unit) and not _is_supported(number, about, known):
                return number.written
    return None


def find_unsupported_day_name(claim: str, support: Sequence[str], published: date | None) -> str | None:
    """Return the first weekday or month of the claim that the evidence uses for something else; None if there is none.

    `support` holds the sentences of the evidence. The ones closest to the claim's clause decide if they name a weekday
    or a month. Otherwise the publication day counts, and any sentence that shares a word with the clause.
    """
    sentences = [(set(content_stems(sentence)), _day_names(sentence)) for sentence in support]
    published_names = _day_names(f"{published:%A %B}") if published else set()
    for clause in split_clauses(claim):
        about = _stems_without_days(clause) or _stems_without_days(claim)
        shared = [(len(about & stems), names) for stems, names in sentences]
        best = max((count for count, _ in shared), default=0)
        for name in _day_names(_DATE.sub(" ", clause)):
            closest = {one for count, names in shared if count == best for one in names if one[0] == name[0]}
            others = published_names.union(*(names for count, names in shared if count))
            if name not in (closest or others):
                return name[1]
    return None


def _stems_without_days(text: str) -> set[str]:
    return set(content_stems(text)) - {stem(word) for word in split_words(text) if fold(word) in CALENDAR}


def _day_names(text: str) -> set[tuple[str, str]]:
    """Return the weekdays and months with their kind. Only capitalised ones: "may" and "march" are verbs."""
    found = set()
    for word in split_words(text):
        folded = fold(word)
        if folded in CALENDAR and word[0].isupper():
            found.add(("month", stem(word)) if folded in MONTHS else ("weekday", folded))
    return found


def _is_same_day(day: Day, other: Day, years: set[int | None]) -> bool:
    if (day.month, day.day) != (other.month, other.day):
        return False
    return day.year is None or day.year == other.year or (other.year is None and day.year in years)


def _is_supported(number: Number, about: set[str], known: list[tuple[Number, set[str]]]) -> bool:
    counted = set(content_stems(number.counted))
    return any(
        other.value == number.value
        and (not number.unit or number.unit == other.unit)
        and counted <= stems
        and (not about or about & stems or number.is_year)
        for other, stems in known
    )


def _value(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        value = Decimal(match["digits"].replace(",", ""))
    else:
        value = Decimal(sum(_SPELLED[word] for word in re.split(r"[- ]", fold(match["spelled"]))))
    return value * _SCALES[fold(match["scale"])] if match["scale"] else value
