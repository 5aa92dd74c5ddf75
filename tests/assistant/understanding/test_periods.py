"""Periods in a question. The current day is Wednesday, 20 August 2025."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.date_expressions import read_days
from assistant.understanding.periods import read_periods
from index.types import Period

TODAY = date(2025, 8, 20)


def period(text: str) -> Period:
    """Return the period "since..until", open if a side is empty."""
    since, _, until = text.partition("..")
    return Period(*(date.fromisoformat(day) if day else None for day in (since, until)))


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("yesterday", "2025-08-19..2025-08-19"),
        ("last week", "2025-08-11..2025-08-17"),
        ("this month", "2025-08-01..2025-08-31"),
        ("on Wednesday", "2025-08-20..2025-08-20"),
        ("last Wednesday", "2025-08-13..2025-08-13"),
        ("on Thursday", "2025-08-14..2025-08-14"),
        ("in August", "2025-08-01..2025-08-31"),
        ("in September", "2024-09-01..2024-09-30"),
        ("last August", "2024-08-01..2024-08-31"),
        ("on Aug. 17", "2025-08-17..2025-08-17"),
        ("on 21 August", "2024-08-21..2024-08-21"),
        ("on 29 February", "2024-02-29..2024-02-29"),
        ("since June", "2025-06-01.."),
        ("after Tuesday", "2025-08-20.."),
        ("by Friday", "..2025-08-15"),
        ("before the summit of 3 May", "..2025-05-02"),
        ("between 1 and 15 August", "2025-08-01..2025-08-15"),
        ("between December 2024 and February 2025", "2024-12-01..2025-02-28"),
        ("in the last three days", "2025-08-17..2025-08-20"),
        ("over the past month", "2025-07-20..2025-08-20"),
        ("in the first half of 2025", "2025-01-01..2025-06-30"),
        ("in spring 2024", "2024-03-01..2024-05-31"),
        ("in winter 2024", "2024-12-01..2025-02-28"),
        ("in the autumn of 2023", "2023-09-01..2023-11-30"),
        ("from last week", "2025-08-11..2025-08-17"),
        ("in the last week", "2025-08-13..2025-08-20"),
        ("last spring", "2025-03-01..2025-05-31"),
        ("last weekend", "2025-08-16..2025-08-17"),
        ("three weeks ago", "2025-07-28..2025-08-03"),
        ("from Monday on", "2025-08-18.."),
        ("between 2016 and 2022", "2016-01-01..2022-12-31"),
        ("from 2016 to 2022", "2016-01-01..2022-12-31"),
        ("in the six months leading up to January", "2024-07-01..2024-12-31"),
        ("in the week before 3 May", "2025-04-26..2025-05-02"),
        ("in the two years after 2019", "2020-01-01..2021-12-31"),
        ("during the months before March 2024", "..2024-02-29"),
    ],
)
def test_a_date_is_relative_to_the_questions_day(words: str, days: str) -> None:
    (told,) = read_periods(f"What did Ann Fox say {words}?", TODAY)

    assert told.period == period(days)


@pytest.mark.parametrize(
    "question",
    [
        "What did Ann Fox say about the 2020 climate act?",
        "What did Ann Fox say about the January 6 committee?",
        "What did Ann Fox say about the 9/11 commission?",
        "What did Ann Fox say about Agenda 2030?",
        "What did Ann Fox say about the class of 2025?",
        "What did Ann Fox say about who hosts it in 2022 World Cup years?",
        "What did Ann Fox say about last week's summit?",
        "What did Ann Fox say about Tuesday?",
        "What did Ann Fox say about Super Tuesday?",
        "What did Ann Fox say of the crowds of Good Friday?",
        "What did Ann Fox say on Mondays?",
        "What did Ann Fox say on 31 June?",
        "When did Ann Fox say it?",
        "What did Ann Fox say about the record she set in 2019?",
    ],
)
def test_a_date_that_names_a_subject_or_no_day_is_no_period(question: str) -> None:
    assert read_periods(question, TODAY) == ()


@pytest.mark.parametrize(
    "question",
    ["Who said that the dam would open in July?", "Why did Ann Fox say the dam would open before June?"],
)
def test_a_date_in_reported_words_is_no_period(question: str) -> None:
    assert read_periods(question, TODAY) == ()


def test_a_date_before_reported_words_is_a_period() -> None:
    (told,) = read_periods("Did Ann Fox say last week that the dam would open in July?", TODAY)

    assert told.period == period("2025-08-11..2025-08-17")


@pytest.mark.parametrize("words", ["next week", "by 2030", "in September 2025", "since 2027", "on 21 August 2025"])
def test_a_period_in_the_future_is_ignored(words: str) -> None:
    assert read_periods(f"What did Ann Fox say about the dam {words}?", TODAY) == ()


def test_overlapping_periods_combine_and_a_contradicting_one_is_ignored() -> None:
    since, before = read_periods("What did Ann Fox say since June and before August?", TODAY)
    assert (since.period, before.period) == (period("2025-06-01.."), period("..2025-07-31"))

    assert len(read_periods("What did Ann Fox say in June in July?", TODAY)) == 1


def test_dates_are_relative_to_an_as_of_day_in_the_question() -> None:
    known, told = read_periods("As of 1 July, what had Ann Fox said last week?", TODAY)

    assert known.as_of == date(2025, 7, 1)
    assert told.period == period("2025-06-23..2025-06-29")


@given(st.text(alphabet=st.sampled_from("0123456789 ,-./abcdefghijklmnopqrstuvwxyz"), max_size=40), st.dates())
def test_any_text_is_parsed_on_any_day_without_an_error(words: str, today: date) -> None:
    for told in read_periods(f"in {words}", today):
        assert told.period.bounded or told.as_of


@given(st.sampled_from(["yesterday", "last week", "last winter", "99 years ago", "on 29 february"]), st.dates())
def test_the_first_and_last_days_of_the_calendar_cause_no_error(words: str, today: date) -> None:
    found = read_days(words.removeprefix("on "), today)

    assert found is None or found.since is not None
