"""Every fault that a careful reader would find in the answer to a golden question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from evals.datasets.samples import normalize_text
from evals.scorers.case import Case, Row, is_titled_name, shown_speakers

_MARKER = re.compile(r"\[(\d+)\]")


def find_problems(case: Case) -> tuple[str, ...]:
    """Return all faults of the answer; none if it is correct."""
    problems = [*_verbatim_problems(case), *_marker_problems(case), *_word_problems(case)]
    if case.answer["status"] != case.sample.status:
        problems.append(f"status is {case.answer['status']!r}, not {case.sample.status!r}")
    elif case.should_refuse:
        problems += _refusal_problems(case)
    else:
        problems += [*_answer_problems(case), *_wire_copy_problems(case)]
    return tuple(problems)


def _verbatim_problems(case: Case) -> Iterator[str]:
    for place in (*case.places, *case.answer.get("nearest", ())):
        if place["article_id"] not in case.corpus.texts:
            yield f"no article {place['article_id']!r}"
        elif not case.is_verbatim(place):
            yield f"not verbatim at [{place['start']}, {place['end']}) of {place['article_id']!r}: {place['quote']!r}"


def _marker_problems(case: Case) -> Iterator[str]:
    """Every marker needs a citation, and every shown statement a citation of its own article."""
    citations = case.answer["citations"]
    by_marker = {citation["marker"]: citation for citation in citations}
    if len(by_marker) != len(citations):
        yield "two citations share a marker"
    for marker in map(int, _MARKER.findall(case.answer["text"])):
        if marker not in by_marker:
            yield f"marker [{marker}] has no citation"
    for shown in case.statements:
        citation = by_marker.get(shown["citation"])
        if citation is None:
            yield f"the statement {shown['quote']!r} has no citation"
        elif citation["article_id"] != shown["article_id"]:
            yield f"the citation of the statement {shown['quote']!r} is to another article"


def _word_problems(case: Case) -> Iterator[str]:
    yield from (f"does not show {words!r}" for words in case.missing_words())
    for words in case.sample.never:
        for shown in case.statements:
            if normalize_text(words) in normalize_text(shown["quote"]):
                yield f"shows {words!r} as said by {shown['speaker']}"


def _answer_problems(case: Case) -> Iterator[str]:
    sample = case.sample
    if not case.answer["citations"]:
        yield "answered without a citation"
    if sample.speakers and not case.answer["statements"]:
        yield "shows no statement"
    for shown in case.statements if sample.speakers else ():
        if not _is_any_of(shown["speaker"], sample.speakers):
            yield f"shows {shown['speaker']} saying {shown['quote']!r}"
    supported = (case.covers(gold.article_id, gold.place, shown) for gold in sample.spans for shown in case.places)
    if sample.spans and not any(supported):
        yield "shows none of the places that support the answer"


def _refusal_problems(case: Case) -> Iterator[str]:
    answer, speakers = case.answer, case.sample.speakers
    if not answer["text"].startswith("No record"):
        yield f"an answer without evidence starts with 'No record', not {answer['text'][:30]!r}"
    said_by = answer.get("said_by", ())
    for shown in answer["statements"]:
        if speakers and _is_any_of(shown["speaker"], speakers):
            yield f"shows {shown['speaker']} on the topic although there is no record: {shown['quote']!r}"
        if shown["speaker"] is not None and not _is_any_of(shown["speaker"], said_by):
            yield f"shows {shown['speaker']}, who is not in said_by"
    for shown in answer.get("related", ()):
        if speakers and not _is_any_of(shown["speaker"], speakers):
            yield f"shows {shown['speaker']} as related"
    if case.sample.said_by is not None:
        yield from _said_by_problems(case.sample.said_by, said_by, answer["statements"])


def _said_by_problems(expected: Sequence[str], said_by: Sequence[str], statements: Sequence[Row]) -> Iterator[str]:
    for name in expected:
        if not _is_any_of(name, said_by):
            yield f"does not say that {name} spoke about it"
        elif not any(_is_any_of(name, shown_speakers(shown)) for shown in statements):
            yield f"names {name} without a statement of theirs"
    for name in said_by:
        if not _is_any_of(name, expected):
            yield f"says that {name} spoke about it"


def _wire_copy_problems(case: Case) -> Iterator[str]:
    """A story in several outlets is cited once, with the names of all outlets."""
    carriers, citations = set(case.sample.carried_by), case.answer["citations"]
    if not carriers:
        return
    if not any({citation["publisher"], *citation["also_carried_by"]} >= carriers for citation in citations):
        yield f"no citation names all of {', '.join(case.sample.carried_by)}"
    for first, second in combinations([citation["article_id"] for citation in citations], 2):
        if first != second and case.corpus.same_text(first, second):
            yield f"cites one story twice: {first!r} and {second!r}"


def _is_any_of(name: str | None, names: Sequence[str | None]) -> bool:
    return any(is_titled_name(name, other) for other in names)
