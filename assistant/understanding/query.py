"""Turns a question and its history into a Query, without a model."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.types import FACT_TYPES, EventTime, FilterName, ImpliedFilter, Query, Turn
from assistant.understanding.cited_sources import (
    CitedSource,
    is_person,
    is_work,
    read_cited_source,
)
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
    read_fact,
    read_form,
    read_name_on_topic,
    read_overview_request,
)
from assistant.understanding.speakers import JOINED, Resolved, SpeakerMatcher, are_known, is_named, resolve_name
from assistant.understanding.stemming import fold, split_words
from assistant.understanding.topic import COMMON_NAMES, read_topic
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
_NOBODY = re.compile(
    r"^(?:everything|something|anything|all|more|a (?:bit|little)(?: more)?|what you (?:know|have|found))"
    r"(?: (?:there is|you (?:know|have|found)))?$",
    re.IGNORECASE,
)
"""Words that "Tell me …" may name instead of a speaker."""
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
        # "What was said about the tram?" then asks for that person's words.
        query = replace(query, asks="statement" if query.asks == "who_said" else query.asks, loosened=())
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
            again = _as_fact_again(again, rest, before) if again.asks_for_a_fact and rest.named else again
            return apply_implied_filters(again, moved) if moved else again
    if lead and (read_form(lead["rest"]).speaker or read_denial(lead["rest"])):
        extracted = context.extract(lead["rest"])
    form = _form(extracted.left, context.registry, reports=extracted.reports)
    query = _from_form(question, extracted, form, context.registry, before)
    if _may_be_no_speaker(query, form, extracted.left):
        query = _without_source(query, extracted.left)
    query = apply_implied_filters(query, extracted)
    query = apply_implied_filters(query, moved) if moved else query
    if (query.asks_for_a_fact and not extracted.reports) or (form.may_act and extracted.named):
        query = _as_fact(query, extracted, context)
    has_pronoun = any(implied.inherited for implied in query.understood)
    continues = lead or moved or has_pronoun or (before and query.about_speakers and query.topic == before.topic)
    return inherit_filters(query, before) if before and continues else query


def _form(left: str, registry: SpeakerMatcher, *, reports: bool) -> QuestionForm:
    if reports and (match := _REPORTED.match(left)):
        return QuestionForm("fact", None, match["topic"])
    cited = read_cited_source(left)
    form = read_overview_request(left) or (_form_with_source(cited, registry, reports=reports) if cited else None)
    if form:
        return form
    left = strip_recency(left)
    if (denial := read_denial(left)) and is_named(denial.speaker, registry):
        return denial
    form = read_form(left)
    if form.asks == "fact" and (short := read_name_on_topic(left)) and is_named(short.speaker, registry):
        return short
    return _without_non_speaker(form, left)


def _without_non_speaker(form: QuestionForm, left: str) -> QuestionForm:
    """Return the form as a question of fact if its speaker is nobody: "everything", "the survey"."""
    if form.speaker and _NOBODY.match(form.speaker):
        return replace(read_fact(left), topic=form.topic)
    if form.speaker and is_work(form.speaker):
        return replace(read_fact(left), topic=f"{form.speaker} {form.topic}".strip())
    return form


def _form_with_source(cited: CitedSource, registry: SpeakerMatcher, *, reports: bool) -> QuestionForm:
    """Return the question about the words of its source if that speaks, else the question without it."""
    form = _form(cited.rest, registry, reports=reports)
    asks_for_a_fact = form.speaker is None and form.asks in FACT_TYPES
    if cited.speaks:
        return QuestionForm("statement", cited.source, cited.rest, may_act=asks_for_a_fact)
    return replace(form, topic=cited.topic) if asks_for_a_fact else form


def _may_be_no_speaker(query: Query, form: QuestionForm, left: str) -> bool:
    """Return whether nobody of the name is in the index, and articles may tell the fact or the reaction themselves."""
    if not form.may_act or query.speakers or not query.unknown_speakers or _PRONOUN.match(form.speaker or ""):
        return False
    return not (read_cited_source(left) and any(map(is_person, query.unknown_speakers)))


def _without_source(query: Query, left: str) -> Query:
    """Return the question as one of fact, because nobody of its speaker's name has a statement in the index."""
    cited = read_cited_source(left)
    form = read_fact(cited.rest if cited else left)
    topic = cited.topic if cited else form.topic
    loosened = tuple(ImpliedFilter("speaker", name, name) for name in query.unknown_speakers)
    return Query(query.question, form.asks, topic=topic, phrases=read_topic(topic).phrases, loosened=loosened)


def _as_fact(query: Query, extracted: ExtractedFilters, context: _Context) -> Query:
    """Return a question of fact with its period as a preference, because later articles report an event too.

    A period counted from today still excludes the articles before it, which cannot report it.
    """
    period = query.scope.period
    if extracted.reported or not period.bounded:
        return query
    if query.asks_for_a_fact:  # when a speaker said something, the words need not name the time
        topic = _topic_with_dates(extracted, context)
        query = replace(query, topic=topic, phrases=read_topic(topic).phrases)
    words = next((one.words for one in extracted.understood if one.filter == "period"), "")
    if extracted.named:
        scope = replace(query.scope, period=Period())
        return replace(query, scope=scope, understood=_except(query, "period"), happened=EventTime(period, words))
    since = period.since
    if context.today and since and words == "this week":
        since = min(since, context.today - timedelta(days=7))  # on a Monday "this week" has just begun
    understood = tuple(
        replace(implied, value=f"since {since}") if implied.filter == "period" else implied
        for implied in query.understood
        if implied.filter != "period" or since
    )
    return replace(query, scope=replace(query.scope, period=Period(since)), understood=understood)


def _as_fact_again(again: Query, rest: ExtractedFilters, before: Query) -> Query:
    """Return the previous question of fact about another time: "And in 2019?"."""
    if not before.happened:
        return again
    words = next(one.words for one in rest.understood if one.filter == "period")
    topic, happened = again.topic.replace(before.happened.words, words), EventTime(rest.period, words)
    scope = replace(again.scope, period=before.scope.period)
    return replace(again, topic=topic, scope=scope, understood=_except(again, "period"), happened=happened)


def _topic_with_dates(extracted: ExtractedFilters, context: _Context) -> str:
    form = _form(extracted.dated, context.registry, reports=False)
    return form.topic if form.speaker is None and form.asks in FACT_TYPES else extracted.dated.rstrip("?!. ")


def _inherit(rest: str, before: Query, registry: SpeakerMatcher) -> Query | None:
    """Return the previous query about another speaker ("And Witkoff?") or topic ("and about NATO?"), or None."""
    rest = rest.strip(" ?!.")
    about = re.sub(r"^(?:about|on)\s+", "", rest)
    if _PRONOUN.match(about):
        return before
    is_common_word = about.islower() and fold(about) in COMMON_NAMES
    if not is_common_word and (are_known(about, registry) or _NAME_ALONE.match(rest) or registry.is_first_name(rest)):
        resolved = [resolve_name(part, registry) for part in JOINED.split(about)]
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
    parts = (_COMPARED if form.asks == "comparison" else JOINED).split(form.speaker)
    return _with_speakers(query, [resolve_name(part, registry) for part in parts])


def _with_speakers(query: Query, resolved: Sequence[Resolved]) -> Query:
    speakers = tuple(dict.fromkeys(name for one in resolved for name in one.names))
    unknown = tuple(_tidy(one.asked) for one in resolved if not one.names and one.asked.strip())
    implied = tuple(ImpliedFilter("speaker", ", ".join(one.names), one.asked.strip()) for one in resolved if one.names)
    understood = (*_except(query, "speaker"), *implied)
    return replace(query, speakers=speakers, unknown_speakers=unknown, understood=understood)


def _tidy(name: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"['’]s?$", "", name.strip()))
