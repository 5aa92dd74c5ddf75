"""Readers' feedback as questions to review: what was asked and thought wrong in the newsroom is the best question.

The port is `Feedback`; where feedback is kept is not known here. A candidate has a key that no question may have,
`review`, so that none is run before somebody has read it and taken the key out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict

from evals.datasets.samples import plain

Verdict = Literal["good", "wrong", "incomplete", "outdated"]
"""What somebody thinks of an answer: the words of the assistant's journal."""
_WORST_FIRST: Sequence[Verdict] = ("wrong", "outdated", "incomplete", "good")


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person thinks of one answer. `origin` tells where it was given: a chat's session, a Slack thread."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    question: str
    answer: Mapping[str, Any]
    """The Answer as CONTRACT.md writes it."""
    verdict: Verdict
    origin: str
    note: str = ""
    given: str = ""
    history: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)


def candidates(feedback: Iterable[Feedback], *, known: Iterable[str] = ()) -> Iterator[dict[str, Any]]:
    """Each question once, the worst verdict first; `known` are the questions that are asked already."""
    seen = {plain(question) for question in known}
    for one in sorted(feedback, key=lambda one: (_WORST_FIRST.index(one.verdict), one.given)):
        key = plain(" / ".join((*one.history, one.question, *map(str, one.filters.values()))))
        if key not in seen:
            seen.add(key)
            yield _candidate(one)


def _candidate(one: Feedback) -> dict[str, Any]:
    """What was answered stands as what is expected: right where it was thought good, else to be put right."""
    answer = one.answer
    told = one.note or {"good": "thought good", "wrong": "thought wrong"}.get(one.verdict, one.verdict)
    row: dict[str, Any] = {
        "review": f"{one.verdict}{f': {one.note}' if one.note else ''} ({one.origin}{_day(one)})",
        "id": f"candidate-{hashlib.sha256(f'{one.history}{one.question}{one.filters}'.encode()).hexdigest()[:8]}",
        "question": one.question,
        "status": answer["status"],
        "tags": ["candidate", one.verdict],
        "why": f"A reader: {told}.",
    }
    if one.history:
        row["history"] = [{"question": question} for question in one.history]
    if one.filters:
        row["filters"] = dict(one.filters)
    speakers = list(dict.fromkeys(shown["speaker"] for shown in answer["statements"] if shown["speaker"]))
    if answer["status"] == "answered":
        row |= {"speaker": speakers} if speakers else {}
    else:
        row["said_by"] = list(answer["said_by"])
    shown = answer["statements"] or (answer["citations"] if answer["status"] == "answered" else [])
    if shown:
        row["spans"] = [{key: place[key] for key in ("article_id", "start", "end", "quote")} for place in shown]
    return row


def _day(one: Feedback) -> str:
    return f", {one.given[:10]}" if one.given else ""
