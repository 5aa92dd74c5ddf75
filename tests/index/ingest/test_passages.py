"""Passages: whole sentences within a token limit, no quotation without its attribution."""

from __future__ import annotations

from index.embedding.token_counter import open_counter
from index.ingest.passages import MAX_TOKENS, PASSAGE_RULES, split_passages
from index.statements import STATEMENT_RULES, find_statements
from index.types import Article, Passage
from tests.fakes.newsroom import WordCounter

FILLER = "The bridge over the river in Lowfield was built by the town in the year of the great flood. "


def cut(text: str) -> tuple[Passage, ...]:
    return split_passages(Article(id="a", title="", text=text), WordCounter())


def holding(passages: tuple[Passage, ...], text: str, words: str) -> list[int]:
    return [p.position for p in passages if words in p.span.of(text)]


def test_a_short_article_is_one_passage() -> None:
    [passage] = cut("It holds. It fell.")
    assert (passage.position, passage.span.start, passage.span.end) == (0, 0, 18)
    assert passage.tokens == 4


def test_passages_end_with_sentences_and_respect_the_token_limit() -> None:
    text = FILLER * 60
    passages = cut(text)
    assert len(passages) > 5
    for passage in passages:
        assert passage.tokens <= MAX_TOKENS
        assert passage.span.of(text).endswith(".")
        assert passage.span.of(text).startswith("The")
    assert [p.position for p in passages] == list(range(len(passages)))
    assert len({p.id for p in passages}) == len(passages)


def test_a_quotation_is_never_separated_from_its_attribution() -> None:
    for lead in range(1, 25):
        text = (
            FILLER * lead + '"It is safe," Ann Fox said. ' + '"It was always safe, and it will be. ' * 3 + '"' + FILLER
        )
        passages = cut(text)
        [place] = holding(passages, text, "Ann Fox said")
        assert holding(passages, text, '"It is safe,"') == [place]


def test_every_statement_is_in_one_passage() -> None:
    said = "“Nobody fell,” Ann Fox said. “Nobody was there.”\n\n“We had closed it.”\n\nBo Hill said that it was late. "
    for lead in range(1, 14):
        text = FILLER * lead + "\n\n" + said + FILLER * 4
        article = Article(id="a", title="", text=text)
        passages = split_passages(article, WordCounter())
        for statement in find_statements(article):
            spans = [*statement.pieces, *(s for s in (statement.source, statement.cue) if s)]
            assert any(all(p.span.contains(span) for span in spans) for p in passages)


def test_a_quotation_longer_than_a_passage_is_split_between_sentences() -> None:
    text = "“" + "The bridge was closed on the day that it was opened by the mayor. " * 40 + "Enough,” Ann Fox said."
    passages = cut(text)
    assert len(passages) > 1
    assert all(p.tokens <= MAX_TOKENS for p in passages)
    assert all(p.span.of(text)[-1] in ".”" for p in passages)


def test_a_sentence_longer_than_a_passage_is_split_at_a_clause_or_a_word() -> None:
    text = "the bridge, the road and the river " * 200
    passages = cut(text.strip())
    assert len(passages) > 1
    assert all(p.tokens <= MAX_TOKENS for p in passages)
    words = [word for p in passages for word in p.span.of(text).split()]
    assert words == text.split()


def test_passage_token_counts_match_the_real_counter() -> None:
    text = FILLER * 30
    counter = open_counter()
    for passage in split_passages(Article(id="a", title="", text=text), counter):
        assert abs(passage.tokens - counter.count(passage.span.of(text))) <= 12
        assert passage.tokens <= MAX_TOKENS


def test_the_passage_rules_include_the_statement_rules() -> None:
    assert STATEMENT_RULES in PASSAGE_RULES
