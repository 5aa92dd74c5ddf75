"""Readers' feedback as candidate questions: questions that went wrong in the newsroom make the best samples.

`Feedback` is the input; its storage is not known here. A candidate has the key `review`, which no question may have, so
that it cannot be run before somebody has checked it and removed the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from evals.datasets.samples import StrictRow, normalize_text

Verdict = Literal["good", "wrong", "incomplete", "outdated"]
"""A reader's verdict on an answer, in the words of the assistant's journal."""
_WORST_FIRST: Sequence[Verdict] = ("wrong", "outdated", "incomplete", "good")


@dataclass(frozen=True, slots=True)
class Feedback(StrictRow):
    """One reader's verdict on one answer. `origin` is a chat session or a Slack thread; `given` is an ISO time."""

    question: str
    answer: Mapping[str, Any]
    """The Answer as CONTRACT.md defines it."""
    verdict: Verdict
    origin: str
    note: str = ""
    given: str = ""
    history: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)


def make_candidates(feedback: Iterable[Feedback]) -> Iterator[dict[str, Any]]:
    """Yield each question once, worst verdict first."""
    seen: set[str] = set()
    for item in sorted(feedback, key=lambda item: (_WORST_FIRST.index(item.verdict), item.given)):
        key = normalize_text(" / ".join((*item.history, item.question, *map(str, item.filters.values()))))
        if key not in seen:
            seen.add(key)
            yield _candidate(item)


def _candidate(item: Feedback) -> dict[str, Any]:
    """Return the shown answer as the expected one: correct after a good verdict, otherwise to be corrected."""
    answer = item.answer
    answered = answer["status"] == "answered"
    reason = item.note or {"good": "thought good", "wrong": "thought wrong"}.get(item.verdict, item.verdict)
    note, day = (f": {item.note}" if item.note else ""), (f", {item.given[:10]}" if item.given else "")
    row: dict[str, Any] = {
        "review": f"{item.verdict}{note} ({item.origin}{day})",
        "id": f"candidate-{hashlib.sha256(f'{item.history}{item.question}{item.filters}'.encode()).hexdigest()[:8]}",
        "question": item.question,
        "status": answer["status"],
        "tags": ["candidate", item.verdict],
        "why": f"A reader: {reason}.",
    }
    if item.history:
        row["history"] = [{"question": question} for question in item.history]
    if item.filters:
        row["filters"] = dict(item.filters)
    speakers = list(dict.fromkeys(shown["speaker"] for shown in answer["statements"] if shown["speaker"]))
    if not answered:
        row["said_by"] = list(answer["said_by"])
    elif speakers:
        row["speaker"] = speakers
    if shown := answer["statements"] or (answer["citations"] if answered else []):
        row["spans"] = [{key: place[key] for key in ("article_id", "start", "end", "quote")} for place in shown]
    return row
