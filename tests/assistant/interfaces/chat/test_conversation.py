"""A source has one number throughout a conversation."""

from __future__ import annotations

from dataclasses import replace

from assistant.interfaces.chat.conversation import SourceNumbers, renumber_text
from assistant.types import Citation
from tests.assistant.sample import ARTICLE, span

HOLD = Citation(1, ARTICLE, span("“The dam will hold,”"))
BUILT = Citation(1, ARTICLE, span("The dam at Brell was built in 1931."))


def test_numbers_continue_across_answers_and_a_passage_keeps_its_number() -> None:
    sources = SourceNumbers()
    assert sources.add([HOLD]) == {1: 1}
    assert sources.add([BUILT, replace(HOLD, marker=2)]) == {1: 2, 2: 1}
    assert sources.after(1) == (replace(BUILT, marker=2),)
    assert sources.add([replace(BUILT, marker=7)]) == {7: 2}
    assert sources.after(2) == ()
    assert sources.get(2) == replace(BUILT, marker=2)
    assert [sources.get(number) for number in (0, 3, -1)] == [None, None, None]
    assert sources.titles() == [(1, ARTICLE.title), (2, ARTICLE.title)]


def test_another_version_of_the_article_is_another_source() -> None:
    sources = SourceNumbers()
    sources.add([HOLD])
    later = replace(ARTICLE, text=ARTICLE.text + "\n\nCorrection: it was built in 1932.", version=2)
    assert sources.number_of(replace(HOLD, article=later)) == 2


def test_swapped_numbers_do_not_collide() -> None:
    assert renumber_text("a [1] b [2][3]", {1: 2, 2: 3, 3: 1}) == "a [2] b [3][1]"
