"""Source numbers: each cited passage keeps one number throughout a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.types.types import MARKER, Citation
from index.types import Article, Span


class SourceNumbers:
    """Numbers the passages that a conversation cites, in the order they are first shown."""

    def __init__(self) -> None:
        self._numbered: dict[tuple[Article, Span], Citation] = {}

    def __len__(self) -> int:
        return len(self._numbered)

    def number_of(self, citation: Citation) -> int:
        """Return the number of a passage. A passage of another version of the article has another number."""
        key = (citation.article, citation.span)
        if key not in self._numbered:
            self._numbered[key] = replace(citation, marker=len(self._numbered) + 1)
        return self._numbered[key].marker

    def get(self, number: int) -> Citation | None:
        """Return the citation with that number, which is also its `marker`."""
        citations = list(self._numbered.values())
        return citations[number - 1] if 1 <= number <= len(citations) else None

    def titles(self) -> list[tuple[int, str]]:
        """Return every number with its article's title."""
        return [(citation.marker, citation.article.title) for citation in self._numbered.values()]

    def after(self, number: int) -> tuple[Citation, ...]:
        """Return the citations with higher numbers."""
        return tuple(self._numbered.values())[number:]

    def add(self, citations: Iterable[Citation]) -> Mapping[int, int]:
        """Number an answer's citations. Return the number for each of its markers."""
        return {citation.marker: self.number_of(citation) for citation in citations}


def renumber_text(text: str, numbers: Mapping[int, int]) -> str:
    """Return the text with the conversation's numbers instead of the answer's markers."""
    return MARKER.sub(lambda match: f"[{numbers[int(match[1])]}]", text)
