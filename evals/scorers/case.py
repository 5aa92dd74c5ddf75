"""The input and output of every scorer, and the comparisons of places and names that scorers share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.datasets.question_sets import Corpus
from evals.datasets.samples import RelevantPassage, Sample, normalize_text
from evals.scorers.names import same_person

Row = Mapping[str, Any]
"""A JSON object of CONTRACT.md: an Answer, a hit, or a statement or citation of an Answer."""
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """One question's share of a metric, `got` out of `of`. The metric is the sum of `got` over the sum of `of`."""

    got: float
    of: float

    def __post_init__(self) -> None:
        if not 0 <= self.got <= self.of:
            raise ValueError(f"a score needs 0 <= got <= of, not {self.got} of {self.of}")


@dataclass(frozen=True, slots=True)
class Case:
    """One question, its answer, and the search results for it; `hits` is None if there was no search."""

    sample: Sample
    answer: Row
    corpus: Corpus
    hits: Sequence[Row] | None = None

    @property
    def refused(self) -> bool:
        return bool(self.answer["status"] == "no_evidence")

    @property
    def should_refuse(self) -> bool:
        return self.sample.status == "no_evidence"

    @property
    def statements(self) -> list[Row]:
        """All shown statements, under every heading."""
        return [*self.answer["statements"], *self.answer.get("related", ())]

    @property
    def places(self) -> list[Row]:
        """All shown quotes of articles."""
        return [*self.statements, *self.answer["citations"]]

    def covers(self, article_id: str, place: Place, shown: Row) -> bool:
        """Return whether the shown row is at this place of the article, or of a wire copy of it."""
        return self.corpus.same_text(article_id, shown["article_id"]) and overlaps_half(place, place_of(shown))

    def is_verbatim(self, shown: Row) -> bool:
        text = self.corpus.texts.get(shown["article_id"], "")
        return bool(shown["quote"]) and text[shown["start"] : shown["end"]] == shown["quote"]

    def passage_place(self, article_id: str, passage: str | None) -> Place:
        """Return the place of the passage in the article; None is the whole article."""
        text = self.corpus.texts[article_id]
        start = text.find(passage) if passage else 0
        return start, start + len(passage or text)

    def finds(self, relevant: RelevantPassage, shown: Row) -> bool:
        """Return whether the shown row is in the passage that a search should find."""
        return self.covers(relevant.article_id, self.passage_place(relevant.article_id, relevant.passage), shown)

    def missing_words(self) -> list[str]:
        """Return the expected quotes and mentions that the answer lacks, ignoring case and quotation marks."""
        quotes = [normalize_text(place["quote"]) for place in self.places]
        everything = [normalize_text(self.answer["text"]), *quotes]
        expected = [(words, quotes) for words in self.sample.quotes]
        expected += [(words, everything) for words in self.sample.mentions]
        return [words for words, shown in expected if not any(normalize_text(words) in text for text in shown)]


Scorer = Callable[[Case], Score | None]


def fraction_true(results: Sequence[bool]) -> Score | None:
    """Return the number of true results out of all; None without results."""
    return Score(sum(results), len(results)) if results else None


def overlaps_half(gold: Place, shown: Place) -> bool:
    """Return whether half of the shorter place is shared, so that a trimmed quotation matches and one word does not."""
    overlap = max(0, min(gold[1], shown[1]) - max(gold[0], shown[0]))
    return 2 * overlap >= min(gold[1] - gold[0], shown[1] - shown[0])


def place_of(row: Row) -> Place:
    return int(row["start"]), int(row["end"])


def is_titled_name(first: str | None, second: str | None) -> bool:
    """Return whether two names differ at most by "the" or by a title: "Inspector Ada Venn" and "Ada Venn"."""
    names = (normalize_text(name or "").removeprefix("the ") for name in (first, second))
    shorter, longer = sorted(names, key=len)
    return shorter == longer or (" " in shorter and longer.endswith(f" {shorter}"))


def is_named_in(name: str, names: Iterable[str]) -> bool:
    """Return whether a reader would take the name for one of the others."""
    return any(is_titled_name(name, other) or same_person(name, other) for other in names)


def shown_speakers(shown: Row) -> list[str]:
    """Return all the names that a statement is shown under."""
    return [*([shown["speaker"]] if shown.get("speaker") else ()), *(shown.get("together_with") or ())]
