"""Misattribution: words shown under the name of somebody who did not say them, by the annotators' speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.datasets.question_sets import AttributedQuote
from evals.datasets.samples import normalize_text
from evals.scorers.case import Case, Row, Score, is_named_in, overlaps_half, place_of, shown_speakers

_QUOTATION = re.compile(r"“([^“”]{12,})”|\"([^\"]{12,})\"")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


@dataclass(frozen=True, slots=True)
class Misattribution:
    """Words shown under the name `shown_as`, although `speakers` said them."""

    words: str
    shown_as: str
    speakers: tuple[str, ...]

    def __str__(self) -> str:
        speakers = " or ".join(self.speakers) or "nobody whom the article names"
        return f"{self.words!r} is shown under {self.shown_as}, but was said by {speakers}"


def misattribution(case: Case) -> Score | None:
    """Score the wrong names out of all names beside words that can be judged."""
    judged = [error is not None for error in _judge_names(case)]
    return Score(sum(judged), len(judged)) if judged else None


def find_misattributions(case: Case) -> tuple[Misattribution, ...]:
    return tuple(error for error in _judge_names(case) if error is not None)


def _judge_names(case: Case) -> Iterator[Misattribution | None]:
    """Yield the error or None for each shown name with a known speaker."""
    for shown in case.statements:
        names, quotes = shown_speakers(shown), _annotated_quotes(case, shown)
        if names and quotes is not None:
            speakers = _speakers(quotes)
            wrong = [name for name in names if not is_named_in(name, speakers)]
            yield Misattribution(shown["quote"], " and ".join(wrong), speakers) if wrong else None
    yield from _judge_prose(case)


def _speakers(quotes: Sequence[AttributedQuote]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for quote in quotes for name in quote.speakers))


def _annotated_quotes(case: Case, shown: Row) -> list[AttributedQuote] | None:
    """Return the annotated quotes at the shown place; None if nobody annotated it."""
    article_id = case.corpus.annotated_copy(shown["article_id"])
    if article_id is None:
        return _sample_quotes(case, shown)
    place = place_of(shown)
    return [quote for quote in case.corpus.quotes.get(article_id, ()) if overlaps_half((quote.start, quote.end), place)]


def _sample_quotes(case: Case, shown: Row) -> list[AttributedQuote] | None:
    """Fall back to the question's own spans and speakers for an article without annotations."""
    names = tuple(name for name in case.sample.speakers if name is not None)
    if case.sample.status != "answered" or not case.sample.speakers:
        return None
    for span in case.sample.spans:
        if case.covers(span.article_id, span.place, shown):
            return [AttributedQuote(span.article_id, span.start, span.end, span.quote, names)]
    return None


def _judge_prose(case: Case) -> Iterator[Misattribution | None]:
    """A quotation in the text is wrong if its line names another known speaker, but not the true one."""
    cited = {case.corpus.annotated_copy(citation["article_id"]) for citation in case.answer["citations"]}
    quotes = [quote for article_id in cited for quote in case.corpus.quotes.get(article_id or "", ())]
    known = {name for found in case.corpus.quotes.values() for quote in found for name in quote.speakers}
    for line in case.answer["text"].split("\n"):
        around = {word.casefold() for word in _WORD.findall(_QUOTATION.sub(" ", line))}
        for match in _QUOTATION.finditer(line):
            words = match[1] or match[2]
            own = [quote for quote in quotes if normalize_text(words).strip(" ,.") in normalize_text(quote.quote)]
            if not own:
                continue
            surnames = {_surname(name) for quote in own for name in (*quote.speakers, quote.relayed_by or "")} - {""}
            others = {_surname(name): name for name in known if _surname(name) not in surnames}
            named = sorted(name for surname, name in others.items() if surname in around)
            wrong = bool(named) and not surnames & around
            yield Misattribution(words, " and ".join(named), _speakers(own)) if wrong else None


def _surname(name: str) -> str:
    words = _WORD.findall(name)
    return words[-1].casefold() if words else ""
