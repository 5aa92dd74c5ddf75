"""Completes a follow-up question from the question before it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from assistant.types import ImpliedFilter, Query
from assistant.understanding.implied_filters import ExtractedFilters, format_period
from assistant.understanding.stemming import fold, split_words
from assistant.understanding.topic import SPEECH, is_topical
from index.types import Period, Scope

LEAD = re.compile(r"^(?:and|but|or|what about|how about|and what about)\b[ ,]*(?P<rest>.*?)\??$", re.IGNORECASE)
_THEN = re.compile(
    r"(?:^|(?<= ))(?:in the time |the (?:day|week|month) )?(?P<side>before|after|since) (?:that|then)\b", re.IGNORECASE
)
_WHEN = re.compile(
    r"^(?:and |but )?when (?:was|is|were|did) (?:that|this|it|those)(?: said| happen)?\W*$", re.IGNORECASE
)
_WHO_ELSE = re.compile(
    r"^(?:and |but )?(?:who|anyone|anybody|did anyone|did anybody) else(?: (?:say|said|spoke|speak|comment(?:ed)?)"
    r"(?: (?:about|on|of|to))?(?: (?:that|this|it|so))?)?\W*$",
    re.IGNORECASE,
)


def repeats_question(left: str, before: Query) -> Query | None:
    """Return the previous query as "When was that?", "Who else?" or a bare filter changes it; None for other text."""
    if not re.search(r"\w", left):
        return before
    if _WHEN.match(left):
        return replace(before, asks="when", presumes=False)
    if _WHO_ELSE.match(left):
        others = tuple(one for one in before.understood if one.filter != "speaker")
        return replace(before, asks="who_said", speakers=(), unknown_speakers=(), understood=others, presumes=False)
    return None


def relative_to_previous(question: str, before: Query) -> tuple[str, ExtractedFilters | None]:
    """Return the question without "before that" or "after that", and the period before or after the previous one."""
    match = _THEN.search(question)
    if not match:
        return question, None
    left = f"{question[: match.start()].rstrip()} {question[match.end() :].lstrip()}".strip()
    previous = before.happened.period if before.happened else before.scope.period
    since, until = previous.since, previous.until
    period = Period()
    if match["side"].lower() == "before":
        period = Period(until=since - timedelta(days=1)) if since else period
    elif until:
        period = Period(until + timedelta(days=1))
    if not period.bounded:
        return left, None
    implied = ImpliedFilter("period", format_period(period), match.group())
    return left, ExtractedFilters(left, left, period, understood=(implied,))


def apply_implied_filters(query: Query, extracted: ExtractedFilters) -> Query:
    """Return the query with its question's filters, each in place of an inherited filter of the same name."""
    own = {one.filter for one in extracted.understood}
    period = extracted.period if "period" in own else query.scope.period
    scope = Scope(period, extracted.publisher or query.scope.publisher, query.scope.article_id)
    as_of, wants_now = extracted.as_of or query.as_of, extracted.wants_now or query.wants_now
    understood = (*(one for one in query.understood if one.filter not in own), *extracted.understood)
    return replace(query, scope=scope, as_of=as_of, wants_now=wants_now, understood=understood)


def inherit_filters(query: Query, before: Query) -> Query:
    """Return the query with the previous question's filters, except those it sets itself."""
    own = {one.filter for one in query.understood}
    inherited = tuple(one for one in before.understood if one.filter not in own and one.filter != "speaker")
    names = {one.filter for one in inherited}
    period = (before if "period" in names else query).scope.period
    publisher = (before if "publisher" in names else query).scope.publisher
    as_of = (before if "as_of" in names else query).as_of
    happened = query.happened or (None if "period" in own else before.happened)
    understood = (*query.understood, *inherited)
    return replace(query, scope=Scope(period, publisher), as_of=as_of, understood=understood, happened=happened)


def inheritable_filters(query: Query) -> Query:
    """Return the query with its filters marked as inherited, and without its wish for the latest news."""
    return replace(query, wants_now=False, understood=tuple(replace(one, inherited=True) for one in query.understood))


_POINTS_BACK = re.compile(
    r"\b(?:he|she|they|it|him|them|his|hers?|their|theirs|its|itself|himself|herself|themselves|this|these|those|"
    r"the (?:former|latter|same|other (?:one|two|side))|both|neither|such|that(?=\W*$)"
    r"|(?:about|of|on|to|with|for|from|by|after|before|like|does|did|was|is) that"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )there"
    r"(?! (?:is|are|was|were|be|been|will|has|have|had)\b))\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"^(?:how come|how so|what for|since when|says who)\W*$", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)\b[A-Z]\w+")


def is_unresolved(query: Query, alone: Query) -> bool:
    """Return whether a follow-up still depends on its conversation: understood `alone`, it gives the same query."""
    if query != alone:
        return False
    question = query.question.strip()
    back = _POINTS_BACK.search(question)
    if back and not _NAME.search(question[: back.start()]):
        return True  # a name before the pronoun would be its antecedent
    if LEAD.match(question) or _BARE.match(question):
        return True
    return not any(is_topical(word) and fold(word) not in SPEECH for word in split_words(question))
