"""An index of an older version is upgraded from its own content."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import IndexMismatch, IndexMissing
from index.ingest.stages import Stages
from index.maintenance.upgrade import BATCH, UpgradeReport, upgrade
from index.ports import NoProgress, TokenCounter
from index.storage.catalog.catalog import open_catalog
from index.storage.catalog.migrations import STEPS, migrate
from index.storage.catalog.schema import SCHEMA
from index.types import Article, Passage, Span, Statement
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.newsroom import WordCounter, find_quotations, make_article, split_paragraphs
from tests.index.conftest import Newsroom, carried_by

CATALOGS = Path(__file__).parent / "catalogs"
OLDER = sorted(int(file.stem.removeprefix("schema_")) for file in CATALOGS.glob("schema_*.sql"))


def stored(schema: int, folder: Path) -> Newsroom:
    """An index of an older version: three articles, one of them in its second version, and a copy."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as connection:
        connection.executescript((CATALOGS / f"schema_{schema}.sql").read_text(encoding="utf-8"))
    return Newsroom(folder, FakeEmbedder(dimensions=4))


def find_louder(article: Article) -> tuple[Statement, ...]:
    """New rules: the first statement of an article is not a statement."""
    return find_quotations(article)[1:]


def split_whole(article: Article, counter: TokenCounter) -> tuple[Passage, ...]:
    """New rules: the last two paragraphs are one passage."""
    *others, before, last = split_paragraphs(article, counter)
    span = Span(before.span.start, last.span.end)
    return (*others, Passage(f"{before.id}+", article.id, before.position, span, before.tokens + last.tokens))


def brought_up(newsroom: Newsroom, *, rules: str = "fake-1", stages: Stages | None = None) -> UpgradeReport:
    usual = Stages(split_paragraphs, find_quotations, newsroom.embedder, WordCounter())
    return upgrade(
        newsroom.folder,
        stages=stages or usual,
        rules={"passages": rules},
        stores=newsroom.stores,
        progress=NoProgress(),
    )


def columns(file: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        for name, kind in connection.execute("SELECT name, type FROM sqlite_master ORDER BY name").fetchall():
            yield name, kind
            for column in connection.execute(f"PRAGMA table_info({name})").fetchall():
                yield name, f"{column[1]} {column[2]} {'NOT NULL' if column[3] else ''}"


def test_every_older_schema_has_a_stored_catalog() -> None:
    assert list(range(1, SCHEMA)) == OLDER
    assert sorted(STEPS) == list(range(2, SCHEMA + 1))


@pytest.mark.parametrize("schema", OLDER)
def test_an_older_index_must_be_upgraded_before_it_is_read(schema: int, tmp_path: Path) -> None:
    newsroom = stored(schema, tmp_path / "index")
    with pytest.raises(IndexMismatch, match=f"schema {schema}") as told:
        open_catalog(newsroom.folder)
    assert "onrecord index upgrade" in told.value.hint

    report = brought_up(newsroom, rules="fake-2")

    assert (report.schema_before, report.schema, report.reread, report.embedded) == (schema, SCHEMA, 3, 0)
    with newsroom.read() as snapshot:
        assert snapshot.totals().articles == 3
        assert snapshot.article("article-0001", version=1) is not None
        assert carried_by(snapshot, "article-0002") == ("Other Courier",)
        current = snapshot.article("article-0003")
        assert current is not None
        assert snapshot.statements(article_ids=["article-0003"]) == list(find_quotations(current))
    assert newsroom.ingest_all([make_article(2)], rules={"passages": "fake-2"}).unchanged == 1


@pytest.mark.parametrize("schema", OLDER)
def test_a_migrated_catalog_has_the_tables_of_a_new_one(schema: int, tmp_path: Path) -> None:
    older, new = stored(schema, tmp_path / "older"), Newsroom(tmp_path / "new")
    new.ingest(make_article(1))
    brought_up(older)
    assert sorted(columns(older.folder / "catalog.sqlite")) == sorted(columns(new.folder / "catalog.sqlite"))


@pytest.mark.parametrize("schema", OLDER)
def test_a_failed_migration_step_leaves_the_schema_before_it(
    schema: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_half_way(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE copies")
        raise sqlite3.OperationalError("no room")

    newsroom = stored(schema, tmp_path / "index")
    before = list(columns(newsroom.folder / "catalog.sqlite"))
    monkeypatch.setitem(STEPS, schema + 1, fail_half_way)
    with (
        closing(sqlite3.connect(newsroom.folder / "catalog.sqlite", isolation_level=None)) as connection,
        pytest.raises(sqlite3.OperationalError),
    ):
        migrate(connection)
    assert list(columns(newsroom.folder / "catalog.sqlite")) == before


def test_new_rules_replace_passages_and_only_new_ones_are_embedded(
    newsroom: Newsroom,
) -> None:
    newsroom.ingest_all(make_article(number) for number in range(3))
    other = FakeEmbedder()
    stages = Stages(split_whole, find_louder, other, WordCounter())

    report = brought_up(newsroom, rules="fake-2", stages=stages)

    assert (report.reread, report.changed, report.embedded, report.generation) == (3, 3, 3, 2)
    assert len(other.asked) == 3
    with newsroom.read() as snapshot:
        assert (snapshot.totals().passages, snapshot.totals().statements) == (6, 6)
    fresh = Newsroom(newsroom.folder.parent / "fresh", find_statements=find_louder, split=split_whole)
    fresh.ingest_all((make_article(number) for number in range(3)), rules={"passages": "fake-2"})
    assert found_in(newsroom) == found_in(fresh)


def found_in(newsroom: Newsroom) -> tuple[list[Passage], list[Statement]]:
    with newsroom.read() as snapshot:
        articles = [make_article(number).id for number in range(3)]
        return snapshot.passages_of(articles), snapshot.statements()


def test_new_rules_with_the_same_result_change_only_their_name(newsroom: Newsroom) -> None:
    newsroom.ingest_all(make_article(number) for number in range(3))
    report = brought_up(newsroom, rules="fake-2")
    assert (report.reread, report.changed, report.generation) == (3, 0, 1)
    assert brought_up(newsroom, rules="fake-2").reread == 0


def test_an_interrupted_upgrade_is_invisible_and_embeds_nothing_twice(newsroom: Newsroom) -> None:
    class Stopping(FakeEmbedder):
        def embed(self, texts):  # type: ignore[no-untyped-def]
            if self.asked:
                raise KeyboardInterrupt
            return super().embed(texts)

    articles = [make_article(number) for number in range(BATCH + 5)]
    newsroom.ingest_all(articles)
    stopping, going = Stopping(), FakeEmbedder()
    with pytest.raises(KeyboardInterrupt):
        brought_up(newsroom, rules="fake-2", stages=Stages(split_whole, find_louder, stopping, WordCounter()))
    with newsroom.read() as snapshot:
        assert (snapshot.generation, snapshot.totals().passages) == (1, 3 * len(articles))
    with pytest.raises(IndexMismatch, match="other rules"):
        newsroom.ingest_all(articles, rules={"passages": "fake-2"})

    brought_up(newsroom, rules="fake-2", stages=Stages(split_whole, find_louder, going, WordCounter()))

    assert len(stopping.asked) + len(going.asked) == len(articles)
    with newsroom.read() as snapshot:
        assert snapshot.totals().passages == 2 * len(articles)


def test_an_ingest_with_other_rules_suggests_an_upgrade(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1))
    with pytest.raises(IndexMismatch, match=r"fake-1.*fake-2") as told:
        newsroom.ingest_all([make_article(2)], rules={"passages": "fake-2"})
    assert "onrecord index upgrade" in told.value.hint


def test_an_upgrade_rejects_another_embedder(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1))
    stages = Stages(split_paragraphs, find_quotations, FakeEmbedder(name="other"), WordCounter())
    with pytest.raises(IndexMismatch, match="embedder"):
        brought_up(newsroom, rules="fake-2", stages=stages)


def test_upgrading_a_missing_index_raises(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        brought_up(Newsroom(tmp_path / "none"))
