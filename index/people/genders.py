"""The gender that a title or a first name shows, which decides what "he" and "Mr." can stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from index.tokenization import fold

Gender = Literal["m", "f"]
OPPOSITE: Mapping[Gender, Gender] = {"m": "f", "f": "m"}

MALE_TITLES = frozenset(
    "mr mr. sir lord king prince father congressman councilman chairman spokesman senator's".split()
)
FEMALE_TITLES = frozenset(
    "mrs mrs. ms ms. miss lady dame queen princess sister congresswoman chairwoman spokeswoman baroness".split()
)


def _read_names(file: str) -> dict[str, frozenset[str]]:
    """Return the names of a data file by section."""
    lines = (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("[")]
    return {
        lines[head].strip("[]"): frozenset(" ".join(lines[head + 1 : end]).split())
        for head, end in zip(heads, [*heads[1:], len(lines)], strict=True)
    }


_COMMON = _read_names("common_first_names.txt")
FIRST_NAMES = _COMMON["m"] | _COMMON["f"]
"""The most common first names in the news: any of these words marks a name as a person's."""


def gender_of_title(title: str) -> Gender | None:
    return "m" if title in MALE_TITLES else "f" if title in FEMALE_TITLES else None


def gender_of(words: Sequence[str], titles: Iterable[str] = ()) -> Gender | None:
    """Return the gender that lowercase titles, or else the first of several name words, show; None if unknown."""
    by_title = next((gender for title in titles if (gender := gender_of_title(title))), None)
    if by_title or len(words) < 2:
        return by_title
    first = fold(words[0]).rstrip(".")
    if len(first) == 1 and len(words) > 2:
        first = fold(words[1])
    if first in _COMMON["unisex"]:
        return None
    if first in FIRST_NAMES:
        return None if first in _COMMON["m"] & _COMMON["f"] else "m" if first in _COMMON["m"] else "f"
    return _rarer_names().get(first)


def may_be_first_name(word: str) -> bool:
    """Whether a folded word is known as a first name; it may be a surname or a common word as well."""
    return word in FIRST_NAMES or word in _COMMON["unisex"] or word in _rarer_names()


@cache
def _rarer_names() -> dict[str, Gender]:
    """Return the gender of some 12,000 first names that nearly always belong to one gender."""
    names = _read_names("first_names.txt")
    women: dict[str, Gender] = dict.fromkeys(names["f"], "f")
    return women | dict.fromkeys(names["m"], "m")
