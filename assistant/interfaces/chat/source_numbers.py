"""The numbers of sources: one for a place of an article, the same throughout a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.types import MARKER, Answer, Citation
from index.types import Article, Span


class Sources:
    """Numbers the places that a conversation cites, in the order in which they are first shown."""

    def __init__(self) -> None:
        self._numbered: dict[tuple[Article, Span], Citation] = {}

    def __len__(self) -> int:
        return len(self._numbered)

    def number(self, citation: Citation) -> int:
        """The conversation's number for a place. Another version of an article is another place."""
        key = (citation.article, citation.span)
        if key not in self._numbered:
            self._numbered[key] = replace(citation, marker=len(self._numbered) + 1)
        return self._numbered[key].marker

    def get(self, number: int) -> Citation | None:
        """What a number stands for; its `marker` is that number."""
        found = list(self._numbered.values())
        return found[number - 1] if 1 <= number <= len(found) else None

    def listed(self) -> list[tuple[int, str]]:
        """Every number with its article's title."""
        return [(one.marker, one.article.title) for one in self._numbered.values()]

    def take(self, citations: Iterable[Citation]) -> tuple[Mapping[int, int], tuple[Citation, ...]]:
        """Which number each of an answer's own markers has, and those of its sources that are new."""
        before = len(self._numbered)
        numbers = {citation.marker: self.number(citation) for citation in citations}
        return numbers, tuple(self._numbered.values())[before:]


def renumbered(text: str, numbers: Mapping[int, int]) -> str:
    """The text with the conversation's numbers in the place of the answer's own."""
    return MARKER.sub(lambda found: f"[{numbers[int(found[1])]}]", text)


def in_conversation(answer: Answer, numbers: Mapping[int, int]) -> Answer:
    """The answer with the conversation's numbers throughout."""
    return replace(
        answer,
        text=renumbered(answer.text, numbers),
        citations=tuple(replace(one, marker=numbers[one.marker]) for one in answer.citations),
        statements=tuple(replace(one, marker=numbers[one.marker]) for one in answer.statements),
        related=tuple(replace(one, marker=numbers[one.marker]) for one in answer.related),
    )
