"""Asks the golden questions of whatever model an assistant has, and counts what a reader was shown."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from assistant import Assistant
from assistant.types.filters import read_filters
from assistant.types.types import Answer, Turn
from evals.datasets.samples import Sample
from evals.scorers.unsupported import holds_controls, loose_markers, misattributed, quoted_nowhere

VERDICTS = ("fabricated", "altered", "spliced", "misattributed", "verbatim", "ellipsis")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question. `faults` are what may never be: each is named with its kind in front."""

    question: str
    status: str
    """`verified`: the model's own sentences; `degraded`: the extracted answer instead; `no_evidence`: not asked."""
    sentences: int
    """Sentences of the model that were shown."""
    dropped: tuple[str, ...]
    faults: tuple[str, ...]
    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    outcomes: tuple[Outcome, ...]

    @property
    def asked(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.status != "no_evidence"]

    @property
    def faults(self) -> list[str]:
        return [f"{one.question}: {fault}" for one in self.outcomes for fault in one.faults]

    def figures(self) -> dict[str, object]:
        """What one run measured."""
        statuses = Counter(one.status for one in self.outcomes)
        faults = Counter(fault.split(":")[0] for one in self.outcomes for fault in one.faults)
        dropped = [why for one in self.outcomes for why in one.dropped]
        times = sorted(one.seconds for one in self.asked)
        return {
            "questions": len(self.outcomes),
            "model_asked": len(self.asked),
            "verified": statuses["verified"],
            "degraded": statuses["degraded"],
            "no_evidence": statuses["no_evidence"],
            "unverified_quotations": faults["quotation"],
            "misattributions": faults["misattribution"],
            "markers_without_citation": faults["marker"],
            "neither_verified_nor_degraded": faults["status"],
            "other_faults": faults["controls"],
            "sentences_shown": sum(one.sentences for one in self.outcomes),
            "sentences_dropped": len(dropped),
            "dropped_by_verdict": {
                verdict: sum(why.startswith(f"{verdict}:") for why in dropped) for verdict in VERDICTS
            },
            "median_seconds": round(times[len(times) // 2], 1) if times else 0.0,
        }


def ask_all(
    assistant: Assistant,
    samples: Sequence[Sample],
    *,
    texts: Sequence[str],
    progress: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Each question once. `texts` are all articles. Interrupted (Ctrl-C), the report is of those asked until then."""
    held = [" ".join(text.split()) for text in texts]
    speakers = {one.name for said in assistant.statements() for one in said.statement.speakers}
    outcomes = []
    with suppress(KeyboardInterrupt):
        for sample in samples:
            started = time.monotonic()
            history = tuple(Turn(turn.question, turn.answer) for turn in sample.history)
            answer = assistant.ask(sample.question, history=history, filters=read_filters(sample.filters))
            outcome = outcome_of(answer, texts=held, speakers=speakers, seconds=time.monotonic() - started)
            progress(outcome)
            outcomes.append(outcome)
    return Report(tuple(outcomes))


def outcome_of(answer: Answer, *, texts: Sequence[str], speakers: set[str], seconds: float) -> Outcome:
    """One answer, judged by itself. `texts` have one space wherever there is white space."""
    receipt = answer.receipt
    by_model = receipt.composer != "extractive"
    asked = by_model or receipt.degraded is not None or receipt.usage.calls > 0
    status = "verified" if by_model else "degraded" if receipt.degraded else "no_evidence"
    return Outcome(
        answer.question,
        status,
        answer.text.count(" [") if by_model else 0,
        tuple(dropped.why for dropped in receipt.dropped),
        tuple(_faults(answer, texts, speakers, asked=asked)),
        seconds,
        answer.text,
    )


def _faults(answer: Answer, texts: Sequence[str], speakers: set[str], *, asked: bool) -> Iterator[str]:
    for piece in quoted_nowhere(answer.text, texts):
        yield f"quotation: {piece!r} stands in no article"
    for sentence in misattributed(answer, speakers):
        yield f"misattribution: {sentence}"
    if loose := loose_markers(answer):
        yield f"marker: {sorted(loose)} without a citation"
    if holds_controls(answer.text):
        yield "controls: the text holds control characters"
    by_model = answer.receipt.composer != "extractive"
    if not by_model and answer.receipt.degraded is None and (asked or answer.status == "answered"):
        yield "status: neither verified nor degraded"
