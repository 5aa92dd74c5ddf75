"""Sentences that answer a question of fact. The place and its people are invented."""

from __future__ import annotations

import pytest

from assistant.retrieval.facts import find_facts
from assistant.types import Query, QuestionType
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from index.types import Article, Hit, Passage, Span

TITLE = "Orvenia's lighthouse at Cape Dunmore is to be sold"
TEXT = (
    "The Harbour Trust will sell the lighthouse at Cape Dunmore. It was finished in 1871 and stands 31 metres high.\n"
    "The auction is on 9 May. Who will buy it? The Marram Foundation has offered 400,000 crowns.\n"
    "Its keeper, Tilly Osk, 58, has lived there for twenty years. She has two dogs."
)


def hit(text: str = TEXT, *, title: str = TITLE, rank: int = 1, id: str = "lighthouse") -> Hit:  # noqa: A002
    article = Article(id=id, title=title, text=text)
    passage = Passage(id=f"{id}-p", article_id=id, position=0, span=Span(0, len(text)), tokens=len(text.split()))
    return Hit(rank, 1.0, ("lexical",), passage, article)


def answers(question: str, *hits: Hit) -> list[str]:
    query = understand(question, registry=SpeakerMatcher.of([]))
    return [fact.span.of(fact.article.text) for fact in find_facts(query, hits or [hit()], {})]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When was the lighthouse at Cape Dunmore finished?", "1871"),
        ("How high is the lighthouse at Cape Dunmore?", "31 metres"),
        ("When is the auction of the lighthouse?", "9 May"),
        ("How long has the keeper of the lighthouse lived there?", "twenty years"),
        ("Which foundation has offered crowns for the lighthouse?", "Marram"),
        ("Which US lighthouse is to be sold?", "Cape Dunmore"),
    ],
)
def test_the_sentence_that_answers_is_found(question: str, told: str) -> None:
    assert any(told in sentence for sentence in answers(question))


def test_a_synonym_replaces_an_absent_word() -> None:
    assert any("1871" in sentence for sentence in answers("When was the beacon at Cape Dunmore completed?"))
    assert answers("When was the windmill at Cape Dunmore completed?") == []


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("When was the lighthouse at Cape Sorrel finished?", "another place"),
        ("When was the tunnel finished?", "another thing"),
        ("How old is the lighthouse keeper's boat?", "the boat is in no sentence"),
        ("How wide is the lighthouse at Cape Dunmore's garden?", "no garden"),
        ("How fast does the lighthouse turn?", "no speed"),
        ("Who painted the lighthouse?", "nobody did"),
    ],
)
def test_what_no_sentence_tells_is_not_answered(question: str, why: str) -> None:
    assert answers(question) == [], why


def test_a_question_in_the_article_is_no_answer() -> None:
    assert "Who will buy it?" not in answers("Who will buy the lighthouse at Cape Dunmore?")


def test_volume_is_no_height() -> None:
    tank = hit("The tank at Cape Dunmore holds 40 cubic metres.", title="The tank")
    assert answers("How high is the tank at Cape Dunmore?", tank) == []


@pytest.mark.parametrize("question", ["What did the lighthouse cost?", "How much was paid for the lighthouse?"])
def test_a_price_is_told_in_money(question: str) -> None:
    assert answers(question, hit("The lighthouse cost 12 lives before it was paid for.", title="A storm")) == []
    assert answers(question, hit("The lighthouse cost $12,000, which was paid in 1871.", title="A storm"))


def test_what_one_paper_tells_like_another_makes_room_for_what_is_new() -> None:
    told = "The council sold the lighthouse to the Marram Foundation."
    copies = [hit(told, rank=rank, id=f"copy-{rank}") for rank in (1, 2, 3)]
    other = hit("The lighthouse was sold by the council to a club from Halmere.", rank=4, id="other")
    shown = answers("Which club did the council sell the lighthouse to?", *copies, other)
    assert any("Halmere" in sentence for sentence in shown[:2])
    assert len(shown) <= 3


@pytest.mark.parametrize("asks", ["fact", "number"])
def test_a_question_without_a_topic_has_no_answer(asks: QuestionType) -> None:
    assert find_facts(Query("What is it?", asks, topic="what is it"), [hit()], {}) == ()


STORM = (
    "The storm tore through the south on Monday. It was among the strongest of the year.\n"
    "Jamaica was hit hardest, and its hospitals are full. Storms of that strength come every ten years.\n"
    "The singer Tilly Osk lost her house. Mayor Venn spoke of 12% of all roofs."
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which country was hit hardest by the storm?", "Jamaica"),
        ("Which Jamaican hospitals are full after the storm?", "Jamaica"),
        ("Which singer lost her house in the storm?", "Tilly Osk"),
        ("What percentage of roofs did Mayor Venn speak of after the storm?", "12%"),
        ("How many US storms of that strength come every ten years?", "ten years"),
    ],
)
def test_a_name_of_the_kind_that_is_asked_for_comes_first(question: str, told: str) -> None:
    found = answers(question, hit(STORM, title="After the storm", id="storm"))
    assert found
    assert told in found[0]


def test_the_best_sentence_brings_the_one_that_tells_who_it_is_about() -> None:
    text = "The keeper Tilly Osk is leaving the lighthouse.\n\nMany came to see it. Osk sold the lighthouse on 9 May."
    assert answers("When was the lighthouse sold?", hit(text, title="A sale", id="sale")) == [
        "Osk sold the lighthouse on 9 May.",
        "The keeper Tilly Osk is leaving the lighthouse.",
    ]
