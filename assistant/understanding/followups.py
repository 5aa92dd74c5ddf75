"""What a question leaves out because the question before it said it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from assistant.types.types import ImpliedFilter, Query
from assistant.understanding.implied_filters import ExtractedFilters, format_period
from assistant.understanding.stemming import fold, words_of
from assistant.understanding.topic_words import SPEECH, is_topical
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
    """ "When was that?", "Who else?" and a question that only narrows: what was asked before, asked otherwise."""
    if not re.search(r"\w", left):
        return before
    if _WHEN.match(left):
        return replace(before, asks="when", presumes=False)
    if _WHO_ELSE.match(left):
        kept = tuple(one for one in before.understood if one.filter != "speaker")
        return replace(before, asks="who_said", speakers=(), unknown_speakers=(), understood=kept, presumes=False)
    return None


def companion_question(question: str, before: Query) -> tuple[str, ExtractedFilters | None]:
    """ "before that", "after that": the question without these words, and the time on that side of the last period."""
    match = _THEN.search(question)
    if not match:
        return question, None
    left = f"{question[: match.start()].rstrip()} {question[match.end() :].lstrip()}".strip()
    since, until = before.scope.period.since, before.scope.period.until
    if match["side"].lower() == "before":
        period = Period(until=since - timedelta(days=1)) if since else Period()
    else:
        period = Period(until + timedelta(days=1)) if until else Period()
    if not period.bounded:
        return left, None
    return left, ExtractedFilters(
        left, left, period, understood=(ImpliedFilter("period", format_period(period), match.group()),)
    )


def apply_implied_filters(query: Query, narrowed: ExtractedFilters) -> Query:
    """The query within its question's own filters: each takes the place of an inherited one of its kind."""
    own = {one.filter for one in narrowed.understood}
    scope = Scope(
        narrowed.period if "period" in own else query.scope.period,
        narrowed.publisher or query.scope.publisher,
        query.scope.article_id,
    )
    kept = tuple(one for one in query.understood if one.filter not in own)
    return replace(
        query,
        scope=scope,
        as_of=narrowed.as_of or query.as_of,
        wants_now=narrowed.wants_now or query.wants_now,
        understood=(*kept, *narrowed.understood),
    )


def inherit_filters(query: Query, before: Query) -> Query:
    """The query with the filters of the question before it, where it has none of their kind."""
    own = {one.filter for one in query.understood}
    handed = tuple(one for one in before.understood if one.filter not in own and one.filter != "speaker")
    kinds = {one.filter for one in handed}
    return replace(
        query,
        scope=Scope(
            before.scope.period if "period" in kinds else query.scope.period,
            before.scope.publisher if "publisher" in kinds else query.scope.publisher,
        ),
        as_of=before.as_of if "as_of" in kinds else query.as_of,
        understood=(*query.understood, *handed),
    )


def inheritable_filters(query: Query) -> Query:
    """What a question leaves to the next one: all it was narrowed to, and not that it wanted the newest."""
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
    """Whether a follow-up, understood with its conversation as `query` and without as `alone`, still hangs in the air.

    Where the conversation made any difference, understanding has resolved it.
    """
    if query != alone:
        return False
    question = query.question.strip()
    back = _POINTS_BACK.search(question)
    if back and not _NAME.search(question[: back.start()]):
        return True  # a name before it would be what is meant
    return bool(LEAD.match(question) or _BARE.match(question)) or not any(_tells(word) for word in words_of(question))


def _tells(word: str) -> bool:
    return is_topical(word) and fold(word) not in SPEECH
