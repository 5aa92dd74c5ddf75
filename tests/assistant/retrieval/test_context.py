"""The place and the context of a statement."""

from __future__ import annotations

from datetime import date

from assistant.retrieval.context import own_context, statement_place
from index.statements import find_statements
from index.types import Article, Span, Speaker, Statement
from tests.assistant.sample import ARTICLE, MARRANT, ODUYA, OFFICIAL, TEXT

INTERVIEW = Article(
    id="talk",
    title="A talk with the harbour master",
    published=date(2026, 1, 5),
    text="Ines Calder became harbour master in May. She spoke to the Brell Courier.\n\n"
    "COURIER: Will the ferry sail at Easter?\n\nCALDER: No. We have waited for the engines since autumn.\n\n"
    "COURIER: Why so long?\n\nCALDER: The yard was closed.",
)


def test_a_place_contains_the_sentences_with_the_speaker_and_no_other_paragraph() -> None:
    assert statement_place(MARRANT.statement, ARTICLE).of(TEXT) == TEXT.split("\n\n", maxsplit=1)[0]


def test_another_speakers_words_are_not_part_of_the_context() -> None:
    neighbours = [one.statement for one in (MARRANT, ODUYA, OFFICIAL)]

    assert "rusted" in own_context(ODUYA.statement, ARTICLE, neighbours)
    assert "late" not in own_context(ODUYA.statement, ARTICLE, neighbours)


def test_the_place_of_an_interview_answer_includes_its_question() -> None:
    answer = next(one for one in find_statements(INTERVIEW) if one.speaker == Speaker("Ines Calder"))

    assert "Will the ferry sail at Easter?" in statement_place(answer, INTERVIEW).of(INTERVIEW.text)


def test_a_quotation_far_from_its_speaker_has_only_its_own_words_as_place() -> None:
    text = "Ann Fox spoke. " + "The hall was full. " * 200 + "“We stay.”"
    content, source = Span(len(text) - 10, len(text)), Span(0, 7)
    far = Statement("s", "far", (content,), "direct", Speaker("Ann Fox"), source)

    assert statement_place(far, Article(id="far", title="Far", text=text)) == content
