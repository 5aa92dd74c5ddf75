"""Labelled claims, given to a checker of meaning in batches, with its verdicts and the time they take."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import starmap
from pathlib import Path

from assistant import open_assistant
from assistant.config.settings import NO_MODEL
from assistant.generation.model_checker import ModelCheck
from assistant.types import Spending
from assistant.verification.entailment import Claim, EntailmentChecker, Judgement
from evals.datasets.claims import LabelledClaim
from evals.scorers.claims import is_shown
from index.errors import StorageFailed, UsageError
from index.ports import NoProgress, Progress

BATCH = 16  # claims per call: a chat model reads several at a time, and a killed run loses no more than these

Store = Callable[[Sequence[LabelledClaim], Sequence[Judgement]], None]


@dataclass(frozen=True, slots=True)
class CheckedClaims:
    """One judgement for each row, in order. `seconds` are those of the checker, without the time to open it.

    `note` says why another checker decided about some of the claims.
    """

    checker: str
    rows: tuple[LabelledClaim, ...]
    judgements: tuple[Judgement, ...]
    seconds: float
    spent: Spending = field(default_factory=Spending)
    note: str | None = None


@contextmanager
def open_checker(arguments: Mapping[str, object]) -> Iterator[EntailmentChecker]:
    """Open the checker that the settings choose: `verifier`, `model`, … . Arguments that are None choose nothing.

    Without a choice it is the rules. Raises UsageError for a model as the checker if no model is chosen.
    """
    with open_assistant(**{**arguments, "verifier": arguments.get("verifier") or "rules"}) as assistant:
        if assistant.settings.verifier == "model" and assistant.settings.model == NO_MODEL:
            raise UsageError("no model is chosen that could check", hint="name one with --model")
        yield assistant.checker()


def check_claims(
    rows: Sequence[LabelledClaim],
    checker: EntailmentChecker,
    *,
    store: Store | None = None,
    progress: Progress | None = None,
) -> CheckedClaims:
    """Check all rows. `store` receives each batch as it is judged."""
    progress = progress or NoProgress()
    judgements: list[Judgement] = []
    seconds = 0.0
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        began = time.perf_counter()
        judged = checker.check([Claim(row.claim, row.evidence) for row in batch])
        seconds += time.perf_counter() - began
        if len(judged) != len(batch):
            raise ValueError(f"{checker.name} returned {len(judged)} judgements for {len(batch)} claims")
        if store:
            store(batch, judged)
        judgements += judged
        progress.advance("checking", done=len(judgements), total=len(rows))
    spent, note = (checker.spent, checker.note) if isinstance(checker, ModelCheck) else (Spending(), None)
    return CheckedClaims(checker.name, tuple(rows), tuple(judgements), seconds, spent, note)


@contextmanager
def open_predictions(file: Path) -> Iterator[Store]:
    """Open a file for one JSON line per verdict, replacing its contents. Raises StorageFailed if it cannot be written.

    Each batch is written at once, so that a checker that fails later keeps the verdicts that were paid for.
    """
    with _reporting(file):
        # A lone surrogate in an id becomes its JSON escape.
        out = file.open("w", encoding="utf-8", errors="backslashreplace")

    def store(rows: Sequence[LabelledClaim], judgements: Sequence[Judgement]) -> None:
        with _reporting(file):
            out.writelines(starmap(_prediction_line, zip(rows, judgements, strict=True)))
            out.flush()

    with out:
        yield store


@contextmanager
def _reporting(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageFailed(f"cannot write {str(file)!r}: {error.strerror}", hint="name another file") from error


def _prediction_line(row: LabelledClaim, judgement: Judgement) -> str:
    prediction = {"id": row.id, "verdict": judgement.verdict, "why": judgement.why, "shown": is_shown(judgement)}
    return json.dumps(prediction, ensure_ascii=False) + "\n"
