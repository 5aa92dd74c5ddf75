"""All lexical stores return the same entries: the one in memory and the one in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import IndexDamaged, StorageFailed
from index.ports import LexicalEntry, LexicalStore
from index.storage.lexical import create_lexical, open_lexical
from tests.fakes.stores import MemoryLexical

FERRY = LexicalEntry("ferry", "passage", "The ferries were late, the harbour council found.", "A night at sea")
BUDGET = LexicalEntry("budget", "passage", "The council passed a budget of 5 million.", "Town hall")
TREATY = LexicalEntry("treaty", "passage", "Under article 5 of the treaty, allies help each other.", "Harbour talks")
QUOTE = LexicalEntry("quote", "statement", "“The ferry will sail,” the invented harbour master said.", "")


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LexicalStore]:
    made: LexicalStore = MemoryLexical() if request.param == "memory" else create_lexical(tmp_path / "lexical")
    made.replace(add=[FERRY, BUDGET, TREATY, QUOTE], drop=())
    yield made
    made.close()


def found(store: LexicalStore, words: str, *phrases: str, unit: str = "passage", k: int = 10) -> list[str]:
    assert unit in ("passage", "statement")
    return [hit.id for hit in store.search(words, phrases=phrases, unit=unit, k=k)]  # type: ignore[arg-type]


def test_any_word_matches_and_more_words_rank_higher(store: LexicalStore) -> None:
    assert found(store, "budget council quarry") == ["budget", "ferry"]


def test_words_are_stemmed(store: LexicalStore) -> None:
    assert found(store, "Harbours") == ["ferry", "treaty"]


def test_the_body_weighs_more_than_the_title(store: LexicalStore) -> None:
    assert found(store, "harbour") == ["ferry", "treaty"]


def test_statements_and_passages_are_searched_separately(store: LexicalStore) -> None:
    assert found(store, "harbour", unit="statement") == ["quote"]


def test_a_phrase_must_match_verbatim(store: LexicalStore) -> None:
    assert found(store, "million", "Article 5") == ["treaty"]
    assert found(store, "", "articles 5") == []


def test_every_phrase_must_match(store: LexicalStore) -> None:
    assert found(store, "", "the council", "a budget") == ["budget"]
    assert found(store, "", "the council", "article 5") == []


def test_nothing_to_search_for_finds_nothing(store: LexicalStore) -> None:
    assert found(store, "") == found(store, " … ?!", "—") == []


def test_at_most_k_entries_are_found(store: LexicalStore) -> None:
    assert len(found(store, "council", k=2)) == 2
    assert len(found(store, "council", k=1)) == 1


@pytest.mark.parametrize(
    "words", ['"council', "body:council AND (", "council~2^9", "[a TO z] council", "+council -budget"]
)
def test_query_syntax_is_treated_as_words(store: LexicalStore, words: str) -> None:
    assert {"budget", "ferry"} <= set(found(store, words))


def test_an_entry_replaces_one_with_the_same_id(store: LexicalStore) -> None:
    store.replace(add=[LexicalEntry("budget", "passage", "A museum opens.", "Culture")], drop=())
    assert found(store, "council") == ["ferry"]
    assert found(store, "museum") == ["budget"]
    assert store.count() == 4


def test_dropped_entries_are_not_found(store: LexicalStore) -> None:
    store.replace(add=(), drop=["ferry", "never-there"])
    assert found(store, "council") == ["budget"]
    assert store.count() == 3


def test_dropping_comes_before_adding(store: LexicalStore) -> None:
    store.replace(add=[FERRY], drop=["ferry"])
    assert found(store, "late") == ["ferry"]


def test_a_store_can_be_opened_again(tmp_path: Path) -> None:
    create_lexical(tmp_path / "lexical").replace(add=[FERRY, BUDGET], drop=())
    assert found(open_lexical(tmp_path / "lexical"), "ferry") == ["ferry"]


def test_queries_and_articles_are_stemmed_alike(tmp_path: Path) -> None:
    """Queries use our analyzer, the field uses Tantivy's `en_stem`."""
    words = ["running", "happily", "Naïveté", "CEASEFIRE's", "x" * 45, "organisational", "5,000", "U.S."]
    store = create_lexical(tmp_path / "lexical")
    store.replace(add=[LexicalEntry(str(n), "passage", word, "") for n, word in enumerate(words)], drop=())
    for number, word in enumerate(words):
        assert (str(number) in found(store, word)) == (len(word) <= 40), word


def test_a_store_that_cannot_be_locked_is_not_reported_as_damaged(tmp_path: Path) -> None:
    """As on a disk that is mounted read-only. (Permissions do not stop root, who may run the tests.)"""
    folder = tmp_path / "lexical"
    create_lexical(folder)
    (folder / ".tantivy-meta.lock").unlink(missing_ok=True)
    (folder / ".tantivy-meta.lock").mkdir()
    with pytest.raises(StorageFailed, match="cannot be locked") as told:
        open_lexical(folder)
    assert "check your permissions" in told.value.hint


def test_opening_on_a_read_only_disk_leaves_nothing_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if Tantivy's watcher thread creates a lock file during the removal."""
    create_lexical(tmp_path / "lexical").replace(add=[FERRY], drop=())
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    locked: list[Path] = []
    remove = os.rmdir

    def lock_it_first(folder: str, *, dir_fd: int | None = None) -> None:
        if not locked:
            locked.append(Path(folder, ".tantivy-meta.lock"))
            locked[0].touch()
        remove(folder, dir_fd=dir_fd)

    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    monkeypatch.setattr("index.storage.lexical.os.access", lambda *_: False)
    monkeypatch.setattr("os.rmdir", lock_it_first)
    assert found(open_lexical(tmp_path / "lexical"), "ferry") == ["ferry"]
    assert locked
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("garbage", [None, b"", b"{garbled"])
def test_an_unreadable_store_is_reported_as_damaged(tmp_path: Path, garbage: bytes | None) -> None:
    folder = tmp_path / "lexical"
    create_lexical(folder).replace(add=[FERRY], drop=())
    if garbage is None:
        (folder / "meta.json").unlink()
    else:
        (folder / "meta.json").write_bytes(garbage)
    with pytest.raises(IndexDamaged, match="lexical store") as told:
        open_lexical(folder)
    assert "index rebuild" in told.value.hint
