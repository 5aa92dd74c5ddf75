"""What a reader of the catalog is told, generation by generation."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from index.catalog import SpeakerCount, Totals, open_catalog
from index.errors import IndexDamaged, IndexMismatch, IndexMissing
from index.types import Article, Coverage, Period, Scope, Speaker, Statement
from tests.fakes.newsroom import WordCounter, find_quotations, make_article, split_paragraphs
from tests.index.conftest import Newsroom

ONE, TWO, THREE = make_article(1), make_article(2), make_article(3)


def passages(article: Article) -> list[str]:
    return [passage.id for passage in split_paragraphs(article, WordCounter())]


def test_an_article_comes_back_as_it_went_in(newsroom: Newsroom) -> None:
    whole = Article(
        id="odd",
        title="Naïve “title”",
        text="First line.\n\n\u00a0Zweite Zeile 🙂\u00ad\n\tthird\x00",
        url="https://odd.example/1",
        publisher="Odd Times",
        authors=("Ann Ré", "B, C"),
        published=datetime(2026, 3, 4, 5, 6, tzinfo=UTC),
        updated=date(2026, 3, 5),
        kind="opinion",
        language="en",
    )
    newsroom.ingest(whole, Article(id="bare", title="", text="No more than this."))
    with newsroom.read() as snapshot:
        assert snapshot.article("odd") == whole
        assert snapshot.articles(["odd", "bare", "unknown"])["bare"] == Article(
            id="bare", title="", text="No more than this."
        )
        assert snapshot.article("unknown") is None


def test_passages_and_statements_come_back_as_they_went_in(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, TWO)
    with newsroom.read() as snapshot:
        assert tuple(snapshot.passages_of([TWO.id])) == split_paragraphs(TWO, WordCounter())
        assert tuple(snapshot.statements(article_ids=[ONE.id])) == find_quotations(ONE)
        first = passages(ONE)[0]
        assert set(snapshot.passages([first, "unknown"])) == {first}
        assert snapshot.totals() == Totals(articles=2, passages=6, statements=6)


def test_statements_are_chosen_by_everything_that_is_given(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, TWO, THREE)
    everything = [*find_quotations(ONE), *find_quotations(TWO), *find_quotations(THREE)]
    wanted = everything[4]
    assert wanted.speaker is not None
    with newsroom.read() as snapshot:
        assert snapshot.statements() == everything
        named = [one for one in everything if one.speaker == wanted.speaker]
        assert snapshot.statements(speakers=[wanted.speaker.name]) == named
        assert snapshot.statements(ids=[wanted.id], article_ids=[TWO.id]) == [wanted]
        assert snapshot.statements(ids=[wanted.id], article_ids=[ONE.id]) == []
        assert snapshot.statements(ids=[]) == snapshot.statements(speakers=[]) == []
        assert snapshot.statements(scope=Scope(article_id=THREE.id)) == list(find_quotations(THREE))


def test_words_of_two_are_found_and_counted_for_each_of_them(tmp_path: Path) -> None:
    def both(article: Article) -> tuple[Statement, ...]:
        return tuple(replace(one, together_with=(Speaker("Cy Ott"),)) for one in find_quotations(article)[:1])

    newsroom = Newsroom(tmp_path / "index", find_statements=both)
    newsroom.ingest_all([ONE])
    [said] = both(ONE)
    assert said.speaker is not None
    with newsroom.read() as snapshot:
        assert snapshot.statements(speakers=["Cy Ott"]) == snapshot.statements(speakers=[said.speaker.name]) == [said]
        assert {count.name for count in snapshot.statement_counts()} == {"Cy Ott", said.speaker.name}


def test_speakers_are_counted(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, TWO)
    with newsroom.read() as snapshot:
        counts = snapshot.statement_counts()
        statements = snapshot.statements()
    assert sum(count.statements for count in counts) == len(statements)
    first = counts[0]
    theirs = [one for one in statements if one.speaker and one.speaker.name == first.name]
    assert first == SpeakerCount(first.name, "person", len(theirs), len({one.article_id for one in theirs}))
    assert list(counts) == sorted(counts, key=lambda count: (-count.statements, count.name))


def test_vectors_come_in_the_order_they_are_asked_for(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, TWO)
    wanted = [passages(TWO)[1], passages(ONE)[2], passages(TWO)[1]]
    texts = [TWO.text.split("\n\n")[1], ONE.text.split("\n\n")[2], TWO.text.split("\n\n")[1]]
    with newsroom.read() as snapshot:
        assert np.allclose(snapshot.vectors(wanted), newsroom.embedder.embed(texts), atol=1e-3)
        assert snapshot.vectors([]).shape == (0, 32)
        everything = snapshot.all_vectors(Scope())
        assert list(everything.ids) == [*passages(ONE), *passages(TWO)] == snapshot.passage_ids(Scope())
        assert np.array_equal(snapshot.vectors(everything.ids), everything.vectors)
        with pytest.raises(KeyError):
            snapshot.vectors(["unknown"])


def test_a_bounded_period_holds_its_days_and_no_article_without_one(newsroom: Newsroom) -> None:
    march, april, undated = (
        replace(ONE, published=datetime(2026, 3, 31, 23, 59, tzinfo=UTC)),
        replace(TWO, published=date(2026, 4, 1)),
        replace(THREE, published=None),
    )
    newsroom.ingest(march, april, undated)
    until_march, since_april = Scope(Period(until=date(2026, 3, 31))), Scope(Period(since=date(2026, 4, 1)))
    with newsroom.read() as snapshot:
        assert snapshot.passage_ids(until_march) == passages(march)
        assert list(snapshot.all_vectors(since_april).ids) == passages(april)
        assert snapshot.coverage(Scope()) == Coverage(3, date(2026, 3, 31), date(2026, 4, 1))
        assert snapshot.coverage(since_april) == Coverage(1, date(2026, 4, 1), date(2026, 4, 1))
        assert snapshot.coverage(Scope(article_id=undated.id)) == Coverage(1, None, None)
        assert snapshot.coverage(Scope(publisher="Nobody")) == Coverage(0, None, None)


def test_a_publisher_is_asked_for_in_any_case_and_with_the_copies_it_carried(newsroom: Newsroom) -> None:
    copy = replace(ONE, id="copy", publisher="Second Post", url="https://post.example/1")
    newsroom.ingest(ONE, copy, replace(TWO, publisher="Third Gazette"))
    with newsroom.read() as snapshot:
        assert snapshot.passage_ids(Scope(publisher="THIRD gazette")) == passages(TWO)
        assert snapshot.passage_ids(Scope(publisher="second post")) == passages(ONE)
        assert snapshot.publishers() == ("Invented Courier", "Second Post", "Third Gazette")
        assert snapshot.carriers(ONE.id) == ("Second Post",)
        assert snapshot.carriers(TWO.id) == ()


def test_a_snapshot_stays_what_it_was_while_others_publish(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, TWO)
    with closing(open_catalog(newsroom.folder)) as catalog:
        before = catalog.snapshot()
        newsroom.ingest(replace(ONE, text="“All is other now,” said Ada Quill there."), THREE)
        assert before.article(ONE.id) == ONE
        assert before.passage_ids(Scope()) == [*passages(ONE), *passages(TWO)]
        assert before.statements() == [*find_quotations(ONE), *find_quotations(TWO)]
        after = catalog.snapshot()
    assert (before.generation, after.generation) == (1, 2)
    assert before.folder != after.folder


def test_an_older_version_is_kept_for_audit_and_out_of_search(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    changed = replace(ONE, text="A wholly other text. “Not so,” said Ada Quill then.")
    newsroom.ingest(changed)
    with newsroom.read() as snapshot:
        assert snapshot.article(ONE.id) == replace(changed, version=2)
        assert snapshot.article(ONE.id, version=1) == replace(ONE, superseded_by=2)
        assert snapshot.article(ONE.id, version=3) is None
        assert snapshot.passage_ids(Scope()) == passages(changed)
        assert snapshot.passages(passages(ONE)) == {}


def test_eight_threads_read_at_once(newsroom: Newsroom) -> None:
    newsroom.ingest(*(make_article(number) for number in range(20)))
    failures: list[object] = []
    start = threading.Barrier(8)

    with closing(open_catalog(newsroom.folder)) as catalog:

        def read(number: int) -> None:
            start.wait()
            for _ in range(20):
                snapshot = catalog.snapshot()
                article = snapshot.article(f"article-{number:04}")
                if article != make_article(number) or len(snapshot.all_vectors(Scope()).ids) != 60:
                    failures.append(article)

        threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures


def test_a_folder_without_an_index_says_how_to_make_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "not-there"):
        with pytest.raises(IndexMissing, match="no index") as told:
            open_catalog(folder)
        assert "onrecord ingest" in told.value.hint


def test_an_index_in_which_nothing_was_published_is_missing_its_articles(newsroom: Newsroom) -> None:
    newsroom.ingest()
    with pytest.raises(IndexMissing, match="no articles yet"):
        open_catalog(newsroom.folder)


@pytest.mark.parametrize("garbage", [None, b"", b"not a database at all, by a long way" * 99])
def test_a_catalog_that_is_gone_or_garbled_is_said_to_be_damaged(newsroom: Newsroom, garbage: bytes | None) -> None:
    newsroom.ingest(ONE)
    file = newsroom.folder / "catalog.sqlite"
    for rest in newsroom.folder.glob("catalog.sqlite*"):
        rest.unlink()
    if garbage is not None:
        file.write_bytes(garbage)
    with pytest.raises(IndexDamaged, match="catalog") as told:
        open_catalog(newsroom.folder)
    assert told.value.hint
    with pytest.raises(IndexDamaged, match="catalog"):
        newsroom.ingest(TWO)


@pytest.mark.parametrize(("schema", "advice"), [(99, "upgrade"), (-1, "ingest the articles again")])
def test_a_catalog_of_another_schema_is_refused_for_reading_and_writing(
    newsroom: Newsroom, schema: int, advice: str
) -> None:
    newsroom.ingest(ONE)
    with closing(sqlite3.connect(newsroom.folder / "catalog.sqlite")) as connection:
        connection.execute(f"PRAGMA user_version = {schema}")
    for attempt in (lambda: open_catalog(newsroom.folder), lambda: newsroom.ingest(TWO)):
        with pytest.raises(IndexMismatch, match=f"schema {schema}") as told:
            attempt()
        assert advice in told.value.hint


def test_another_programs_database_is_not_taken_for_a_catalog(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(IndexDamaged, match="not written by onrecord"):
        open_catalog(tmp_path)
