"""The numbered evidence as the verifier sees it: what may be cited, and who speaks where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.retrieval.context import statement_place
from assistant.types import Evidence
from assistant.verification.alignment import fold
from assistant.verification.instructions import is_instruction
from assistant.verification.quotation_origin import SourceIndex
from index.tokenization import split_sentences
from index.types import Article, ArticleStatement, Span, Statement

_OPENING = tuple("\"“‘'«„")


@dataclass(frozen=True)
class CitedEvidence:
    """One numbered passage or statement, and the place in its article that it stands for."""

    article: Article
    span: Span
    also_carried_by: tuple[str, ...] = ()
    statement: Statement | None = None

    @cached_property
    def text(self) -> str:
        return self.span.of(self.article.text)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The place's sentences, in the article's offsets."""
        start = self.span.start
        return tuple(Span(start + one.start, start + one.end) for one in split_sentences(self.text))

    @cached_property
    def testimony(self) -> str:
        """The text without the orders in it, which report nothing; what somebody says is left as it is."""
        return " ".join(
            words
            for words in (one.of(self.article.text) for one in self.sentences)
            if words.startswith(_OPENING) or not is_instruction(words)
        )

    def holds(self, statement: Statement, article: Article) -> bool:
        return article.id == self.article.id and any(self.span.overlap(piece) for piece in statement.pieces)


@dataclass(frozen=True)
class Voice:
    """A statement as support for "X said": whose it is, and the sentences that show it."""

    statement: Statement
    article: Article
    place: Span

    @cached_property
    def text(self) -> str:
        return self.place.of(self.article.text)

    def touches(self, span: Span) -> bool:
        return any(piece.overlap(span) for piece in self.statement.pieces)

    @property
    def mention(self) -> str:
        """The article's words for the speaker at this statement."""
        return self.statement.source.of(self.article.text) if self.statement.source else ""

    @property
    def name(self) -> str:
        return self.statement.speaker.name if self.statement.speaker else self.mention


class NumberedEvidence:
    """All evidence of one answer, by its numbers."""

    def __init__(self, evidence: Evidence, *, known: Iterable[ArticleStatement] = ()) -> None:
        carried = {hit.article.id: hit.also_carried_by for hit in evidence.hits}
        self._passages = tuple(
            CitedEvidence(hit.article, hit.passage.span, hit.also_carried_by) for hit in evidence.hits
        )
        self._statements = tuple(
            CitedEvidence(article, statement_place(statement, article), carried.get(article.id, ()), statement)
            for statement, article in evidence.statements
        )
        every = [*evidence.statements, *((one.statement, one.article) for one in known)]
        unique = {(article.id, one.id): (one, article) for one, article in every}
        self.voices = tuple(Voice(one, article, statement_place(one, article)) for one, article in unique.values())

    def passage(self, number: int) -> CitedEvidence | None:
        return self._passages[number - 1] if 1 <= number <= len(self._passages) else None

    def statement(self, number: int) -> CitedEvidence | None:
        return self._statements[number - 1] if 1 <= number <= len(self._statements) else None

    @cached_property
    def excerpts(self) -> tuple[CitedEvidence, ...]:
        """All of the evidence, each place once: the passages, and the statements that stand in none of them."""
        alone = [
            one
            for one in self._statements
            if not any(hit.article.id == one.article.id and hit.span.contains(one.span) for hit in self._passages)
        ]
        return (*self._passages, *alone)

    @cached_property
    def concordance(self) -> SourceIndex:
        """The words of the excerpts, by the same numbers. Made when a quotation is found nowhere."""
        return SourceIndex([one.text for one in self.excerpts])

    def voice_of(self, cited: CitedEvidence) -> Voice:
        """The voice of a cited statement."""
        statement = cited.statement
        assert statement is not None
        return next(
            one for one in self.voices if one.statement.id == statement.id and one.article.id == cited.article.id
        )

    def narrative(self, cited: CitedEvidence) -> str:
        """A cited place in the article's own voice: without what anybody says in it."""
        text = cited.article.text
        kept: list[str] = []
        at = cited.span.start
        orders = (one for one in cited.sentences if is_instruction(one.of(text)))
        spoken = (piece for voice in self.voices_in([cited]) for piece in voice.statement.pieces)
        for piece in sorted([*spoken, *orders]):
            kept.append(text[at : max(at, piece.start)])
            at = max(at, piece.end)
        return "; ".join([*kept, text[at : cited.span.end]])

    def is_told_in(self, sentence: str, cited: CitedEvidence) -> bool:
        """Whether a place has the sentence as it stands: in the article's own voice, or with who says it in it."""
        wanted = fold(sentence).text.rstrip(" .")
        for one in cited.sentences:
            words = one.of(cited.article.text)
            if fold(words).text.rstrip(" .") == wanted and not is_instruction(words):
                heard = [voice.statement for voice in self.voices_in([cited]) if voice.touches(one)]
                return all(part and one.contains(part) for said in heard for part in (said.cue or said.source,))
        return False

    def voices_in(self, cited: Sequence[CitedEvidence]) -> tuple[Voice, ...]:
        """Everything somebody says in the cited places."""
        return tuple(v for v in self.voices if any(one.holds(v.statement, v.article) for one in cited))
