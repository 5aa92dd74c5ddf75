"""A commented file with a newsroom's first questions, made from ten statements of its index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from assistant.understanding.topic_words import is_topical
from index.types import ArticleStatement

QUESTIONS = 10
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
