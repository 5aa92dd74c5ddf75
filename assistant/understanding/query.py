"""Turns a question and its history into a Query, without a model."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.types import FilterName, ImpliedFilter, Query, Turn
from assistant.understanding.followups import (
    LEAD,
    apply_implied_filters,
    inherit_filters,
    inheritable_filters,
    relative_to_previous,
    repeats_question,
)
from assistant.understanding.implied_filters import ExtractedFilters, extract_filters, strip_recency
from assistant.understanding.periods import merge_periods
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.question_forms import (
    QuestionForm,
    read_denial,
    read_form,
    read_name_on_topic,
    read_overview_request,
)
from assistant.understanding.speakers import Resolved, SpeakerMatcher, nickname_variants
from assistant.understanding.stemming import fold, split_words
from assistant.understanding.topic import COMMON_NAMES, read_topic
from index.people.aliases import name_words
from index.types import Period, Scope

_ANYBODY = frozenset("anybody anyone everybody everyone people they others officials leaders somebody someone".split())
_PRONOUN = re.compile(r"^(?:he|she|they|him|her|them)$", re.IGNORECASE)
_NAME_ALONE = re.compile(r"^[A-Z][a-zà-ÿ'’-]+(?: [A-Z][a-zà-ÿ'’-]+){0,2}$")
"""A name in mixed case, which is a person after "and"; "and NATO?" is a topic."""
_SAME_TOPIC = re.compile(
    r"^(?:it|this|that|them|these|those|so|the same|the (?:same )?(?:matter|issue|subject|topic|thing))"
    r"(?: (?:too|either|as well|then|at all))?$",
    re.IGNORECASE,
)
_JOINED = re.compile(r",? and |, | or |/", re.IGNORECASE)
_COMPARED = re.compile(r",? and |, | or |/| with | to | versus | vs\.? ", re.IGNORECASE)
_REPORTED = re.compile(
    r"^what (?:did|has|does) (?:\w+ )?(?:report|write|publish|carry|print|run|say|cover)\w*(?: (?:about|on|of))? ?"
    r"(?P<topic>.*?)[?. ]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Context:
    """The names and the day that a question is read against."""

    registry: SpeakerMatcher
    publishers: PublisherMatcher
    today: date | None

    def extract(self, question: str) -> ExtractedFilters:
        return extract_filters(question, publishers=self.publishers, today=self.today)


def understand(  # noqa: PLR0913  the index's names, the day and the filters set by option
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
    """Return the question as a Query. `scope`, `speaker` and `as_of` are set by option and win over its own words.

    Dates are relative to `as_of`, else to `today`; without both, no date is read. Implied filters named in `without`
    do not apply.
    """
    context = _Context(registry, publishers or PublisherMatcher(), as_of or today)
    query = _read(question, context, history)
    if speaker is not None:
        query = replace(_with_speakers(query, [registry.resolve(speaker)]), understood=_except(query, "speaker"))
    elif "speaker" in without and query.about_speakers:
        asks = "who_said" if query.asks == "statement" else query.asks
        query = replace(query, speakers=(), unknown_speakers=(), asks=asks, understood=_except(query, "speaker"))
    return _apply_options(replace(query, question=question), scope or Scope(), as_of, without)


def _apply_options(query: Query, scope: Scope, as_of: date | None, without: Collection[FilterName]) -> Query:
    period_by_option = scope.period.since is not None or scope.period.until not in (None, as_of)
    dropped: set[FilterName] = {"period"} if period_by_option or "period" in without else set()
    dropped |= {"publisher"} if scope.publisher or "publisher" in without else set()
    dropped |= {"as_of"} if as_of or "period" in without else set()
    last_day = as_of or (None if "as_of" in dropped else query.as_of)
    period = scope.period
    for other in (Period(until=last_day), Period() if "period" in dropped else query.scope.period):
        period = merge_periods(period, other) or period
    publisher = scope.publisher or (None if "publisher" in dropped else query.scope.publisher)
    scope = Scope(period, publisher, scope.article_id)
    return replace(query, scope=scope, as_of=last_day, understood=_except(query, *dropped))


def _except(query: Query, *filters: FilterName) -> tuple[ImpliedFilter, ...]:
    return tuple(implied for implied in query.understood if implied.filter not in filters)


def _read(question: str, context: _Context, history: Sequence[Turn]) -> Query:
    before = inheritable_filters(_read(history[-1].question, context, history[:-1])) if history else None
    question, moved = relative_to_previous(question, before) if before else (question, None)
    lead = LEAD.match(question.strip())
    extracted = context.extract(question)
    if before:
        rest = context.extract(lead["rest"]) if lead else extracted
        again = repeats_question(rest.left, before) or (_inherit(rest.left, before, context.registry) if lead else None)
        if again:
            again = apply_implied_filters(again, rest)
            return apply_implied_filters(again, moved) if moved else again
    if lead and (read_form(lead["rest"]).speaker or read_denial(lead["rest"])):
        extracted = context.extract(lead["rest"])
    query = _from_form(question, extracted, _form(extracted, context.registry), context.registry, before)
    query = apply_implied_filters(query, extracted)
    query = apply_implied_filters(query, moved) if moved else query
    if query.asks_for_a_fact and not extracted.reports:
        query = _widen_for_fact(query, extracted, context.today)
    has_pronoun = any(implied.inherited for implied in query.understood)
    continues = lead or moved or has_pronoun or (before and query.about_speakers and query.topic == before.topic)
    return inherit_filters(query, before) if before and continues else query


def _form(extracted: ExtractedFilters, registry: SpeakerMatcher) -> QuestionForm:
    if extracted.reports and (match := _REPORTED.match(extracted.left)):
        return QuestionForm("fact", None, match["topic"])
    if overview := read_overview_request(extracted.left):
        return overview
    left = strip_recency(extracted.left)
    if (denial := read_denial(left)) and _is_named(denial.speaker, registry):
        return denial
    form = read_form(left)
    if form.asks == "fact" and (short := read_name_on_topic(left)) and _is_named(short.speaker, registry):
        return short
    return form


def _widen_for_fact(query: Query, extracted: ExtractedFilters, today: date | None) -> Query:
    """Keep only the first day of the period, and put the date into the topic: articles report an event later too."""
    if extracted.reported or not query.scope.period.bounded:
        return query
    period = Period(query.scope.period.since)
    if today and period.since and any(implied.words == "this week" for implied in query.understood):
        period = Period(min(period.since, today - timedelta(days=7)))  # on a Monday "this week" has just begun
    understood = tuple(
        replace(implied, value=f"since {period.since}") if implied.filter == "period" else implied
        for implied in query.understood
        if implied.filter != "period" or period.bounded
    )
    topic, scope = extracted.dated.rstrip("?!. "), replace(query.scope, period=period)
    return replace(query, topic=topic, phrases=read_topic(topic).phrases, scope=scope, understood=understood)


def _is_named(speaker: str | None, registry: SpeakerMatcher) -> bool:
    """Return whether the words name speakers. A common word that is also a name does not: "Hope on the horizon?" """
    return _all_known(speaker, registry) and fold(speaker or "") not in COMMON_NAMES


def _inherit(rest: str, before: Query, registry: SpeakerMatcher) -> Query | None:
    """Return the previous query about another speaker ("And Witkoff?") or topic ("and about NATO?"), or None."""
    rest = rest.strip(" ?!.")
    about = re.sub(r"^(?:about|on)\s+", "", rest)
    if _PRONOUN.match(about):
        return before
    is_common_word = about.islower() and fold(about) in COMMON_NAMES
    if not is_common_word and (_all_known(about, registry) or _NAME_ALONE.match(rest) or registry.is_first_name(rest)):
        resolved = [_resolve(part, registry) for part in _JOINED.split(about)]
        asks = before.asks if before.asks in ("summary", "timeline") else "statement"
        return replace(_with_speakers(before, resolved), asks=asks)
    if (
        (before.asks in ("statement", "who_said") or before.about_speakers)
        and about
        and len(split_words(about)) <= 8
        and not read_form(about).speaker
        and not read_denial(rest)
        and read_form(rest).asks == "fact"
        and not read_overview_request(rest)
    ):
        return replace(before, topic=about, phrases=read_topic(about).phrases, presumes=False)
    return None


def _from_form(
    question: str, extracted: ExtractedFilters, form: QuestionForm, registry: SpeakerMatcher, before: Query | None
) -> Query:
    topic = re.sub(r"^(?:that|the fact that)\s+", "", form.topic)
    if before and form.speaker and _SAME_TOPIC.match(topic) and not before.asks_for_a_fact:
        topic = before.topic or topic  # the topic of a question of fact is the whole question
    asks_when = form.speaker and re.match(r"(?:and )?(?:when|on (?:what|which) day)\b", extracted.left, re.I)
    asks, phrases = "when" if asks_when else form.asks, read_topic(topic).phrases
    query = Query(question, asks, topic=topic, phrases=phrases, presumes=form.presumes, commitment=form.commitment)
    if form.speaker is None:
        return query
    if _PRONOUN.match(form.speaker) and before and before.about_speakers:
        query = query if read_topic(topic) else replace(query, topic=before.topic, phrases=before.phrases)
        implied = tuple(one for one in before.understood if one.filter == "speaker")
        return replace(query, speakers=before.speakers, unknown_speakers=before.unknown_speakers, understood=implied)
    if fold(form.speaker).split()[-1] in _ANYBODY:
        return replace(query, asks="who_said" if query.asks == "statement" else query.asks)
    if _PRONOUN.match(form.speaker):
        return replace(query, unknown_speakers=(f"whoever is meant by “{form.speaker}”",))
    parts = (_COMPARED if form.asks == "comparison" else _JOINED).split(form.speaker)
    return _with_speakers(query, [_resolve(part, registry) for part in parts])


def _resolve(name: str, registry: SpeakerMatcher) -> Resolved:
    """Resolve a name, else its nickname variants."""
    found = registry.resolve(name)
    if found.names:
        return found
    variants = nickname_variants(" ".join(split_words(re.sub(r"['’]s?$", "", name))))
    return Resolved(name, tuple(dict.fromkeys(one for other in variants for one in registry.resolve(other).names)))


def _with_speakers(query: Query, resolved: Sequence[Resolved]) -> Query:
    speakers = tuple(dict.fromkeys(name for one in resolved for name in one.names))
    unknown = tuple(_tidy(one.asked) for one in resolved if not one.names and one.asked.strip())
    implied = tuple(ImpliedFilter("speaker", ", ".join(one.names), one.asked.strip()) for one in resolved if one.names)
    understood = (*_except(query, "speaker"), *implied)
    return replace(query, speakers=speakers, unknown_speakers=unknown, understood=understood)


def _all_known(names: str | None, registry: SpeakerMatcher) -> bool:
    parts = [part for part in _JOINED.split(names or "") if part.strip()]
    return bool(parts) and all(name_words(part) and _resolve(part, registry).names for part in parts)


def _tidy(name: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"['’]s?$", "", name.strip()))
