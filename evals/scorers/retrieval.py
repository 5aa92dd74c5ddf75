"""Retrieval metrics by ir-measures, which follows TREC's own programs. Wire copies of a story count as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

from evals.datasets.samples import RelevantPassage
from evals.scorers.case import Case, Score

Unit = Literal["passage", "article"]
UNITS: tuple[Unit, ...] = ("passage", "article")
MEASURES = ("R@1", "R@4", "R@10", "RR@10", "nDCG@10")


def measure_retrieval(case: Case) -> Mapping[str, Score]:
    """Return each measure by passage and by article; nothing without judgements or search results."""
    if case.hits is None or not case.sample.relevance_judgements:
        return {}
    found = {unit: _measure(_grades(case, unit), _ranking(case, unit)) for unit in UNITS}
    return {f"{name} by {unit}": Score(min(value, 1.0), 1) for unit in UNITS for name, value in found[unit].items()}


def _grades(case: Case, unit: Unit) -> dict[str, int]:
    """Return the best grade of each document that should be found."""
    grades: dict[str, int] = {}
    for relevant in case.sample.relevance_judgements:
        name = _document(case, relevant, unit)
        grades[name] = max(relevant.grade, grades.get(name, 0))
    return grades


def _ranking(case: Case, unit: Unit) -> list[str]:
    """Return the documents, best first and each once. By passage, a hit that finds nothing new takes up a rank too."""
    names: list[str] = []
    for number, hit in enumerate(case.hits or ()):
        if unit == "passage":
            relevant = [passage for passage in case.sample.relevance_judgements if case.finds(passage, hit)]
            found = [_document(case, passage, unit) for passage in relevant]
            names += [name for name in dict.fromkeys(found) if name not in names] or [f"hit {number}"]
        elif (story := _story(case, hit["article_id"])) not in names:
            names.append(story)
    return names


def _document(case: Case, relevant: RelevantPassage, unit: Unit) -> str:
    story = _story(case, relevant.article_id)
    if unit == "article" or relevant.passage is None:
        return story
    return f"{story} {case.passage_place(relevant.article_id, relevant.passage)}"


def _story(case: Case, article_id: str) -> str:
    """Return one name for all articles with the same text."""
    copies = (other for other in sorted(case.corpus.texts) if case.corpus.same_text(other, article_id))
    return next(copies, article_id)


def _measure(grades: Mapping[str, int], ranking: Sequence[str]) -> dict[str, float]:
    scores = {"q": {name: float(len(ranking) - rank) for rank, name in enumerate(ranking)}}
    library, measures = _ir_measures()
    found = library.calc_aggregate(measures, {"q": dict(grades)}, scores)
    return {str(measure): float(value) for measure, value in found.items()}


@cache
def _ir_measures() -> tuple[Any, list[Any]]:
    import ir_measures

    # parse_measure of ir-measures 0.4.3 fails on Python 3.14: it uses names that `ast` no longer has.
    named = (name.split("@") for name in MEASURES)
    return ir_measures, [getattr(ir_measures, measure) @ int(cutoff) for measure, cutoff in named]
