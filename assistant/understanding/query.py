"""Turn a question and its history into a query, without a model."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.types.types import FilterName, ImpliedFilter, Query, Turn
from assistant.understanding.followups import (
    LEAD,
    apply_implied_filters,
    companion_question,
    inherit_filters,
    inheritable_filters,
    repeats_question,
)
from assistant.understanding.implied_filters import ExtractedFilters, extract_filters, strip_recency
from assistant.understanding.nicknames import nickname_variants
from assistant.understanding.overview_requests import read_overview_request
from assistant.understanding.periods import merge_periods
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.question_forms import Form, read_denial, read_form, read_name_on_topic
from assistant.understanding.speakers import Resolved, SpeakerMatcher
from assistant.understanding.stemming import fold, words_of
from assistant.understanding.topic import read_topic
from assistant.understanding.topic_words import COMMON_NAMES
from index.people.aliases import name_words
from index.types import Period, Scope

_ANYBODY = frozenset("anybody anyone everybody everyone people they others officials leaders somebody someone".split())
_PRONOUN = re.compile(r"^(?:he|she|they|him|her|them)$", re.IGNORECASE)
_NAME_ALONE = re.compile(r"^[A-Z][a-zà-ÿ'’-]+(?: [A-Z][a-zà-ÿ'’-]+){0,2}$")
"""After "and", a lone name in upper and lower case is a person to ask about; "and NATO?" is a topic."""
_POINTS_BACK = re.compile(
    r"^(?:it|this|that|them|these|those|so|the same|the (?:same )?(?:matter|issue|subject|topic|thing))"
    r"(?: (?:too|either|as well|then|at all))?$",
    re.IGNORECASE,
)
"""A topic that is the one of the question before."""
_JOINED = re.compile(r",? and |, | or |/", re.IGNORECASE)
_COMPARED = re.compile(r",? and |, | or |/| with | to | versus | vs\.? ", re.IGNORECASE)
_REPORTED = re.compile(
    r"^what (?:did|has|does) (?:\w+ )?(?:report|write|publish|carry|print|run|say|cover)\w*(?: (?:about|on|of))? ?"
    r"(?P<topic>.*?)[?. ]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a question is read against."""

    registry: SpeakerMatcher
    publishers: PublisherMatcher
    today: date | None


def understand(  # noqa: PLR0913  what it is read against, and what was asked for by option
    question: str,
    *,
    registry: SpeakerMatcher,
    history: Sequence[Turn] = (),
    publishers: PublisherMatcher | None = None,
    today: date | None = None,
    scope: Scope | None = None,
    speaker: str | None = None,
    as_of: date | None = None,
    without: Collection[FilterName] = (),
) -> Query:
    """The question as a Query. `scope`, `speaker` and `as_of` were asked for by option and win over what is read.

    `today` is the question's own day, `as_of` takes its place; without either no date is read. What a filter of
    `without` was understood as narrows nothing.
    """
    known = _Known(registry, publishers or PublisherMatcher(), as_of or today)
    query = _read(question, known, history)
    if speaker is not None:
        query = replace(_with_speakers(query, [registry.resolve(speaker)]), understood=_but(query, "speaker"))
    elif "speaker" in without and query.about_speakers:
        asks = "who_said" if query.asks == "statement" else query.asks
        query = replace(query, speakers=(), unknown_speakers=(), asks=asks, understood=_but(query, "speaker"))
    return _within(replace(query, question=question), scope or Scope(), as_of, without)


def _within(query: Query, scope: Scope, as_of: date | None, without: Collection[FilterName]) -> Query:
    """The query inside what was asked for by option, without what is not to narrow it."""
    by_option = scope.period.since is not None or scope.period.until not in (None, as_of)
    dropped: set[FilterName] = {"period"} if by_option or "period" in without else set()
    dropped |= {"publisher"} if scope.publisher or "publisher" in without else set()
    dropped |= {"as_of"} if as_of or "period" in without else set()
    known_until = as_of or (None if "as_of" in dropped else query.as_of)
    read = Period() if "period" in dropped else query.scope.period
    period = scope.period
    for other in (Period(until=known_until), read):
        period = merge_periods(period, other) or period
    publisher = scope.publisher or (None if "publisher" in dropped else query.scope.publisher)
    return replace(
        query,
        scope=Scope(period, publisher, scope.article_id),
        as_of=known_until,
        understood=_but(query, *dropped),
    )


def _but(query: Query, *filters: FilterName) -> tuple[ImpliedFilter, ...]:
    return tuple(one for one in query.understood if one.filter not in filters)


def _read(question: str, known: _Known, history: Sequence[Turn]) -> Query:
    before = inheritable_filters(_read(history[-1].question, known, history[:-1])) if history else None
    question, moved = companion_question(question, before) if before else (question, None)
    lead = LEAD.match(question.strip())
    narrowed = extract_filters(question, publishers=known.publishers, today=known.today)
    if before:
        rest = extract_filters(lead["rest"], publishers=known.publishers, today=known.today) if lead else narrowed
        again = repeats_question(rest.left, before) or (_inherit(rest.left, before, known.registry) if lead else None)
        if again:
            return (
                apply_implied_filters(apply_implied_filters(again, rest), moved)
                if moved
                else apply_implied_filters(again, rest)
            )
    if lead and (read_form(lead["rest"]).speaker or read_denial(lead["rest"])):
        narrowed = extract_filters(lead["rest"], publishers=known.publishers, today=known.today)
    query = _from_form(question, narrowed, _form(narrowed, known.registry), known.registry, before)
    query = apply_implied_filters(query, narrowed)
    query = apply_implied_filters(query, moved) if moved else query
    if query.asks_for_a_fact and not narrowed.reports:
        query = _of_fact(query, narrowed, known.today)
    leans = lead or moved or _leans_back(query) or (before and query.about_speakers and query.topic == before.topic)
    return inherit_filters(query, before) if before and leans else query


def _form(narrowed: ExtractedFilters, registry: SpeakerMatcher) -> Form:
    if narrowed.reports and (match := _REPORTED.match(narrowed.left)):
        return Form("fact", None, match["topic"])
    if account := read_overview_request(narrowed.left):
        return account
    left = strip_recency(narrowed.left)
    if (denial := read_denial(left)) and _is_named(denial.speaker, registry):
        return denial
    form = read_form(left)
    if form.asks == "fact" and (short := read_name_on_topic(left)) and _is_named(short.speaker, registry):
        return short
    return form


def _of_fact(query: Query, narrowed: ExtractedFilters, today: date | None) -> Query:
    """What happened in a period is told in it or later: only its first day narrows a fact, and its date stays a part of
    what is asked. A question for the news of a period is narrowed to it."""
    if narrowed.reported or not query.scope.period.bounded:
        return query
    period = Period(query.scope.period.since)
    if today and period.since and any(one.words == "this week" for one in query.understood):
        period = Period(min(period.since, today - timedelta(days=7)))  # on a Monday it is not yet of much use
    told = tuple(
        replace(one, value=f"since {period.since}") if one.filter == "period" else one
        for one in query.understood
        if one.filter != "period" or period.bounded
    )
    topic = narrowed.dated.rstrip("?!. ")
    return replace(
        query,
        topic=topic,
        phrases=read_topic(topic).phrases,
        scope=replace(query.scope, period=period),
        understood=told,
    )


def _leans_back(query: Query) -> bool:
    """Whether somebody or something of the question before was meant by a pronoun."""
    return any(one.inherited for one in query.understood)


def _is_named(speaker: str | None, registry: SpeakerMatcher) -> bool:
    """A common word at the beginning of a question names nobody: "Hope on the horizon?" """
    return _all_known(speaker, registry) and fold(speaker or "") not in COMMON_NAMES


def _inherit(rest: str, before: Query, registry: SpeakerMatcher) -> Query | None:
    """ "And Witkoff?" asks what was asked before, about somebody else; "and about NATO?" about something else."""
    rest = rest.strip(" ?!.")
    about = re.sub(r"^(?:about|on)\s+", "", rest)
    if _PRONOUN.match(about):
        return before
    common = about.islower() and fold(about) in COMMON_NAMES
    if not common and (_all_known(about, registry) or _NAME_ALONE.match(rest) or registry.is_first_name(rest)):
        resolved = [_resolve(part, registry) for part in _JOINED.split(about)]
        asks = before.asks if before.asks in ("summary", "timeline") else "statement"
        return replace(_with_speakers(before, resolved), asks=asks)
    if (
        (before.asks in ("statement", "who_said") or before.about_speakers)
        and about
        and len(words_of(about)) <= 8
        and not read_form(about).speaker
        and not read_denial(rest)
        and read_form(rest).asks == "fact"
        and not read_overview_request(rest)
    ):
        topic = read_topic(about)
        return replace(before, topic=about, phrases=topic.phrases, presumes=False)
    return None


def _from_form(
    question: str, narrowed: ExtractedFilters, form: Form, registry: SpeakerMatcher, before: Query | None
) -> Query:
    topic = re.sub(r"^(?:that|the fact that)\s+", "", form.topic)
    if before and form.speaker and _POINTS_BACK.match(topic) and not before.asks_for_a_fact:
        topic = before.topic or topic  # of a fact it is the whole question
    asks = (
        "when"
        if form.speaker and re.match(r"(?:and )?(?:when|on (?:what|which) day)\b", narrowed.left, re.I)
        else form.asks
    )
    query = Query(
        question=question,
        asks=asks,
        topic=topic,
        phrases=read_topic(topic).phrases,
        presumes=form.presumes,
        commitment=form.commitment,
    )
    if form.speaker is None:
        return query
    if _PRONOUN.match(form.speaker) and before and before.about_speakers:
        said_of = query if read_topic(topic) else replace(query, topic=before.topic, phrases=before.phrases)
        meant = tuple(one for one in before.understood if one.filter == "speaker")
        return replace(said_of, speakers=before.speakers, unknown_speakers=before.unknown_speakers, understood=meant)
    if fold(form.speaker).split()[-1] in _ANYBODY:
        return replace(query, asks="who_said" if asks == "statement" else asks)
    if _PRONOUN.match(form.speaker):
        return replace(query, unknown_speakers=(f"whoever is meant by “{form.speaker}”",))
    parts = (_COMPARED if form.asks == "comparison" else _JOINED).split(form.speaker)
    return _with_speakers(query, [_resolve(part, registry) for part in parts])


def _resolve(asked: str, registry: SpeakerMatcher) -> Resolved:
    """The speakers of a name; of no other name than the one asked for, but for a given name's other forms."""
    found = registry.resolve(asked)
    if found.names:
        return found
    named = " ".join(words_of(re.sub(r"['’]s?$", "", asked)))
    others = [name for other in nickname_variants(named) for name in registry.resolve(other).names]
    return Resolved(asked, tuple(dict.fromkeys(others)))


def _with_speakers(query: Query, resolved: Sequence[Resolved]) -> Query:
    known = tuple(dict.fromkeys(name for one in resolved for name in one.names))
    unknown = tuple(_tidy(one.asked) for one in resolved if not one.names and one.asked.strip())
    told = tuple(ImpliedFilter("speaker", ", ".join(one.names), one.asked.strip()) for one in resolved if one.names)
    return replace(query, speakers=known, unknown_speakers=unknown, understood=(*_but(query, "speaker"), *told))


def _all_known(names: str | None, registry: SpeakerMatcher) -> bool:
    parts = [part for part in _JOINED.split(names or "") if part.strip()]
    return bool(parts) and all(name_words(part) and _resolve(part, registry).names for part in parts)


def _tidy(name: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"['’]s?$", "", name.strip()))
