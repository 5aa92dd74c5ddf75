"""Asks every question that is not answered yet, several at a time, and keeps each answer as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from evals.datasets.samples import Sample
from evals.results.records import Record, Records
from evals.runs.asker import Asker, fingerprint

Tell = Callable[[int, int], None]
"""How many are done, and of how many."""


def quiet(_done: int, _of: int) -> None:
    """Tells nobody."""


def ask_once(asker: Asker, sample: Sample, records: Records) -> Record:
    """The record that is kept of the question, or else the one that asking gives, which is kept now."""
    held = records.find(model=asker.model, id=sample.id, asked=fingerprint(sample))
    if held is None:
        held = asker.ask(sample)
        records.add(held)
    return held


def ask_all(
    asker: Asker, samples: Sequence[Sample], records: Records, *, parallel: int = 1, tell: Tell = quiet
) -> None:
    """Each question once. Interrupted, what is answered is kept."""
    with ThreadPoolExecutor(max_workers=parallel) as pool:
        asked = [pool.submit(ask_once, asker, sample, records) for sample in samples]
        try:
            for done, future in enumerate(as_completed(asked), start=1):
                future.result()
                tell(done, len(asked))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
