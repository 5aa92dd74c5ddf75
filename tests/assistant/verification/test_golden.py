"""Replies made from all statements of the golden articles: true ones are shown, false ones are not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.types import Evidence, Query
from assistant.verification import Verified, verify_prose
from index.statements import find_statements
from index.tokenization import split_paragraphs
from index.types import Article, Hit, Passage, Statement
from tests.assistant.verification.newsroom import RULES

GOLDEN = Path(__file__).parents[3] / "evals" / "golden" / "articles.jsonl"
QUERY = Query("What was said?", asks="statement")
MARKS = "\"“”' ,"


def evidence_of(article: Article) -> Evidence:
    passages = enumerate(split_paragraphs(article.text), start=1)
    hits = tuple(Hit(n, 1.0, ("lexical",), Passage(f"p{n}", article.id, n, span, 9), article) for n, span in passages)
    return Evidence(hits, tuple((statement, article) for statement in find_statements(article)))


def read_articles() -> list[Article]:
    rows = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    return [
        Article(
            row["id"],
            row["title"],
            row["text"],
            publisher=row.get("publisher"),
            published=date.fromisoformat(row["published"][:10]) if row.get("published") else None,
        )
        for row in rows
        if row.get("text")
    ]


ARTICLES = read_articles()


def by_a_person(evidence: Evidence) -> Iterator[tuple[int, str, Statement, Article]]:
    for number, (statement, article) in enumerate(evidence.statements, start=1):
        if statement.speaker and statement.speaker.kind == "person":
            yield number, statement.speaker.name, statement, article


def quoted(evidence: Evidence) -> Iterator[tuple[str, str, int]]:
    """Yield speaker, words and passage number of every direct quotation."""
    for _, name, statement, article in by_a_person(evidence):
        if statement.kind == "direct":
            piece = statement.pieces[0]
            passage = next(n for n, hit in enumerate(evidence.hits, start=1) if hit.passage.span.overlap(piece))
            yield name, piece.of(article.text).strip(MARKS), passage


EVIDENCE = {article.id: evidence_of(article) for article in ARTICLES}
SPEAKERS = sorted({name for evidence in EVIDENCE.values() for _, name, _, _ in by_a_person(evidence)})


def verify(text: str, evidence: Evidence) -> Verified:
    return verify_prose(text, evidence, query=QUERY, checker=RULES)


@pytest.fixture(params=sorted(EVIDENCE), name="evidence")
def _evidence(request: pytest.FixtureRequest) -> Evidence:
    return EVIDENCE[request.param]


def test_the_golden_articles_have_enough_statements() -> None:
    assert sum(len(evidence.statements) for evidence in EVIDENCE.values()) >= 50
    assert len(SPEAKERS) >= 10


def test_every_statement_can_be_inserted(evidence: Evidence) -> None:
    for number, (statement, _) in enumerate(evidence.statements, start=1):
        verified = verify(f"{{S{number}}}", evidence)
        assert verified.sentences, verified.dropped
        assert {one.statement for one in verified.statements} == {statement}


def test_every_quotation_is_shown_under_its_speaker(evidence: Evidence) -> None:
    for name, words, passage in quoted(evidence):
        verified = verify(f'{name} said "{words}" [{passage}].', evidence)
        assert verified.sentences, verified.dropped
        assert verified.statements[0].attributed_to == name


def test_no_quotation_is_shown_with_added_words(evidence: Evidence) -> None:
    for name, words, passage in quoted(evidence):
        assert not verify(f'{name} said "{words} and nothing more" [{passage}].', evidence).sentences


def test_nothing_is_shown_under_another_speaker(evidence: Evidence) -> None:
    for number, name, statement, _ in by_a_person(evidence):
        for other in SPEAKERS:
            if other not in (name, statement.relayed_by):
                assert not verify(f"{other} said {{S{number}}}.", evidence).sentences
    for name, words, passage in quoted(evidence):
        theirs = {who for who, said, _ in quoted(evidence) if words in said}
        for other in set(SPEAKERS) - theirs:
            assert not verify(f'{other} said "{words}" [{passage}].', evidence).sentences, (other, name, words)
