"""A newsroom's first questions of its own: a template with remarks, made of ten statements of its index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from assistant.understanding.topic_words import is_topical
from index.types import ArticleStatement

WANTED = 10
_HEAD = """\
# Questions of your own, one JSON object a line; lines like this one are remarks. Ask them of your index with:
#   onrecord eval run --set FILE --index DIR
# Each was made of one statement of your index. Read it, put the question as your reporters would, and mend the rest:
#   id        a name of your choice, once in the file
#   status    answered | no_evidence: what a careful reader of your articles would say
#   speaker   who may be shown speaking (a list: one of these; on no_evidence: who was asked about)
#   spans     the places that bear the answer out: quote is the article's text from start to end, to the character
#   said_by   on no_evidence: exactly who else spoke to it; [] is nobody; left out, it is not looked at
#   history   questions asked before: [{"question": "…"}]      as_of    "2026-03-31": what could be known that day
#   quotes, never, mentions    words that must be shown, may not be shown as said, must stand somewhere in the answer
#   relevant  what a search should find: [{"article_id": "…", "grade": 2, "passage": "words of it"}]; without: the spans
#   tags, why, twin_of         families of your choice; the reason for the outcome; the question that it resembles
# A question is worth twice as much with a twin that must be refused: the same words, asked of somebody else."""


def template(statements: Sequence[ArticleStatement]) -> str:
    """The file's text. Fewer statements make fewer questions; none, the remarks alone."""
    lines = [_HEAD]
    chosen = list(_spread(statements))
    for number, one in enumerate(chosen, start=1):
        row = _row(number, one)
        lines += ["", f"# {one.article.title!r}: {row['spans'][0]['quote']}", json.dumps(row, ensure_ascii=False)]
    if len(chosen) > 1:
        lines += [
            "",
            "# A twin, to be read and then uncommented:",
            f"# {json.dumps(_twin(chosen), ensure_ascii=False)}",
        ]
    return "\n".join(lines) + "\n"


def _spread(statements: Sequence[ArticleStatement]) -> Iterator[ArticleStatement]:
    """Statements of named people that assert something, from all over the index: each speaker once before anybody
    twice."""
    turns: dict[str, list[ArticleStatement]] = {}
    for one in statements:
        said = one.statement
        named = said.speaker is not None and said.speaker.kind == "person" and said.relayed_by is None
        if named and said.commitment == "asserted" and len(said.pieces) == 1 and _topic(one):
            assert said.speaker is not None
            turns.setdefault(said.speaker.name, []).append(one)
    firsts = [given[0] for given in turns.values()]
    wanted = min(WANTED, len(firsts))
    yield from (firsts[number * len(firsts) // wanted] for number in range(wanted))
    if wanted < WANTED:
        yield from islice((one for given in turns.values() for one in given[1:]), WANTED - wanted)


def _row(number: int, one: ArticleStatement) -> dict[str, Any]:
    said = one.statement
    assert said.speaker is not None
    piece = said.pieces[0]
    return {
        "id": f"own-{number}",
        "question": f"What did {said.speaker.name} say about {_topic(one)}?",
        "status": "answered",
        "speaker": said.speaker.name,
        "spans": [
            {
                "article_id": one.article.id,
                "start": piece.start,
                "end": piece.end,
                "quote": piece.of(one.article.text),
            }
        ],
        "tags": ["own"],
        "why": "The article credits the words to this speaker.",
    }


def _twin(chosen: Sequence[ArticleStatement]) -> dict[str, Any]:
    """The first question, put to the second speaker."""
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


def _topic(one: ArticleStatement) -> str:
    """Two words beside one another that a question may be about, else one; empty where there is none."""
    words = [word.strip("“”\"'’‘.,;:!?()") for word in one.statement.pieces[0].of(one.article.text).split()]
    fit = [word.isalpha() and len(word) > 4 and is_topical(word) for word in words]
    for number in range(len(words) - 1):
        if fit[number] and fit[number + 1]:
            return f"{words[number]} {words[number + 1]}"
    return next((word for word, good in zip(words, fit, strict=True) if good), "")
