"""What is wrong with an answer to a golden question: pure, and the same for every composer and every way of asking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from evals.datasets.samples import GoldSpan, Sample, plain

Row = Mapping[str, Any]
"""A JSON object of CONTRACT.md: an Answer, or a statement or citation of one."""

_MARKER = re.compile(r"\[(\d+)\]")


def problems(sample: Sample, answer: Row, *, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Everything that makes this answer to the sample's question wrong; empty when it is right.

    `texts` are the articles as stored, by id.
    """
    found = [*_verbatim(answer, texts), *_markers(answer), *_words(sample, answer)]
    if answer["status"] != sample.status:
        found.append(f"status is {answer['status']!r}, not {sample.status!r}")
    elif sample.status == "answered":
        found += [*_answered(sample, answer, texts), *_carried_by(sample, answer, texts)]
    else:
        found += _no_evidence(sample, answer)
    return tuple(found)


def _shown(answer: Row) -> list[Row]:
    return [*answer["statements"], *answer.get("related", ())]


def _places(answer: Row) -> list[Row]:
    return [*_shown(answer), *answer["citations"]]


def _verbatim(answer: Row, texts: Mapping[str, str]) -> Iterator[str]:
    for place in _places(answer):
        text = texts.get(place["article_id"])
        if text is None:
            yield f"no article {place['article_id']!r}"
        elif not place["quote"] or text[place["start"] : place["end"]] != place["quote"]:
            yield f"not verbatim at [{place['start']}, {place['end']}) of {place['article_id']!r}: {place['quote']!r}"


def _markers(answer: Row) -> Iterator[str]:
    """Every marker leads to a citation, and every shown statement to a citation of its own article."""
    cited = {citation["marker"]: citation for citation in answer["citations"]}
    if len(cited) != len(answer["citations"]):
        yield "two citations share a marker"
    for marker in map(int, _MARKER.findall(answer["text"])):
        if marker not in cited:
            yield f"marker [{marker}] has no citation"
    for shown in _shown(answer):
        citation = cited.get(shown["citation"])
        if citation is None:
            yield f"the statement {shown['quote']!r} has no citation"
        elif citation["article_id"] != shown["article_id"]:
            yield f"the statement {shown['quote']!r} is cited to another article"


def _words(sample: Sample, answer: Row) -> Iterator[str]:
    quotes = [plain(place["quote"]) for place in _places(answer)]
    seen = [plain(answer["text"]), *quotes]
    for words in sample.quotes:
        if not any(plain(words) in quote for quote in quotes):
            yield f"does not show {words!r}"
    for words in sample.mentions:
        if not any(plain(words) in part for part in seen):
            yield f"does not mention {words!r}"
    for words in sample.never:
        for shown in _shown(answer):
            if plain(words) in plain(shown["quote"]):
                yield f"shows {words!r} as said by {shown['speaker']}"


def _answered(sample: Sample, answer: Row, texts: Mapping[str, str]) -> Iterator[str]:
    if not answer["citations"]:
        yield "answered without a citation"
    if sample.speakers and not answer["statements"]:
        yield "shows no statement"
    for shown in _shown(answer) if sample.speakers else ():
        if not _is_one_of(shown["speaker"], sample.speakers):
            yield f"shows {shown['speaker']} saying {shown['quote']!r}"
    if sample.spans and not any(_bears(gold, place, texts) for gold in sample.spans for place in _places(answer)):
        yield "shows none of the places that bear the answer out"


def _no_evidence(sample: Sample, answer: Row) -> Iterator[str]:
    if not answer["text"].startswith("No record"):
        yield f"an answer without evidence starts with 'No record', not {answer['text'][:30]!r}"
    said_by = answer.get("said_by", ())
    for shown in answer["statements"]:
        if sample.speakers and _is_one_of(shown["speaker"], sample.speakers):
            yield f"shows {shown['speaker']} on the topic all the same: {shown['quote']!r}"
        if shown["speaker"] is not None and not _is_one_of(shown["speaker"], said_by):
            yield f"shows {shown['speaker']}, who is not in said_by"
    for shown in answer.get("related", ()):
        if sample.speakers and not _is_one_of(shown["speaker"], sample.speakers):
            yield f"shows {shown['speaker']} as related"
    if sample.said_by is not None:
        yield from _said_by(sample.said_by, said_by, answer["statements"])


def _said_by(expected: Sequence[str], said_by: Sequence[str], statements: Sequence[Row]) -> Iterator[str]:
    for name in expected:
        if not _is_one_of(name, said_by):
            yield f"does not say that {name} spoke to it"
        elif not any(_is_one_of(name, _speakers(shown)) for shown in statements):
            yield f"names {name} without what they said"
    for name in said_by:
        if not _is_one_of(name, expected):
            yield f"says that {name} spoke to it"


def _carried_by(sample: Sample, answer: Row, texts: Mapping[str, str]) -> Iterator[str]:
    """A story in several outlets is cited once, and every outlet is named."""
    if not sample.carried_by:
        return
    named = [{citation["publisher"], *citation["also_carried_by"]} for citation in answer["citations"]]
    if not any(publishers >= set(sample.carried_by) for publishers in named):
        yield f"no citation names all of {', '.join(sample.carried_by)}"
    for one, other in combinations(answer["citations"], 2):
        if one["article_id"] != other["article_id"] and _same_text(one["article_id"], other["article_id"], texts):
            yield f"cites one story twice: {one['article_id']!r} and {other['article_id']!r}"


def _bears(gold: GoldSpan, place: Row, texts: Mapping[str, str]) -> bool:
    """Half of the shorter of the two is shared: a word at the edge is not enough, a trimmed quotation is."""
    if not _same_text(gold.article_id, place["article_id"], texts):
        return False
    start, end = int(place["start"]), int(place["end"])
    return 2 * (min(gold.end, end) - max(gold.start, start)) >= min(gold.end - gold.start, end - start)


def _same_text(one: str, other: str, texts: Mapping[str, str]) -> bool:
    """Wire copies are one story: offsets into the one are offsets into the other."""
    return one == other or (one in texts and texts[one] == texts.get(other))


def _speakers(shown: Row) -> list[str | None]:
    """Whoever said it, and whoever is shown as having said it with them."""
    return [shown["speaker"], *(shown.get("together_with") or ())]


def _is_one_of(name: str | None, names: Sequence[str | None]) -> bool:
    return any(_same(_bare(name), _bare(other)) for other in names)


def _same(one: str | None, other: str | None) -> bool:
    """A title before a full name is no other person: "Inspector Ada Venn" and "Ada Venn"."""
    if one is None or other is None:
        return one is other
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (" " in shorter and longer.endswith(f" {shorter}"))


def _bare(name: str | None) -> str | None:
    return None if name is None else plain(name).removeprefix("the ")
