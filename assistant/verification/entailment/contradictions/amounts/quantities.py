"""Reads quantities by value: "1,200" is "1200", "a third" is 1/3, "two dozen" is 24, "3 million" is not "3 billion"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from assistant.understanding.content_words import STOPWORDS
from assistant.understanding.date_expressions import MONTHS
from assistant.understanding.stemming import fold
from assistant.verification.entailment.words import Sentence

Bound = Literal["exact", "about", "most", "below", "least", "above"]
"""How a quantity limits its value: exactly, about, at most ("up to"), below ("nearly"), at least, or above."""

_ONES = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_SPELLED = {**_ONES, **_TENS}
_SCALES = {"dozen": 12, "score": 20, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_SCALES |= {"trillion": 10**12, "k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_PARTS |= {"ninth": 9, "tenth": 10}
_TIMES = {"double": 2, "doubled": 2, "doubling": 2, "twice": 2, "twofold": 2, "triple": 3, "tripled": 3, "trebled": 3}
_TIMES |= {"threefold": 3, "thrice": 3, "quadrupled": 4, "fourfold": 4}
_HALVES = frozenset("halve halved halving halves".split())
_UNITS = {"%": "percent", "percent": "percent", "per cent": "percent", "$": "$", "€": "€", "£": "£", "¥": "¥"}
_UNITS |= {"dollar": "$", "dollars": "$", "euro": "€", "euros": "€", "pound": "£", "pounds": "£", "yen": "¥"}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_RUN = rf"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(list(_ONES)[1:10])})|{'|'.join(_SPELLED)}"
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_DATE = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b(?:{_MONTH})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!:)|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b"
    r"|\b\d{1,2}:\d\d\b(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}(?:\.\d\d)?\s?[ap]\.?m\b\.?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?P<sign>[$€£¥])?\s?(?<![\w.])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}}){{1,5}}(?:\.\d+)?|\d{{1,15}}(?:\.\d{{1,9}})?)(?![\d])|(?P<spelled>{_RUN})\b)"
    rf"(?P<ordinal>st|nd|rd|th)?s?(?:[- ]?(?P<scale>{_SCALE})s?\b)?"
    r"(?:\s+(?P<andhalf>and a half|and a quarter|and three quarters))?"
    r"(?:[\s-]?(?P<unit>%|percent\b|per cent\b|dollars?\b|euros?\b|pounds?\b|yen\b))?",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:(?P<count>an?|one|two|three|four|five|six|seven|eight|nine)[- ]"
    rf"(?P<part>{'|'.join(f'{part}s?' for part in _PARTS if part != 'halves')})\b"
    r"(?!\s+(?:time|day|week|year|person|place|edition))"
    r"|(?P<half>half)\b(?!-|\s+past)|(?P<halved>halved?|halving)\b"
    rf"|(?P<times>{'|'.join(sorted(_TIMES, key=len, reverse=True))})\b"
    rf"|(?P<some>{_RUN}|\d{{1,9}})\s+(?:in|out of)\s+(?:every\s+)?(?P<of>{_RUN}|\d{{1,9}})\b"
    r"|(?P<a>an?|several|many|some|few)\s+(?P<scale>dozen|hundred|thousand|million|billion)\b"
    rf"|(?P<pupils>{_RUN})\s+[a-z]+s\s+in\s+(?P<four>{_RUN})\b)",
    re.IGNORECASE,
)
_WORDS_OF_BOUNDS: dict[Bound, str] = {
    "most": """up_to as_many_as as_much_as at_most at_the_most at_a_maximum no_more_than not_more_than a_maximum_of
    no_later_than within as_high_as as_long_as as_late_as as_far_as as_old_as as_large_as as_big_as capped_at
    a_ceiling_of limit_of limited_to""",
    "below": """nearly almost just_under under below less_than fewer_than close_to approaching not_quite short_of
    well_under""",
    "least": """at_least no_less_than no_fewer_than not_less_than not_fewer_than a_minimum_of as_little_as as_few_as
    minimum""",
    "above": """more_than over above exceed exceeds exceeded exceeding upward_of upwards_of in_excess_of well_over
    just_over a_little_over beyond north_of greater_than""",
    "about": """about around roughly approximately some an_estimated estimated estimated_at circa perhaps maybe probably
    in_the_region_of""",
}
_AFTER_BOUNDS: dict[Bound, str] = {
    "most": "or_less or_fewer or_under at_most at_the_most",
    "least": "or_more or_over or_above at_least at_the_least",
    "about": "or_so or_thereabouts",
}


def _alternatives(phrases: str) -> str:
    return "|".join(one.replace("_", r"\s+") for one in sorted(phrases.split(), key=len, reverse=True))


_DETERMINERS = r"(?:(?:the|an?|some|of|another|these|those)\s+)*"
_HAS_RISEN = "".join(rf"(?<!\b{verb} )" for verb in ("was", "were", "is", "are", "went", "climbed", "rose", "moved"))
"""Cases that "were up to 159" have risen to 159: that is no limit."""
_BEFORE: dict[Bound, re.Pattern[str]] = {
    bound: re.compile(rf"{_HAS_RISEN}\b(?:{_alternatives(words)})\s+{_DETERMINERS}$", re.IGNORECASE)
    for bound, words in _WORDS_OF_BOUNDS.items()
}
_AFTER: dict[Bound, re.Pattern[str]] = {
    bound: re.compile(rf"\s*(?:[a-z]+\s+)?(?:{_alternatives(words)})\b", re.IGNORECASE)
    for bound, words in _AFTER_BOUNDS.items()
}
_TIME = re.compile(r"(?:second|minute|hour|day|night|week|month|year|decade)s?\b", re.IGNORECASE)
_COUNTED = re.compile(r"[\s-]*((?:[^\W\d_]+[\s-]+){0,3}[^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit, how it is limited, and the words after it, which name what is counted."""

    value: Fraction
    unit: str
    bound: Bound
    written: str
    start: int
    end: int
    following: str
    is_part: bool = False
    """A fraction, a percentage or a multiple, which says something of a whole."""
    is_vague: bool = False
    """"Dozens", "a few hundred": no value of its own."""

    @property
    def is_year(self) -> bool:
        return not self.unit and re.fullmatch(r"(?:1[5-9]|20)\d\d", self.written) is not None


def quantities_in(sentence: Sentence) -> tuple[Quantity, ...]:
    """Return the quantities of a sentence outside its dates and clock times. "One" alone is a pronoun."""
    return _read(sentence.text)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Quantity, ...]:
    text = _DATE.sub(lambda match: "\x00" * len(match.group()), text)
    found: list[Quantity] = []
    for match in _PART.finditer(text):
        value = _part_value(match)
        if value is not None and not (match["part"] and _is_ordinal(match)):
            found.append(_quantity(text, match, value, "", is_part=match["a"] is None, is_vague=match["a"] is not None))
    taken = [(one.start, one.end) for one in found]
    for match in _NUMBER.finditer(text):
        start, end = match.start() + len(match.group()) - len(match.group().lstrip()), match.end()
        if any(first < end and start < last for first, last in taken):
            continue
        if (fold(match["spelled"] or "") == "one" and not match["scale"]) or match["ordinal"]:
            continue
        unit = _UNITS.get(match["sign"] or fold(match["unit"] or ""), "")
        value = _value(match)
        value = value / 100 if unit == "percent" else value
        found.append(_quantity(text, match, value, unit, is_part=unit == "percent"))
    return tuple(sorted(found, key=lambda one: one.start))


def _is_ordinal(match: re.Match[str]) -> bool:
    """Return whether "a fifth" counts what follows: "a fifth whale"."""
    following = _COUNTED.match(match.string, match.end())
    is_one = fold(match["count"]) in ("a", "an") and fold(match["part"]) not in ("half", "quarter")
    return is_one and following is not None and fold(following.group(1).split()[0]) not in STOPWORDS


def _quantity(
    text: str, match: re.Match[str], value: Fraction, unit: str, *, is_part: bool = False, is_vague: bool = False
) -> Quantity:
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    before, after = text[max(0, start - 40) : start], text[match.end() : match.end() + 40]
    following = _COUNTED.match(text, match.end(), match.end() + 80)
    words = following.group(1) if following else ""
    if _TIME.match(words):  # "over three years" and "within two days" limit the time, not the number
        before = re.sub(r"\b(?:over|within|under|in|for)\s+(?:the\s+)?(?:last\s+|past\s+|next\s+)?$", "", before)
    return Quantity(
        value, unit, _bound(before, after), match.group().strip(), start, match.end(), words, is_part, is_vague
    )


def _bound(before: str, after: str) -> Bound:
    found: list[Bound] = [bound for bound, pattern in _BEFORE.items() if pattern.search(before)]
    found += [bound for bound, pattern in _AFTER.items() if pattern.match(after)]
    return found[0] if found else "exact"


def _value(match: re.Match[str]) -> Fraction:
    if match["digits"]:
        value = Fraction(match["digits"].replace(",", ""))
    else:
        value = Fraction(sum(_SPELLED[word] for word in re.split(r"[- ]", fold(match["spelled"]))))
    if match["andhalf"]:
        ending = fold(match["andhalf"])
        value += Fraction(1, 2) if "half" in ending else Fraction(3 if "three" in ending else 1, 4)
    return value * _SCALES[fold(match["scale"])] if match["scale"] else value


def _part_value(match: re.Match[str]) -> Fraction | None:
    found = {key: fold(text) for key, text in match.groupdict().items() if text}
    if "count" in found:
        count = 1 if found["count"] in ("a", "an") else _SPELLED[found["count"]]
        return Fraction(count, _PARTS[found["part"].removesuffix("s")])
    if "half" in found or "halved" in found:
        return Fraction(1, 2)
    if "times" in found:
        return Fraction(_TIMES.get(found["times"], 2))
    if "some" in found or "pupils" in found:
        some, of = (_count(found[key]) for key in (("some", "of") if "some" in found else ("pupils", "four")))
        return Fraction(some, of) if 0 < some <= of else None
    return Fraction(_SCALES[found["scale"]])


def _count(words: str) -> int:
    return int(words[:9]) if words.isdigit() else sum(_SPELLED[word] for word in re.split(r"[- ]", words))
