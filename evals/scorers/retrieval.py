"""How well a search finds what a reader marked, by ir-measures, which follows TREC's own programs.

By passage, a marked place is what is to be found, and the first hit that shows it finds it; by article, the article is.
Wire copies of a story are one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

from evals.datasets.samples import Relevant
from evals.scorers.case import Case, Corpus, Part, Row, bears, span_of

Unit = Literal["passage", "article"]
UNITS: tuple[Unit, ...] = ("passage", "article")
MEASURES = ("R@1", "R@4", "R@10", "RR@10", "nDCG@10")


def retrieval(case: Case) -> Mapping[str, Part]:
    """Each measure by passage and by article; empty where nothing is marked or nothing was searched."""
    if case.hits is None or not case.sample.to_find:
        return {}
    figures = {}
    for unit in UNITS:
        for measure, value in _measured(_marked(case, unit), _ranked(case, unit)).items():
            figures[f"{measure} by {unit}"] = Part(min(value, 1.0), 1)
    return figures


def _marked(case: Case, unit: Unit) -> dict[str, int]:
    """What is to be found, each with its grade: of two marks of one article, the better one."""
    marked: dict[str, int] = {}
    for one in case.sample.to_find:
        name = _name(case.corpus, one, unit)
        marked[name] = max(one.grade, marked.get(name, 0))
    return marked


def _ranked(case: Case, unit: Unit) -> list[str]:
    """The names of what the hits show, best first and each once. What nobody marked has a name of its own, and takes
    up a rank; so does a hit that shows only what a better one has shown, unless articles are ranked."""
    names: list[str] = []
    for number, hit in enumerate(case.hits or ()):
        shown = [_name(case.corpus, one, unit) for one in case.sample.to_find if _shows(case.corpus, hit, one, unit)]
        new = [name for name in dict.fromkeys(shown) if name not in names]
        if unit == "passage":
            names += new or [f"hit {number}"]
        else:
            story = _story(case.corpus, hit["article_id"])
            names += [story] if story not in names else []
    return names


def _name(corpus: Corpus, one: Relevant, unit: Unit) -> str:
    story = _story(corpus, one.article_id)
    return story if unit == "article" or one.passage is None else f"{story} {_place(corpus, one)}"


def _shows(corpus: Corpus, hit: Row, one: Relevant, unit: Unit) -> bool:
    inside = corpus.same_text(one.article_id, hit["article_id"])
    return inside and (unit == "article" or one.passage is None or bears(_place(corpus, one), span_of(hit)))


def _place(corpus: Corpus, one: Relevant) -> tuple[int, int]:
    start = corpus.texts[one.article_id].find(one.passage or "")
    return start, start + len(one.passage or "")


def _story(corpus: Corpus, article_id: str) -> str:
    """One name for all articles of a text."""
    return next((one for one in sorted(corpus.texts) if corpus.same_text(one, article_id)), article_id)


def _measured(qrels: Mapping[str, int], ranked: Sequence[str]) -> dict[str, float]:
    run = {"q": {name: float(len(ranked) - place) for place, name in enumerate(ranked)}}
    found = _evaluator().calc_aggregate(_measures(), {"q": dict(qrels)}, run)
    return {str(measure): float(value) for measure, value in found.items()}


@cache
def _measures() -> tuple[Any, ...]:
    import ir_measures

    return tuple(ir_measures.parse_measure(name) for name in MEASURES)


@cache
def _evaluator() -> Any:
    import ir_measures

    return ir_measures
