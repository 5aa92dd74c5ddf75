"""One paragraph with its names, as the subject and content rules look at it."""

from __future__ import annotations

from index.statements.lexicon import words as lex
from index.statements.text.names import Mention
from index.statements.text.tokens import Paragraph

_SMALL_WORD = 3  # letters; headlines leave "of" and "the" small
_SHORTEST_HEADLINE = 4  # words
_CAPITALS = 0.9
_WORKS = frozenset(
    "show program programme podcast book memoir series film movie album magazine column song documentary novel "
    "broadcast titled entitled".split()
)


class Scene:
    """A paragraph's tokens, and which name stands at each of them."""

    def __init__(self, paragraph: Paragraph, mentions: list[Mention]) -> None:
        self.tokens = paragraph.tokens
        self.paragraph = paragraph
        self.mentions = mentions
        self.at: list[Mention | None] = [None] * len(self.tokens)
        for mention in mentions:
            for number in range(mention.first, mention.last):
                self.at[number] = mention

    @property
    def is_headline(self) -> bool:
        """Whether nearly every word is capitalised, so that capitals show no names."""
        words = [token for token in self.tokens if token.kind == "word" and len(token.low) > _SMALL_WORD]
        return len(words) >= _SHORTEST_HEADLINE and sum(word.capital for word in words) >= _CAPITALS * len(words)

    def low(self, number: int) -> str:
        return self.tokens[number].low if 0 <= number < len(self.tokens) else ""

    def is_mark(self, number: int, marks: str | frozenset[str]) -> bool:
        return (
            0 <= number < len(self.tokens) and self.tokens[number].text in marks and self.tokens[number].kind == "mark"
        )

    def is_quote(self, number: int) -> bool:
        return 0 <= number < len(self.tokens) and self.tokens[number].kind == "quote"

    def is_title(self, number: int) -> bool:
        """Whether a quotation is the name of a show or a book: `on NBC's “The Dam,”`, `in her book, “The Dam”`."""
        if not self.is_quote(number) or not self.tokens[number].like_title:
            return False
        at = number - 1 - self.is_mark(number - 1, ",")
        if at < 0:
            return False
        placed = any(self.low(n) in {"on", "in", "of"} and self.at[n] is None for n in range(max(0, at - 4), at))
        hosted = self.low(at) == "on" or (self.tokens[at].possessive and placed)
        return self.low(at) in _WORKS or (hosted and at == number - 1)

    def ends_open(self, number: int) -> bool:
        """Whether a quotation ends as one does before its attribution: with a comma, a question or exclamation mark."""
        token = self.tokens[number]
        return token.text[-1:] in {",", "?", "!", "—", "-", "…"}

    def is_preposition(self, number: int) -> bool:
        return self.at[number] is None and self.tokens[number].low in lex.PREPOSITIONS
