"""A sentence is split into the propositions that can be true or false on their own."""

from __future__ import annotations

import pytest

from assistant.verification.entailment.propositions import split_propositions


@pytest.mark.parametrize(
    ("sentence", "propositions"),
    [
        ("The mill closed in May.", ("The mill closed in May",)),
        ("Ana Ruiz sold the mill and bought a farm.", ("Ana Ruiz sold the mill", "Ana Ruiz bought a farm")),
        ("The mill closed, but the bakery stayed open.", ("The mill closed", "the bakery stayed open")),
        (
            "The award went to Ana Ruiz, who was born in Arlen.",
            ("The award went to Ana Ruiz", "Ana Ruiz was born in Arlen"),
        ),
        ("Ana Ruiz and Bo Hall met in Arlen.", ("Ana Ruiz and Bo Hall met in Arlen",)),
        ("The mill reopens if the grant is paid.", ("The mill reopens if the grant is paid",)),
        ("She said “we won and they lost” on Friday.", ("She said “we won and they lost” on Friday",)),
        (
            "Ana Ruiz, who was born in Arlen, sold the mill.",
            ("Ana Ruiz sold the mill", "Ana Ruiz was born in Arlen"),
        ),
        ("Ana Ruiz resigned: “We are done.”", ("Ana Ruiz resigned", "“We are done.”")),
        ("All but 300 homes have power.", ("All but 300 homes have power",)),
        ("", ()),
    ],
)
def test_propositions_of_a_sentence(sentence: str, propositions: tuple[str, ...]) -> None:
    assert split_propositions(sentence) == propositions


@pytest.mark.parametrize("text", ["and and and", ", which", "—", "水が出た。そして止まった。", "a, " * 5_000])
def test_any_text_can_be_split(text: str) -> None:
    assert isinstance(split_propositions(text), tuple)
