"""Numbers the citations of one answer in order of first use, one number for each place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.retrieval.context import statement_place
from assistant.types import MARKER, Citation, ShownStatement, Verdict
from index.types import Article, ArticleStatement, Span


class CitationNumbers:
    """Collects the citations and shown statements of an answer while it is composed."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, Span], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())

    def renumber_text(self, text: str, citations: Iterable[Citation]) -> str:
        """Cite another answer's citations here, and return its text with the new markers."""
        markers = {f"[{one.marker}]": f"[{self.cite(one.article, one.span, one.also_carried_by)}]" for one in citations}
        return MARKER.sub(lambda match: markers[match[0]], text)

    def renumber_statements(
        self, shown: Iterable[ShownStatement], citations: Iterable[Citation]
    ) -> tuple[ShownStatement, ...]:
        """Cite another answer's citations here, and return its shown statements with the new markers."""
        markers = {one.marker: self.cite(one.article, one.span, one.also_carried_by) for one in citations}
        return tuple(replace(one, marker=markers[one.marker]) for one in shown)

    def citations_of(self, text: str) -> tuple[Citation, ...]:
        """Return the citations of the markers in the text."""
        markers = {int(number) for number in MARKER.findall(text)}
        return tuple(citation for citation in self._citations.values() if citation.marker in markers)

    def cite(
        self, article: Article, span: Span, also_carried_by: tuple[str, ...] = (), verdict: Verdict = "verbatim"
    ) -> int:
        """Return the marker of a place, a new one on its first use."""
        key = (article.id, span)
        if key not in self._citations:
            self._citations[key] = Citation(len(self._citations) + 1, article, span, also_carried_by, verdict)
        return self._citations[key].marker

    def show(self, one: ArticleStatement) -> tuple[ShownStatement, ...]:
        """Cite the statement's place, and return its pieces with the marker."""
        place = statement_place(one.statement, one.article)
        marker = self.cite(one.article, place, one.also_carried_by)
        return tuple(ShownStatement(one.statement, one.article, piece, marker) for piece in one.statement.pieces)
