"""The ingest of articles, with its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from index.errors import EmbeddingFailed
from index.ingest.ingest import ingest
from index.ingest.passages import split_passages
from index.ingest.stages import Stages
from index.ports import NoProgress, Unit, Vectors
from index.statements import find_statements
from index.storage.files import lexical_folder, vectors_folder
from index.storage.lexical import open_lexical
from index.storage.vectors.chroma import open_vectors
from index.types import Article, IngestReport, Rejected
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.newsroom import WordCounter, find_quotations, make_article
from tests.index.conftest import Newsroom, carried_by

ONE, TWO, THREE = make_article(1), make_article(2), make_article(3)
COPY = replace(ONE, id="copy", publisher="Second Post", url="https://post.example/1", text=ONE.text.replace(" ", "\n "))
CHANGED = replace(ONE, text="A wholly other text. “Not the harbour,” said Ada Quill then.")


def counts(report: IngestReport) -> dict[str, int]:
    """Return the counts that are not zero."""
    named = {name: getattr(report, name) for name in ("new", "updated", "unchanged", "duplicates")}
    return {name: count for name, count in named.items() if count}


def words_found(newsroom: Newsroom, words: str, unit: Unit = "passage") -> list[str]:
    with newsroom.read() as snapshot, closing(open_lexical(lexical_folder(snapshot.folder))) as store:
        return [hit.id for hit in store.search(words, phrases=(), unit=unit, k=99)]


def test_the_first_ingest_reports_new_articles_and_totals(newsroom: Newsroom) -> None:
    report = newsroom.ingest(ONE, TWO)
    assert counts(report) == {"new": 2}
    assert (report.articles, report.passages, report.statements, report.rejected) == (2, 6, 6, ())
    assert report.seconds > 0


def test_a_repeated_ingest_changes_nothing(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, TWO, COPY)
    before, asked = newsroom.tables(), len(newsroom.embedder.asked)
    assert counts(newsroom.ingest(ONE, TWO, COPY)) == {"unchanged": 3}
    assert newsroom.tables() == before
    assert len(newsroom.embedder.asked) == asked
    with newsroom.read() as snapshot:
        assert snapshot.generation == 1


def test_an_article_given_twice_in_one_ingest_is_stored_once(newsroom: Newsroom) -> None:
    assert counts(newsroom.ingest(ONE, ONE)) == {"new": 1, "unchanged": 1}


def test_the_later_of_two_versions_in_one_ingest_becomes_current(newsroom: Newsroom) -> None:
    assert counts(newsroom.ingest(ONE, CHANGED)) == {"new": 1, "updated": 1}
    with newsroom.read() as snapshot:
        assert snapshot.article(ONE.id) == replace(CHANGED, version=2)
        assert snapshot.totals().passages == 1
    assert words_found(newsroom, "Item") == []


def test_a_changed_text_replaces_the_old_one_in_every_store(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, TWO)
    assert counts(newsroom.ingest(CHANGED)) == {"updated": 1}
    with newsroom.read() as snapshot:
        ids = {passage.id for passage in snapshot.passages_of([ONE.id, TWO.id])}
        with closing(open_vectors(vectors_folder(snapshot.folder))) as store:
            assert {hit.id for hit in store.nearest(newsroom.embedder.embed(["harbour"]), k=99)} == ids
    assert set(words_found(newsroom, "Item Not")) == ids


def test_a_restored_text_is_found_again(newsroom: Newsroom) -> None:
    for article in (ONE, CHANGED, ONE):
        newsroom.ingest(article)
    with newsroom.read() as snapshot:
        assert snapshot.article(ONE.id) == replace(ONE, version=3)
        assert set(words_found(newsroom, "Item")) == set(snapshot.passages(words_found(newsroom, "Item")))
    assert len(words_found(newsroom, "Item")) == 3


def test_a_new_title_is_searched_without_another_embedding(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, TWO)
    asked = len(newsroom.embedder.asked)
    retitled = replace(ONE, title="Zeppelin lands", updated=date(2026, 9, 9))
    assert counts(newsroom.ingest(retitled)) == {"updated": 1}
    assert len(newsroom.embedder.asked) == asked
    with newsroom.read() as snapshot:
        assert snapshot.article(ONE.id) == retitled
        assert snapshot.totals().passages == 6
        assert set(words_found(newsroom, "zeppelin")) == {p.id for p in snapshot.passages_of([ONE.id])}


def test_the_same_text_from_another_publisher_is_a_copy(newsroom: Newsroom) -> None:
    assert counts(newsroom.ingest(ONE, COPY)) == {"new": 1, "duplicates": 1}
    with newsroom.read() as snapshot:
        assert snapshot.totals().articles == 1
        assert carried_by(snapshot, ONE.id) == ("Second Post",)
        assert snapshot.article("copy") is None


def test_a_later_copy_is_published(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    assert counts(newsroom.ingest(COPY)) == {"duplicates": 1}
    with newsroom.read() as snapshot:
        assert carried_by(snapshot, ONE.id) == ("Second Post",)


def test_a_copy_of_the_same_publisher_adds_no_publisher(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, replace(COPY, publisher=ONE.publisher))
    with newsroom.read() as snapshot:
        assert carried_by(snapshot, ONE.id) == ()


def test_a_copy_with_a_new_text_becomes_an_article(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, COPY)
    own = replace(COPY, text="Now a text of its own.")
    assert counts(newsroom.ingest(own)) == {"new": 1}
    with newsroom.read() as snapshot:
        assert carried_by(snapshot, ONE.id) == ()
        assert snapshot.article("copy") == own


def test_copies_of_a_superseded_text_no_longer_count_as_carriers(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE, COPY)
    newsroom.ingest(CHANGED)
    with newsroom.read() as snapshot:
        assert carried_by(snapshot, ONE.id) == ()
    assert counts(newsroom.ingest(COPY)) == {"new": 1}


def test_a_statement_is_found_by_the_words_of_its_whole_sentence(newsroom: Newsroom) -> None:
    newsroom.ingest(ONE)
    assert set(words_found(newsroom, "Monday", "statement")) == {one.id for one in find_quotations(ONE)}


def test_rejected_inputs_are_reported_and_stop_nothing(newsroom: Newsroom) -> None:
    bad, broken = Rejected("b.txt", "empty"), replace(TWO, text="half a character: \ud83d.")
    report = newsroom.ingest(bad, ONE, broken, THREE)
    assert counts(report) == {"new": 2}
    assert report.rejected == (bad, Rejected(TWO.url or "", "the text contains half a character (a lone surrogate)"))


def test_only_rejected_inputs_make_no_generation(newsroom: Newsroom) -> None:
    report = newsroom.ingest(Rejected("b.txt", "empty"))
    assert (report.articles, report.passages, report.statements) == (0, 0, 0)
    assert not (newsroom.folder / "generations").exists()


def test_progress_covers_every_article_and_the_publish(newsroom: Newsroom) -> None:
    heard: list[tuple[str, int, int | None]] = []

    class Listening:
        def advance(self, stage: str, *, done: int, total: int | None) -> None:
            heard.append((stage, done, total))

    newsroom.ingest(ONE, TWO, THREE, progress=Listening())
    assert [done for stage, done, _ in heard if stage == "articles"] == [3]
    assert heard[-1] == ("publish", 6, 6)


def interrupted(articles: list[Article]) -> Iterator[Article]:
    yield from articles
    raise KeyboardInterrupt


def test_an_interrupted_ingest_is_invisible_and_completed_without_embedding_twice(newsroom: Newsroom) -> None:
    newsroom.ingest(THREE)
    articles = [
        *(make_article(number) for number in range(100, 228)),
        replace(make_article(100), id="z", publisher="Z"),
    ]
    with pytest.raises(KeyboardInterrupt):
        newsroom.ingest_all(interrupted(articles[:128]))
    with newsroom.read() as snapshot:
        assert snapshot.totals().articles == 1
        assert (snapshot.generation, snapshot.publishers()) == (1, ("Invented Courier",))
    assert counts(newsroom.ingest_all([*articles, THREE])) == {"new": 128, "unchanged": 1, "duplicates": 1}
    assert len(newsroom.embedder.asked) == len(set(newsroom.embedder.asked)) == 129 * 3
    with newsroom.read() as snapshot:
        assert snapshot.totals().articles == 129


def test_the_next_ingest_publishes_the_staged_articles_of_an_interrupted_one(newsroom: Newsroom) -> None:
    with pytest.raises(KeyboardInterrupt):
        newsroom.ingest_all(interrupted([make_article(number) for number in range(64)]))
    report = newsroom.ingest(make_article(99))
    assert (counts(report), report.articles) == ({"new": 1}, 65)


def test_an_article_that_changed_after_an_interrupted_ingest_is_still_new(newsroom: Newsroom) -> None:
    batch = [ONE, *(make_article(number) for number in range(100, 163))]
    with pytest.raises(KeyboardInterrupt):
        newsroom.ingest_all(interrupted(batch))
    assert counts(newsroom.ingest(CHANGED)) == {"new": 1}


def test_embedded_batches_are_kept_when_the_provider_fails(newsroom: Newsroom) -> None:
    class Failing(FakeEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            if self.asked:
                raise EmbeddingFailed("the provider is away", hint="wait")
            return super().embed(texts)

    articles = [make_article(number) for number in range(100)]
    with pytest.raises(EmbeddingFailed):
        newsroom.ingest_all(articles, embedder=Failing())
    assert counts(newsroom.ingest_all(articles)) == {"new": 100}
    assert len(newsroom.embedder.asked) == 36 * 3


def test_statements_of_an_article_are_extracted_once(newsroom: Newsroom) -> None:
    articles = [make_article(number) for number in range(1, 9)]
    find_statements.cache_clear()

    ingest(
        newsroom.folder,
        articles,
        stages=Stages(split_passages, find_statements, newsroom.embedder, WordCounter()),
        rules={},
        stores=newsroom.stores,
        progress=NoProgress(),
    )

    assert find_statements.cache_info().misses == len(articles)
