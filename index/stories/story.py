"""Story groups: the articles that carry one story, and the lead article that represents it. The catalog stores which
texts are near duplicates; a story group is a connected component of them. Search drops a passage only if another
article of the group has it with the same figures and negations."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

_WIRE = re.compile(
    r"\b(?:AP|Associated Press|Reuters|AFP|Agence France-Presse|UPI|United Press International|dpa|EFE|ANSA|Kyodo"
    r"|Xinhua|TASS|Interfax|PA Media|Press Association|Press Trust of India|PTI|Yonhap|Canadian Press|wire)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article of a story group. `copied_by` are the other publishers of exactly the same text."""

    article_id: str
    publisher: str | None
    copied_by: tuple[str, ...]
    day: date | None
    length: int

    @property
    def precedence(self) -> tuple[date, bool, int, str]:
        """The sort key of the lead article: earliest day, then wire services, then longest text, then id."""
        return (self.day or date.max, not _WIRE.search(self.publisher or ""), -self.length, self.article_id)


@dataclass(frozen=True, slots=True)
class Story:
    """A story group, lead article first."""

    carriers: tuple[Carrier, ...]

    @property
    def id(self) -> str:
        return self.carriers[0].article_id

    def outlets_beside(self, article_id: str, *, which: Callable[[str], bool]) -> tuple[str, ...]:
        """Return the other publishers of an article's content, by name. These are the publishers of its exact text, and
        of the other articles for which `which` is true."""
        own = next(one for one in self.carriers if one.article_id == article_id)
        names = set(own.copied_by)
        for one in self.carriers:
            if one is not own and which(one.article_id):
                names.update(name for name in (one.publisher, *one.copied_by) if name)
        return tuple(sorted(names - {own.publisher}))


def build_story(carriers: Iterable[Carrier]) -> Story:
    return Story(tuple(sorted(carriers, key=lambda one: one.precedence)))


def count_independent_outlets(stories: Collection[Story]) -> int:
    """Count the outlets that reported independently: the distinct publishers of the lead articles."""
    return len({story.carriers[0].publisher or story.id for story in {one.id: one for one in stories}.values()})
