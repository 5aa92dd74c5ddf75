"""Words that are certainly a speaker's."""

from __future__ import annotations

import pytest

from assistant.retrieval.attribution import certain_pieces, is_certain_speaker
from index.types import Article, ArticleStatement, Span, Speaker, Statement, StatementKind


def said(
    text: str,
    *pieces: str,
    source: str,
    cue: str = "said",
    speaker: str = "Ilse Marrant",
    kind: StatementKind = "indirect",
    relayed_by: str | None = None,
) -> ArticleStatement:
    """Return a statement in an article of these words, attributed by the last mention of the source."""

    def place(words: str) -> Span:
        start = text.rindex(words)
        return Span(start, start + len(words))

    article = Article(id="a", title="At the dam", text=text)
    spans = tuple(place(piece) for piece in pieces)
    statement = Statement(
        "s", "a", spans, kind, Speaker(speaker), place(source), place(cue), relayed_by=relayed_by, rule="subject-verb"
    )
    return ArticleStatement(statement, article)


def kept(one: ArticleStatement) -> list[str]:
    certain = certain_pieces(one)
    return [piece.of(one.article.text) for piece in certain.statement.pieces] if certain else []


def test_unquoted_words_of_a_mixed_statement_are_not_certain() -> None:
    one = said(
        "“The dam will hold,” Marrant said, with her deputy standing behind her.",
        "“The dam will hold,”",
        "with her deputy standing behind her",
        source="Marrant",
        kind="mixed",
    )

    assert kept(one) == ["“The dam will hold,”"]


def test_a_few_words_of_indirect_speech_are_not_certain() -> None:
    assert certain_pieces(said("Marrant wrote to investors.", "to investors", source="Marrant", cue="wrote")) is None


def test_a_few_words_that_name_a_thing_are_certain() -> None:
    text = "Marrant has proposed taxing boats."

    assert kept(said(text, "taxing boats", source="Marrant", cue="proposed")) == ["taxing boats"]


def test_the_programme_is_not_part_of_the_statement() -> None:
    text = "On Velm Radio’s “The Morning Tide,” Marrant said the dam is “as dry as bread.”"
    one = said(
        text, "On Velm Radio’s “The Morning Tide,”", "the dam is “as dry as bread.”", source="Marrant", kind="mixed"
    )

    assert kept(one) == ["the dam is “as dry as bread.”"]


def test_quoted_words_before_the_speaker_are_certain_unless_they_are_a_title() -> None:
    text = "In a “very dry” year, Marrant said, the dam is “half a puddle.”"
    one = said(text, "In a “very dry” year", "the dam is “half a puddle.”", source="Marrant", kind="mixed")

    assert kept(one)[0] == "In a “very dry” year"


def test_the_speakers_description_is_not_part_of_the_statement() -> None:
    text = "The dam has held for forty years, according to Marrant, an engineer with the water board."
    one = said(
        text,
        "The dam has held for forty years",
        "an engineer with the water board",
        source="Marrant",
        cue="according to",
    )

    assert kept(one) == ["The dam has held for forty years"]


@pytest.mark.parametrize(
    "aside",
    [
        ", which was finished under her father",
        ", who lost his seat over it",
        ", as have three other engineers",
        " – there are two of them in the valley",
        " before leaving for the coast",
    ],
)
def test_an_aside_is_removed(aside: str) -> None:
    one = said(f"Marrant said she never trusted the dam{aside}.", f"she never trusted the dam{aside}", source="Marrant")

    assert kept(one) == ["she never trusted the dam"]


def test_the_words_on_both_sides_of_an_aside_remain() -> None:
    content = "the older of the dams – there are two in the valley – will be closed in May"
    one = said(f"Marrant said {content}.", content, source="Marrant")

    assert kept(one) == ["the older of the dams", "will be closed in May"]


def test_a_quoted_aside_remains() -> None:
    content = "she “never trusted the dam, which was built in a hurry”"

    assert kept(said(f"Marrant said {content}.", content, source="Marrant", kind="mixed")) == [content]


def test_an_aside_remains_if_too_little_would_be_left() -> None:
    content = "the dam, which holds all our water, must stay"

    assert kept(said(f"Marrant said {content}.", content, source="Marrant")) == [content]


def test_indirect_speech_far_from_its_cue_is_not_certain() -> None:
    text = "Marrant said little at the fair and left early while the crews kept watch on the gates."

    assert certain_pieces(said(text, "the crews kept watch on the gates", source="Marrant")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Marrant said on Monday the crews kept watch on the gates.",
        "Marrant said to the crowd of farmers that the crews kept watch on the gates.",
    ],
)
def test_indirect_speech_next_to_its_cue_is_certain(text: str) -> None:
    content = text[text.index("that ") if "that " in text else text.index("the crews") : -1]

    assert kept(said(text, content, source="Marrant")) == [content]


def test_a_quotation_of_one_word_is_certain() -> None:
    one = said("The plan, Marrant said, is “madness.”", "“madness.”", source="Marrant", kind="mixed")

    assert kept(one) == ["“madness.”"]


def test_a_surname_in_the_source_makes_the_speaker_certain() -> None:
    assert is_certain_speaker(said("Marrant said the dam will hold.", "the dam will hold", source="Marrant"), ())


def test_another_spelling_of_the_name_makes_the_speaker_certain() -> None:
    one = said("Ilse Marant said the dam will hold.", "the dam will hold", source="Ilse Marant")

    assert is_certain_speaker(one, ())


def test_a_pronoun_is_certain_if_nobody_else_was_named_since() -> None:
    text = "Ilse Marrant spoke on Monday. She said the dam will hold."

    assert is_certain_speaker(said(text, "the dam will hold", source="She"), {"Ilse Marrant", "Tomas Oduya"})


@pytest.mark.parametrize("rival", ["Oduya", "Petra Lund"])
def test_a_pronoun_is_not_certain_if_another_person_was_named_since(rival: str) -> None:
    text = f"Ilse Marrant spoke on Monday. Beside her stood {rival}. She said the dam will hold."

    assert not is_certain_speaker(said(text, "the dam will hold", source="She"), {"Ilse Marrant", "Tomas Oduya"})


def test_a_pronoun_far_from_any_name_is_not_certain() -> None:
    text = "Ilse Marrant spoke.\n\nThe day was hot.\n\nThe crowd was loud.\n\nShe said the dam will hold."

    assert not is_certain_speaker(said(text, "the dam will hold", source="She"), {"Ilse Marrant"})


def test_relayed_statements_and_single_names_are_not_certain() -> None:
    text = "Marrant said the dam will hold."

    assert not is_certain_speaker(said(text, "the dam will hold", source="Marrant", relayed_by="Tomas Oduya"), ())
    assert not is_certain_speaker(said(text, "the dam will hold", source="Marrant", speaker="Marrant"), ())
