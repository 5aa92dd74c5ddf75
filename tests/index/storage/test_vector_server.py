"""An index with its vectors on a Chroma server, which may be down, slow or wiped."""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.errors import IndexDamaged, IndexMismatch, ServerFailed
from index.ingest.writer import rebuild
from index.ports import NoProgress
from index.search.index import Index
from index.search.view import View
from index.storage.files import vectors_folder
from index.storage.vectors.chroma import FolderStores
from index.storage.vectors.server.connection import without_password
from index.storage.vectors.server.store import CollectionNote, ServerStores
from index.types import Scope
from tests.fakes.chroma_server import Line, chroma_run, free_port, line_to
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.ingest_process import ingest_and_die
from tests.fakes.newsroom import make_article
from tests.fakes.processes import exit_of
from tests.index.conftest import Newsroom

ONE, TWO, THREE = make_article(1), make_article(2), make_article(3)
ARTICLES = [make_article(number) for number in range(10, 40)]
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
QUESTION = "harbour council vote"


@pytest.fixture(autouse=True)
def indexes_count_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every query use the vector store."""
    for threshold in ("EXACT_BELOW", "IN_MEMORY_BELOW", "FIRST_EXACT_BELOW"):
        monkeypatch.setattr(f"index.search.dense.{threshold}", -1)


@pytest.fixture
def line(chroma_url: str) -> Iterator[Line]:
    with line_to(chroma_url) as line:
        yield line


@pytest.fixture
def served(tmp_path: Path, line: Line) -> Newsroom:
    """An index on the session's server, over a connection that can be cut."""
    return on_server(tmp_path / "index", line.url)


def on_server(folder: Path, url: str) -> Newsroom:
    return Newsroom(folder, stores=ServerStores(url, index=folder, seconds=5.0))


@contextmanager
def reading(newsroom: Newsroom) -> Iterator[Index]:
    stores, embedder = newsroom.stores, FakeEmbedder()
    index = Index(newsroom.folder, open_vectors=stores.open, vectors_at=stores.location, embedder=lambda: embedder)
    with closing(index):
        yield index


def dense(view: View) -> list[str]:
    """Return the passages of a dense search, best first."""
    return [hit.passage.id for hit in view.search(QUESTION, k=100) if "dense" in hit.via]


def found(newsroom: Newsroom) -> list[str]:
    with reading(newsroom) as index:
        return dense(index.view())


def known(newsroom: Newsroom) -> set[str]:
    with newsroom.read() as snapshot:
        return set(snapshot.passage_ids(Scope()))


def note(newsroom: Newsroom, generation: int) -> CollectionNote:
    return CollectionNote.read(vectors_folder(newsroom.folder / "generations" / str(generation)))


def on_the_server(url: str) -> set[str]:
    return {row["name"] for row in httpx.get(url + COLLECTIONS).json()}


class Stumbling(NoProgress):
    """A Progress that runs an action at one moment."""

    def __init__(self, stage: str, done: int, act: Callable[[], Any]) -> None:
        self._moment = (stage, done)
        self._act = act

    def advance(self, stage: str, *, done: int, total: int | None) -> None:
        if (stage, done) == self._moment:
            self._act()


def interrupt() -> None:
    raise KeyboardInterrupt


def test_a_server_and_a_folder_give_the_same_results(served: Newsroom, tmp_path: Path) -> None:
    at_home = Newsroom(tmp_path / "home")
    for newsroom in (served, at_home):
        newsroom.ingest_all(ARTICLES)
        newsroom.ingest(ONE, replace(ARTICLES[3], text="Another text of the harbour council."))
    assert len(found(served)) == 50
    assert set(found(served)) == set(found(at_home))
    assert not list((served.folder / "generations").rglob("chroma.sqlite3"))


def test_unpublished_vectors_do_not_crowd_out_published_ones(served: Newsroom) -> None:
    served.ingest(ONE, TWO)
    with reading(served) as index:
        view = index.view()
        before = dense(view)
        with pytest.raises(KeyboardInterrupt):
            served.ingest_all(ARTICLES, progress=Stumbling("publish", 3, interrupt))
        with closing(served.stores.open(vectors_folder(view.snapshot.folder))) as store:
            assert store.count() == 96
        assert dense(view) == dense(index.view()) == before
    assert len(before) == 6


def test_removed_passages_stay_for_late_readers_only(served: Newsroom) -> None:
    served.ingest(ONE, TWO)
    with reading(served) as index:
        late = index.view()
        before = dense(late)
        for text in ("The harbour council sleeps.", "The harbour council wakes."):
            served.ingest(replace(ONE, text=text))
        assert dense(late) == before
        assert set(dense(index.view())) == known(served) != set(before)


def test_an_article_with_its_old_text_back_is_found_again(served: Newsroom) -> None:
    served.ingest(ONE, TWO)
    before = set(found(served))
    served.ingest(replace(ONE, text="The harbour council sleeps."))
    served.ingest(ONE)
    assert set(found(served)) == before


def test_a_mostly_dead_collection_is_replaced(served: Newsroom, chroma_url: str) -> None:
    served.ingest(ONE, TWO)
    notes = [note(served, 1)]
    for number in range(2, 6):
        served.ingest(replace(ONE, text=f"Harbour council, sitting {number}.\n\nIt voted.\n\nIt rose."))
        notes.append(note(served, number))
    first = notes[0].collection
    assert [one.vectors for one in notes] == [6, 9, 12, 15, 6]
    assert [one.collection == first for one in notes] == [True, True, True, True, False]
    assert set(found(served)) == known(served)
    assert first in on_the_server(chroma_url)  # readers of the generation before need it
    served.ingest(THREE)
    assert first not in on_the_server(chroma_url)


def test_two_indexes_on_one_server_do_not_mix(served: Newsroom, tmp_path: Path, line: Line) -> None:
    other = on_server(tmp_path / "other", line.url)
    served.ingest(ONE)
    other.ingest(TWO)
    assert set(found(served)) == known(served)
    assert set(found(other)) == known(other)


def test_a_copied_index_never_removes_the_collections_of_the_original(
    served: Newsroom, tmp_path: Path, line: Line
) -> None:
    served.ingest(ONE, TWO)
    shutil.copytree(served.folder, tmp_path / "copy")
    copy = on_server(tmp_path / "copy", line.url)
    assert found(copy) == found(served)
    copy.ingest(replace(ONE, text="The harbour council sleeps."))
    served.ingest(THREE)
    for _ in range(2):  # the second removes what is unused after the first
        rebuild(copy.folder, stores=copy.stores, progress=NoProgress())
    assert set(found(copy)) == known(copy)
    assert set(found(served)) == known(served)
    assert known(copy) != known(served)


def test_an_unreachable_server_is_reported_before_anything_is_read(served: Newsroom, line: Line) -> None:
    line.cut()
    with pytest.raises(ServerFailed, match=f"{line.url} cannot be reached") as told:
        served.ingest(ONE)
    assert "chroma run" in told.value.hint
    assert told.value.exit_code == 3
    assert served.embedder.asked == []


def test_a_silent_server_raises_after_a_timeout(served: Newsroom, line: Line) -> None:
    served.ingest(ONE)
    line.silence()
    hasty = replace(served, stores=ServerStores(line.url, index=served.folder, seconds=0.2))
    with pytest.raises(ServerFailed, match="did not answer within"):
        hasty.ingest(TWO)
    with pytest.raises(ServerFailed, match="did not answer within"):
        found(hasty)


@pytest.mark.parametrize(("stage", "done"), [pytest.param("publish", 0, marks=pytest.mark.slow), ("index", 90)])
def test_an_ingest_continues_after_the_server_was_lost(
    served: Newsroom, tmp_path: Path, line: Line, stage: str, done: int
) -> None:
    served.ingest(ONE)
    before = found(served)
    with pytest.raises(ServerFailed, match="cannot be reached"):
        served.ingest_all(ARTICLES, progress=Stumbling(stage, done, line.cut))
    with pytest.raises(ServerFailed):
        found(served)
    line.restore()
    assert found(served) == before
    asked = len(served.embedder.asked)
    served.ingest_all(ARTICLES)
    assert len(served.embedder.asked) == asked
    undisturbed = Newsroom(tmp_path / "undisturbed")
    undisturbed.ingest(ONE)
    undisturbed.ingest_all(ARTICLES)
    rows, wanted = served.tables(), undisturbed.tables()
    assert {**rows, "meta": None} == {**wanted, "meta": None}
    assert set(found(served)) == set(found(undisturbed))


def test_a_reader_recovers_when_the_server_is_back(served: Newsroom, line: Line) -> None:
    served.ingest(ONE)
    with reading(served) as index:
        before = dense(index.view())
        line.cut()
        with pytest.raises(ServerFailed):
            dense(index.view())
        line.restore()
        assert dense(index.view()) == before


def test_a_wiped_server_is_detected_and_refilled_without_embedding(served: Newsroom, line: Line) -> None:
    served.ingest_all(ARTICLES)
    before, asked = found(served), len(served.embedder.asked)
    with reading(served) as index:
        view = index.view()
        assert dense(view) == before
        httpx.delete(f"{line.url}{COLLECTIONS}/{note(served, 1).collection}").raise_for_status()
        for ask in (lambda: dense(view), lambda: found(served), lambda: served.ingest(ONE)):
            with pytest.raises(IndexDamaged, match="does not have the vectors of this index") as told:
                ask()
            assert "onrecord index rebuild" in told.value.hint
    assert rebuild(served.folder, stores=served.stores, progress=NoProgress()) == 2
    assert set(before) <= known(served)
    assert set(found(served)) <= known(served)
    assert len(found(served)) == 50
    assert len(served.embedder.asked) == asked + 3  # the passages of the new article


def test_lost_vectors_on_the_server_are_detected(served: Newsroom) -> None:
    served.ingest(ONE, TWO)
    folder = vectors_folder(served.folder / "generations" / "1")
    with closing(served.stores.open(folder)) as store:
        store.replace(ids=(), vectors=FakeEmbedder().embed([]), drop=sorted(known(served))[:2])
    for ask in (lambda: found(served), lambda: served.ingest(THREE)):
        with pytest.raises(IndexDamaged, match="it has 4, but should have at least 6"):
            ask()
    rebuild(served.folder, stores=served.stores, progress=NoProgress())
    assert set(found(served)) == known(served)


def test_moving_vectors_to_a_server_and_back_needs_a_rebuild(served: Newsroom) -> None:
    at_home = replace(served, stores=FolderStores())
    at_home.ingest_all(ARTICLES)
    before, asked = set(found(at_home)), len(served.embedder.asked)
    for ask in (lambda: found(served), lambda: served.ingest(ONE)):
        with pytest.raises(IndexMismatch, match="stores its vectors in its folder") as told:
            ask()
        assert "index rebuild" in told.value.hint
    rebuild(served.folder, stores=served.stores, progress=NoProgress())
    assert set(found(served)) == before
    for ask in (lambda: found(at_home), lambda: at_home.ingest(ONE)):
        with pytest.raises(IndexMismatch, match="on a Chroma server, but no server is configured") as told:
            ask()
        assert "ONRECORD_CHROMA_URL" in told.value.hint
    rebuild(served.folder, stores=at_home.stores, progress=NoProgress())
    assert set(found(at_home)) == before
    assert len(served.embedder.asked) == asked


def test_a_small_index_needs_no_server_for_a_search(
    served: Newsroom, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.ingest(ONE)
    monkeypatch.setattr("index.search.dense.EXACT_BELOW", 4_000)
    monkeypatch.setattr("index.search.dense.IN_MEMORY_BELOW", 4_000, raising=False)
    line.cut()
    assert set(found(served)) == known(served)


def test_a_server_index_rejects_another_embedder(served: Newsroom) -> None:
    served.ingest(ONE)
    with pytest.raises(IndexMismatch, match="not 'fake' \\(64\\)"):
        served.ingest(TWO, embedder=FakeEmbedder(dimensions=64))
    other = Index(
        served.folder,
        open_vectors=served.stores.open,
        vectors_at="server",
        embedder=lambda: FakeEmbedder(name="other"),
    )
    with closing(other), pytest.raises(IndexMismatch, match="'other'"):
        dense(other.view())


def test_vectors_with_other_dimensions_raise_server_failed(served: Newsroom) -> None:
    served.ingest(ONE)
    with (
        closing(served.stores.open(vectors_folder(served.folder / "generations" / "1"))) as store,
        pytest.raises(ServerFailed, match="dimension of 32, got 8"),
    ):
        store.nearest(FakeEmbedder(dimensions=8).embed(["harbour"]), k=3)


def test_another_kind_of_server_is_reported(tmp_path: Path) -> None:
    from tests.fakes.embedding_server import serve_embeddings

    with serve_embeddings() as other, pytest.raises(ServerFailed, match="is not a Chroma server") as told:
        on_server(tmp_path / "index", other.base_url).ingest(ONE)
    assert "chroma run" in told.value.hint


def test_a_password_in_the_url_is_never_shown(tmp_path: Path) -> None:
    url = f"http://desk:secret@127.0.0.1:{free_port()}/chroma"
    assert without_password(url) == url.replace("desk:secret@", "")
    with pytest.raises(ServerFailed) as told:
        on_server(tmp_path / "index", url).ingest(ONE)
    assert "secret" not in str(told.value)
    assert "secret" not in told.value.hint


def run_ingest(newsroom: Newsroom, url: str, *, moment: str = "", first: int = 10, last: int = 40) -> int:
    notes = newsroom.folder.parent / "embedded.txt"
    return exit_of(ingest_and_die, newsroom.folder, notes, range(first, last), moment, chroma_url=url)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["publish:0", "publish:2", "index:90", "publish:3", "publish:5", "publish:6"])
def test_an_ingest_killed_at_any_step_is_invisible_and_completed(
    served: Newsroom, chroma_url: str, moment: str
) -> None:
    served.ingest(ONE)
    before = set(found(served))
    assert run_ingest(served, chroma_url, moment=moment) == -signal.SIGKILL
    if moment != "publish:6":
        assert set(found(served)) == before
    asked = len(served.embedder.asked)
    served.ingest_all(ARTICLES)
    assert len(served.embedder.asked) == asked
    assert len(known(served)) == 93
    assert note(served, 2).vectors == 93
    assert set(found(served)) <= known(served)


@pytest.mark.slow
def test_an_ingest_continues_after_the_server_was_killed(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    newsroom = on_server(tmp_path / "index", f"http://127.0.0.1:{port}")
    with ExitStack() as running:
        server = running.enter_context(ExitStack())
        server.enter_context(chroma_run(data, port=port))
        newsroom.ingest(ONE)
        index = running.enter_context(reading(newsroom))
        before = dense(index.view())
        with pytest.raises(ServerFailed):
            newsroom.ingest_all(ARTICLES, progress=Stumbling("index", 90, server.close))
        with pytest.raises(ServerFailed):
            dense(index.view())
        server.enter_context(chroma_run(data, port=port))
        assert dense(index.view()) == before
        asked = len(newsroom.embedder.asked)
        newsroom.ingest_all(ARTICLES)
        assert len(newsroom.embedder.asked) == asked
        assert set(dense(index.view())) <= known(newsroom)
        assert len(dense(index.view())) == 50


@pytest.mark.slow
def test_a_server_with_an_empty_folder_is_refilled_by_a_rebuild(tmp_path: Path) -> None:
    port = free_port()
    newsroom = on_server(tmp_path / "index", f"http://127.0.0.1:{port}")
    with chroma_run(tmp_path / "data", port=port):
        newsroom.ingest_all(ARTICLES)
        before = found(newsroom)
    with chroma_run(tmp_path / "empty", port=port):
        with pytest.raises(IndexDamaged, match="does not have"):
            found(newsroom)
        rebuild(newsroom.folder, stores=newsroom.stores, progress=NoProgress())
        assert set(found(newsroom)) == set(before)


@pytest.mark.slow
def test_a_full_server_disk_is_reported_and_the_ingest_continues_later(tmp_path: Path) -> None:
    port, articles = free_port(), [make_article(number, paragraphs=9) for number in range(10, 210)]
    newsroom = on_server(tmp_path / "index", f"http://127.0.0.1:{port}")
    with chroma_run(tmp_path / "data", port=port):
        newsroom.ingest(ONE)
        before = found(newsroom)
    with chroma_run(tmp_path / "data", port=port, largest_file=600_000):
        with pytest.raises(ServerFailed, match="refused a request") as told:
            newsroom.ingest_all(articles)
        assert "free space on its disk" in told.value.hint
        assert found(newsroom) == before
    asked = len(newsroom.embedder.asked)
    with chroma_run(tmp_path / "data", port=port):
        assert newsroom.ingest_all(articles).new == 200
        assert len(newsroom.embedder.asked) == asked
        assert note(newsroom, 2).vectors == len(known(newsroom))


@pytest.mark.slow
def test_readers_during_many_publishes_see_one_generation_each(served: Newsroom) -> None:
    served.ingest_all(ARTICLES)
    stop = threading.Event()

    def ask_on() -> int:
        questions = 0
        with reading(served) as index:
            while not stop.is_set():
                view = index.view()
                hits = dense(view)
                assert len(hits) == 50
                assert set(hits) <= set(view.snapshot.passage_ids(Scope()))
                questions += 1
        return questions

    with ThreadPoolExecutor(4) as readers:
        asking = [readers.submit(ask_on) for _ in range(4)]
        try:
            for number in range(50, 60):
                served.ingest(make_article(number), replace(ARTICLES[0], text=f"The harbour council sat at {number}."))
            rebuild(served.folder, stores=served.stores, progress=NoProgress())
        finally:
            stop.set()
        assert all(one.result() > 10 for one in asking)
