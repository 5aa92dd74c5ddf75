"""Statements against attributions: are the contents found, and is each credited to the right place in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evals.scorers.attribution.annotations import Attribution, GoldArticle
from evals.scorers.attribution.speech import Form, form_of
from evals.scorers.attribution.tokens import TokenSet, matched
from evals.scorers.names import is_pronoun, same_person
from index.types import Statement

Group = Literal["all", "direct", "indirect"]
Outcome = Literal["correct", "same_name_elsewhere", "different", "abstained", "gold_has_none"]

GROUPS: tuple[Group, ...] = ("all", "direct", "indirect")
LEVELS: Mapping[str, float] = {"exact": 1.0, ">=.8": 0.8, ">=.3": 0.3}
"""How much of its tokens a found content must share with the marked one, of all that either has."""
LOOSE = LEVELS[">=.3"]


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """Contents that are right, found and wanted, by group and level; and what became of their sources, by group."""

    contents: Counter[tuple[Group, str, str]]
    sources: Counter[tuple[Group, Outcome]]

    def __add__(self, other: SpanCounts) -> SpanCounts:
        return SpanCounts(self.contents + other.contents, self.sources + other.sources)


def count_spans(article: GoldArticle, statements: Sequence[Statement]) -> SpanCounts:
    """One article's share of the figures."""
    sides = _Sides(
        gold=[article.tokens.touched(one.content) for one in article.attributions],
        found=[article.tokens.touched(one.pieces) for one in statements],
        gold_forms=[form_of(article.words_of(one.content), article.words_of(one.cue)) for one in article.attributions],
        found_forms=[_form(article, one) for one in statements],
    )
    contents = Counter(key for level, least in LEVELS.items() for key in _judged(sides, level, least))
    sources: Counter[tuple[Group, Outcome]] = Counter()
    for found, gold in matched(sides.found, sides.gold, least=LOOSE).items():
        outcome = _source_of(article, article.attributions[gold], statements[found])
        sources.update((group, outcome) for group in GROUPS if group in ("all", sides.gold_forms[gold]))
    return SpanCounts(contents, sources)


def span_figures(counts: SpanCounts) -> dict[str, Any]:
    """Precision, recall and F1 of the contents, and the shares of right and wrong sources among those found."""
    return {
        "content": {group: {level: _rates(counts, group, level) for level in LEVELS} for group in GROUPS},
        "source": {group: _shares(counts, group) for group in GROUPS},
    }


def percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


@dataclass(frozen=True, slots=True)
class _Sides:
    gold: list[TokenSet]
    found: list[TokenSet]
    gold_forms: list[Form]
    found_forms: list[Form]


def _form(article: GoldArticle, statement: Statement) -> Form:
    cue = article.words_of((statement.cue,)) if statement.cue else ""
    return form_of(article.words_of(statement.pieces), cue)


def _judged(sides: _Sides, level: str, least: float) -> Iterator[tuple[Group, str, str]]:
    """A wrong content counts against the group of the attribution that it comes near, else against its own."""
    partner = matched(sides.found, sides.gold, least=least)
    near = matched(sides.found, sides.gold, least=LOOSE)
    right = set(partner.values())
    for number, tokens in enumerate(sides.gold):
        for group in _groups(sides.gold_forms[number]) if tokens else ():
            yield group, level, "wanted"
            if number in right:
                yield group, level, "right"
                yield group, level, "found"
    for number, tokens in enumerate(sides.found):
        if tokens and number not in partner:
            form = sides.gold_forms[near[number]] if number in near else sides.found_forms[number]
            for group in _groups(form):
                yield group, level, "found"


def _groups(form: Form) -> tuple[Group, ...]:
    return ("all",) if form == "other" else ("all", form)


def _source_of(article: GoldArticle, gold: Attribution, found: Statement) -> Outcome:
    wanted = article.tokens.touched(gold.source)
    given = article.tokens.touched([found.source] if found.source else [])
    if not wanted:
        return "gold_has_none"
    if not given or found.source is None:
        return "abstained"
    if given & wanted:
        return "correct"
    words = article.words_of((found.source,))
    elsewhere = same_person(words, article.words_of(gold.source)) and not is_pronoun(words)
    return "same_name_elsewhere" if elsewhere else "different"


def _rates(counts: SpanCounts, group: Group, level: str) -> dict[str, float]:
    right, found, wanted = (counts.contents[group, level, what] for what in ("right", "found", "wanted"))
    return {
        "precision": percent(right, found),
        "recall": percent(right, wanted),
        "f1": percent(2 * right, found + wanted),
        "found": found,
        "wanted": wanted,
    }


def _shares(counts: SpanCounts, group: Group) -> dict[str, float]:
    judged: tuple[Outcome, ...] = ("correct", "same_name_elsewhere", "different", "abstained")
    of = sum(counts.sources[group, outcome] for outcome in judged)
    return {"of": of} | {outcome: percent(counts.sources[group, outcome], of) for outcome in judged}
