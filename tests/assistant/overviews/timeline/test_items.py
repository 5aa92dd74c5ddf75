"""Grouping of repeated statements."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.overviews.timeline.items import RepeatedStatement, group_repeats
from index.statements import find_statements
from index.types import Article, ArticleStatement


def said(*texts: str) -> list[RepeatedStatement]:
    found = []
    for number, text in enumerate(texts):
        article = Article(f"a{number}", "Sample", text, publisher=f"P{number}", published=date(2026, 3, 1 + number))
        found += [ArticleStatement(one, article) for one in find_statements(article)]
    return group_repeats(found)


def test_a_part_of_a_quotation_joins_the_full_quotation() -> None:
    (one,) = said(
        "“We checked every gate twice,” Ann Fox said.",
        "“We checked every gate twice, and then we slept well,” Ann Fox said.",
    )
    assert "slept" in one.fullest.statement.pieces[0].of(one.fullest.article.text)
    assert one.first.article.id == "a0"
    assert [each.article.id for each in one.occurrences] == ["a0", "a1"]


def test_indirect_speech_with_the_same_quotation_is_the_same_statement() -> None:
    (one,) = said(
        "“Nobody will ever close this harbour for good,” Ann Fox said.",
        "Ann Fox vowed that “nobody will ever close this harbour for good.”",
    )
    assert len(one.occurrences) == 2


def test_words_of_two_speakers_are_two_statements() -> None:
    assert (
        len(said("“We checked every gate twice,” Ann Fox said.", "“We checked every gate twice,” Karl Venn said.")) == 2
    )


def test_short_quotations_are_not_joined() -> None:
    assert len(said("“No comment yet,” Ann Fox said.", "“No comment yet, my friends,” Ann Fox said.")) == 2


def test_the_same_words_on_another_day_are_another_statement() -> None:
    groups = said(
        "“We checked every gate twice,” Ann Fox said on 1 March.",
        "“We checked every gate twice,” Ann Fox said on 2 March.",
    )
    assert len(groups) == 2


def test_a_denial_and_an_assertion_are_two_statements() -> None:
    groups = said(
        "Ann Fox said that the harbour had been closed for good.",
        "Ann Fox denied that the harbour had been closed for good.",
    )
    assert len(groups) == 2


def test_near_identical_paraphrases_of_two_outlets_are_one_statement() -> None:
    (one,) = said(
        'Ann Fox said that she and Venn "largely agreed" on guarantees and on swaps of territory.',
        "Ann Fox said that she and Venn had “largely agreed” on security guarantees and on swaps of territory.",
    )
    assert "security" in one.fullest.statement.pieces[0].of(one.fullest.article.text)
    assert one.first.article.id == "a0"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the old harbour bridge would open in June", "the old harbour bridge would not open in June"),
        ("the old harbour bridge would open in June", "the old harbour bridge would open only in June"),
        ("the old harbour bridge would cost 40 million crowns", "the old harbour bridge would cost 90 million crowns"),
        ("the old harbour bridge may open in June", "the old harbour bridge will open in June"),
        ("the bridge would open", "the bridge would open with a brass band from Brell"),
        ("the old harbour bridge would open if Brell paid in June", "the old harbour bridge would open in June"),
    ],
)
def test_paraphrases_with_another_meaning_are_not_joined(one: str, other: str) -> None:
    assert len(said(f"Ann Fox said that {one}.", f"Ann Fox said that {other}.")) == 2


def test_the_same_paraphrase_in_another_week_is_another_statement() -> None:
    texts = ["Ann Fox said that the old harbour bridge would open in June.", *["Nothing was said of it."] * 6]
    assert len(said(*texts, "Ann Fox said that the old harbour bridge would surely open in June.")) == 2
