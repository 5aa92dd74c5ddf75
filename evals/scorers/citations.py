"""Citation precision and recall after ALCE (Gao et al. 2023, eval.py), with what no model has to be asked for.

ALCE splits an answer into sentences and asks an entailment model whether the cited passages jointly bear a sentence out
(recall), and whether each citation does alone or is needed (precision). Here a sentence is borne out where its
quotations stand in the cited words, its numbers do, and most of its other words. That is a rule about words: it is
blind to a sentence that twists the words it uses, which is what the judge of `evals.judges` is for. Unlike ALCE's own
script, a marker without a citation counts as a wrong citation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.understanding.topic_words import is_topical, topic_stems
from evals.datasets.samples import plain
from evals.scorers.case import Case, Part, Row, share

_MARKERS = re.compile(r"(?:\s*\[\d+\])+")
_NUMBER = re.compile(r"\[(\d+)\]")
_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[A-Z“\"‘])")
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"")
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_AROUND = 7
"""Days. "On Monday" in an article of Thursday is a day of that week."""
_WORDY = re.compile(r"\w")
_WORD = re.compile(r"[^\W\d]\w*(?:[’'-]\w+)*")
_COVERED = 0.75
"""Of a sentence's own words, how many must stand in the cited ones or tell whose they are."""
_OF_OURS = topic_stems(
    "say said says tell told write wrote add added ask asked call called deny denied denies decline declined accord "
    "according article articles words version also carried corrected correction updated earlier later report reported "
    "opinion piece headline publish published relayed named"
)
"""Words with which an answer introduces an article's words."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What an answer tells between one run of markers and the next."""

    words: str
    markers: tuple[int, ...]


def citation_recall(case: Case) -> Part | None:
    """Of the sentences that tell something, those that the cited words bear out together."""
    told = list(sentences_of(case.answer["text"]))
    return share([_borne_out(case, one, _cited(case, one.markers)) for one in told])


def citation_precision(case: Case) -> Part | None:
    """Of the citations made in the text, those that bear their sentence out alone or are needed for it."""
    return share([right for one in sentences_of(case.answer["text"]) for right in _citations(case, one)])


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences that tell something: not "No record …", which tells of the search, and not a heading."""
    for line in text.split("\n"):
        if not line.startswith("No record") and not line.rstrip().endswith(":"):
            yield from _in_line(line)


def _in_line(line: str) -> Iterator[Sentence]:
    at = 0
    for match in _MARKERS.finditer(line):
        *before, last = _parts(line[at : match.start()]) or [""]
        yield from (Sentence(part, ()) for part in before)
        yield Sentence(last, tuple(map(int, _NUMBER.findall(match.group()))))
        at = match.end()
    yield from (Sentence(part, ()) for part in _parts(line[at:]))


def _parts(text: str) -> list[str]:
    """Sentences, none of them parted inside a quotation, which is one thing however many sentences it has: in marks,
    or after a colon, where an article's words without any go on to the marker."""
    parts: list[str] = []
    for piece in _END.split(text):
        if parts and (parts[-1].count("“") > parts[-1].count("”") or parts[-1].count('"') % 2 or ": " in parts[-1]):
            parts[-1] += f" {piece}"
        elif _WORDY.search(piece):
            parts.append(piece)
    return parts


def _cited(case: Case, markers: Collection[int]) -> list[Row]:
    return [one for one in case.answer["citations"] if one["marker"] in markers]


def _citations(case: Case, sentence: Sentence) -> Iterator[bool]:
    together = _cited(case, sentence.markers)
    whole = _borne_out(case, sentence, together)
    for marker in sentence.markers:
        own = [one for one in together if one["marker"] == marker]
        rest = [one for one in together if one["marker"] != marker]
        alone = bool(own) and _borne_out(case, sentence, own)
        yield bool(own) and whole and (alone or not _borne_out(case, sentence, rest))


def _borne_out(case: Case, sentence: Sentence, cited: Sequence[Row]) -> bool:
    if not cited:
        return False
    held = plain(" ".join(one["quote"] for one in cited))
    for match in _QUOTED.finditer(sentence.words):
        pieces = plain(match[1] or match[2]).split(" … ")
        if not all(piece.strip(" ,.") in held for piece in pieces):
            return False
    own = plain(sentence.words).replace("(not named)", "")
    if not set(_FIGURE.findall(own)) <= set(_FIGURE.findall(held)) | _days(cited):
        return False
    wanted = topic_stems(" ".join(filter(is_topical, _WORD.findall(own)))) - _OF_OURS - _who(case, cited)
    return not wanted or len(wanted & topic_stems(held)) >= _COVERED * len(wanted)


def _days(cited: Sequence[Row]) -> set[str]:
    """Figures of the cited articles' days and of the days around them, on which words of theirs were said."""
    days = [date.fromisoformat(one["published"][:10]) for one in cited if one.get("published")]
    around = [day + timedelta(days=by) for day in days for by in range(-_AROUND, 1)]
    return {str(figure) for day in around for figure in (day.year, day.month, day.day)}


def _who(case: Case, cited: Sequence[Row]) -> frozenset[str]:
    """Words that tell who spoke and where it stands: the statements' names and circumstances, outlet and headline."""
    markers = {one["marker"] for one in cited}
    told = [f"{one.get('title') or ''} {one.get('publisher') or ''}" for one in cited]
    for one in cited:
        told += _MONTHS[int(one["published"][5:7]) - 1 : int(one["published"][5:7])] if one.get("published") else ()
    for shown in case.said:
        if shown["citation"] in markers:
            told += [str(shown.get(key) or "") for key in _CIRCUMSTANCES]
            told += shown.get("together_with") or ()
    return frozenset(topic_stems(" ".join(told)))


_MONTHS = tuple(
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|"
    "november nov|december dec".split("|")
)
_CIRCUMSTANCES = ("speaker", "attributed_to", "relayed_by", "cue", "when", "hearer", "venue", "said_on")
