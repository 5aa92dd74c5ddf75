"""The numbered evidence of one reply: the excerpts it may cite, and the utterances in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.retrieval.context import statement_place
from assistant.types import Evidence, Verdict
from assistant.understanding.content_words import stems_of
from assistant.verification.quotations.alignment import fold
from assistant.verification.quotations.misquotation import Fault, SourceIndex
from assistant.verification.replies.instructions import is_instruction
from index.tokenization import split_sentences
from index.types import Article, ArticleStatement, Span, Statement

_OPENING_QUOTES = tuple("\"“‘'«„")


class UnsupportedError(Exception):
    """Raised for a sentence that the evidence does not support. Never leaves the package.

    The message is the reason that users see. It starts with the verdict on the quoted words if they are at fault.
    """

    def __init__(self, reason: str, verdict: Fault | Verdict | None = None) -> None:
        super().__init__(f"{verdict}: {reason}" if verdict else reason)
        self.verdict = verdict


@dataclass(frozen=True)
class Utterance:
    """A statement with its context: the sentences that show who said it."""

    statement: Statement
    article: Article
    context: Span

    @cached_property
    def text(self) -> str:
        return self.context.of(self.article.text)

    @cached_property
    def content_stems(self) -> frozenset[str]:
        """The stems of the statement's own words, without those that attribute it."""
        return frozenset(stem for piece in self.statement.pieces for stem in stems_of(piece.of(self.article.text)))

    def overlaps(self, span: Span) -> bool:
        return any(piece.overlap(span) for piece in self.statement.pieces)

    @property
    def mention(self) -> str:
        """The article's words for the speaker at this statement."""
        return self.statement.source.of(self.article.text) if self.statement.source else ""

    @property
    def name(self) -> str:
        return self.statement.speaker.name if self.statement.speaker else self.mention


@dataclass(frozen=True)
class Excerpt:
    """A numbered passage, or a numbered statement with its context, as a span of its article."""

    article: Article
    span: Span
    also_carried_by: tuple[str, ...] = ()
    statement: Statement | None = None

    @cached_property
    def text(self) -> str:
        return self.span.of(self.article.text)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences, as spans of the article."""
        start = self.span.start
        return tuple(Span(start + one.start, start + one.end) for one in split_sentences(self.text))

    @cached_property
    def assertions(self) -> str:
        """The text without instructions to the reader, which report nothing. Quoted instructions stay."""
        return " ".join(words for words, is_order in self._sentences_with_orders() if not is_order)

    @cached_property
    def orders(self) -> str:
        """The instructions to the reader that `assertions` leaves out."""
        return " ".join(words for words, is_order in self._sentences_with_orders() if is_order)

    def _sentences_with_orders(self) -> Iterator[tuple[str, bool]]:
        for sentence in self.sentences:
            words = sentence.of(self.article.text)
            yield words, not words.startswith(_OPENING_QUOTES) and is_instruction(words)

    def contains(self, utterance: Utterance) -> bool:
        return utterance.article.id == self.article.id and utterance.overlaps(self.span)


class NumberedEvidence:
    """The evidence of one reply, by its numbers. `known` statements have none, but can support attributions."""

    def __init__(self, evidence: Evidence, *, known: Iterable[ArticleStatement] = ()) -> None:
        carried = {hit.article.id: hit.also_carried_by for hit in evidence.hits}
        self._passages = tuple(Excerpt(hit.article, hit.passage.span, hit.also_carried_by) for hit in evidence.hits)
        self._statements = tuple(
            Excerpt(article, statement_place(statement, article), carried.get(article.id, ()), statement)
            for statement, article in evidence.statements
        )
        pairs = [*evidence.statements, *((one.statement, one.article) for one in known)]
        utterances = (
            Utterance(statement, article, statement_place(statement, article)) for statement, article in pairs
        )
        self._utterances = {(one.article.id, one.statement.id): one for one in utterances}
        self.utterances = tuple(self._utterances.values())

    def excerpt(self, number: str) -> Excerpt | None:
        """Return passage "1" or statement "S1"; None for a number that does not exist."""
        is_statement = number[0] == "S"
        excerpts = self._statements if is_statement else self._passages
        position = int(number[1:] if is_statement else number)
        return excerpts[position - 1] if 1 <= position <= len(excerpts) else None

    @cached_property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """All passages, and the statements outside them."""

        def is_outside(one: Excerpt) -> bool:
            return not any(hit.article.id == one.article.id and hit.span.contains(one.span) for hit in self._passages)

        return (*self._passages, *filter(is_outside, self._statements))

    @cached_property
    def source_index(self) -> SourceIndex:
        """An index of the words of `excerpts`, built when a quotation is not found."""
        return SourceIndex([excerpt.text for excerpt in self.excerpts])

    def utterance_of(self, excerpt: Excerpt) -> Utterance:
        """Return the utterance of a cited statement."""
        assert excerpt.statement is not None
        return self._utterances[excerpt.article.id, excerpt.statement.id]

    def utterances_in(self, excerpts: Sequence[Excerpt]) -> tuple[Utterance, ...]:
        return tuple(one for one in self.utterances if any(excerpt.contains(one) for excerpt in excerpts))

    def sentences_of(self, article: Article) -> list[str]:
        """Return the sentences of the article that are in the evidence."""
        here = [excerpt for excerpt in self.excerpts if excerpt.article.id == article.id]
        return [sentence.of(article.text) for excerpt in here for sentence in excerpt.sentences]

    def narration(self, excerpt: Excerpt) -> str:
        """Return the excerpt without its statements and its instructions to the reader."""
        text = excerpt.article.text
        instructions = (sentence for sentence in excerpt.sentences if is_instruction(sentence.of(text)))
        speech = (piece for one in self.utterances_in([excerpt]) for piece in one.statement.pieces)
        gaps: list[str] = []
        position = excerpt.span.start
        for span in sorted([*speech, *instructions]):
            gaps.append(text[position : max(position, span.start)])
            position = max(position, span.end)
        return "; ".join([*gaps, text[position : excerpt.span.end]])

    def has_sentence(self, sentence: str, excerpt: Excerpt) -> bool:
        """Return whether the excerpt contains the sentence, either as narration or together with its speaker."""
        wanted = fold(sentence).text.rstrip(" .")
        for span in excerpt.sentences:
            words = span.of(excerpt.article.text)
            if fold(words).text.rstrip(" .") == wanted and not is_instruction(words):
                statements = [one.statement for one in self.utterances_in([excerpt]) if one.overlaps(span)]
                return all(part and span.contains(part) for one in statements for part in (one.cue or one.source,))
        return False
