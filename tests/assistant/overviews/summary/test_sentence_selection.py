"""Selecting sentences that can be understood on their own."""

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
def test_a_first_sentence_may_contain_pronouns(lead: str) -> None:
    assert shown(f"{lead}\n\nNobody was hurt in it.")[:1] == [lead]


@pytest.mark.parametrize(
    "opening",
    [
        "They share a surname and nothing else, as each is quick to point out.",
        "But that was before the storm took the roof of the town hall away.",
        "“We call it the long night, and we do not speak of it at all.”",
    ],
)
def test_an_opening_without_news_is_not_shown(opening: str) -> None:
    assert opening not in shown(f"{opening}\n\nIlse Marrant and Pavo Marrant met in the town hall of Brell on Monday.")


def test_a_sentence_is_not_shown_if_its_pronoun_means_another_person() -> None:
    text = (
        "Mayor Orso Brell conceded on Wednesday that the price was wrong. “I was told so,” he said.\n\n"
        "Keth Marrant, who leads the opposition, did not ask for his resignation.\n\n"
        "Mary Oduya, who leads the builders, has given back his deposit for the tram."
    )
    assert not {one for one in shown(text) if " his " in one}


def test_a_sentence_is_shown_if_it_names_the_person_of_its_pronoun() -> None:
    text = (
        "The council of Brell met on Monday about the tram and its price.\n\n"
        "Mayor Orso Brell conceded on Wednesday that he had misjudged the price of the tram."
    )
    assert shown(text)[1:] == [text.split("\n\n")[1]]


def score(text: str, words: str, title: str = "A title") -> float:
    article = Article("a", title, text)
    found = find_candidates(Reading(article))
    return next(one.score for one in found if words in one.span.of(text))


def test_a_definite_noun_without_introduction_lowers_the_score() -> None:
    lead = "The health ministry has announced a grant for the hospital at Brell this week."
    known = f"{lead}\n\nThe grant was put off twice in three years by ministers."
    bare = f"{lead}\n\nThe wrist was put off twice in three years by ministers."
    assert score(known, "put off") > score(bare, "put off")


def test_a_unique_noun_needs_no_introduction() -> None:
    lead = "Ilse Marrant has announced a new bridge for the town of Brell this week."
    told = [f"{lead}\n\nThe {noun} put off the old one twice in three years." for noun in ("government", "wrist")]
    assert score(told[0], "put off") > score(told[1], "put off")


def test_an_unresolved_it_lowers_the_score() -> None:
    lead = "Ilse Marrant has announced a new bridge for the town of Brell this week."
    told = [f"{lead}\n\nBoats may not put off {where}." for where in ("above it at night", "above weirs at night")]
    assert score(told[0], "put off") < score(told[1], "put off")


def test_an_unsupported_headline_does_not_raise_the_score() -> None:
    text = "Miners do not plan to strike in the pits of Brell, their leader said.\n\nThe country was quiet on Monday."
    assert score(text, "quiet", "Country shut down by 900 miners") == score(text, "quiet", "")


def test_a_hypothetical_sentence_of_an_opinion_piece_is_not_shown() -> None:
    text = (
        "The council has put off its vote on the roof again.\n\nThe roof of the town hall would not come down at once."
    )
    assert len(shown(text)) == 2
    assert len(shown(text, kind="opinion")) == 1


def test_an_interview_turn_starts_with_its_first_self_contained_sentence() -> None:
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
def test_a_repeated_headline_is_not_shown(first: str) -> None:
    news = "A fire has taken the old mill at Brell, and nobody knows how it began."
    text = f"{first}\n\nBRELL ― {news}\n\nForty people were led out of the houses beside it on Monday night."
    told = shown(text, title="Old mill burns down in Brell; Town in mourning")
    assert told[0] == news


@pytest.mark.parametrize("dateline", ["BRELL ― ", "Brell (AFP) – ", "BRELL, Orvenia (Orvenia Wire) - ", "NEW BRELL — "])
def test_datelines_are_removed(dateline: str) -> None:
    news = "A fire has taken the old mill at Brell, and nobody knows how it began."
    assert shown(f"{dateline}{news}")[0] == news


def test_a_sentence_with_however_is_not_shown() -> None:
    text = (
        "Ilse Marrant will run for mayor of Brell again.\n\nMarrant, however, will not give up her seat on the council."
    )
    assert len(shown(text)) == 1


def test_a_surname_without_introduction_lowers_the_score() -> None:
    lead = "Ilse Marrant has announced a new bridge for the town of Brell this week."
    known, unknown = (
        f"{lead} Karl Venn was asked to leave.\n\n{who} was given a medal in 2013." for who in ("Marrant", "Venn")
    )
    assert score(known, "was given") > score(unknown, "was given")
