"""Numbers and dates as values: "1,200" is "1200", "3 million" is not "3 billion", "Aug. 5" is not "Article 5"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.understanding.content_words import CALENDAR, MONTHS, content_stems, split_clauses, stem
from assistant.understanding.stemming import fold, words_of

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)\b"
    rf"|\b(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b)?"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH})\b\.?(?:,?\s+(?P<year2>(?:1[5-9]|20)\d\d)\b)?",
    re.IGNORECASE,
)
_ONES = dict(
    zip(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split(),
        range(20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_SPELLED = {**_ONES, **_TENS, "dozen": 12}
_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "bn": 10**9,
    "tn": 10**12,
}
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
    """A value with its unit, and the word after it: what is counted."""

    value: Decimal
    unit: str
    counted: str
    written: str

    @property
    def is_year(self) -> bool:
        """A year belongs to the whole sentence and not to what stands beside it."""
        return not self.unit and not self.counted and re.fullmatch(r"(?:1[5-9]|20)\d\d", self.written) is not None


def days_in(text: str) -> list[Day]:
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
    """The numbers of a text outside its dates. A lone "one" is a pronoun."""
    without_dates = _DATE.sub(lambda match: " " * len(match.group()), text)
    found = []
    for match in _NUMBER.finditer(without_dates):
        if fold(match["spelled"] or "") == "one" and not match["scale"]:
            continue
        after = _NEXT_WORD.match(without_dates, match.end())
        unit = _UNITS.get(match["sign"] or fold(match["unit"] or ""), "")
        counted = fold(after.group(1)) if after else ""
        found.append(Number(_value(match), unit, counted, match.group().strip()))
    return found


def unsupported_number(claim: str, support: str, published: date | None) -> str | None:
    """A number or date of the claim, as written, that its evidence does not give; None if all stand there.

    A number stands only where the evidence's clause counts the same thing and shares a word with the claim's: "40
    killed" is not borne out by "12 killed and 40 injured".
    """
    known_days = days_in(support)
    known = [(number, set(content_stems(clause))) for clause in split_clauses(support) for number in numbers_in(clause)]
    years = {day.year for day in known_days} | {published.year if published else None}
    if published:
        known_days.append(Day(published.month, published.day, published.year))
    for day in days_in(claim):
        if not any(_same_day(day, other, years) for other in known_days):
            return f"{day.month}/{day.day}" + (f"/{day.year}" if day.year else "")
    for clause in split_clauses(claim):
        about = {stem(word) for word in words_of(clause) if not word[0].isupper()} & set(content_stems(clause))
        for number in numbers_in(clause):
            if not (number.value in years and not number.unit) and not _stands(number, about, known):
                return number.written
    return None


def unsupported_name_of_a_day(claim: str, support: Sequence[str], published: date | None) -> str | None:
    """A weekday or month of the claim, as written, that the evidence gives to something else; None if all stand.

    `support` are the evidence's sentences. The ones that share most with the claim's clause decide, if they tell a day
    of that kind; else any that shares a word with it, or the day of publication.
    """
    told = [(set(content_stems(sentence)), _day_names(sentence)) for sentence in support]
    of_publication = _day_names(f"{published:%A %B}") if published else set()
    for clause in split_clauses(claim):
        about = _about(clause) or _about(claim)
        shared = [(len(about & words), names) for words, names in told]
        most = max((count for count, _ in shared), default=0)
        for name in _day_names(_DATE.sub(" ", clause)):
            nearest = {one for count, names in shared if count == most for one in names if one[0] == name[0]}
            others = of_publication.union(*(names for count, names in shared if count))
            if name not in (nearest or others):
                return name[1]
    return None


def _about(text: str) -> set[str]:
    days = {stem(word) for word in words_of(text) if fold(word) in CALENDAR}
    return set(content_stems(text)) - days


def _day_names(text: str) -> set[tuple[str, str]]:
    """Weekdays and months, with which of the two each is. "May" and "March" are verbs too: only with a capital."""
    found = set()
    for word in words_of(text):
        folded = fold(word)
        if folded in CALENDAR and word[0].isupper():
            found.add(("month", stem(word)) if folded in MONTHS else ("weekday", folded))
    return found


def _same_day(day: Day, other: Day, years: set[int | None]) -> bool:
    if (day.month, day.day) != (other.month, other.day):
        return False
    return day.year is None or day.year == other.year or (other.year is None and day.year in years)


def _stands(number: Number, about: set[str], known: list[tuple[Number, set[str]]]) -> bool:
    counted = set(content_stems(number.counted))
    return any(
        one.value == number.value
        and (not number.unit or number.unit == one.unit)
        and counted <= words
        and (not about or about & words or number.is_year)
        for one, words in known
    )


def _value(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        value = Decimal(match["digits"].replace(",", ""))
    else:
        value = Decimal(sum(_SPELLED[word] for word in re.split(r"[- ]", fold(match["spelled"]))))
    return value * _SCALES[fold(match["scale"])] if match["scale"] else value
