"""The summary that needs no model: the articles' own sentences, chosen so that little is told twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import introduce
from assistant.answers.phrases import closed, one_line
from assistant.overviews.summary.sentence_selection import candidates, in_parts
from assistant.overviews.types import Form, Length, Reading, Role, Sentence
from assistant.types import Draft, ShownStatement

SENTENCES: Mapping[Length, int] = {"short": 3, "medium": 6, "long": 12}
_HEADINGS: Mapping[Role, str] = {"happened": "What happened", "said": "Who said what", "unknown": "What is not known"}
_SHARES: Mapping[Role, float] = {"happened": 0.5, "said": 0.35, "unknown": 0.15}
ALIKE = 1.2
"""What a sentence loses for sharing all its words with one that is told already."""
TOO_ALIKE = 0.7
HEARD = 0.5
"""What it loses for each that is told already and has the words of the same person."""
LONG_ARTICLE = 9_000
"""Characters, some 1,500 words: beyond them the end of an article is told as well as its beginning."""
PARTS = 3
_CLOSED = re.compile(r"[.!?…,;:][\"”’')\]]*$")
"""Words that end as a sentence does, or with the comma of a quotation."""


def summarise_extractive(readings: Sequence[Reading], *, length: Length, form: Form) -> Draft | None:
    """What happened, who said what, and what is not known; None where no sentence can be shown by itself."""
    found = [candidates(one) for one in readings]
    most = max(SENTENCES[length], min(len(readings), 2 * SENTENCES[length]))
    chosen = choose([one for some in found for one in some], required=_required(found), most=most)
    return write(chosen, form=form) if chosen else None


def choose(found: Sequence[Sentence], *, required: Sequence[Sentence] = (), most: int) -> list[Sentence]:
    """The best, each role up to its share where there is enough of the others, and nothing told twice."""
    chosen: list[Sentence] = []
    for one in sorted(required, key=lambda one: -one.score):
        if len(chosen) < most and not is_told(one, chosen):
            chosen.append(one)
    for roles in (*((role,) for role in _HEADINGS), tuple(_HEADINGS)):
        share = most if len(roles) > 1 else max(1, round(most * _SHARES[roles[0]]))
        left = [one for one in found if one.role in roles and one not in chosen]
        while left and len(chosen) < most and sum(one.role in roles for one in chosen) < share:
            best = max(left, key=lambda one: one.score - ALIKE * likeness(one, chosen) - HEARD * heard(one, chosen))
            left.remove(best)
            if not is_told(best, chosen):
                chosen.append(best)
    return chosen


def likeness(one: Sentence, chosen: Iterable[Sentence]) -> float:
    """The greatest share of a sentence's words that one of the others has."""
    return max(
        (len(one.stems & other.stems) / max(1, min(len(one.stems), len(other.stems))) for other in chosen), default=0.0
    )


def heard(one: Sentence, chosen: Iterable[Sentence]) -> int:
    """How many of the others are words of the same people: a summary lets both sides speak."""
    voices = _voices(one)
    return sum(bool(voices & _voices(other)) for other in chosen)


def _voices(one: Sentence) -> frozenset[str]:
    return frozenset(speaker.name for said in one.shown for speaker in said.statement.speakers)


def is_told(one: Sentence, chosen: Iterable[Sentence]) -> bool:
    return likeness(one, chosen) > TOO_ALIKE


def write(chosen: Sequence[Sentence], *, form: Form) -> Draft:
    """The sentences by what they are for, those of one article together, each cited."""
    numbering = CitationNumbers()
    shown: list[ShownStatement] = []
    order = {one.reading.article.id: _day(one) for one in chosen}
    blocks: list[str] = []
    for heading, some in _by_role(chosen, leads_first=form == "paragraph"):
        ordered = sorted(some, key=lambda one: (order[one.reading.article.id], one.span))
        lines = [tell(one, numbering, shown) for one in ordered]
        if lines and form == "bullets":
            blocks.append("\n".join((heading, *(f"- {line}" for line in lines))))
        elif lines:
            blocks.append(" ".join(lines))
    unique = {(one.article.id, one.span): one for one in shown}
    return Draft("answered", "\n\n".join(blocks), tuple(unique.values()), numbering.citations)


def _by_role(chosen: Sequence[Sentence], *, leads_first: bool) -> Iterator[tuple[str, list[Sentence]]]:
    """The sentences under their headings. Without headings an article's first sentence comes first, whatever it is."""
    first = [one for one in chosen if one.leads] if leads_first else []
    for role, heading in _HEADINGS.items():
        some = [one for one in chosen if one.role == role and one not in first]
        yield heading, [*first, *some] if role == "happened" else some


def tell(one: Sentence, numbering: CitationNumbers, shown: list[ShownStatement]) -> str:
    """One sentence with its marker; who speaks in it is added to `shown`."""
    if one.introduced is not None:
        pieces = numbering.show(one.introduced)
        shown += pieces
        told = introduce(one.introduced, pieces)
        return f"{told}{'' if _CLOSED.search(told) else '.'} [{pieces[0].marker}]"
    article = one.reading.article
    marker = numbering.cite(article, one.span, one.reading.also_carried_by)
    shown += [
        ShownStatement(said.statement, article, piece, marker) for said in one.shown for piece in said.statement.pieces
    ]
    opinion = "In an opinion piece: " if article.kind == "opinion" else ""
    return f"{opinion}{closed(one_line(one.span.of(article.text)))} [{marker}]"


def _required(found: Sequence[Sequence[Sentence]]) -> list[Sentence]:
    """What no choice may leave out: the best of each article, and of each part of a long one."""
    best: list[Sentence] = []
    for some in found:
        is_long = bool(some) and len(some[0].reading.article.text) > LONG_ARTICLE
        parts = in_parts(some, parts=PARTS) if is_long else [some]
        best += [max(part, key=lambda one: one.score) for part in parts if part]
    return best


def _day(one: Sentence) -> tuple[str, str]:
    article = one.reading.article
    return (str(article.published_day or ""), article.id)
