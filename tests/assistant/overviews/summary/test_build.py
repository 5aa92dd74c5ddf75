"""Summaries without a model: complete, cited sentences of the articles."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.overviews.headlines import headline
from assistant.overviews.inputs import read_articles_by_name
from assistant.overviews.summary.sentence_selection import find_candidates
from assistant.overviews.types import Reading
from assistant.types import MARKER, Answer, Evidence, Query
from assistant.verification import verify_prose
from assistant.verification.entailment.rules import RuleChecker
from evals.datasets.samples import ARTICLES, load_golden_articles
from index.errors import UsageError
from index.statements import find_statements
from index.stories.corrections import is_in_correction
from index.types import Article, ArticleStatement, Hit, Passage

GOLDEN = sorted({row["id"] for row in load_golden_articles(ARTICLES)} - {"ferry-strike-ledger"})


def reading(text: str, *, title: str = "A title") -> Reading:
    article = Article("a", title, text)
    return Reading(article, tuple(ArticleStatement(one, article) for one in find_statements(article)))


def sentences(answer: Answer) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=\[\d\])|(?<=\[\d\d\])", answer.text) if part.strip()]


def own_words(sentence: str) -> str:
    return " ".join(MARKER.sub("", sentence).replace("In an opinion piece: ", "").split())


@pytest.mark.parametrize("article_id", GOLDEN)
def test_every_sentence_is_cited_and_verbatim_or_introduces_a_quotation(newsroom: Assistant, article_id: str) -> None:
    answer = newsroom.summarise(article_id, length="long")

    assert answer.status == "answered"
    places = {one.marker: one for one in answer.citations}
    for sentence in sentences(answer):
        markers = [int(one) for one in MARKER.findall(sentence)]
        assert markers, f"not cited: {sentence!r}"
        quoted = " ".join(places[markers[-1]].quote.split())
        words = own_words(sentence)
        if words not in quoted:
            shown = [one for one in answer.statements if one.marker == markers[-1]]
            assert shown, words
            assert words.startswith(
                tuple(str(one.attributed_to)[:1].upper() + str(one.attributed_to)[1:] for one in shown)
            )
            assert all(" ".join(one.quote.split())[:20] in words for one in shown)


@pytest.mark.parametrize("article_id", GOLDEN)
def test_the_verifier_accepts_every_verbatim_sentence(newsroom: Assistant, article_id: str) -> None:
    """The verifier checks each sentence as if a model had written it."""
    answer = newsroom.summarise(article_id, length="long")
    known = read_articles_by_name([article_id], newsroom.view)[0].statements
    for citation in answer.citations:
        line = next(one for one in sentences(answer) if f"[{citation.marker}]" in one)
        words = own_words(line)
        if words != " ".join(citation.quote.split()) or re.search('[“”"]', words):
            continue
        hit = Hit(1, 1.0, (), Passage("p", citation.article.id, 0, citation.span, 0), citation.article)
        verified = verify_prose(
            f"{words.rstrip('.')} [1].",
            Evidence((hit,)),
            query=Query(answer.question, "summary"),
            checker=RuleChecker(),
            known=known,
        )
        assert verified.citations, (words, [one.why for one in verified.dropped])


def test_every_shown_statement_has_a_speaker_and_a_verbatim_quote(newsroom: Assistant) -> None:
    for article_id in GOLDEN:
        for shown in newsroom.summarise(article_id, length="long").statements:
            assert shown.speaker is not None
            assert shown.quote in shown.article.text


def test_corrections_are_not_summarised(newsroom: Assistant) -> None:
    answer = newsroom.summarise("ostery-dam", length="long")

    assert not any(is_in_correction(one.article.text, one.span) for one in answer.citations)
    assert {one.article.version for one in answer.citations} == {2}


def test_unknown_facts_come_last() -> None:
    found = find_candidates(
        reading("A bus hit a wall in Brell on Monday. The driver has not been named by the police.")
    )

    assert [one.role for one in found] == ["happened", "unknown"]


@pytest.mark.parametrize(
    "sentence",
    [
        "He was taken to the hospital in Brell by car.",
        "Will the old bridge of Brell ever be mended?",
        "“It was the worst of winters for all of us.”",
        "COURIER: You have closed the reading room on Mondays.",
    ],
)
def test_a_sentence_that_depends_on_another_is_not_shown(sentence: str) -> None:
    found = find_candidates(reading(f"A bus hit a wall in Brell on Monday morning.\n\n{sentence}"))

    assert [one.span.start for one in found] == [0]


def test_a_possessive_pronoun_needs_its_name_in_the_same_sentence() -> None:
    text = "Ann Fox, the mayor, came by boat on Monday. The ferries had left the harbour empty, by her account."
    assert [one.span.of(text) for one in find_candidates(reading(text))] == [
        "Ann Fox, the mayor, came by boat on Monday."
    ]
    alone = "Ann Fox, the mayor, came by boat because her ferry had left the harbour empty."
    assert [one.span.of(alone) for one in find_candidates(reading(alone))] == [alone]


@pytest.mark.parametrize(
    "text",
    [
        "Comment by reader Truth77: Ann Fox stole the trip money from the school.",
        "Readers' comments: Ann Fox stole the trip money from the school.",
        "Ann Fox, who runs the ferry to the island, denied that.",
    ],
)
def test_reader_comments_and_back_references_are_not_shown(text: str) -> None:
    assert find_candidates(reading(text)) == ()


def test_the_first_sentence_has_no_dateline() -> None:
    text = "PORT ELLARY, Orvenia — A storm closed the harbour on Monday and broke two cranes."
    [one] = find_candidates(reading(text))
    assert one.span.of(text) == "A storm closed the harbour on Monday and broke two cranes."


def test_both_sides_of_a_dispute_are_quoted(newsroom: Assistant) -> None:
    speakers = {one.attributed_to for one in newsroom.summarise("harbour-dredging").statements}
    assert {"Odile Trasker", "Benno Halvey"} <= speakers


def test_a_quotation_with_he_said_is_introduced_by_the_speakers_name() -> None:
    found = find_candidates(
        reading(
            "Tomas Oduya denied on Monday that the gates of Brell were rusted.\n\n"
            "“They are sound and will stay so for years,” he said."
        )
    )

    introduced = [one.introduced for one in found if one.introduced]
    assert [str(one.statement.speaker and one.statement.speaker.name) for one in introduced] == ["Tomas Oduya"]


def test_a_headline_counts_only_if_the_body_supports_it(newsroom: Assistant) -> None:
    body = "The council of Brell voted on Monday to mend the bridge. Work begins in May."

    assert headline(reading(body, title="Brell council votes to mend bridge"))
    assert headline(reading(body, title="Brell council votes not to mend bridge")) is None
    assert headline(reading(body, title="Mayor Oduya resigns over Brell bridge")) is None
    assert headline(read_articles_by_name(["hospital-wards"], newsroom.view)[0]) is None


def test_a_sentence_of_an_opinion_piece_is_labelled(newsroom: Assistant) -> None:
    assert newsroom.summarise("vennick-opinion").text.startswith("In an opinion piece: ")


@pytest.mark.parametrize(("length", "most"), [("short", 3), ("medium", 6), ("long", 12)])
def test_a_summary_has_at_most_the_requested_sentences(newsroom: Assistant, length: str, most: int) -> None:
    assert 0 < len(sentences(newsroom.summarise("quarry-payments", length=length))) <= most  # type: ignore[arg-type]


def test_a_summary_of_several_articles_cites_all_of_them(newsroom: Assistant) -> None:
    ids = ["quarry-payments", "fuel-levy", "ostery-dam", "lissow-bridge"]

    assert {one.article.id for one in newsroom.summarise(*ids).citations} == set(ids)


def test_a_summary_covers_the_end_of_a_long_article(tmp_path: Path) -> None:
    middle = "\n\n".join(f"Clerk number {at} counted the boats of pier {at} again." for at in range(2_000))
    text = (
        f"A storm sank nine boats in Brell on Monday.\n\n{middle}\n\nThe harbour of Brell will close for ever in June."
    )
    assert len(text.split()) > 20_000

    found = tmp_path / "long.txt"
    found.write_text(text, encoding="utf-8")
    with open_assistant(index=str(tmp_path / "none")) as assistant:
        answer = assistant.summarise(str(found))

    assert max(one.span.start for one in answer.citations) > 2 * len(text) / 3


def test_a_file_and_a_url_are_summarised_like_an_id(newsroom: Assistant, tmp_path: Path) -> None:
    row = next(json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines() if "fuel-levy" in line)
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")

    by_id = newsroom.summarise("fuel-levy").text
    assert newsroom.summarise(str(file)).text == by_id
    assert newsroom.summarise(row["url"]).text == by_id


def test_an_impossible_summary_raises_an_error_with_a_hint(newsroom: Assistant) -> None:
    with pytest.raises(UsageError, match="no article 'nowhere'") as unknown:
        newsroom.summarise("nowhere")
    assert "ingest" in (unknown.value.hint or "")
    with pytest.raises(UsageError, match="100,000 articles are too many") as many:
        newsroom.summarise(*(["fuel-levy"] * 100_000))
    assert "digest" in (many.value.hint or "")
    with pytest.raises(UsageError, match="no article to summarise"):
        newsroom.summarise()
