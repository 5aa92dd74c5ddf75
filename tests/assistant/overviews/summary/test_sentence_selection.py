"""Which sentences of an article may be shown by themselves: each says whom and what it is about."""

from __future__ import annotations

import pytest

from assistant.overviews.summary.sentence_selection import find_candidates
from assistant.overviews.types import Reading
from index.statements import find_statements
from index.types import Article, ArticleKind, ArticleStatement


def shown(text: str, *, title: str = "A title", kind: ArticleKind = "news") -> list[str]:
    article = Article("a", title, text, kind=kind)
    read = Reading(article, tuple(ArticleStatement(one, article) for one in find_statements(article)))
    return [one.span.of(text) for one in find_candidates(read) if one.introduced is None]


LEADS = [
    "A surgeon was found guilty on Tuesday of charging for 40 operations that he did not carry out.",
    "The firm Marrant & Sons will shut its works in Brell in October, it told its workers on Monday.",
    "The miners' union does not plan to empty the pits, its leader told delegates on Wednesday.",
    "The tram will cost 130 million crowns, Mayor Ilse Marrant conceded, months after she had ruled out any increase.",
    "A school in Brell has asked parents to throw away a leaflet that was written, its headmaster says, for machines.",
]


@pytest.mark.parametrize("lead", LEADS)
def test_an_articles_first_sentence_has_nothing_before_it_to_lean_on(lead: str) -> None:
    assert shown(f"{lead}\n\nNobody was hurt in it.")[:1] == [lead]


@pytest.mark.parametrize(
    "opening",
    [
        "They share a surname and nothing else, as each is quick to point out.",
        "But that was before the storm took the roof of the town hall away.",
        "“We call it the long night, and we do not speak of it at all.”",
    ],
)
def test_an_opening_that_tells_nobody_yet_is_not_one(opening: str) -> None:
    assert opening not in shown(f"{opening}\n\nIlse Marrant and Pavo Marrant met in the town hall of Brell on Monday.")


def test_a_pronoun_is_not_shown_where_it_means_somebody_else_than_whom_the_sentence_names() -> None:
    text = (
        "Mayor Orso Brell conceded on Wednesday that the price was wrong. “I was told so,” he said.\n\n"
        "Keth Marrant, who leads the opposition, did not ask for his resignation.\n\n"
        "Mary Oduya, who leads the builders, has given back his deposit for the tram."
    )
    assert not {one for one in shown(text) if " his " in one}


def test_a_pronoun_is_shown_where_the_sentence_names_whom_it_means() -> None:
    text = (
        "The council of Brell met on Monday about the tram and its price.\n\n"
        "Mayor Orso Brell conceded on Wednesday that he had misjudged the price of the tram."
    )
    assert shown(text)[1:] == [text.split("\n\n")[1]]


def score(text: str, words: str, title: str = "A title") -> float:
    article = Article("a", title, text)
    found = find_candidates(Reading(article))
    return next(one.score for one in found if words in one.span.of(text))


def test_the_something_that_was_not_spoken_of_counts_less_than_what_was() -> None:
    lead = "The health ministry has announced a grant for the hospital at Brell this week."
    known = f"{lead}\n\nThe grant was put off twice in three years by ministers."
    bare = f"{lead}\n\nThe wrist was put off twice in three years by ministers."
    assert score(known, "put off") > score(bare, "put off")


def test_what_everybody_has_one_of_needs_no_introduction() -> None:
    lead = "Ilse Marrant has announced a new bridge for the town of Brell this week."
    told = [f"{lead}\n\nThe {noun} put off the old one twice in three years." for noun in ("government", "wrist")]
    assert score(told[0], "put off") > score(told[1], "put off")


def test_what_was_done_to_it_counts_less_where_the_sentence_does_not_say_to_what() -> None:
    lead = "Ilse Marrant has announced a new bridge for the town of Brell this week."
    told = [f"{lead}\n\nBoats may not put off {where}." for where in ("above it at night", "above weirs at night")]
    assert score(told[0], "put off") < score(told[1], "put off")


def test_words_of_a_headline_that_is_not_borne_out_count_for_nothing() -> None:
    text = "Miners do not plan to strike in the pits of Brell, their leader said.\n\nThe country was quiet on Monday."
    assert score(text, "quiet", "Country shut down by 900 miners") == score(text, "quiet", "")


def test_what_a_comment_supposes_is_not_told() -> None:
    text = (
        "The council has put off its vote on the roof again.\n\nThe roof of the town hall would not come down at once."
    )
    assert len(shown(text)) == 2
    assert len(shown(text, kind="opinion")) == 1


def test_a_turn_of_an_interview_is_told_from_where_it_says_something_without_its_question() -> None:
    text = (
        "Thea Marrant became director of the library in Brell in January. She spoke to the Courier.\n\n"
        "COURIER: Will you lend the manuscripts?\n\n"
        "MARRANT: No. They do not travel well. We shall photograph every leaf of the manuscripts instead.\n\n"
        "COURIER: What are you reading?\n\nMARRANT: Timetables."
    )
    article = Article("a", "Thea Marrant on her library", text, kind="interview")
    read = Reading(article, tuple(ArticleStatement(one, article) for one in find_statements(article)))
    told = [one.introduced for one in find_candidates(read) if one.introduced]
    assert [one.statement.pieces[0].of(text).split()[0] for one in told] == ["We"]


@pytest.mark.parametrize("first", ["Old mill burns down in Brell", "Old mill burns down in Brell.", "Town in mourning"])
def test_a_headline_that_stands_in_the_text_again_is_no_sentence_of_it(first: str) -> None:
    news = "A fire has taken the old mill at Brell, and nobody knows how it began."
    text = f"{first}\n\nBRELL ― {news}\n\nForty people were led out of the houses beside it on Monday night."
    told = shown(text, title="Old mill burns down in Brell; Town in mourning")
    assert told[0] == news


@pytest.mark.parametrize("dateline", ["BRELL ― ", "Brell (AFP) – ", "BRELL, Orvenia (Orvenia Wire) - ", "NEW BRELL — "])
def test_a_dateline_is_no_part_of_a_sentence(dateline: str) -> None:
    news = "A fire has taken the old mill at Brell, and nobody knows how it began."
    assert shown(f"{dateline}{news}")[0] == news


def test_what_goes_on_from_another_sentence_is_not_shown_by_itself() -> None:
    text = (
        "Ilse Marrant will run for mayor of Brell again.\n\nMarrant, however, will not give up her seat on the council."
    )
    assert len(shown(text)) == 1


def test_somebody_by_surname_alone_counts_less_where_nobody_has_said_who_that_is() -> None:
    lead = "Ilse Marrant has announced a new bridge for the town of Brell this week."
    known, unknown = (
        f"{lead} Karl Venn was asked to leave.\n\n{who} was given a medal in 2013." for who in ("Marrant", "Venn")
    )
    assert score(known, "was given") > score(unknown, "was given")
