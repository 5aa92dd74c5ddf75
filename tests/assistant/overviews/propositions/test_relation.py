"""Relations of two statements on one proposition."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.overviews.propositions.parsing import read_claims
from assistant.overviews.propositions.relation import Relation, relate_statements
from index.statements import find_statements
from index.types import Article, ArticleStatement

SETTING = (
    "The town of Vennick lies on the Lissow in Orvenia.\n\n(Places and people in this sample article are invented.)"
)


def said(text: str, *, day: str = "2026-03-02", name: str = "one") -> ArticleStatement:
    article = Article(name, "Sample", f"{text}\n\n{SETTING}", published=date.fromisoformat(day))
    (found,) = (one for one in find_statements(article) if one.speaker is not None)
    return ArticleStatement(found, article)


def between(one: str, other: str, *, later: str = "2026-03-09") -> Relation | None:
    return relate_statements(said(one), said(other, day=later, name="other"))


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("Ann Fox said the pier would close.", "“The pier will not close,” Karl Venn said.", "polarity"),
        ("Ann Fox denied that Norlight had cut the cable.", "“Norlight cut the cable,” Karl Venn said.", "polarity"),
        ("“The pier will open on 3 May,” Ann Fox said.", "“The pier will open on 8 May,” Karl Venn said.", "day"),
        ("Ann Fox said 12 boats had sunk.", "Karl Venn said 20 boats had sunk.", "number"),
        ("“I will not resign,” Ann Fox said.", "Ann Fox said she would resign.", "polarity"),
        ("Ann Fox ruled out selling the pier.", "“We cannot rule out selling the pier,” Ann Fox said.", "force"),
        ("“The pier will not close,” Ann Fox said.", "“The pier may close,” Ann Fox said.", "force"),
    ],
)
def test_two_statements_on_one_proposition_differ(one: str, other: str, difference: str) -> None:
    relation = between(one, other)
    assert relation is not None
    assert relation.difference == difference


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Fox said the pier would close.", "“The pier will close,” Karl Venn said."),
        ("Ann Fox denied that Norlight had cut the cable.", "“Norlight did not cut the cable,” Karl Venn said."),
        ("“The pier is unsafe,” Ann Fox said.", "“I do not believe that the pier is safe,” Karl Venn said."),
    ],
)
def test_two_statements_say_the_same_in_other_words(one: str, other: str) -> None:
    relation = between(one, other)
    assert relation is not None
    assert relation.difference is None


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("“I will resign,” Ann Fox said.", "“I will not resign,” Karl Venn said.", "each of themselves"),
        ("“If it rains, the pier will close,” Ann Fox said.", "“The pier will not close,” Karl Venn said.", "if"),
        ("“Will the pier close?” Ann Fox asked.", "“The pier will not close,” Karl Venn said.", "a question"),
        ("“They say the pier will close,” Ann Fox said.", "“The pier will not close,” Karl Venn said.", "others say"),
        ("“The pier will not close on Sundays,” Ann Fox said.", "“The pier will close,” Karl Venn said.", "Sundays"),
        ("“The pier will not close because of rust,” Ann Fox said.", "“The pier will close,” Karl Venn said.", "rust"),
        ("Ann Fox said 12 boats had sunk.", "Karl Venn said 20 barges had sunk.", "another thing is counted"),
        ("Ann Fox said at least 12 boats had sunk.", "Karl Venn said 20 boats had sunk.", "a bound"),
        ("“There’s a lot of things,” Ann Fox said.", "“There’s a lot we don’t know,” Karl Venn said.", "of what"),
        ("“It will close,” Ann Fox said.", "“It will not close,” Karl Venn said.", "it stands elsewhere"),
        ("“Norlight sued Hollin,” Ann Fox said.", "“Hollin did not sue Norlight,” Karl Venn said.", "who sued whom"),
        (
            "“We did not raise the harbour dues,” Ann Fox said.",
            "“We will raise the harbour dues,” Ann Fox said.",
            "when",
        ),
        (
            "“The port has not paid the divers in full,” Ann Fox said.",
            "“The port paid the divers,” Karl Venn said.",
            "part",
        ),
    ],
)
def test_uncertain_pairs_have_no_relation(one: str, other: str, why: str) -> None:
    assert between(one, other) is None, why


def test_a_changed_state_is_no_change_of_position() -> None:
    assert between("“The road is not open,” Ann Fox said.", "“The road is open,” Ann Fox said.") is None


def test_two_descriptions_of_a_state_contradict_each_other_only_within_a_few_days() -> None:
    closed, opened = "“The Lissow road is closed,” Ann Fox said.", "“The Lissow road is not closed,” Karl Venn said."
    soon, late = between(closed, opened), between(closed, opened, later="2026-08-01")
    assert soon is not None
    assert soon.contradicts
    assert late is None


def test_a_bridge_in_another_town_is_a_different_subject() -> None:
    one = said("“The bridge will close,” Ann Fox said.")
    elsewhere = Article("x", "Sample", "“The bridge will not close,” Karl Venn said.\n\nIt rained in Sudravia.")
    (other,) = find_statements(elsewhere)
    assert relate_statements(one, ArticleStatement(other, elsewhere)) is None


def test_unnamed_speakers_have_no_claims() -> None:
    assert read_claims(said("A senior official said the pier would close.")) == ()


def test_the_difference_does_not_depend_on_the_order() -> None:
    one, other = "Ann Fox said the pier would close.", "“The pier will not close,” Karl Venn said."
    there, back = between(one, other), between(other, one)
    assert there is not None
    assert back is not None
    assert there.difference == back.difference
