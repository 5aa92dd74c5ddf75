"""An assistant that answers four questions on one pier perfectly, but for the fault it was given.

It stands at the port `evals.runs.asker.Asker`, and its answers are rows of CONTRACT.md.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from evals.datasets.question_sets import AttributedQuote, Corpus
from evals.datasets.samples import GoldSpan, Sample
from evals.results.records import Record
from evals.runs.asker import fingerprint

Row = dict[str, Any]
SOUND = '"The pier will stand for thirty years,"'
ROTTEN = '"The pier is rotten to the last pile,"'
TEXT = (
    f"TARNPOOL - The pier of Tarnpool divides its harbour board. {SOUND} said Ada Venn, the engineer.\n\n"
    f"{ROTTEN} said Bo Holt, the diver. He will not dive there again. The pier is 212 metres long."
)
TEXTS = {"pier": TEXT, "pier-copy": TEXT, "regatta": "The Tarnpool regatta starts on Sunday."}


def span(words: str, article_id: str = "pier") -> GoldSpan:
    start = TEXTS[article_id].index(words)
    return GoldSpan(article_id, start, start + len(words), words)


def voice(words: str, *speakers: str) -> AttributedQuote:
    place = span(words)
    return AttributedQuote("pier", place.start, place.end, words, speakers)


CORPUS = Corpus(TEXTS, {"pier": (voice(SOUND, "Ada Venn"), voice(ROTTEN, "Bo Holt"))}, frozenset({"pier", "regatta"}))
SAMPLES = (
    Sample(
        "venn",
        "What did Ada Venn say about the pier?",
        "answered",
        ("statement",),
        "She says that it stands.",
        speaker="Ada Venn",
        spans=(span(SOUND),),
        quotes=("thirty years",),
    ),
    Sample(
        "holt",
        "What did Bo Holt say about the pier?",
        "answered",
        ("speaker_swap",),
        "He says that it is rotten.",
        speaker="Bo Holt",
        spans=(span(ROTTEN),),
        quotes=("rotten to the last pile",),
    ),
    Sample(
        "premise",
        "Why did Ada Venn say that the pier is rotten?",
        "no_evidence",
        ("false_premise",),
        "Holt said it.",
        speaker="Ada Venn",
        said_by=("Bo Holt",),
        spans=(span(ROTTEN),),
    ),
    Sample("unknown", "What did Cy Marl say about tea?", "no_evidence", ("unknown_speaker",), "Nobody did."),
)


def statement(words: str, speaker: str | None, marker: int, article_id: str = "pier") -> Row:
    place = span(words, article_id)
    return {
        "speaker": speaker,
        "attributed_to": speaker,
        "quote": words,
        "article_id": article_id,
        "start": place.start,
        "end": place.end,
        "citation": marker,
        "together_with": [],
        "relayed_by": None,
        "cue": "said",
    }


def citation(words: str, marker: int, article_id: str = "pier") -> Row:
    place = span(words, article_id)
    return {
        "marker": marker,
        "article_id": article_id,
        "title": "A pier",
        "publisher": "Tarnpool Post",
        "published": "2026-03-01",
        "quote": words,
        "start": place.start,
        "end": place.end,
        "also_carried_by": [],
    }


def hit(words: str, rank: int, article_id: str = "pier") -> Row:
    place = span(words, article_id)
    return {"rank": rank, "article_id": article_id, "start": place.start, "end": place.end}


def _answer(status: str, text: str, statements: list[Row], citations: list[Row], said_by: list[str]) -> Row:
    return {
        "status": status,
        "text": text,
        "statements": statements,
        "related": [],
        "said_by": said_by,
        "citations": citations,
        "receipt": {
            "composer": "extractive",
            "degraded": None,
            "dropped": [],
            "cached": False,
            "usage": {"calls": 0, "input_tokens": 0, "output_tokens": 0},
            "cost_usd": 0.0,
        },
    }


def perfect() -> dict[str, Row]:
    """What there is to answer, by question, each with its `hits`."""
    venn = _answer(
        "answered", f"Ada Venn said: {SOUND} [1]", [statement(SOUND, "Ada Venn", 1)], [citation(SOUND, 1)], []
    )
    holt = _answer(
        "answered", f"Bo Holt said: {ROTTEN} [1]", [statement(ROTTEN, "Bo Holt", 1)], [citation(ROTTEN, 1)], []
    )
    text = f"No record of Ada Venn on that in 3 articles.\n\nOthers did speak of it:\n\nBo Holt said: {ROTTEN} [1]"
    premise = _answer("no_evidence", text, [statement(ROTTEN, "Bo Holt", 1)], [citation(ROTTEN, 1)], ["Bo Holt"])
    unknown = _answer("no_evidence", "No record of Cy Marl in 3 articles.", [], [], [])
    return {
        "venn": venn | {"hits": [hit(SOUND, 1), hit(ROTTEN, 2)]},
        "holt": holt | {"hits": [hit(ROTTEN, 1), hit(SOUND, 2)]},
        "premise": premise | {"hits": [hit(ROTTEN, 1)]},
        "unknown": unknown | {"hits": [hit("Tarnpool regatta", 1, "regatta")]},
    }


Fault = Callable[[dict[str, Row]], None]
"""Spoils the answers in place."""


class FaultyAsker:
    """Answers from a table, and counts how often it was asked. An answer that is an exception is an error."""

    def __init__(
        self, fault: Fault | None = None, *, model: str = "none", fails: Mapping[str, str] | None = None
    ) -> None:
        self.model = model
        self.asked: list[str] = []
        self._answers = copy.deepcopy(perfect())
        self._fails = fails or {}
        if fault:
            fault(self._answers)

    def ask(self, sample: Sample) -> Record:
        self.asked.append(sample.id)
        if sample.id in self._fails:
            error = {"kind": "ModelFailed", "message": self._fails[sample.id], "hint": ""}
            return Record(sample.id, self.model, fingerprint(sample), error=error, seconds=0.5)
        answer = dict(self._answers[sample.id])
        hits = answer.pop("hits")
        answer["question"] = sample.question
        return Record(
            sample.id, self.model, fingerprint(sample), answer, None if hits is None else tuple(hits), seconds=0.25
        )
