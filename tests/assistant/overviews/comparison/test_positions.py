"""Statements that call a topic settled or open."""

from __future__ import annotations

import pytest

from assistant.overviews.comparison.positions import find_settled

CONTRACT = ["ferri", "contract"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("that the crews had already agreed to the ferry contract", "settled"),
        ("“The ferry contract has been settled,”", "settled"),
        ("that they “largely agreed” on the contract", "settled"),
        ("“There is still no agreement on the ferry contract,”", "open"),
        ("“That will be the kind of thing we have to work through,”", "open"),
        ("that there were no details yet", "open"),
        ("“The contract has not been agreed,”", "open"),
        ("“We agreed to meet on Tuesday,”", None),
        ("“If the contract is agreed, we sail,”", None),
        ("“The ferry is late,”", None),
        ("“We have agreed to the contract. There is no agreement on pay.”", None),
        ("“Have we agreed to the contract?”", None),
    ],
)
def test_a_topic_is_settled_or_open_only_if_the_words_say_so(words: str, told: str | None) -> None:
    assert find_settled(words, CONTRACT) == told
