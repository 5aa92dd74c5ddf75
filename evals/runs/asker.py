"""Golden questions asked through the public assistant, each once, with every record stored as it arrives."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Protocol

from assistant import Assistant, open_assistant
from assistant.answers.json_rows import answer_row, error_row, hit_row
from assistant.types import read_filters
from evals.datasets.samples import Sample
from evals.results.records import Record, Records
from index.errors import OnrecordError

HITS = 10

ProgressCallback = Callable[[int, int], None]  # takes the number of finished questions and of all


class LimitReached(OnrecordError):
    """The budget of the run is spent. The answers so far are stored."""

    exit_code = 4


class Asker(Protocol):
    """Answers golden questions under the name of its model. Several threads may call it."""

    @property
    def model(self) -> str: ...

    def ask(self, sample: Sample) -> Record:
        """Return the answer, or an error record. Raises LimitReached only."""


class AssistantAsker:
    """Asks the public assistant. The additional search for hits is not part of the measured seconds."""

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
            filters = read_filters(sample.all_filters)
            answer = answer_row(self._assistant.ask(sample.question, history=sample.turns, filters=filters))
            seconds = self._clock() - started
            _require_budget(answer["receipt"]["degraded"], self._assistant.settings.max_cost)
            found = self._assistant.search(sample.question, history=sample.turns, filters=filters, k=HITS)
            hits = tuple({**hit_row(hit), "text": ""} for hit in found.hits)
            return Record(sample.id, self.model, asked, answer, hits, seconds=seconds)
        except LimitReached:
            raise
        except OnrecordError as error:
            row = error_row(error, id=sample.id, question=sample.question)["error"]
        except Exception as error:  # noqa: BLE001  a bug at one question counts as an error of that question
            row = {"kind": type(error).__name__, "message": str(error), "hint": "this is a bug in onrecord"}
        return Record(sample.id, self.model, asked, error=row, seconds=self._clock() - started)


def open_cached_assistant(**arguments: object) -> Assistant:
    """Open an assistant that caches model replies, so that a repeated run costs nothing."""
    return open_assistant(**{"cache_answers": True, **arguments})


def fingerprint(sample: Sample) -> str:
    """Return a hash of the question as asked, without its annotations: these may change without asking it again."""
    history = [[turn.question, turn.answer] for turn in sample.history]
    asked = json.dumps([sample.question, history, dict(sample.all_filters)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def ignore_progress(_done: int, _total: int) -> None:
    """Do nothing."""


def ask_or_reuse(asker: Asker, sample: Sample, records: Records) -> Record:
    """Return the stored record of the question, or ask it and store the new record."""
    record = records.find_answer(model=asker.model, id=sample.id, asked=fingerprint(sample))
    if record is None:
        record = asker.ask(sample)
        records.add(record)
    return record


def ask_all(
    asker: Asker,
    samples: Sequence[Sample],
    records: Records,
    *,
    parallel: int = 1,
    progress: ProgressCallback = ignore_progress,
) -> None:
    """Ask each question once. If interrupted, the answers so far are stored."""
    with ThreadPoolExecutor(max_workers=parallel) as pool:
        futures = [pool.submit(ask_or_reuse, asker, sample, records) for sample in samples]
        try:
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                progress(done, len(futures))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _require_budget(degraded: str | None, limit: float | None) -> None:
    """An extracted answer after the budget was spent is not an answer of the model."""
    if limit is not None and degraded and "max_cost" in degraded:
        raise LimitReached(
            f"the run has spent its limit of ${limit:g}; the answers so far are stored",
            hint="continue with --resume DIR and a higher --max-cost",
        )
