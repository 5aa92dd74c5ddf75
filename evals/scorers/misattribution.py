"""Wrong mouths: words shown beside a name whose they are not. The one error that this product must not make.

The truth is what readers marked in the articles, not what our own reading of them found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.datasets.samples import plain
from evals.scorers.case import Case, Part, Row, Voice, bears, is_among, span_of, speakers_of

_QUOTATION = re.compile(r"“([^“”]{12,})”|\"([^\"]{12,})\"")
_SENTENCE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


@dataclass(frozen=True, slots=True)
class WrongMouth:
    """Words that are shown beside a name whose they are not; `truly` are those whose they are."""

    words: str
    shown_as: str
    truly: tuple[str, ...]

    def __str__(self) -> str:
        owners = " or ".join(self.truly) or "nobody that the article names"
        return f"{self.words!r} beside {self.shown_as}: said by {owners}"


def misattribution(case: Case) -> Part | None:
    """Of everything that is shown beside a name and can be judged, what stands beside a wrong one."""
    judged = [wrong for _, wrong in _judged(case)]
    return Part(sum(wrong is not None for wrong in judged), len(judged)) if judged else None


def wrong_mouths(case: Case) -> tuple[WrongMouth, ...]:
    """Each wrong name beside words, to be shown to whoever reads the report."""
    return tuple(wrong for _, wrong in _judged(case) if wrong is not None)


def _judged(case: Case) -> Iterator[tuple[str, WrongMouth | None]]:
    for shown in case.said:
        names = list(speakers_of(shown))
        owners = _owners(case, shown)
        if names and owners is not None:
            yield shown["quote"], _verdict(shown["quote"], names, owners)
    yield from _in_prose(case)


def _verdict(words: str, names: list[str], owners: list[Voice]) -> WrongMouth | None:
    """Whoever is named beside the words must be one whose they are: each of them, where several are."""
    truly = tuple(dict.fromkeys(name for voice in owners for name in voice.speakers))
    wrong = [name for name in names if not is_among(name, truly)]
    return WrongMouth(words, " and ".join(wrong), truly) if wrong else None


def _owners(case: Case, shown: Row) -> list[Voice] | None:
    """Whose the words are; of nobody's, an empty list. None where no reader has marked it."""
    article_id = case.corpus.marked_as(shown["article_id"])
    if article_id is None:
        return _by_the_sample(case, shown)
    place = span_of(shown)
    return [one for one in case.corpus.voices.get(article_id, ()) if bears((one.start, one.end), place)]


def _by_the_sample(case: Case, shown: Row) -> list[Voice] | None:
    """On articles of which only the question's own places are marked, they are the truth for what lies in them."""
    sample = case.sample
    if sample.status != "answered" or not sample.speakers:
        return None
    for span in sample.spans:
        inside = case.corpus.same_text(span.article_id, shown["article_id"])
        if inside and bears((span.start, span.end), span_of(shown)):
            named = tuple(name for name in sample.speakers if name is not None)
            return [Voice(span.article_id, span.start, span.end, span.quote, named)]
    return None


def _in_prose(case: Case) -> Iterator[tuple[str, WrongMouth | None]]:
    """Quotations in the text: the sentence names the owner, or at least nobody else who speaks in the articles."""
    everybody = {name for voices in case.corpus.voices.values() for voice in voices for name in voice.speakers}
    for line in _SENTENCE.findall(case.answer["text"]):
        for match in _QUOTATION.finditer(line):
            words = match[1] or match[2]
            owners = [voice for voice in _voices_of(case) if plain(words).strip(" ,.") in plain(voice.quote)]
            if not owners:
                continue
            around = {word.casefold() for word in _WORD.findall(_QUOTATION.sub(" ", line))}
            own = {_surname(name) for voice in owners for name in (*voice.speakers, voice.relayed_by or "")} - {""}
            others = {_surname(name): name for name in everybody if _surname(name) not in own}
            named = [name for surname, name in others.items() if surname in around]
            truly = tuple(dict.fromkeys(name for voice in owners for name in voice.speakers))
            wrong = bool(named) and not own & around
            yield words, WrongMouth(words, " and ".join(sorted(named)), truly) if wrong else None


def _voices_of(case: Case) -> Iterator[Voice]:
    """The voices of the articles that the answer cites."""
    cited = {case.corpus.marked_as(one["article_id"]) for one in case.answer["citations"]} - {None}
    for article_id in cited:
        yield from case.corpus.voices.get(article_id or "", ())


def _surname(name: str) -> str:
    words = _WORD.findall(name)
    return words[-1].casefold() if words else ""
