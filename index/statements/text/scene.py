"""A paragraph annotated with its mentions, the input of every rule."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from index.statements.lexicon import words as lex
from index.statements.text.names import Mention
from index.statements.text.tokens import Paragraph

_MIN_HEADLINE = 4  # words
_SHORT_WORD = 3  # letters; headlines do not capitalise "of" and "the"
_CAPITAL_SHARE = 0.9
_WORKS = frozenset(
    "show program programme podcast book memoir series film movie album magazine column song documentary novel "
    "broadcast titled entitled".split()
)


class Scene:
    """A paragraph's tokens, and in `at` the mention that covers each token.

    Out-of-range token numbers are safe in every method except `is_preposition` and `ends_open`.
    """

    def __init__(self, paragraph: Paragraph, mentions: list[Mention]) -> None:
        self.tokens = paragraph.tokens
        self.paragraph = paragraph
        self.mentions = mentions
        self.at: list[Mention | None] = [None] * len(self.tokens)
        for mention in mentions:
            self.at[mention.first : mention.last] = [mention] * (mention.last - mention.first)

    @property
    def is_headline(self) -> bool:
        """Whether nearly every word is capitalised, so that capitals do not mark names."""
        words = [token for token in self.tokens if token.kind == "word" and len(token.low) > _SHORT_WORD]
        return len(words) >= _MIN_HEADLINE and sum(word.capital for word in words) >= _CAPITAL_SHARE * len(words)

    def low(self, number: int) -> str:
        """Return the lower-cased word, or an empty string outside the paragraph."""
        return self.tokens[number].low if 0 <= number < len(self.tokens) else ""

    def has_any(self, words: AbstractSet[str], first: int, stop: int) -> bool:
        """Return whether one of the words stands in the tokens `[first, stop)`."""
        return any(self.low(number) in words for number in range(first, stop))

    def mention_at(self, number: int) -> Mention | None:
        """Return the mention that covers a token, or None past the end of the paragraph."""
        return self.at[number] if number < len(self.tokens) else None

    def start_of(self, sentence: int) -> int:
        """Return the first token of a sentence."""
        return self.paragraph.sentences[sentence].start

    def is_mark(self, number: int, marks: str | frozenset[str]) -> bool:
        if not 0 <= number < len(self.tokens):
            return False
        return self.tokens[number].text in marks and self.tokens[number].kind == "mark"

    def find_mark(self, marks: str | frozenset[str], first: int, stop: int, step: int = 1) -> int | None:
        """Return the first of these marks in the tokens `range(first, stop, step)`."""
        return next((number for number in range(first, stop, step) if self.is_mark(number, marks)), None)

    def is_quote(self, number: int) -> bool:
        return 0 <= number < len(self.tokens) and self.tokens[number].kind == "quote"

    def ends_in_comma(self, number: int) -> bool:
        """Return whether a token is a quotation with a comma inside its closing mark."""
        return self.is_quote(number) and self.tokens[number].text == ","

    def is_title(self, number: int) -> bool:
        """Return whether a quotation is the title of a work: `on NBC's “The Dam,”`, `in her book, “The Dam”`."""
        if not self.is_quote(number) or not self.tokens[number].like_title:
            return False
        at = number - 1 - self.is_mark(number - 1, ",")
        if at < 0:
            return False
        placed = any(self.low(n) in {"on", "in", "of"} and self.at[n] is None for n in range(max(0, at - 4), at))
        hosted = self.low(at) == "on" or (self.tokens[at].possessive and placed)
        return self.low(at) in _WORKS or (hosted and at == number - 1)

    def ends_open(self, number: int) -> bool:
        """Return whether a quotation ends as it would before its attribution: with a comma, "?", "!" or a dash."""
        return self.tokens[number].text[-1:] in {",", "?", "!", "—", "-", "…"}

    def is_preposition(self, number: int) -> bool:
        return self.at[number] is None and self.tokens[number].low in lex.PREPOSITIONS
