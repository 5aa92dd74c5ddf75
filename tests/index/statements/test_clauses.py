"""Sentences with two speakers, and sentences about words that nobody said."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article


def said(sentence: str) -> dict[str, str]:
    """Return the content of each speaker, pieces joined."""
    text = f"Maria Holt runs the port. Erik Lund runs the ferry.\n\n{sentence}"
    article = Article(id="port", title="Port and ferry", text=text)
    return {
        one.speaker.name: " ".join(piece.of(text) for piece in one.pieces)
        for one in find_statements(article)
        if one.speaker
    }


@pytest.mark.parametrize(
    "sentence",
    [
        '"The strike is off," Maria Holt said, and Erik Lund added: "The cranes restart on Friday."',
        '"The strike is off," Maria Holt said, while Erik Lund said, "The cranes will not restart."',
        '"The strike is off," Maria Holt said, as Erik Lund shouted: "Never on Friday!"',
        '"The strike is off," Maria Holt said, but Erik Lund insisted the cranes were safe.',
    ],
)
def test_the_words_of_the_second_speaker_are_not_the_firsts(sentence: str) -> None:
    assert said(sentence)["Maria Holt"] == '"The strike is off,"'


@pytest.mark.parametrize(
    "sentence",
    [
        'Neither Maria Holt nor Erik Lund said "the port is dead".',
        'It is false that Erik Lund said "the port is dead".',
        "Erik Lund did not say that the port would close.",
        "Erik Lund never said that the port would close.",
        "If Erik Lund says that the port will close, trade will suffer.",
    ],
)
def test_denied_and_hypothetical_speech_is_not_asserted(sentence: str) -> None:
    text = f"Maria Holt runs the port. Erik Lund runs the ferry.\n\n{sentence}"
    found = find_statements(Article(id="port", title="Port and ferry", text=text))

    assert "asserted" not in {one.commitment for one in found}
