"""Whether what is shown as an article's words stands there, and whether what the question asks for is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.datasets.samples import plain
from evals.scorers.case import Case, Part, Row, share

_QUOTATION = re.compile(r"“((?:[^“”]|“[^“”]*”)*)”")
_SHORTEST_QUOTATION = 4
"""Words. What is shorter may be a word that the question is about."""


def verbatim(case: Case) -> Part | None:
    """Of all quotations, in rows and in the text, those that stand in their article to the character."""
    rows = [_is_verbatim(case, place) for place in case.places]
    return share([*rows, *(_stands_somewhere(case, words) for words in _quoted(case))])


def correctness(case: Case) -> Part | None:
    """Whether the words that every right answer shows are shown, letter case and quotation marks aside."""
    wanted = (*case.sample.quotes, *case.sample.mentions)
    if case.sample.status != "answered" or not wanted:
        return None
    quotes = [plain(place["quote"]) for place in case.places]
    seen = [*quotes, plain(case.answer["text"])]
    found = all(any(plain(words) in quote for quote in quotes) for words in case.sample.quotes)
    told = all(any(plain(words) in part for part in seen) for words in case.sample.mentions)
    return Part(found and told and not case.refused, 1)


def _is_verbatim(case: Case, place: Row) -> bool:
    text = case.corpus.texts.get(place["article_id"], "")
    return bool(place["quote"]) and text[place["start"] : place["end"]] == place["quote"]


def _quoted(case: Case) -> Iterator[str]:
    """The quotations of the text that are long enough to be somebody's words, but for the question's own."""
    for words in _QUOTATION.findall(case.answer["text"]):
        for piece in words.split(" … "):
            if len(piece.split()) >= _SHORTEST_QUOTATION and plain(piece) not in plain(case.answer["question"]):
                yield piece


def _stands_somewhere(case: Case, words: str) -> bool:
    """In an article that the answer cites, white space aside."""
    wanted = " ".join(words.split())
    cited = {one["article_id"] for one in case.answer["citations"]}
    return any(wanted in " ".join(case.corpus.texts.get(one, "").split()) for one in cited)
