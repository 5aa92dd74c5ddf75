"""One golden question asked through the front door: what a user would be shown, and what a search found for it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from typing import Protocol

from assistant import Assistant
from assistant.answers.json_rows import answer_row, error_row, hit_row
from assistant.types.filters import read_filters
from assistant.types.types import Turn
from evals.datasets.samples import Sample
from evals.results.records import Record
from index.errors import OnrecordError

HITS = 10


class LimitReached(OnrecordError):
    """What a run may spend on its model is spent; what is answered is kept."""

    exit_code = 4


class Asker(Protocol):
    """Whatever answers a golden question, under the name of its model. It may be asked from several threads."""

    @property
    def model(self) -> str: ...

    def ask(self, sample: Sample) -> Record:
        """The answer, or the error in its place. Raises LimitReached, and nothing else for what one question does."""


class AssistantAsker:
    """The assistant as everyone has it. Searching once more is not counted in the seconds."""

    def __init__(self, assistant: Assistant, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._assistant = assistant
        self._clock = clock

    @property
    def model(self) -> str:
        return self._assistant.settings.model

    def ask(self, sample: Sample) -> Record:
        asked = fingerprint(sample)
        started = self._clock()
        try:
            history = tuple(Turn(turn.question, turn.answer) for turn in sample.history)
            filters = read_filters(sample.asked_filters)
            answer = answer_row(self._assistant.ask(sample.question, history=history, filters=filters))
            seconds = self._clock() - started
            _require_paid(answer["receipt"]["degraded"], self._assistant.settings.max_cost)
            found = self._assistant.search(sample.question, history=history, filters=filters, k=HITS)
            hits = tuple({**hit_row(hit), "text": ""} for hit in found.hits)
            return Record(sample.id, self.model, asked, answer, hits, seconds=seconds)
        except LimitReached:
            raise
        except OnrecordError as error:
            row = error_row(error, id=sample.id, question=sample.question)["error"]
            return Record(sample.id, self.model, asked, error=row, seconds=self._clock() - started)
        except Exception as error:  # noqa: BLE001  a bug at one question is that question's error, and counted as one
            row = {"kind": type(error).__name__, "message": str(error), "hint": "this is a bug in onrecord"}
            return Record(sample.id, self.model, asked, error=row, seconds=self._clock() - started)


def _require_paid(degraded: str | None, limit: float | None) -> None:
    """An answer that the model was not asked for, because of the limit, is no answer of the model's."""
    if limit is not None and degraded and "max_cost" in degraded:
        raise LimitReached(
            f"the limit of ${limit:g} is reached; what was answered until then is kept",
            hint="go on with --resume DIR and another --max-cost",
        )


def fingerprint(sample: Sample) -> str:
    """What of a sample is asked, as a hash: its marks may be mended without its being asked again."""
    history = [[turn.question, turn.answer] for turn in sample.history]
    asked = json.dumps([sample.question, history, dict(sample.asked_filters)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]
