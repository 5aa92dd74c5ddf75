"""Time, hearer and venue of a statement. All people, places and outlets here are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.statements import find_statements
from index.types import Article, Period, Span, Statement

MONDAY = date(2031, 3, 10)
THURSDAY = date(2031, 3, 13)


def one_statement(text: str, *, published: date | None = MONDAY) -> Statement:
    [statement] = find_statements(Article(id="a", title="", text=text, published=published))
    return statement


def words(span: Span | None, text: str) -> str | None:
    return span.of(text) if span else None


@pytest.mark.parametrize(
    ("cue", "time_words", "day"),
    [
        ("said Thursday", "Thursday", date(2031, 3, 6)),
        ("said on Thursday", "on Thursday", date(2031, 3, 6)),
        ("said last Thursday", "last Thursday", date(2031, 3, 6)),
        ("said this past Thursday", "this past Thursday", date(2031, 3, 6)),
        ("said late Sunday night", "late Sunday night", date(2031, 3, 9)),
        ("said on Monday", "on Monday", MONDAY),
        ("said on Aug. 17", "on Aug. 17", date(2030, 8, 17)),
        ("said on 17 August 2029", "on 17 August 2029", date(2029, 8, 17)),
        ("said on the 7th of March", "on the 7th of March", date(2031, 3, 7)),
        ("said yesterday", "yesterday", date(2031, 3, 9)),
        ("said earlier today", "earlier today", MONDAY),
        ("said this morning", "this morning", MONDAY),
        ("said last night", "last night", date(2031, 3, 9)),
        ("said two days ago", "two days ago", date(2031, 3, 8)),
        ("told voters here Sunday", "Sunday", date(2031, 3, 9)),
        ("told the council in a speech on Friday", "on Friday", date(2031, 3, 7)),
        ("said after a meeting of the board on Friday", "on Friday", date(2031, 3, 7)),
        ("said in Friday’s debate", "Friday’s", date(2031, 3, 7)),
    ],
)
def test_the_day_of_a_statement_comes_with_its_time_expression(cue: str, time_words: str, day: date) -> None:
    text = f'"The dam holds," Ann Fox {cue}.'
    statement = one_statement(text)

    assert (words(statement.when, text), statement.said_on) == (time_words, day)
    assert statement.said_during is None


@pytest.mark.parametrize(
    ("cue", "time_words", "day"),
    [
        ("said on August 17, 2029,", "on August 17, 2029", date(2029, 8, 17)),
        ("said Thursday, Feb. 27,", "Thursday, Feb. 27", date(2031, 2, 27)),
    ],
)
def test_a_date_includes_its_commas(cue: str, time_words: str, day: date) -> None:
    text = f"Ann Fox {cue} that the dam holds."
    statement = one_statement(text)

    assert (words(statement.when, text), statement.said_on) == (time_words, day)


@pytest.mark.parametrize(
    ("cue", "since", "until"),
    [
        ("said last week", date(2031, 3, 2), date(2031, 3, 9)),
        ("said earlier this week", date(2031, 3, 9), MONDAY),
        ("said last month", date(2031, 2, 1), date(2031, 2, 28)),
        ("said last year", date(2030, 1, 1), date(2030, 12, 31)),
        ("said in March", date(2031, 3, 1), MONDAY),
        ("said in November", date(2030, 11, 1), date(2030, 11, 30)),
        ("said in early March 2029", date(2029, 3, 1), date(2029, 3, 31)),
        ("said in 2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("said over the weekend", date(2031, 3, 8), date(2031, 3, 9)),
        ("said two weeks ago", date(2031, 2, 23), date(2031, 3, 2)),
        ("said a year ago", date(2030, 1, 1), date(2030, 12, 31)),
    ],
)
def test_an_ambiguous_time_gives_a_period(cue: str, since: date, until: date) -> None:
    statement = one_statement(f'"The dam holds," Ann Fox {cue}.')

    assert statement.said_on is None
    assert statement.said_during == Period(since, until)


def test_a_weekday_can_be_the_publication_day_and_last_weekday_can_be_ambiguous() -> None:
    assert one_statement("Ann Fox said on Thursday that it holds.", published=THURSDAY).said_on == THURSDAY
    statement = one_statement("Ann Fox said last Tuesday that it holds.", published=THURSDAY)
    assert statement.said_on is None
    assert statement.said_during == Period(date(2031, 3, 4), date(2031, 3, 11))


@pytest.mark.parametrize(
    "text",
    [
        "Ann Fox said that the dam broke on Thursday.",
        "The dam broke on Thursday, Ann Fox said.",
        "Ann Fox said the dam will be shut next Thursday.",
        "Ann Fox said of the storm on Feb. 3 that it was the worst.",
        "Ann Fox said after the floods in 2015 that the dam holds.",
        "Ann Fox said that Bo Hill resigned in March.",
        '"It broke on Thursday," Ann Fox said.',
        "Only one of the delegates selected Sunday has said that it holds.",
        "On Thursday the dam broke, and Ann Fox said that it would.",
    ],
)
def test_the_day_of_the_content_or_of_another_event_does_not_date_the_statement(text: str) -> None:
    statement = one_statement(text)

    assert (statement.said_on, statement.said_during) == (None, None)


def test_a_date_without_a_year_stays_open_if_it_would_be_nearly_a_year_old() -> None:
    statement = one_statement("Ann Fox said on March 20 that the dam holds.")

    assert statement.said_on is None
    assert statement.when is not None


def test_an_article_without_a_date_keeps_its_time_expressions() -> None:
    text = "Ann Fox said on Thursday that the dam holds."
    statement = one_statement(text, published=None)

    assert (words(statement.when, text), statement.said_on) == ("on Thursday", None)


@pytest.mark.parametrize(
    ("text", "hearer", "venue"),
    [
        ("Ann Fox told CNN that it holds.", "CNN", None),
        ("Ann Fox told CNN host Ida Moll that it holds.", "CNN host Ida Moll", None),
        ("Ann Fox told USA TODAY that it holds.", "USA TODAY", None),
        ("Ann Fox told reporters at a rally in Arlen that it holds.", "reporters", "at a rally in Arlen"),
        ("Ann Fox told a crowd of supporters that it holds.", "a crowd of supporters", None),
        ("Ann Fox told the committee that it holds.", "the committee", None),
        ("Ann Fox told him that it holds.", "him", None),
        ('"It holds," Ann Fox wrote to the council.', "the council", None),
        ("Ann Fox testified before the committee that it holds.", "the committee", None),
        ("Ann Fox said in an interview with Arlen News that it holds.", None, "in an interview with Arlen News"),
        ("Ann Fox said in a statement that it holds.", None, "in a statement"),
        ("Ann Fox said in a speech to the council that it holds.", None, "in a speech to the council"),
        ("Ann Fox said on Twitter that it holds.", None, "on Twitter"),
        ("Ann Fox said Sunday on NBC’s Greet the Day that it holds.", None, "on NBC’s Greet the Day"),
        ("Ann Fox said in Arlen, N.H., that it holds.", None, "in Arlen, N.H."),
        ("Ann Fox told Arlen News by phone that it holds.", "Arlen News", "by phone"),
        ("Ann Fox said during a debate on Friday that it holds.", None, "during a debate"),
        ("In a statement released on Friday, Ann Fox said that it holds.", None, "In a statement"),
        ("Speaking at a rally in Arlen, Ann Fox said that it holds.", None, "at a rally in Arlen"),
        ("Ann Fox, in a letter to the mayor, said that it holds.", None, "in a letter to the mayor"),
        ('"It holds," Ann Fox said at a hearing on Friday.', None, "at a hearing"),
    ],
)
def test_hearer_and_venue_are_words_of_the_article(text: str, hearer: str | None, venue: str | None) -> None:
    statement = one_statement(text)

    assert (words(statement.hearer, text), words(statement.venue, text)) == (hearer, venue)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Fox said in part that it holds.",
        "Ann Fox said at the time that it holds.",
        "Ann Fox said at first that it holds.",
        "Ann Fox said in Spanish that it holds.",
        "Ann Fox said on behalf of the town that it holds.",
        "Ann Fox told a story.",
        "Ann Fox said to loud applause that it holds.",
    ],
)
def test_a_phrase_that_is_neither_a_place_nor_a_hearer_is_ignored(text: str) -> None:
    for statement in find_statements(Article(id="a", title="", text=text, published=MONDAY)):
        assert (statement.hearer, statement.venue) == (None, None)


def test_circumstances_at_the_head_of_the_sentence_count_if_the_subject_follows() -> None:
    text = "On Friday, however, at a rally in Arlen, Ann Fox said that it holds."
    statement = one_statement(text)

    assert (statement.said_on, words(statement.venue, text)) == (date(2031, 3, 7), "at a rally in Arlen")


def test_an_added_statement_takes_the_circumstances_of_the_first() -> None:
    text = '"It holds," Ann Fox told reporters on Friday, adding that nobody fell.'
    _, added = find_statements(Article(id="a", title="", text=text, published=MONDAY))

    assert (added.said_on, words(added.hearer, text)) == (date(2031, 3, 7), "reporters")


PIECES = st.sampled_from(
    "Ann|Fox|said|told|CNN|reporters|on|in|at|to|a|the|rally|Thursday|last|week|March|17|,|2031|that|it|holds|.|“|”"
    "|, “|.”|and|adding|Friday’s|debate|, |\n\n|yesterday|after|during|an|interview|with|two|days|ago|statement".split(
        "|"
    )
)


@given(st.lists(PIECES, max_size=40), st.sampled_from([None, date.min, date.max, MONDAY, THURSDAY]))
def test_circumstances_lie_in_the_article_and_outside_the_content(pieces: list[str], published: date | None) -> None:
    text = "Ann Fox " + " ".join(pieces)
    for statement in find_statements(Article(id="a", title="", text=text, published=published)):
        for span in (statement.when, statement.hearer, statement.venue):
            if span is not None:
                assert span.of(text).strip()
                assert not any(piece.overlap(span) for piece in statement.pieces)
        if statement.said_on or statement.said_during:
            assert statement.when is not None
