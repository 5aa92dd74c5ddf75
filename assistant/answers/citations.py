"""Numbers the citations of one answer by order of first use, one number a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.retrieval.context import statement_place
from assistant.types import MARKER, Citation, Query, ShownStatement, Verdict
from index.people.aliases import bare_name
from index.types import Article, ArticleStatement, Span


class CitationNumbers:
    """Collects the citations and shown statements of one answer while it is being written."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, Span], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())

    def retold(self, text: str, citations: Iterable[Citation]) -> str:
        """A text whose markers are another's, with ours: what it cites is cited here from now on."""
        markers = {f"[{one.marker}]": f"[{self.cite(one.article, one.span, one.also_carried_by)}]" for one in citations}
        return MARKER.sub(lambda match: markers[match[0]], text)

    def reshown(self, shown: Iterable[ShownStatement], citations: Iterable[Citation]) -> tuple[ShownStatement, ...]:
        """Another's shown statements with our markers."""
        markers = {one.marker: self.cite(one.article, one.span, one.also_carried_by) for one in citations}
        return tuple(replace(one, marker=markers[one.marker]) for one in shown)

    def referred_to_in(self, text: str) -> tuple[Citation, ...]:
        """What the markers of a piece of the answer refer to."""
        markers = {int(number) for number in MARKER.findall(text)}
        return tuple(citation for citation in self._citations.values() if citation.marker in markers)

    def cite(
        self, article: Article, span: Span, also_carried_by: tuple[str, ...] = (), verdict: Verdict = "verbatim"
    ) -> int:
        """The marker of a place; the same place keeps its number."""
        key = (article.id, span)
        if key not in self._citations:
            self._citations[key] = Citation(len(self._citations) + 1, article, span, also_carried_by, verdict)
        return self._citations[key].marker

    def show(self, one: ArticleStatement) -> tuple[ShownStatement, ...]:
        """A statement's pieces, each with the marker of the place that shows who said it."""
        place = statement_place(one.statement, one.article)
        marker = self.cite(one.article, place, one.also_carried_by)
        return tuple(ShownStatement(one.statement, one.article, piece, marker) for piece in one.statement.pieces)


def join_names(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`; empty for nobody."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def without_lone_surnames(names: Sequence[str]) -> tuple[str, ...]:
    """The names without each surname alone that one of the others, in full, stands for too."""
    words = {name: bare_name(name) for name in names}
    full = {of[-1] for of in words.values() if len(of) > 1}
    return tuple(name for name, of in words.items() if len(of) != 1 or of[0] not in full)


def people_asked_about(query: Query) -> tuple[str, ...]:
    """Whom a question names, each once: those of the index, and whoever nobody knows by the name that was asked for."""
    return (*without_lone_surnames(query.speakers), *query.unknown_speakers)
