"""Asks the golden questions of an assistant's model and counts the faults that a reader was shown."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from assistant import Assistant
from assistant.types import Answer, read_filters
from evals.datasets.samples import Sample
from evals.scorers.unsupported import (
    find_misattributed_sentences,
    find_unsupported_quotations,
    has_control_characters,
    markers_without_citation,
)

VERDICTS = ("fabricated", "altered", "spliced", "misattributed", "verbatim", "ellipsis")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one question. `sentences` of the model were shown; each fault begins with its kind."""

    question: str
    status: str
    """`verified`: the model's sentences; `degraded`: the extracted answer instead; `no_evidence`: model not asked."""
    sentences: int
    dropped: tuple[str, ...]
    faults: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    outcomes: tuple[Outcome, ...]

    @property
    def faults(self) -> list[str]:
        return [f"{outcome.question}: {fault}" for outcome in self.outcomes for fault in outcome.faults]

    def summarize(self) -> dict[str, object]:
        asked = [outcome for outcome in self.outcomes if outcome.status != "no_evidence"]
        statuses = Counter(outcome.status for outcome in self.outcomes)
        faults = Counter(fault.split(":")[0] for outcome in self.outcomes for fault in outcome.faults)
        dropped = [reason for outcome in self.outcomes for reason in outcome.dropped]
        times = sorted(outcome.seconds for outcome in asked)
        return {
            "questions": len(self.outcomes),
            "model_asked": len(asked),
            "verified": statuses["verified"],
            "degraded": statuses["degraded"],
            "no_evidence": statuses["no_evidence"],
            "unverified_quotations": faults["quotation"],
            "misattributions": faults["misattribution"],
            "markers_without_citation": faults["marker"],
            "neither_verified_nor_degraded": faults["status"],
            "other_faults": faults["controls"],
            "sentences_shown": sum(outcome.sentences for outcome in self.outcomes),
            "sentences_dropped": len(dropped),
            "dropped_by_verdict": {name: sum(why.startswith(f"{name}:") for why in dropped) for name in VERDICTS},
            "median_seconds": round(times[len(times) // 2], 1) if times else 0.0,
        }


def ask_all(
    assistant: Assistant,
    samples: Sequence[Sample],
    *,
    texts: Sequence[str],
    progress: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Ask each question once; after Ctrl-C, report those asked so far. `texts` are all articles."""
    texts = [" ".join(text.split()) for text in texts]
    speakers = {speaker.name for said in assistant.statements() for speaker in said.statement.speakers}
    outcomes = []
    with suppress(KeyboardInterrupt):
        for sample in samples:
            started = time.monotonic()
            answer = assistant.ask(sample.question, history=sample.turns, filters=read_filters(sample.filters))
            outcomes.append(judge_answer(answer, texts=texts, speakers=speakers, seconds=time.monotonic() - started))
            progress(outcomes[-1])
    return Report(tuple(outcomes))


def judge_answer(answer: Answer, *, texts: Sequence[str], speakers: set[str], seconds: float) -> Outcome:
    """Judge one answer by itself. The texts have single spaces only."""
    receipt = answer.receipt
    by_model = receipt.composer != "extractive"
    status = "verified" if by_model else "degraded" if receipt.degraded else "no_evidence"
    sentences = answer.text.count(" [") if by_model else 0
    dropped = tuple(dropped.why for dropped in receipt.dropped)
    return Outcome(answer.question, status, sentences, dropped, tuple(_faults(answer, texts, speakers)), seconds)


def _faults(answer: Answer, texts: Sequence[str], speakers: set[str]) -> Iterator[str]:
    for piece in find_unsupported_quotations(answer.text, texts):
        yield f"quotation: {piece!r} is in no article"
    for sentence in find_misattributed_sentences(answer, speakers):
        yield f"misattribution: {sentence}"
    if markers := markers_without_citation(answer):
        yield f"marker: {sorted(markers)} without a citation"
    if has_control_characters(answer.text):
        yield "controls: the text contains control characters"
    receipt = answer.receipt
    was_asked = receipt.usage.calls > 0 or answer.status == "answered"
    if receipt.composer == "extractive" and receipt.degraded is None and was_asked:
        yield "status: neither verified nor degraded"
