from __future__ import annotations

from index.reading.identifiers import content_hash, derive_article_id, passage_id, statement_id
from index.types import Article, Span

STORY = "https://record.example/harbour/2025/ferry-vote"


def test_white_space_makes_no_other_story_and_a_word_does() -> None:
    assert content_hash("The ferry  sails.\n\nAt noon.") == content_hash("The ferry sails. At noon.")
    assert content_hash("The ferry sails at noon.") != content_hash("The ferry sails at one.")


def test_an_article_with_an_address_is_known_by_it() -> None:
    spelling = "http://www.record.example/harbour/2025/ferry-vote/?utm_source=feed"
    assert derive_article_id(url=spelling, text="whatever") == derive_article_id(url=STORY, text="something else")


def test_an_article_without_address_is_known_by_its_text() -> None:
    assert derive_article_id(url=None, text="The ferry sails.") == derive_article_id(
        url=None, text="The  ferry sails.\n"
    )


def test_ids_change_with_the_article_its_text_and_the_place_in_it() -> None:
    article = Article(id="a", title="Ferries", text="The ferry sails at noon.")
    others = [
        passage_id(Article(id="b", title="Ferries", text=article.text), Span(0, 9)),
        passage_id(Article(id="a", title="Ferries", text="The ferry sails at one."), Span(0, 9)),
        passage_id(article, Span(0, 10)),
        statement_id(article, [Span(0, 9)]),
    ]
    assert passage_id(article, Span(0, 9)) not in others
    assert len(set(others)) == len(others)
    assert statement_id(article, [Span(0, 3), Span(4, 9)]) != statement_id(article, [Span(0, 9)])
