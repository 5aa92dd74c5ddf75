"""What may be shown as somebody's words, and to whom."""

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
    """A statement in an article of these words, credited to a speaker by the last such mention."""

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


def test_in_a_mixed_statement_words_outside_the_marks_are_not_taken_for_the_speakers() -> None:
    one = said(
        "“The dam will hold,” Marrant said, with her deputy standing behind her.",
        "“The dam will hold,”",
        "with her deputy standing behind her",
        source="Marrant",
        kind="mixed",
    )

    assert kept(one) == ["“The dam will hold,”"]


def test_a_few_words_of_indirect_speech_are_no_statement() -> None:
    assert certain_pieces(said("Marrant wrote to investors.", "to investors", source="Marrant", cue="wrote")) is None


def test_a_few_words_that_name_a_thing_are_a_statement() -> None:
    text = "Marrant has proposed taxing boats."

    assert kept(said(text, "taxing boats", source="Marrant", cue="proposed")) == ["taxing boats"]


def test_the_programme_where_it_was_said_is_no_part_of_what_was_said() -> None:
    text = "On Velm Radio’s “The Morning Tide,” Marrant said the dam is “as dry as bread.”"
    one = said(
        text, "On Velm Radio’s “The Morning Tide,”", "the dam is “as dry as bread.”", source="Marrant", kind="mixed"
    )

    assert kept(one) == ["the dam is “as dry as bread.”"]


def test_words_quoted_before_the_speaker_are_kept_where_they_are_no_title() -> None:
    text = "In a “very dry” year, Marrant said, the dam is “half a puddle.”"
    one = said(text, "In a “very dry” year", "the dam is “half a puddle.”", source="Marrant", kind="mixed")

    assert kept(one)[0] == "In a “very dry” year"


def test_who_the_speaker_is_is_no_part_of_what_was_said() -> None:
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
def test_an_aside_that_may_be_the_reporters_is_not_shown_as_the_speakers(aside: str) -> None:
    one = said(f"Marrant said she never trusted the dam{aside}.", f"she never trusted the dam{aside}", source="Marrant")

    assert kept(one) == ["she never trusted the dam"]


def test_what_is_said_on_both_sides_of_an_aside_is_shown() -> None:
    content = "the older of the dams – there are two in the valley – will be closed in May"
    one = said(f"Marrant said {content}.", content, source="Marrant")

    assert kept(one) == ["the older of the dams", "will be closed in May"]


def test_an_aside_in_quotation_marks_is_the_speakers() -> None:
    content = "she “never trusted the dam, which was built in a hurry”"

    assert kept(said(f"Marrant said {content}.", content, source="Marrant", kind="mixed")) == [content]


def test_an_aside_that_leaves_too_little_is_not_cut_off() -> None:
    content = "the dam, which holds all our water, must stay"

    assert kept(said(f"Marrant said {content}.", content, source="Marrant")) == [content]


def test_indirect_speech_a_clause_away_from_the_words_of_attribution_is_no_statement() -> None:
    text = "Marrant said little at the fair and left early while the crews kept watch on the gates."

    assert certain_pieces(said(text, "the crews kept watch on the gates", source="Marrant")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Marrant said on Monday the crews kept watch on the gates.",
        "Marrant said to the crowd of farmers that the crews kept watch on the gates.",
    ],
)
def test_indirect_speech_beside_the_words_of_attribution_is_a_statement(text: str) -> None:
    content = text[text.index("that ") if "that " in text else text.index("the crews") : -1]

    assert kept(said(text, content, source="Marrant")) == [content]


def test_a_quotation_of_one_word_is_a_statement() -> None:
    one = said("The plan, Marrant said, is “madness.”", "“madness.”", source="Marrant", kind="mixed")

    assert kept(one) == ["“madness.”"]


def test_a_surname_where_they_speak_is_plain() -> None:
    assert is_certain_speaker(said("Marrant said the dam will hold.", "the dam will hold", source="Marrant"), ())


def test_a_name_that_this_paper_spells_otherwise_is_plain() -> None:
    one = said("Ilse Marant said the dam will hold.", "the dam will hold", source="Ilse Marant")

    assert is_certain_speaker(one, ())


def test_a_pronoun_is_plain_where_nobody_else_was_named_since() -> None:
    text = "Ilse Marrant spoke on Monday. She said the dam will hold."

    assert is_certain_speaker(said(text, "the dam will hold", source="She"), {"Ilse Marrant", "Tomas Oduya"})


@pytest.mark.parametrize("rival", ["Oduya", "Petra Lund"])
def test_a_pronoun_is_not_plain_where_somebody_else_was_named_since(rival: str) -> None:
    text = f"Ilse Marrant spoke on Monday. Beside her stood {rival}. She said the dam will hold."

    assert not is_certain_speaker(said(text, "the dam will hold", source="She"), {"Ilse Marrant", "Tomas Oduya"})


def test_a_pronoun_far_from_any_name_is_not_plain() -> None:
    text = "Ilse Marrant spoke.\n\nThe day was hot.\n\nThe crowd was loud.\n\nShe said the dam will hold."

    assert not is_certain_speaker(said(text, "the dam will hold", source="She"), {"Ilse Marrant"})


def test_second_hand_speech_and_a_lone_name_are_not_plain() -> None:
    text = "Marrant said the dam will hold."

    assert not is_certain_speaker(said(text, "the dam will hold", source="Marrant", relayed_by="Tomas Oduya"), ())
    assert not is_certain_speaker(said(text, "the dam will hold", source="Marrant", speaker="Marrant"), ())
