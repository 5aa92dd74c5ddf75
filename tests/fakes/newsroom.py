"""Any number of invented articles, with simple replacements for the splitter and the statement engine."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

from index.ports import TokenCounter
from index.reading.identifiers import passage_id, statement_id
from index.types import Article, Passage, Period, Span, Speaker, Statement

_WORDS = (
    "harbour council bridge ferry budget vote storm river museum tariff school strike engine orchard signal "
    "lantern quarry valley market treaty kitchen garden tunnel archive theatre granite meadow copper island"
).split()
_PEOPLE = ("Ada Quill", "Bram Osler", "Cleo Varga")
_SAID = re.compile(r"“([^”]+)” (said) ((?:[A-Z]\w+ ?){2})")


class WordCounter:
    """Counts words as tokens."""

    def count(self, text: str) -> int:
        return len(text.split())


def make_article(number: int, *, paragraphs: int = 3, publisher: str = "Invented Courier") -> Article:
    """Return the same article for the same number: a few paragraphs, each with one quotation."""
    rng = random.Random(number)
    text = "\n\n".join(_paragraph(rng, number, position) for position in range(paragraphs))
    return Article(
        id=f"article-{number:04}",
        title=f"{rng.choice(_WORDS).capitalize()} number {number}",
        text=text,
        url=f"https://courier.example/{number}",
        publisher=publisher,
        authors=("Dee Inker",),
        published=date(2026, 1, 1) + timedelta(days=number % 300),
    )


def _paragraph(rng: random.Random, number: int, position: int) -> str:
    said = " ".join(rng.choices(_WORDS, k=8))
    told = " ".join(rng.choices(_WORDS, k=20))
    return f"Item {number}-{position}: the {told}. “The {said},” said {rng.choice(_PEOPLE)} on Monday."


def split_paragraphs(article: Article, counter: TokenCounter) -> tuple[Passage, ...]:
    """Return one passage a paragraph."""
    spans = [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]+", article.text)]
    return tuple(
        Passage(passage_id(article, span), article.id, position, span, counter.count(span.of(article.text)))
        for position, span in enumerate(spans)
    )


def find_quotations(article: Article) -> tuple[Statement, ...]:
    """Return the quotations in curly quotation marks before `said NAME NAME`."""
    return tuple(_statement(article, match) for match in _SAID.finditer(article.text))


def _statement(article: Article, match: re.Match[str]) -> Statement:
    content, source = Span(*match.span(1)), Span(match.start(3), match.start(3) + len(match[3].strip()))
    return Statement(
        id=statement_id(article, [content]),
        article_id=article.id,
        pieces=(content,),
        kind="direct",
        speaker=Speaker(match[3].strip()),
        source=source,
        cue=Span(*match.span(2)),
        said_on=article.published_day,
        said_during=Period(until=article.published_day) if article.published_day else None,
        when=Span(*match.span(2)),
        hearer=source,
        venue=Span(source.start, source.start + 1),
        rule="test",
    )
