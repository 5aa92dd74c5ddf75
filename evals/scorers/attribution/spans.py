"""Extracted statements compared with annotated attributions: their contents and their sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evals.scorers.attribution.annotations import Attribution, GoldArticle, TokenSet, match_best
from evals.scorers.names import is_pronoun, same_person
from index.types import Statement

Form = Literal["direct", "indirect", "other"]
Group = Literal["all", "direct", "indirect"]
Outcome = Literal["correct", "same_name_elsewhere", "different", "abstained", "gold_has_none"]

GROUPS: tuple[Group, ...] = ("all", "direct", "indirect")
LEVELS: Mapping[str, float] = {"exact": 1.0, ">=.8": 0.8, ">=.3": 0.3}
"""The Jaccard index from which on a found content matches an annotated one."""
LOOSE = LEVELS[">=.3"]

_QUOTATION_MARK = re.compile(r"[“”\"]|''|``")
_VERBS = frozenset(
    "say tell add note write announce argue claim warn state declare insist explain acknowledge suggest report "
    "respond reply continue describe call ask admit concede confirm deny assert contend maintain recall remark "
    "observe testify tweet joke promise vow pledge predict urge demand stress emphasize complain quip conclude "
    "disclose reveal comment mention point accuse allege counter charge cite caution describe express indicate "
    "offer propose speak talk answer question blast slam criticize praise recount reiterate repeat retort scoff "
    "shout sing stipulate tout accord according put".split()
)
_IRREGULAR_FORMS = frozenset(
    "said says saying told tells wrote writes writing written spoke denied denies replied replies sang testified "
    "testifies according quipped admitted admitting slammed putting puts".split()
)


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """Contents by group, level and "right", "found" or "wanted"; and outcomes of their sources by group."""

    contents: Counter[tuple[Group, str, str]]
    sources: Counter[tuple[Group, Outcome]]

    def __add__(self, other: SpanCounts) -> SpanCounts:
        return SpanCounts(self.contents + other.contents, self.sources + other.sources)


@dataclass(frozen=True, slots=True)
class _Contents:
    gold: list[TokenSet]
    found: list[TokenSet]
    gold_forms: list[Form]
    found_forms: list[Form]


def count_spans(article: GoldArticle, statements: Sequence[Statement]) -> SpanCounts:
    both = _Contents(
        gold=[article.tokens.touched(attribution.content) for attribution in article.attributions],
        found=[article.tokens.touched(statement.pieces) for statement in statements],
        gold_forms=[classify_form(article.text_of(a.content), article.text_of(a.cue)) for a in article.attributions],
        found_forms=[
            classify_form(article.text_of(s.pieces), s.cue.of(article.text) if s.cue else "") for s in statements
        ],
    )
    contents = Counter(key for level, threshold in LEVELS.items() for key in _content_keys(both, level, threshold))
    sources: Counter[tuple[Group, Outcome]] = Counter()
    for found, gold in match_best(both.found, both.gold, threshold=LOOSE).items():
        outcome = _judge_source(article, article.attributions[gold], statements[found])
        sources.update((group, outcome) for group in _groups(both.gold_forms[gold]))
    return SpanCounts(contents, sources)


def summarize_spans(counts: SpanCounts) -> dict[str, Any]:
    """Return precision, recall and F1 of the contents, and the outcomes of the sources of those found, in percent."""
    return {
        "content": {group: {level: _rates(counts, group, level) for level in LEVELS} for group in GROUPS},
        "source": {group: _source_shares(counts, group) for group in GROUPS},
    }


def percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def classify_form(content: str, cue: str) -> Form:
    """Return direct for a quotation with a speech verb, a dash or a colon as cue; indirect for a speech verb alone."""
    is_speech = any(_is_speech_verb(word) for word in re.findall(r"[a-z]+", cue.lower()))
    if _QUOTATION_MARK.search(content):
        return "direct" if is_speech or not re.search(r"\w", cue) else "other"
    return "indirect" if is_speech else "other"


def _is_speech_verb(word: str) -> bool:
    stems = (word, word[:-1], word[:-2], word[:-3], f"{word[:-1]}e", f"{word[:-2]}e", f"{word[:-3]}e", f"{word[:-3]}y")
    return word in _IRREGULAR_FORMS or any(stem in _VERBS for stem in stems)


def _content_keys(both: _Contents, level: str, threshold: float) -> Iterator[tuple[Group, str, str]]:
    """A wrong content counts in the group of the attribution that it loosely matches, otherwise in its own."""
    partners = match_best(both.found, both.gold, threshold=threshold)
    loose = match_best(both.found, both.gold, threshold=LOOSE)
    right = set(partners.values())
    for number, tokens in enumerate(both.gold):
        for group in _groups(both.gold_forms[number]) if tokens else ():
            yield group, level, "wanted"
            if number in right:
                yield group, level, "right"
                yield group, level, "found"
    for number, tokens in enumerate(both.found):
        if tokens and number not in partners:
            form = both.gold_forms[loose[number]] if number in loose else both.found_forms[number]
            yield from ((group, level, "found") for group in _groups(form))


def _groups(form: Form) -> tuple[Group, ...]:
    return ("all",) if form == "other" else ("all", form)


def _judge_source(article: GoldArticle, gold: Attribution, found: Statement) -> Outcome:
    wanted = article.tokens.touched(gold.source)
    given = article.tokens.touched([found.source] if found.source else [])
    if not wanted:
        return "gold_has_none"
    if not given or found.source is None:
        return "abstained"
    if given & wanted:
        return "correct"
    words = article.text_of((found.source,))
    elsewhere = same_person(words, article.text_of(gold.source)) and not is_pronoun(words)
    return "same_name_elsewhere" if elsewhere else "different"


def _rates(counts: SpanCounts, group: Group, level: str) -> dict[str, float]:
    right, found, wanted = (counts.contents[group, level, key] for key in ("right", "found", "wanted"))
    rates = {"precision": percent(right, found), "recall": percent(right, wanted)}
    return rates | {"f1": percent(2 * right, found + wanted), "found": found, "wanted": wanted}


def _source_shares(counts: SpanCounts, group: Group) -> dict[str, float]:
    judged: tuple[Outcome, ...] = ("correct", "same_name_elsewhere", "different", "abstained")
    total = sum(counts.sources[group, outcome] for outcome in judged)
    return {"of": total} | {outcome: percent(counts.sources[group, outcome], total) for outcome in judged}
