"""Proposals for new questions: candidates from readers' feedback, and a template from an index's statements.

A candidate has the key `review`, which no question may have, so that nobody can run it before checking it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from assistant.understanding.topic import is_topical
from evals.datasets.samples import StrictRow, normalize_text
from index.types import ArticleStatement

Verdict = Literal["good", "wrong", "incomplete", "outdated"]  # in the words of the assistant's journal
QUESTIONS = 10  # of a template
_HEAD = """\
# Your questions, one JSON object per line. Lines that begin with # are comments. Run them with:
#   onrecord eval run --set FILE --index DIR
# Each question was made from one statement of your index. Ask it as your reporters would, and correct the rest:
#   id        any name, unique in the file
#   status    answered | no_evidence: the outcome that a careful reader of your articles expects
#   speaker   who may be shown speaking (a list: any of them; on no_evidence: who was asked about)
#   spans     the places that support the answer: quote is exactly the article's text from start to end
#   said_by   on no_evidence: exactly who else spoke about the topic; [] is nobody; omit it to skip the check
#   history   earlier questions: [{"question": "…"}]      as_of    "2026-03-31": ignore later articles
#   quotes, never, mentions    words to show, never to show as said, to appear anywhere in the answer
#   relevant  expected search results: [{"article_id": "…", "grade": 2, "passage": "words of it"}]; default: the spans
#   tags, why, twin_of         your groups; the reason for the outcome; the question that it resembles
# A question is worth more with a twin that must be refused: the same words about another speaker."""
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


def make_template(statements: Sequence[ArticleStatement]) -> str:
    """Return the text of the file. Without usable statements it contains only the comments."""
    lines = [_HEAD]
    chosen = list(_select_statements(statements))
    for number, statement in enumerate(chosen, start=1):
        row = _row(number, statement)
        lines += ["", f"# {statement.article.title!r}: {row['spans'][0]['quote']}", json.dumps(row, ensure_ascii=False)]
    if len(chosen) > 1:
        lines += ["", "# A twin; check it, then uncomment it:"]
        lines.append(f"# {json.dumps(_twin(chosen), ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _select_statements(statements: Sequence[ArticleStatement]) -> Iterator[ArticleStatement]:
    """Yield assertions of named people from the whole index: every speaker once before anyone twice."""
    by_speaker: dict[str, list[ArticleStatement]] = {}
    for statement in statements:
        said = statement.statement
        if said.speaker is None or said.speaker.kind != "person" or said.relayed_by is not None:
            continue
        if said.commitment == "asserted" and len(said.pieces) == 1 and _topic(statement):
            by_speaker.setdefault(said.speaker.name, []).append(statement)
    firsts = [found[0] for found in by_speaker.values()]
    count = min(QUESTIONS, len(firsts))
    yield from (firsts[number * len(firsts) // count] for number in range(count))
    yield from islice((statement for found in by_speaker.values() for statement in found[1:]), QUESTIONS - count)


def _row(number: int, statement: ArticleStatement) -> dict[str, Any]:
    speaker, piece = statement.statement.speaker, statement.statement.pieces[0]
    assert speaker is not None
    quote = piece.of(statement.article.text)
    return {
        "id": f"own-{number}",
        "question": f"What did {speaker.name} say about {_topic(statement)}?",
        "status": "answered",
        "speaker": speaker.name,
        "spans": [{"article_id": statement.article.id, "start": piece.start, "end": piece.end, "quote": quote}],
        "tags": ["own"],
        "why": "The article credits the words to this speaker.",
    }


def _twin(chosen: Sequence[ArticleStatement]) -> dict[str, Any]:
    """Return the first question, asked about the second speaker."""
    asked, other = _row(1, chosen[0]), _row(2, chosen[1])
    return {
        "id": "own-1-twin",
        "question": asked["question"].replace(asked["speaker"], other["speaker"]),
        "status": "no_evidence",
        "speaker": other["speaker"],
        "said_by": [asked["speaker"]],
        "spans": asked["spans"],
        "tags": ["own", "speaker_swap"],
        "why": f"{asked['speaker']} said it, and {other['speaker']} did not.",
        "twin_of": "own-1",
    }


def _topic(statement: ArticleStatement) -> str:
    """Return two adjacent topical words of the statement, or one, or an empty string."""
    words = [word.strip("“”\"'’‘.,;:!?()") for word in statement.statement.pieces[0].of(statement.article.text).split()]
    usable = [word.isalpha() and len(word) > 4 and is_topical(word) for word in words]
    for number in range(len(words) - 1):
        if usable[number] and usable[number + 1]:
            return f"{words[number]} {words[number + 1]}"
    return next((word for word, good in zip(words, usable, strict=True) if good), "")
