"""Story groups in an index: near copies, versions and shared addresses, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from index.ingest.ingest import BATCH
from index.ingest.stages import Stages
from index.maintenance.upgrade import upgrade
from index.ports import NoProgress
from index.search.view import View
from index.storage.vectors.chroma import FolderStores
from index.types import Article, Period, Scope
from tests.fakes.newsroom import WordCounter, find_quotations, make_article, split_paragraphs
from tests.fakes.wire import LOCAL, PARAGRAPHS, TEXT, wire_story
from tests.index.conftest import Newsroom, carried_by

WIRE = wire_story()
TRIMMED = wire_story(
    "vale", *PARAGRAPHS[:4], LOCAL, publisher="Marrow Vale News", title="Bridge vote sends lorries here"
)
SPELT = wire_story("gazette", TEXT.replace("Vallen", "Valen"), publisher="Alder Gazette", published=date(2026, 4, 8))
FOLLOW_UP = wire_story(
    "later", "Traders went to court on Friday over the bridge.", *PARAGRAPHS[5:6], publisher="Alder Gazette"
)


@contextmanager
def opened(newsroom: Newsroom) -> Iterator[View]:
    with closing(newsroom.index()) as index:
        yield index.view()


def story(newsroom: Newsroom, article_id: str) -> list[str]:
    """Return the articles of a story, lead article first."""
    with newsroom.read() as snapshot:
        return [one.article_id for one in snapshot.stories([article_id])[article_id].carriers]


@pytest.mark.parametrize("order", list(permutations((WIRE, TRIMMED, SPELT))))
def test_near_copies_are_one_story_in_any_order(newsroom: Newsroom, order: tuple[Article, ...]) -> None:
    for article in order:
        newsroom.ingest(article, FOLLOW_UP)
    assert story(newsroom, "vale") == ["wire", "vale", "gazette"]
    assert story(newsroom, "later") == ["later"]
    with newsroom.read() as snapshot:
        assert snapshot.totals().articles == 4
        assert carried_by(snapshot, "wire") == ("Alder Gazette", "Marrow Vale News")


def test_the_lead_article_is_the_earliest_then_the_wire_then_the_longest(newsroom: Newsroom) -> None:
    first = replace(SPELT, published=date(2026, 4, 6))
    undated = wire_story("undated", TRIMMED.text, "Ends.", publisher="Undated", published=None)
    newsroom.ingest(TRIMMED, undated, WIRE, first)
    assert story(newsroom, "wire") == ["gazette", "wire", "vale", "undated"]


def test_a_copy_that_changes_its_text_leaves_the_story(newsroom: Newsroom) -> None:
    newsroom.ingest(WIRE, TRIMMED, SPELT)
    newsroom.ingest(replace(TRIMMED, text=make_article(7).text))
    assert story(newsroom, "wire") == ["wire", "gazette"]
    assert story(newsroom, "vale") == ["vale"]


def test_a_reader_of_an_older_generation_sees_its_story_groups(newsroom: Newsroom) -> None:
    newsroom.ingest(WIRE, TRIMMED)
    with newsroom.read() as before:
        newsroom.ingest(SPELT)
        assert carried_by(before, "wire") == ("Marrow Vale News",)
    assert story(newsroom, "wire") == ["wire", "vale", "gazette"]


def test_a_story_with_many_copies_is_one_story(newsroom: Newsroom) -> None:
    copies = [
        wire_story(
            f"copy-{n:03}", TEXT, f"{LOCAL} Thanks to {chr(97 + n % 26) * (1 + n // 26)}.", publisher=f"Paper {n}"
        )
        for n in range(130)
    ]
    newsroom.ingest_all(copies)
    assert len(story(newsroom, "copy-077")) == 130


def test_search_returns_a_passage_of_a_story_once_with_its_other_publishers(newsroom: Newsroom) -> None:
    newsroom.ingest(TRIMMED, SPELT, WIRE)
    with opened(newsroom) as view:
        hits = view.search("lorries Lower Quay detour ferry landing", k=10)
        texts = [hit.passage.span.of(hit.article.text) for hit in hits]
        assert len(texts) == len(set(texts))
        found = dict(zip(texts, hits, strict=True))
        second = found[PARAGRAPHS[1]]
        assert (second.article.id, second.also_carried_by) == ("wire", ("Alder Gazette", "Marrow Vale News"))
        assert found[PARAGRAPHS[4]].also_carried_by == ("Alder Gazette",)
        assert (found[LOCAL].article.id, found[LOCAL].also_carried_by) == ("vale", ())
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_search_returns_k_passages_after_dropping_copies(newsroom: Newsroom) -> None:
    newsroom.ingest(TRIMMED, SPELT, WIRE)
    with opened(newsroom) as view:
        assert len(view.search("lorries bridge quay", k=8)) == 8


def test_a_scope_returns_the_copy_that_is_in_scope(newsroom: Newsroom) -> None:
    newsroom.ingest(WIRE, TRIMMED, SPELT)
    with opened(newsroom) as view:
        [*hits] = view.search("lorries", scope=Scope(publisher="marrow vale news"), k=9)
        assert {hit.article.id for hit in hits} == {"vale"}
        later = view.search("lorries", scope=Scope(Period(since=date(2026, 4, 8))), k=9)
        assert {hit.article.id for hit in later} == {"gazette"}


def test_a_passage_with_another_figure_is_not_dropped(newsroom: Newsroom) -> None:
    # Alike through a third, which was trimmed before the year that differs.
    other = wire_story("other", TEXT.replace("1928", "1929"), publisher="Other")
    newsroom.ingest(WIRE, other, TRIMMED)
    assert len(story(newsroom, "other")) == 3
    with opened(newsroom) as view:
        shown = {hit.passage.span.of(hit.article.text) for hit in view.search("engine house opened 1928 1929", k=9)}
    assert {PARAGRAPHS[5], PARAGRAPHS[5].replace("1928", "1929")} <= shown


SAID = "“The bridge will be shut by May and opened by nobody,” said Ada Quill on Monday."


def test_a_statement_in_several_articles_of_a_story_is_returned_once(newsroom: Newsroom) -> None:
    whole, cut = wire_story("wire", *PARAGRAPHS, SAID), wire_story("cut", *PARAGRAPHS[:5], SAID, publisher="Cut")
    without = wire_story("without", *PARAGRAPHS, publisher="Without")
    elsewhere = Article(id="elsewhere", title="Own report", text=f"Our man was there.\n\n{SAID}", publisher="Own")
    newsroom.ingest(cut, without, whole, elsewhere)
    with opened(newsroom) as view:
        said = view.statements(speakers=["Ada Quill"])
        assert [(one.article.id, one.also_carried_by) for one in said] == [("elsewhere", ()), ("wire", ("Cut",))]
        rows = [setting.row for setting in view.contexts_about("shut opened nobody")]
        assert [one.article.id for one in view.statements(rows=rows)].count("cut") == 0
        of_two = view.statements(speakers=["Ada Quill"], article_ids=["cut", "wire"])
        assert [one.article.id for one in of_two] == ["cut", "wire"]
        assert view.stories.count_independent_outlets(["cut", "without", "wire"]) == 1
        assert view.stories.count_independent_outlets(["cut", "elsewhere"]) == 2


def test_an_article_with_a_known_address_and_a_new_id_is_not_stored_twice(newsroom: Newsroom) -> None:
    amp = replace(WIRE, id="feed-77", url="http://m.wire.example/bridge/amp?utm_source=feed")
    revised = replace(amp, text=f"{TEXT}\n\nThe detour was marked on Wednesday.")
    newsroom.ingest(WIRE)
    assert newsroom.ingest(amp).duplicates == 1
    report = newsroom.ingest(revised)
    assert (report.new, report.updated, report.articles) == (0, 1, 1)
    with newsroom.read() as snapshot:
        current = snapshot.article("wire")
        assert current is not None
        assert (current.version, current.text) == (2, revised.text)
        assert (snapshot.article("feed-77"), snapshot.article_of_copy("feed-77")) == (None, "wire")


def test_two_ids_of_one_address_do_not_replace_each_other(newsroom: Newsroom) -> None:
    under_another = replace(WIRE, id="feed-77", text=f"{TEXT}\n\nThe detour was marked on Wednesday.")
    newsroom.ingest(WIRE, under_another)
    before = newsroom.tables()
    assert newsroom.ingest(WIRE, under_another).unchanged == 2
    assert newsroom.tables() == before
    newer = replace(WIRE, text=f"{TEXT}\n\nThe first lorries turned back on Thursday.")
    assert newsroom.ingest(newer, under_another).updated == 1
    with newsroom.read() as snapshot:
        assert snapshot.article("wire") == replace(newer, version=3)


def test_articles_that_share_a_generic_address_are_separate(newsroom: Newsroom) -> None:
    front = [replace(make_article(n), url="https://courier.example/") for n in range(3)]
    live = [replace(make_article(n), url="https://courier.example/live") for n in range(3, 6)]
    assert newsroom.ingest(*front, *live).new == 6


def test_an_older_text_is_stored_as_a_superseded_version(newsroom: Newsroom) -> None:
    newer = replace(WIRE, updated=date(2026, 4, 9), text=f"{TEXT}\n\nCorrection: the bridge was opened in 1928.")
    newsroom.ingest(newer)
    assert newsroom.ingest(WIRE).updated == 1
    with newsroom.read() as snapshot:
        assert snapshot.article("wire") == newer
        assert snapshot.versions("wire") == (newer, replace(WIRE, version=2, superseded_by=1))


def test_rereading_a_file_with_versions_changes_nothing(newsroom: Newsroom) -> None:
    versions = (WIRE, replace(WIRE, updated=date(2026, 4, 9), text=f"{TEXT}\n\nMore is expected."))
    newsroom.ingest(*versions)
    before = newsroom.tables()
    assert newsroom.ingest(*versions).unchanged == 2
    assert newsroom.tables() == before


def test_an_interrupted_ingest_ends_like_an_undisturbed_one(newsroom: Newsroom, tmp_path: Path) -> None:
    def interrupted() -> Iterator[Article]:
        yield from articles[:BATCH]
        raise KeyboardInterrupt

    articles = [WIRE, *(make_article(n) for n in range(BATCH - 1)), TRIMMED, SPELT]
    with pytest.raises(KeyboardInterrupt):
        newsroom.ingest_all(interrupted())
    newsroom.ingest_all(articles)
    undisturbed = Newsroom(tmp_path / "undisturbed")
    undisturbed.ingest_all(articles)
    for table in ("articles", "texts", "alike", "sketches", "addresses", "passages"):
        assert newsroom.tables()[table] == undisturbed.tables()[table]
    assert story(newsroom, "vale") == ["wire", "vale", "gazette"]


def test_an_upgrade_rebuilds_the_story_groups(newsroom: Newsroom, tmp_path: Path) -> None:
    articles = (WIRE, TRIMMED, SPELT, FOLLOW_UP)
    newsroom.ingest(*articles)
    stages = Stages(split_paragraphs, find_quotations, newsroom.embedder, WordCounter())
    with newsroom.read() as before:
        for rules in ("wording-2", "wording-3"):
            wanted = {"passages": "fake-1", "wording": rules}
            upgrade(newsroom.folder, stages=stages, rules=wanted, stores=FolderStores(), progress=NoProgress())
        assert carried_by(before, "wire") == ("Alder Gazette", "Marrow Vale News")
    assert story(newsroom, "vale") == ["wire", "vale", "gazette"]
    alike = [row for row in newsroom.tables()["alike"] if row[3] is None]
    fresh = Newsroom(tmp_path / "fresh")
    fresh.ingest(*articles)
    assert [row[:2] for row in alike] == [row[:2] for row in fresh.tables()["alike"]]
    assert newsroom.tables()["sketches"] == fresh.tables()["sketches"]
    assert newsroom.tables()["addresses"] == fresh.tables()["addresses"]
