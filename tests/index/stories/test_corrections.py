"""Notices in an article about itself, and similar wording that is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.passages import split_passages
from index.statements import find_statements
from index.stories.corrections import cached_notices, corrected_version, find_notices
from index.types import Article, Notice, Span
from tests.fakes.newsroom import WordCounter

BODY = "The bridge at Arlen will stay open, Mayor Ann Fox said on Monday."
PUBLISHED = date(2026, 3, 1)


def notices(*paragraphs: str) -> list[tuple[str, bool, str, str]]:
    """Return the kind, whether it corrects an error, the day and the words of each notice below the body."""
    text = "\n\n".join((BODY, *paragraphs))
    return [
        (one.kind, one.corrects, str(one.told_on or ""), one.span.of(text)) for one in find_notices(text, PUBLISHED)
    ]


@pytest.mark.parametrize(
    ("words", "kind", "corrects", "day"),
    [
        ("Correction: The bridge is 90 metres long, not 80.", "correction", True, ""),
        ("CORRECTION — The name of the bridge was misspelled.", "correction", True, ""),
        ("*Correction appended: the mayor is Ann Fox.", "correction", True, ""),
        ("Correction, March 4: The bridge is 90 metres long.", "correction", True, "2026-03-04"),
        ("Correction (Jan. 4): The bridge is 90 metres long.", "correction", True, "2027-01-04"),
        ("Corrections and clarifications: the mayor is Ann Fox.", "correction", True, ""),
        ("Clarification: Fox spoke before the vote, not after.", "clarification", True, ""),
        ("Retraction (5 March 2026): We no longer stand by this article.", "retraction", True, "2026-03-05"),
        ("An earlier version of this article misstated how long the bridge is.", "correction", True, ""),
        ("Because of an editing error, an earlier version of this story misquoted Fox.", "correction", True, ""),
        ("This article was amended on 5 March 2026. The year was wrong.", "correction", True, "2026-03-05"),
        ("This story has been corrected to say that the bridge is open.", "correction", True, ""),
        ("This story has been updated to clarify what Fox meant.", "clarification", True, ""),
        ("This post has been retracted.", "retraction", True, ""),
        ("The headline of this article was changed because it misstated the year.", "correction", True, ""),
        ("Editor's note: This article was corrected on March 9: wrong year.", "editors_note", True, "2026-03-09"),
        ("Editors’ note: This is the first of three parts.", "editors_note", False, ""),
        ("UPDATE: Fox said on Tuesday that the figures were wrong.", "update", False, ""),
        ("Updated March 4, 2026, 10:15 a.m.: adds the vote.", "update", False, "2026-03-04"),
        ("This story has been updated with comment from the council.", "update", False, ""),
    ],
)  # fmt: skip
def test_notices_are_classified(words: str, kind: str, corrects: bool, day: str) -> None:
    assert notices(words) == [(kind, corrects, day, words)]


@pytest.mark.parametrize(
    "words",
    [
        "A market correction: shares fell.",
        "Correction officers said: no.",
        "Update on the bridge: more cracks.",
        "An earlier version of the bill misstated the sum.",
        "“An earlier version of this story was wrong,” Fox said.",
        "This report was revised by the ministry, which had misstated the sum, on Monday.",
        "The statement was corrected by the ministry.",
        "Editors noted that the bridge was wrong for the town.",
    ],
)
def test_similar_wording_is_no_notice(words: str) -> None:
    assert notices(words) == []


def test_a_heading_includes_the_paragraph_below_it() -> None:
    [found] = notices("Corrections and clarifications", "The mayor is Ann Fox.", "Ann Fox was born in Arlen.")
    assert found[3] == "Corrections and clarifications\n\nThe mayor is Ann Fox."


def test_a_notice_at_the_end_of_a_paragraph_starts_at_its_sentence() -> None:
    [found] = notices("Two boats sank. An earlier version of this article misstated their number. It was two.")
    assert found[3] == "An earlier version of this article misstated their number. It was two."


def test_a_notice_identifies_the_stored_version_that_it_corrects() -> None:
    def version(number: int, *paragraphs: str) -> Article:
        return Article(id="a", title="Bridge", text="\n\n".join((BODY, *paragraphs)), version=number)

    first, second = version(1), version(2, "It is 80 metres long.")
    third = version(3, "It is 90 metres long.", "Correction: The bridge is  90 metres long.")
    fourth = version(4, "It is 90 metres long, and old.", "Correction: The bridge is 90 metres long.")
    [notice] = cached_notices(fourth)
    assert corrected_version(notice, fourth, [first, second, third, fourth]) == 2
    assert corrected_version(notice, fourth, [third, fourth]) is None


def test_a_correction_contains_no_statement() -> None:
    wrong = "Correction: An earlier version of this article misquoted Fox. Fox said that the bridge would close."
    article = Article(id="a", title="Bridge", text=f"{BODY}\n\n{wrong}", published=PUBLISHED)
    assert [one.content.of(article.text) for one in find_statements(article)] == ["The bridge at Arlen will stay open"]
    update = replace(article, text=f"{BODY}\n\nUPDATE: Fox said on Tuesday that the bridge would close.")
    assert len(find_statements(update)) == 2


def test_a_correction_is_a_passage_by_itself() -> None:
    wrong = "Correction: An earlier version of this article misstated the length of the bridge."
    article = Article(id="a", title="Bridge", text=f"{BODY}\n\n{wrong}\n\nThe bridge was built in 1931.")
    words = [passage.span.of(article.text) for passage in split_passages(article, WordCounter())]
    assert words == [BODY, wrong, "The bridge was built in 1931."]


@given(
    st.lists(st.sampled_from(["Correction", ":", " ", "\n\n", "An earlier version of this article", "wrong", ".", "“"]))
)
def test_notices_are_in_order_and_never_overlap(parts: list[str]) -> None:
    found = find_notices("".join(parts))
    assert all(before.span.end <= after.span.start for before, after in pairwise(found))
    assert all(isinstance(one, Notice) and isinstance(one.span, Span) for one in found)
