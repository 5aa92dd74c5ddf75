"""The articles of a set, with the speakers that annotators assigned to their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from evals.datasets.samples import StrictRow, raise_faults, read_json_lines


@dataclass(frozen=True, slots=True)
class AttributedQuote(StrictRow):
    """Words of an article, `quote` at `[start, end)`, and their speakers. No names: nobody that the article names."""

    article_id: str
    start: int
    end: int
    quote: str
    speakers: tuple[str, ...] = ()
    relayed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The stored articles. Annotators marked every quote in those of `annotated`."""

    texts: Mapping[str, str]
    quotes: Mapping[str, Sequence[AttributedQuote]] = field(default_factory=dict)
    annotated: frozenset[str] = frozenset()

    def same_text(self, first: str, second: str) -> bool:
        """Return whether two articles are wire copies, so that offsets into one are offsets into the other."""
        return first == second or (first in self.texts and self.texts[first] == self.texts.get(second))

    def annotated_copy(self, article_id: str) -> str | None:
        """Return the annotated article with the same text, or None."""
        if article_id in self.annotated:
            return article_id
        return next((other for other in self.annotated if self.same_text(other, article_id)), None)


def load_attributed_quotes(file: Path, texts: Mapping[str, str]) -> dict[str, tuple[AttributedQuote, ...]]:
    """Return the annotated quotes by article. Raises UsageError with every quote that its article does not contain."""
    quotes = read_json_lines(file, TypeAdapter(AttributedQuote))
    raise_faults([file], list(_quote_faults(quotes, texts)))
    by_article: dict[str, tuple[AttributedQuote, ...]] = {}
    for quote in quotes:
        by_article[quote.article_id] = (*by_article.get(quote.article_id, ()), quote)
    return by_article


def _quote_faults(quotes: Sequence[AttributedQuote], texts: Mapping[str, str]) -> Iterator[str]:
    for quote in quotes:
        text = texts.get(quote.article_id)
        if text is None:
            yield f"no article {quote.article_id!r}"
            continue
        if not quote.quote or text[quote.start : quote.end] != quote.quote:
            yield f"[{quote.start}, {quote.end}) of {quote.article_id!r} is not {quote.quote!r}"
        for name in quote.speakers if text else ():
            if name.split()[-1] not in text:
                yield f"{name!r} is not named in {quote.article_id!r}"
