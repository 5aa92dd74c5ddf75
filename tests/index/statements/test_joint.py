"""Joint sources are all credited, or none is."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article

PORT = "Maria Holt runs the port. Erik Lund runs the ferry. Cy Ott owns a boat.\n\n"


def credited(sentence: str) -> list[str]:
    """Return the speakers of the statement in a sentence."""
    [statement] = find_statements(Article(id="port", title="Port", text=PORT + sentence))
    return [one.name for one in statement.speakers]


@pytest.mark.parametrize(
    "sentence",
    [
        "Holt and Lund said the harbour was shut.",
        "In Lowfield, Holt and Lund said the harbour was shut.",
        "Holt and Lund, who run it, said the harbour was shut.",
        "“The harbour is shut,” said Maria Holt and Erik Lund.",
        "“The harbour is shut,” Holt and Lund said. “It stays so.”",
        "The harbour is shut, according to Holt and Lund.",
        "Holt and Lund met, saying the harbour was shut.",
    ],
)
def test_two_joint_sources_are_both_credited(sentence: str) -> None:
    assert credited(sentence) == ["Maria Holt", "Erik Lund"]


def test_three_joint_sources_are_all_credited() -> None:
    assert credited("Holt, Lund and Ott said the harbour was shut.") == ["Maria Holt", "Erik Lund", "Cy Ott"]


def test_parties_in_brackets_do_not_separate_joint_sources() -> None:
    sentence = "Sens. Maria Holt (L-Arlen), Erik Lund (L-Ost.) and Cy Ott (L-Mar.) all said the harbour was shut."
    assert credited(sentence) == ["Maria Holt", "Erik Lund", "Cy Ott"]


def test_an_organisation_and_a_person_are_joint_sources() -> None:
    assert credited("Holt and the Harbour Commission said it was shut.") == ["Maria Holt", "Harbour Commission"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Holt or Lund said the harbour was shut.",
        "Holt and her husband said the harbour was shut.",
        "Holt and Lund's lawyer said the harbour was shut.",
    ],
)
def test_nobody_is_credited_if_one_joint_source_is_uncertain(sentence: str) -> None:
    assert credited(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Holt spoke to Lund and Ott said the harbour was shut.", "Cy Ott"),
        ("After a word with the Commission, Holt said the harbour was shut.", "Maria Holt"),
        ("In Lowfield, Ruritania, Holt said the harbour was shut.", "Maria Holt"),
    ],
)
def test_a_name_in_another_clause_is_no_joint_source(sentence: str, name: str) -> None:
    assert credited(sentence) == [name]


def test_joint_sources_share_the_next_clause() -> None:
    text = PORT + "Holt and Lund wrote that the harbour was shut and said the port was safe."
    found = find_statements(Article(id="port", title="Port", text=text))
    assert [[one.name for one in statement.speakers] for statement in found] == [["Maria Holt", "Erik Lund"]] * 2


def test_repeated_content_is_one_statement() -> None:
    text = PORT + "They prefer the harbour shut, Holt said, according to the Lowfield Post."
    found = find_statements(Article(id="port", title="Port", text=text))
    assert len({statement.id for statement in found}) == len(found)
