"""Answers composed without a model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answers.extractive import compose_extractive
from assistant.answers.phrases import describe_coverage, pair_quotation_marks
from assistant.types import Citation, Fact, Query, RetrievedEvidence, ShownStatement
from index.statements import find_statements
from index.types import Article, ArticleStatement, Commitment, Coverage, Span, Speaker, Statement
from tests.assistant.sample import ARTICLE, MARRANT, ODUYA, OFFICIAL, TEXT, span

COVERAGE = Coverage(3, date(2025, 3, 1), date(2025, 3, 9))
ASKED = Query("What did Marrant say about the dam?", "statement", speakers=("Ilse Marrant",), topic="the dam")


def test_a_statement_is_shown_piece_by_piece_without_the_words_between() -> None:
    draft = compose_extractive(ASKED, RetrievedEvidence(said=(MARRANT,)), COVERAGE)

    assert draft.status == "answered"
    assert [shown.quote for shown in draft.statements] == ["“The dam will hold,”", "“We checked every gate.”"]
    assert draft.text == "Ilse Marrant said: “The dam will hold,” … “We checked every gate.” [1]"


@pytest.mark.parametrize(
    ("words", "paired"),
    [
        ("“The dam will hold,”", "“The dam will hold,”"),
        ("“The dam will hold. We checked", "“The dam will hold. We checked”"),
        ("We checked every gate.”", "“We checked every gate.”"),
        ('“The dam will hold,"', "“The dam will hold,”"),
        ('the "old" dam would "hold', "the “old” dam would “hold”"),
    ],
)
def test_no_quotation_mark_is_left_open_before_the_next_speakers_words(words: str, paired: str) -> None:
    assert pair_quotation_marks(words) == paired


def test_a_citation_shows_the_sentences_that_name_the_speaker() -> None:
    draft = compose_extractive(ASKED, RetrievedEvidence(said=(MARRANT,)), COVERAGE)

    assert [citation.quote for citation in draft.citations] == [TEXT.split("\n\n", maxsplit=1)[0]]


def test_a_denial_is_never_shown_as_an_assertion() -> None:
    draft = compose_extractive(ASKED, RetrievedEvidence(said=(ODUYA,)), COVERAGE)

    assert draft.text == "Tomas Oduya denied, in the article's words, that the gates were rusted [1]"


def test_an_unnamed_speaker_stays_unnamed() -> None:
    draft = compose_extractive(ASKED, RetrievedEvidence(said=(OFFICIAL,)), COVERAGE)

    assert draft.text.startswith("A senior official (not named) said")
    assert draft.statements[0].speaker is None
    assert draft.statements[0].attributed_to == "A senior official"


@pytest.mark.parametrize(
    ("commitment", "told"), [("denied", "a denial by Rae"), ("declined", "a refusal by Rae"), (None, "Rae")]
)
def test_no_record_of_a_denial_does_not_say_that_somebody_said_nothing(
    commitment: Commitment | None, told: str
) -> None:
    asked = Query("What did Rae deny?", "statement", ("Rae",), commitment=commitment)

    assert compose_extractive(asked, RetrievedEvidence(), COVERAGE).text.startswith(
        f"No record of {told} in 3 articles"
    )


def test_no_record_names_the_searched_articles_and_the_other_speakers() -> None:
    asked = Query("What did Rae say about the dam?", "statement", unknown_speakers=("Rae",), topic="the dam")

    draft = compose_extractive(asked, RetrievedEvidence(others=(MARRANT, ODUYA)), COVERAGE)

    assert draft.status == "no_evidence"
    assert draft.text.startswith("No record of Rae on the dam in 3 articles from Mar 1, 2025 to Mar 9, 2025.")
    assert draft.said_by == ("Ilse Marrant", "Tomas Oduya")
    assert {shown.speaker for shown in draft.statements} == {"Ilse Marrant", "Tomas Oduya"}


def test_the_requested_speakers_other_statements_are_related() -> None:
    draft = compose_extractive(ASKED, RetrievedEvidence(related=(MARRANT,)), COVERAGE)

    assert draft.statements == ()
    assert [shown.speaker for shown in draft.related] == ["Ilse Marrant", "Ilse Marrant"]


def test_a_fact_is_the_articles_own_sentence() -> None:
    fact = Fact(ARTICLE, span("The dam at Brell was built in 1931."), 1.0)

    draft = compose_extractive(Query("When was the dam built?", "when"), RetrievedEvidence(facts=(fact,)), COVERAGE)

    assert draft.text == "The dam at Brell was built in 1931. [1]"
    assert draft.statements == ()


def test_a_fact_inside_a_statement_is_attributed_to_its_speaker() -> None:
    fact = Fact(ARTICLE, span("“We checked every gate.”"), 1.0, MARRANT)

    draft = compose_extractive(Query("Which gates were checked?", "fact"), RetrievedEvidence(facts=(fact,)), COVERAGE)

    assert draft.text.startswith("Ilse Marrant said:")
    assert {shown.speaker for shown in draft.statements} == {"Ilse Marrant"}


def test_one_place_has_one_number() -> None:
    fact = Fact(ARTICLE, span("The dam at Brell was built in 1931."), 1.0)

    draft = compose_extractive(
        Query("When was the dam built?", "when"), RetrievedEvidence(facts=(fact, fact)), COVERAGE
    )

    assert len(draft.citations) == 1
    assert draft.text.count("[1]") == 1


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        (Coverage(0, None, None), "in 0 articles"),
        (Coverage(2, None, None), "in 2 articles without a date"),
        (Coverage(1, date(2025, 3, 1), date(2025, 3, 1)), "in 1 article of Mar 1, 2025"),
        (Coverage(1200, date(2025, 3, 1), date(2025, 4, 1)), "in 1,200 articles from Mar 1, 2025 to Apr 1, 2025"),
    ],
)
def test_the_coverage_is_described_in_words(coverage: Coverage, words: str) -> None:
    assert describe_coverage(coverage) == words


def test_a_quotation_that_is_not_in_the_article_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="past the end"):
        Citation(1, ARTICLE, Span(0, len(TEXT) + 1))


def test_words_outside_a_statement_cannot_be_shown_as_it() -> None:
    with pytest.raises(ValueError, match="only the words of a statement"):
        ShownStatement(MARRANT.statement, ARTICLE, span("The dam at Brell was built in 1931."), 1)


def test_a_joint_statement_is_shown_under_both_names() -> None:
    both = replace(MARRANT, statement=replace(MARRANT.statement, together_with=(Speaker("Tomas Oduya"),)))

    assert compose_extractive(ASKED, RetrievedEvidence(said=(both,)), COVERAGE).text.startswith(
        "Ilse Marrant and Tomas Oduya said: “The dam will hold,”"
    )
    assert compose_extractive(ASKED, RetrievedEvidence(others=(both,)), COVERAGE).said_by == (
        "Ilse Marrant",
        "Tomas Oduya",
    )


@pytest.mark.parametrize(
    ("cue", "told"),
    [
        ("asked", "asked"),
        ("accused", "accused"),
        ("calling", "said, in the article's words:"),
        ("according to", "said, in the article's words:"),
    ],
)
def test_indirect_speech_keeps_the_articles_verb_if_it_can_follow_a_name(cue: str, told: str) -> None:
    article = Article(id="ferry", title="", text=f"Ilse Marrant {cue} the town of sleeping")
    statement = Statement(
        id="s",
        article_id="ferry",
        pieces=(Span(article.text.index("the town"), len(article.text)),),
        kind="indirect",
        speaker=Speaker("Ilse Marrant"),
        source=Span(0, 12),
        cue=Span(13, 13 + len(cue)),
    )

    text = compose_extractive(ASKED, RetrievedEvidence(said=(ArticleStatement(statement, article),)), COVERAGE).text

    assert text == f"Ilse Marrant {told} the town of sleeping [1]"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Tomas Oduya did not mention the gates by name.", "Tomas Oduya did not mention the gates by name"),
        ("Tomas Oduya could not say when the gates would open.", "Tomas Oduya could not say when the gates would open"),
        ("Tomas Oduya has not yet responded to the council.", "Tomas Oduya has not yet responded to the council"),
        ("Tomas Oduya refused to answer questions about the gates.", "Tomas Oduya refused to answer questions about"),
        ("Tomas Oduya never explicitly said that the dam was safe.", "Tomas Oduya never explicitly said that the dam"),
        ("Tomas Oduya declined to comment.", "Tomas Oduya declined to comment"),
    ],
)
def test_a_refusal_uses_the_articles_wording(sentence: str, told: str) -> None:
    article = Article(id="a", title="The gates", text=sentence)
    (statement,) = find_statements(article)
    draft = compose_extractive(ASKED, RetrievedEvidence(said=(ArticleStatement(statement, article),)), COVERAGE)

    assert statement.commitment == "declined"
    assert draft.text.startswith(told)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "Harbour officials said that they would pay.",
            "Harbour officials (not named) said, in the article's words, that they would pay",
        ),
        (
            "In Brell, mourners lit a thousand candles, the harbour ministry reported.",
            "The harbour ministry reported, in the article's words: In Brell, mourners lit a thousand candles",
        ),
        ("Tomas Oduya asked for a promise in writing.", "Tomas Oduya asked for a promise in writing"),
        ("Tomas Oduya asked people to stay off the dam.", "Tomas Oduya asked people to stay off the dam"),
        (
            "If the council paid, Tomas Oduya said, the firm would buy the meadow.",
            "Tomas Oduya said, in the article's words: If the council paid … the firm would buy the meadow",
        ),
        ("Tomas Oduya ruled out any increase in fares.", "Tomas Oduya ruled out any increase in fares"),
        ("Tomas Oduya denied reports of a sale to the bank.", "Tomas Oduya denied reports of a sale to the bank"),
        (
            "Tomas Oduya denied that the gates were rusted.",
            "Tomas Oduya denied, in the article's words, that the gates were rusted",
        ),
        (
            "The harbour ministry said that it would pay for the gates.",
            "The harbour ministry said, in the article's words, that it would pay for the gates",
        ),
    ],
)
def test_a_verb_with_an_object_forms_one_sentence_and_a_ministry_keeps_its_article(words: str, told: str) -> None:
    article = Article(id="a", title="The gates", text=words)
    said = tuple(ArticleStatement(one, article) for one in find_statements(article))
    draft = compose_extractive(ASKED, RetrievedEvidence(said=said), COVERAGE)

    assert draft.text == f"{told} [1]"
