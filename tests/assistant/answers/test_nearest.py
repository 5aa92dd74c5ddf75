"""The passages that are shown when there is no record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers.extractive import compose_extractive
from assistant.answers.nearest import MAX_CHARACTERS, nearest_passages, with_nearest
from assistant.pipeline import answer_question
from assistant.types import Answer, Answered, Citation, Draft, NearPassage, Query, RetrievedEvidence
from index.types import Article, Coverage, Hit, Passage, Span
from tests.assistant.one_article import desk_over
from tests.assistant.sample import ARTICLE, MARRANT, span

TUNNEL = Article(
    id="tunnel",
    title="Tunnel delayed",
    text="The council met on Monday. The tunnel pumps leak again. It cost two million crowns. Nobody was hurt.",
    publisher="Brell Courier",
)
PUMPS = Query("Who repaired the tunnel pumps?", "who", topic="repaired the tunnel pumps")


def hit(article: Article, words: str | None = None, *, rank: int = 1, also_carried_by: tuple[str, ...] = ()) -> Hit:
    """Return a hit for these words of the article, or for all of it."""
    place = span(words, article) if words else Span(0, len(article.text))
    passage = Passage(f"{article.id}:{place.start}", article.id, 0, place, 10)
    return Hit(rank, 1 / rank, ("lexical",), passage, article, also_carried_by)


def quotes(*hits: Hit, query: Query = PUMPS, shown: tuple[tuple[str, Span], ...] = ()) -> list[str]:
    return [one.quote for one in nearest_passages(hits, query=query, shown=shown)]


def article(name: str, text: str) -> Article:
    return Article(id=name, title=name, text=text, publisher=f"The {name} Post")


def test_a_passage_is_cut_to_the_sentence_closest_to_the_question() -> None:
    (near,) = nearest_passages([hit(TUNNEL)], query=PUMPS)

    assert near.quote == "The tunnel pumps leak again."
    assert TUNNEL.text[near.span.start : near.span.end] == near.quote
    assert (near.article, near.score) == (TUNNEL, 1.0)


def test_sentences_that_cover_the_question_only_together_stay_together() -> None:
    query = replace(PUMPS, topic="cost of the pumps")

    assert quotes(hit(TUNNEL), query=query) == ["The tunnel pumps leak again. It cost two million crowns."]


def test_a_sentence_about_she_or_it_comes_with_the_sentence_before_if_both_are_as_close() -> None:
    ada = article("ada", "Ada Venn runs the pumps. She runs the pumps well.")

    assert quotes(hit(ada)) == ["Ada Venn runs the pumps."]


def test_only_sentences_of_the_passage_are_shown() -> None:
    assert quotes(hit(TUNNEL, "It cost two million crowns. Nobody was hurt.")) == [
        "It cost two million crowns. Nobody was hurt."
    ]


def test_whole_sentences_are_shown_up_to_a_length() -> None:
    filler = "The council talked of the weather and of the harvest for a very long time on that day. "
    long = article("long", f"The tunnel is old. {filler * 5}The pumps leak.")
    one = article("one", f"The tunnel {'and the bridge ' * 30}leak.")

    (near,) = nearest_passages([hit(long)], query=PUMPS)
    assert near.quote in ("The tunnel is old.", "The pumps leak.")
    assert quotes(hit(one)) == [one.text]
    (unlike,) = nearest_passages([hit(long)], query=Query("ferry", "fact", topic="ferry"))
    assert len(unlike.quote) <= MAX_CHARACTERS
    assert unlike.quote.startswith("The tunnel is old. The council")


def test_at_most_three_are_shown_one_for_each_article_best_first() -> None:
    names = ["a", "b", "c", "d"]
    hits = [hit(article(name, f"The {name} pumps leak."), rank=rank) for rank, name in enumerate(names, start=2)]

    assert quotes(hit(TUNNEL), hit(TUNNEL, "The tunnel pumps leak again."), *hits) == [
        "The tunnel pumps leak again.",
        "The a pumps leak.",
        "The b pumps leak.",
    ]


def test_copies_of_a_story_count_once() -> None:
    copy = replace(TUNNEL, id="copy", publisher="Kestrel Post", text=f"{TUNNEL.text} The pumps are from 1931.")
    first = hit(TUNNEL, also_carried_by=("Kestrel Post",))
    second = hit(copy, "The pumps are from 1931.", also_carried_by=("Brell Courier",))
    word_for_word = hit(replace(TUNNEL, id="other", title="Pumps"))

    assert len(quotes(first, second, word_for_word)) == 1
    assert len(quotes(first, replace(second, also_carried_by=()))) == 2


def test_a_passage_without_a_word_of_the_question_is_only_shown_if_none_has_one() -> None:
    ferry = hit(article("ferry", "The ferry stays in port."), rank=1)

    assert quotes(ferry, hit(TUNNEL, rank=2)) == ["The tunnel pumps leak again."]
    assert quotes(ferry) == ["The ferry stays in port."]


def test_the_words_of_a_phrase_count_only_together() -> None:
    query = Query("What about Article 5?", "fact", topic="Article 5", phrases=("Article 5",))
    hits = hit(article("sample", "This article is short.")), hit(article("pact", "Holt read out Article 5."))

    assert quotes(*hits, query=query) == ["Holt read out Article 5."]


def test_words_that_the_answer_shows_are_not_shown_again() -> None:
    shown = (("tunnel", span("The tunnel pumps leak again.", TUNNEL)),)

    assert quotes(hit(TUNNEL), shown=shown) == []
    assert quotes(hit(TUNNEL), query=replace(PUMPS, topic="pumps that cost crowns"), shown=shown) == [
        "It cost two million crowns."
    ]


def test_a_draft_without_record_gets_the_passages_that_it_does_not_show() -> None:
    query = Query("What did Fox say about the dam?", "statement", ("Ann Fox",), topic="dam at Brell")
    draft = compose_extractive(query, RetrievedEvidence(others=(MARRANT,)), Coverage(1, None, None))

    near = with_nearest(draft, [hit(ARTICLE)], query=query).nearest

    assert [one.quote for one in near] == ["The dam at Brell was built in 1931."]
    assert with_nearest(draft, [], query=query) == draft


def test_an_answer_gets_none() -> None:
    draft = Draft("answered", "The pumps leak. [1]", citations=(Citation(1, TUNNEL, Span(0, 10)),))

    assert with_nearest(draft, [hit(ARTICLE)], query=PUMPS) == draft


def test_a_near_passage_is_a_span_of_its_article() -> None:
    with pytest.raises(ValueError, match="runs past the end"):
        NearPassage(TUNNEL, Span(0, 1_000), 1.0)


def ask(question: str) -> Answer:
    *_, last = answer_question(question, desk_over(TUNNEL))
    assert isinstance(last, Answered)
    return last.answer


def test_a_question_without_a_record_is_answered_with_the_nearest_passages() -> None:
    answer = ask("Who said that the pumps were stolen?")

    assert answer.status == "no_evidence"
    assert [one.quote for one in answer.nearest] == ["The tunnel pumps leak again."]
    assert "leak" not in answer.text


def test_a_question_with_a_record_is_answered_without_them() -> None:
    answer = ask("How much did the tunnel pumps cost?")

    assert (answer.status, answer.nearest) == ("answered", ())
