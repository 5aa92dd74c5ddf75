"""Filters implied by a question. The current day is Wednesday, 20 August 2025."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

import pytest

from assistant.types import EventTime, FilterName, ImpliedFilter, Query, QuestionType, Turn
from assistant.understanding.implied_filters import format_period, loosen_filters
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from index.types import Period, Scope, Speaker

TODAY = date(2025, 8, 20)
SPEAKERS = ("Ann Fox", "Karl Venn", "Edda May", "William Tarn", "Rufus Grant", "Carl Hope")
LAST_WEEK = Period(date(2025, 8, 11), date(2025, 8, 17))


def ask(
    question: str,
    *before: str,
    scope: Scope | None = None,
    as_of: date | None = None,
    speaker: str | None = None,
    without: Collection[FilterName] = (),
) -> Query:
    return understand(
        question,
        registry=SpeakerMatcher.of(map(Speaker, SPEAKERS)),
        publishers=PublisherMatcher(["Brell Gazette", "Kestrel Post"]),
        history=tuple(map(Turn, before)),
        today=TODAY,
        scope=scope,
        as_of=as_of,
        speaker=speaker,
        without=without,
    )


def test_each_implied_filter_records_its_words() -> None:
    query = ask("What did Fox say last week in the Gazette about the dam?")

    assert (query.scope, query.topic) == (Scope(LAST_WEEK, "Brell Gazette"), "the dam")
    assert query.understood == (
        ImpliedFilter("speaker", "Ann Fox", "Fox"),
        ImpliedFilter("period", "2025-08-11 to 2025-08-17", "last week"),
        ImpliedFilter("publisher", "Brell Gazette", "in the Gazette"),
    )


def test_each_filter_can_be_switched_off() -> None:
    question = "What did Fox say last week in the Gazette about the dam?"

    assert ask(question, without={"period"}).scope == Scope(publisher="Brell Gazette")
    assert ask(question, without={"publisher"}).scope == Scope(LAST_WEEK)
    anybody = ask(question, without={"speaker"})
    assert (anybody.asks, anybody.speakers, anybody.topic) == ("who_said", (), "the dam")
    assert ask(question, without={"speaker", "period", "publisher"}).understood == ()
    assert ask("As of 1 July, what had Fox said?", without={"period"}).as_of is None


def test_an_option_replaces_the_implied_filter_in_the_receipt_too() -> None:
    question = "What did Fox say last week in the Gazette about the dam?"
    july = Period(date(2025, 7, 1), date(2025, 7, 31))

    query = ask(question, scope=Scope(july, "Kestrel Post"), speaker="Venn")

    assert (query.speakers, query.scope) == (("Karl Venn",), Scope(july, "Kestrel Post"))
    assert query.understood == ()


def test_dates_are_relative_to_the_as_of_option() -> None:
    day = date(2025, 7, 2)

    query = ask("What did Fox say this week about the dam?", scope=Scope(Period(until=day)), as_of=day)

    assert query.scope.period == Period(date(2025, 6, 30), day)
    assert ask("What did Fox say in August 2025?", scope=Scope(Period(until=day)), as_of=day).scope.period == Period(
        until=day
    )


def test_without_a_day_no_date_is_read() -> None:
    query = understand("What did Fox say last week about the dam?", registry=SpeakerMatcher.of(map(Speaker, SPEAKERS)))

    assert not query.scope.period.bounded


@pytest.mark.parametrize("word", ["now", "currently", "recently"])
def test_a_wish_for_the_latest_news_is_neither_a_period_nor_a_topic(word: str) -> None:
    query = ask(f"What has Fox {word} said about the dam?")

    assert query.wants_now
    assert (query.scope, query.topic) == (Scope(), "the dam")


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("How many people died in the flood of the Brell in 2024?", "2024-01-01 to 2024-12-31"),
        ("How many ferries sank between 2016 and 2022?", "2016-01-01 to 2022-12-31"),
        ("How many ferries sailed in the six months leading up to January?", "2024-07-01 to 2024-12-31"),
        ("What did bread cost in June?", "2025-06-01 to 2025-06-30"),
        ("Who was mayor before 1998?", "until 1997-12-31"),
        ("What happened in Brell in 1998?", "1998-01-01 to 1998-12-31"),
        ("How many new ferries were reported lost in March 2024?", "2024-03-01 to 2024-03-31"),
        ("What has the dam cost since June?", "since 2025-06-01"),
    ],
)
def test_the_named_period_of_a_fact_is_when_it_happened_and_excludes_no_article(question: str, period: str) -> None:
    query = ask(question)

    assert (query.scope, query.understood) == (Scope(), ())
    assert query.happened is not None
    assert format_period(query.happened.period) == period
    assert query.happened.words in query.topic


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("What happened in Brell last week?", LAST_WEEK),
        ("Which articles mention the dam in June 2024?", Period(date(2024, 6, 1), date(2024, 6, 30))),
        ("What was published about the dam in June 2024?", Period(date(2024, 6, 1), date(2024, 6, 30))),
        ("What news of the dam was there in June 2024?", Period(date(2024, 6, 1), date(2024, 6, 30))),
        ("What did the Gazette report in June 2024?", Period(date(2024, 6, 1), date(2024, 6, 30))),
        ("What did Fox say in June 2024?", Period(date(2024, 6, 1), date(2024, 6, 30))),
        ("Who said on Monday that the dam would hold?", Period(date(2025, 8, 18), date(2025, 8, 18))),
        ("Who resigned last week?", Period(date(2025, 8, 11))),
        ("How many ferries sailed last year?", Period(date(2024, 1, 1))),
    ],
)
def test_a_period_of_publication_or_speech_or_counted_from_today_is_a_filter(question: str, period: Period) -> None:
    query = ask(question)

    assert (query.scope.period, query.happened) == (period, None)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2020 election in Brell?",
        "How many ferries sank on 31 June?",
        "Who was elected in February 2031?",
        "How many people died in the months leading up to the vote?",
        "How much snow fell on 3/5?",
    ],
)
def test_a_date_that_does_not_exist_or_is_ambiguous_narrows_nothing(question: str) -> None:
    query = ask(question)

    assert (query.scope, query.happened, query.understood) == (Scope(), None, ())


def test_a_follow_up_about_another_time_replaces_the_time() -> None:
    query = ask("And in 2021?", "How many ferries sank in 2019?")

    assert query.happened == EventTime(Period(date(2021, 1, 1), date(2021, 12, 31)), "in 2021")
    assert (query.topic, query.scope) == ("How many ferries sank in 2021", Scope())


def articles_in(*articles: tuple[str, date]) -> Callable[[Scope], bool]:
    """Return whether some article, of a publisher and a day, is in a scope."""

    def has_articles(scope: Scope) -> bool:
        since, until = scope.period.since or date.min, scope.period.until or date.max
        return any(scope.publisher in (None, publisher) and since <= day <= until for publisher, day in articles)

    return has_articles


@pytest.mark.parametrize(
    ("articles", "loosened", "scope"),
    [
        ([("Brell Gazette", date(2025, 8, 12))], [], Scope(LAST_WEEK, "Brell Gazette")),
        ([("Kestrel Post", date(2025, 8, 12))], ["publisher"], Scope(LAST_WEEK)),
        ([("Brell Gazette", date(2024, 8, 12))], ["period"], Scope(publisher="Brell Gazette")),
        ([("Kestrel Post", date(2024, 8, 12))], ["period", "publisher"], Scope()),
        ([], [], Scope(LAST_WEEK, "Brell Gazette")),
    ],
)
def test_as_few_filters_as_possible_are_loosened(
    articles: list[tuple[str, date]], loosened: list[FilterName], scope: Scope
) -> None:
    query = ask("What did Fox say last week in the Gazette about the dam?")

    found = loosen_filters(query, Scope(), articles_in(*articles))

    assert ([one.filter for one in found.loosened], found.scope) == (loosened, scope)
    assert {one.filter for one in found.understood} == {"speaker", "period", "publisher"} - set(loosened)
    assert found.speakers == ("Ann Fox",)


def test_a_filter_set_by_option_is_not_loosened_nor_the_as_of_day() -> None:
    post = articles_in(("Kestrel Post", date(2024, 8, 12)))
    gazette = Scope(publisher="Brell Gazette")
    chosen = ask("What did Fox say about the dam last week?", scope=gazette)
    assert loosen_filters(chosen, gazette, post) == chosen

    dated = ask("As of 1 July 2024, what had Fox said about the dam in June?")
    assert loosen_filters(dated, Scope(), post) == dated


@pytest.mark.parametrize(
    ("question", "asks", "speakers"),
    [
        ("Summarise what Fox said about the dam", "summary", ("Ann Fox",)),
        ("Give me an overview of the repairs", "summary", ()),
        ("Timeline of the repairs", "timeline", ()),
        ("How has Fox's position on the dam changed?", "timeline", ("Ann Fox",)),
        ("Compare what Fox and Venn said about the dam", "comparison", ("Ann Fox", "Karl Venn")),
        ("Where do Fox and Venn disagree?", "comparison", ("Ann Fox", "Karl Venn")),
        ("When did Fox say that the dam broke?", "when", ("Ann Fox",)),
        ("When did Fox first mention the dam?", "when", ("Ann Fox",)),
        ("What has Fox been saying about the dam?", "statement", ("Ann Fox",)),
        ("Which articles mention the dam?", "fact", ()),
        ("What did Fox and Venn say about the dam?", "statement", ("Ann Fox", "Karl Venn")),
    ],
)
def test_question_types_are_distinguished(question: str, asks: QuestionType, speakers: tuple[str, ...]) -> None:
    query = ask(question)

    assert (query.asks, query.speakers) == (asks, speakers)


def test_a_nickname_matches_only_together_with_a_surname() -> None:
    assert ask("What did Bill Tarn say about the dam?").speakers == ("William Tarn",)
    assert ask("What did Bill say about the dam?").speakers == ()
    assert ask("What did Bob Tarn say about the dam?").speakers == ()


@pytest.mark.parametrize(
    "question",
    ["Hope on the horizon?", "Will the dam hold?", "May the ferries sail?", "Which grant was paid?", "grant on dams?"],
)
def test_a_common_word_is_not_a_name(question: str) -> None:
    query = ask(question)

    assert (query.asks, query.speakers) == ("fact", ())


def test_a_common_word_is_a_name_if_the_question_form_requires_one() -> None:
    query = ask("What did May say in May about the dam?")

    assert query.speakers == ("Edda May",)
    assert query.scope.period == Period(date(2025, 5, 1), date(2025, 5, 31))


FIRST = "What did Fox say about the dam last week?"


def test_a_follow_up_inherits_speaker_topic_and_period() -> None:
    other = ask("And Venn?", FIRST)
    assert (other.speakers, other.topic, other.scope.period) == (("Karl Venn",), "the dam", LAST_WEEK)
    assert ImpliedFilter("period", "2025-08-11 to 2025-08-17", "last week", inherited=True) in other.understood

    again = ask("What else did she say?", FIRST)
    assert (again.speakers, again.topic, again.scope.period) == (("Ann Fox",), "the dam", LAST_WEEK)


def test_a_follow_up_that_is_only_a_filter_changes_only_that_filter() -> None:
    tuesday = ask("What about Tuesday?", FIRST)
    assert (tuesday.speakers, tuesday.topic) == (("Ann Fox",), "the dam")
    assert tuesday.scope.period == Period(date(2025, 8, 19), date(2025, 8, 19))

    assert ask("And in the Gazette?", FIRST).scope == Scope(LAST_WEEK, "Brell Gazette")
    assert ask("And before that?", FIRST).scope.period == Period(until=date(2025, 8, 10))
    assert ask("And after that?", FIRST).scope.period == Period(date(2025, 8, 18))


def test_a_follow_up_can_change_the_question_type() -> None:
    when = ask("When was that?", FIRST)
    assert (when.asks, when.speakers, when.topic) == ("when", ("Ann Fox",), "the dam")

    for question in ("Who else?", "Did anyone else comment?"):
        others = ask(question, FIRST)
        assert (others.asks, others.speakers, others.topic) == ("who_said", (), "the dam")


def test_a_self_contained_question_inherits_nothing() -> None:
    query = ask("What did Venn say about the ferry?", FIRST)

    assert (query.speakers, query.scope) == (("Karl Venn",), Scope())
