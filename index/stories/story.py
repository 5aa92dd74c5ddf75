"""One story once: the articles that carry the same story, and which of them speaks for it.

Which texts are alike is in the catalog; all that are, directly or through others, are one story. A passage is left out
only where another article of its story holds it, figures and negations included, so that nothing of weight is hidden.
"""

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
    """An article of a story, with who published it and who else carried its very text."""

    article_id: str
    publisher: str | None
    copied_by: tuple[str, ...]
    day: date | None
    length: int

    @property
    def precedence(self) -> tuple[date, bool, int, str]:
        """What speaks for a story: the earliest, of a day the wire service, then the longest, then by id."""
        return (self.day or date.max, not _WIRE.search(self.publisher or ""), -self.length, self.article_id)


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that are one story in print, the one that speaks for it first."""

    carriers: tuple[Carrier, ...]

    @property
    def id(self) -> str:
        return self.carriers[0].article_id

    def outlets_beside(self, article_id: str, *, which: Callable[[str], bool]) -> tuple[str, ...]:
        """Who else carried what stands in one of the articles: who copied its text, and who is true of `which`."""
        own = next(one for one in self.carriers if one.article_id == article_id)
        names = set(own.copied_by)
        for one in self.carriers:
            if one is not own and which(one.article_id):
                names.update(name for name in (one.publisher, *one.copied_by) if name)
        return tuple(sorted(names - {own.publisher}))


def story_of(carriers: Iterable[Carrier]) -> Story:
    return Story(tuple(sorted(carriers, key=lambda one: one.precedence)))


def independent_outlets(stories: Collection[Story]) -> int:
    """How many outlets reported something themselves: a story counts for the one that speaks for it, an outlet once."""
    return len({story.carriers[0].publisher or story.id for story in {one.id: one for one in stories}.values()})
