"""A forgotten article is gone from every byte of the index folder; other answers are unchanged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexMissing, UsageError
from index.fetching.sources.state import Item, SourceStore
from index.maintenance.forget import ForgetReport, forget
from index.ports import NoProgress
from index.storage.lexical import open_lexical
from index.storage.lock import read_lock
from index.storage.vectors.chroma import FolderStores
from index.types import Article
from tests.fakes.newsroom import make_article
from tests.index.conftest import Newsroom, checked

SECRET = "Quixotry Vermilion"
"""Invented words of one article."""


def told(number: int, words: str = SECRET) -> Article:
    article = make_article(number)
    return replace(
        article, text=f"{article.text}\n\nThe clerk wrote {words} into the book.\n\n“Nobody knew,” said Odo Lark."
    )


def forgotten(newsroom: Newsroom, what: str, *, everything_of: bool = False) -> ForgetReport:
    return forget(newsroom.folder, what, everything_of=everything_of, stores=FolderStores(), progress=NoProgress())


def files_with(folder: Path, words: str) -> list[str]:
    """Return the files that contain the words, as UTF-8 or UTF-16."""
    wanted = {words.encode(), words.encode("utf-16-le"), words.lower().encode()}
    return [
        str(file.relative_to(folder))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and any(one in file.read_bytes() for one in wanted)
    ]


def used_embedders(newsroom: Newsroom, article_id: str) -> list[bytes]:
    sql = "SELECT vector FROM vectors v JOIN passages p ON p.row = v.passage_row WHERE p.article_id = ?"
    with closing(sqlite3.connect(newsroom.folder / "catalog.sqlite")) as catalog:
        return [row[0] for row in catalog.execute(sql, (article_id,))]


def found_by_words(newsroom: Newsroom, words: str) -> int:
    """Return how many passages the store of the newest generation finds."""
    newest = max((newsroom.folder / "generations").iterdir(), key=lambda place: int(place.name))
    with closing(open_lexical(newest / "tantivy")) as store:
        return len(store.search(words, phrases=(), unit="passage", k=10))


def held(newsroom: Newsroom) -> list[str]:
    with newsroom.read() as snapshot:
        return [f"article-{n:04}" for n in range(1, 9) if snapshot.article(f"article-{n:04}") is not None]


def test_no_file_contains_a_byte_of_a_forgotten_article(newsroom: Newsroom) -> None:
    first = told(1)
    newsroom.ingest(first, make_article(2), make_article(3))
    newsroom.ingest(replace(first, text=f"{first.text}\n\nIt was later called Zephyrine Ochre by all."))
    assert "catalog.sqlite" in files_with(newsroom.folder, SECRET)
    assert found_by_words(newsroom, "vermilion") == 1
    report = forgotten(newsroom, first.id)
    assert (report.versions, report.kept_by) == (2, ())
    assert [place.name for place in (newsroom.folder / "generations").iterdir()] == [str(report.generation)]
    assert found_by_words(newsroom, "vermilion") == 0
    for words in (SECRET, "vermilion", "quixotry", "Zephyrine Ochre", "zephyrine", first.id, str(first.url)):
        assert files_with(newsroom.folder, words) == [], words
    assert held(newsroom) == ["article-0002", "article-0003"]
    assert checked(newsroom.folder).damages == ()


def test_only_the_vectors_of_a_forgotten_article_are_removed(newsroom: Newsroom) -> None:
    newsroom.ingest(told(1), make_article(2))
    vectors, others = used_embedders(newsroom, "article-0001"), used_embedders(newsroom, "article-0002")
    assert vectors
    forgotten(newsroom, "article-0001")
    content = (newsroom.folder / "catalog.sqlite").read_bytes()
    assert not any(one in content for one in vectors)
    assert all(one in content for one in others)


def test_an_article_can_be_forgotten_by_any_spelling_of_its_url(newsroom: Newsroom) -> None:
    newsroom.ingest(told(1), make_article(2))
    report = forgotten(newsroom, "http://www.courier.example/1/?utm_source=mail#top")
    assert report.articles == ("article-0001",)
    assert held(newsroom) == ["article-0002"]


def test_articles_of_a_speaker_are_forgotten_only_with_everything_of(newsroom: Newsroom) -> None:
    newsroom.ingest(told(1), told(2, "other things"), make_article(3))
    with pytest.raises(UsageError, match="a speaker, quoted in 2 articles") as caught:
        forgotten(newsroom, "odo lark")
    assert "--everything-of" in caught.value.hint
    assert len(held(newsroom)) == 3
    assert set(forgotten(newsroom, "Odo Lark", everything_of=True).articles) == {"article-0001", "article-0002"}
    assert held(newsroom) == ["article-0003"]
    assert files_with(newsroom.folder, "Odo Lark") == []


def test_forgetting_an_unknown_name_raises_and_changes_nothing(newsroom: Newsroom) -> None:
    with pytest.raises(IndexMissing):
        forgotten(newsroom, "article-0001")
    newsroom.ingest(make_article(1))
    before = newsroom.tables()
    for what in ("article-0009", "https://courier.example/9", "Nobody At All"):
        with pytest.raises(UsageError, match="nothing named"):
            forgotten(newsroom, what)
    assert newsroom.tables() == before


def test_an_index_still_works_after_its_last_article_is_forgotten(newsroom: Newsroom) -> None:
    newsroom.ingest(told(1))
    forgotten(newsroom, "article-0001")
    assert held(newsroom) == []
    assert newsroom.ingest(make_article(2)).new == 1
    assert checked(newsroom.folder).damages == ()


def test_copies_are_forgotten_too_and_near_duplicates_are_named(newsroom: Newsroom) -> None:
    original = told(1)
    copy = replace(original, id="copy", url="https://kestrel.example/copy", publisher="Kestrel Post")
    near = replace(
        original, id="near", url="https://kestrel.example/near", text=original.text.replace("Nobody", "No one")
    )
    newsroom.ingest(original, copy, near)
    report = forgotten(newsroom, original.id)
    assert (report.copies, report.alike) == (1, ("near",))
    assert files_with(newsroom.folder, "kestrel.example/copy") == []
    assert files_with(newsroom.folder, "kestrel.example/near") != []


def test_staged_rows_of_a_killed_ingest_are_forgotten_too(newsroom: Newsroom) -> None:
    def killed() -> object:
        yield told(1)
        for number in range(2, 70):
            yield make_article(number)
        raise KeyboardInterrupt

    newsroom.ingest(make_article(80))
    with pytest.raises(KeyboardInterrupt):
        newsroom.ingest_all(killed())  # type: ignore[arg-type]
    assert files_with(newsroom.folder, SECRET) != []
    forgotten(newsroom, "article-0001")
    assert files_with(newsroom.folder, SECRET) == []


def test_a_generation_with_a_reader_is_reported_and_removed_later(newsroom: Newsroom) -> None:
    newsroom.ingest(told(1), make_article(2))
    with read_lock(newsroom.folder, 1):
        assert forgotten(newsroom, "article-0001").kept_by == ("1",)
    newsroom.ingest(make_article(3))
    assert not (newsroom.folder / "generations" / "1").exists()


def test_a_watch_does_not_fetch_a_forgotten_article_again(newsroom: Newsroom) -> None:
    newsroom.ingest(told(1), make_article(2))
    with SourceStore(newsroom.folder) as memory:
        memory.save_item(Item("https://courier.example/1", "feed", "https://courier.example/1", state="done"))
    forgotten(newsroom, "article-0001")
    with SourceStore(newsroom.folder) as memory:
        assert memory.is_forgotten("http://courier.example/1?utm_source=x")
        assert memory.item("https://courier.example/1") is None
    assert files_with(newsroom.folder, "courier.example/1") == []


def test_an_interrupted_forget_hides_the_article_and_the_same_command_completes_it(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.ingest(told(1), make_article(2))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.maintenance.forget._delete", interrupted)
        with pytest.raises(KeyboardInterrupt):
            forgotten(newsroom, "article-0001")
    assert held(newsroom) == ["article-0002"]
    assert forgotten(newsroom, "article-0001").articles == ("article-0001",)
    assert files_with(newsroom.folder, SECRET) == []
