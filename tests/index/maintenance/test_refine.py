"""A stronger embedder runs beside everything else, and is used after all passages are embedded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from index.errors import IndexDamaged, IndexLocked, IndexMissing
from index.ingest.writer import rebuild
from index.maintenance.backup import back_up
from index.maintenance.check import check
from index.maintenance.prune import prune
from index.maintenance.refine import LOCK_SECONDS, RefineReport, refine
from index.maintenance.restore import restore
from index.ports import Embedder, NoProgress, Vectors
from index.search.index import Index
from index.search.view import OpenRefiner, View
from index.storage.files import refined_folder
from index.storage.lock import writer_lock
from index.storage.vectors.chroma import open_vectors
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.newsroom import make_article
from tests.index.conftest import Newsroom

ARTICLES = [make_article(number) for number in range(1, 7)]
DOCTOR = replace(make_article(50), id="doctor", url=None, text="The surgeon of the valley retires after forty winters.")
QUESTION = "physician"


class Stronger(FakeEmbedder):
    """Knows that a physician is a surgeon, a word that is not in the article."""

    def __init__(self, *, name: str = "stronger", stop_after: int | None = None) -> None:
        super().__init__(name=name, dimensions=48)
        self._stop_after = stop_after

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self._stop_after is not None and len(self.asked) >= self._stop_after:
            raise KeyboardInterrupt
        return super().embed(texts)

    def embed_query(self, text: str) -> Vectors:
        return super().embed([text.replace("physician", "surgeon")])


def refined(newsroom: Newsroom, refiner: Embedder | None = None, *, batch: int = 4) -> RefineReport:
    return refine(
        newsroom.folder, refiner=refiner or Stronger(), stores=newsroom.stores, progress=NoProgress(), batch=batch
    )


@contextmanager
def reading(newsroom: Newsroom, refiner: OpenRefiner = Stronger) -> Iterator[View]:
    with closing(index_of(newsroom, refiner)) as index:
        yield index.view()


def index_of(newsroom: Newsroom, refiner: OpenRefiner = Stronger) -> Index:
    return Index(
        newsroom.folder,
        open_vectors=open_vectors,
        vectors_at="folder",
        embedder=lambda: newsroom.embedder,
        refiner=refiner,
    )


def first(view: View, question: str = QUESTION) -> str:
    return view.search(question, k=3)[0].article.id


@pytest.fixture(params=["in memory", "in Chroma"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in Chroma":
        for threshold in ("EXACT_BELOW", "IN_MEMORY_BELOW", "FIRST_EXACT_BELOW"):
            monkeypatch.setattr(f"index.search.dense.{threshold}", -1)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    newsroom = Newsroom(tmp_path / "index")
    newsroom.ingest(*ARTICLES, DOCTOR)
    return newsroom


@pytest.mark.usefixtures("either_way")
def test_refined_vectors_are_used_after_the_refinement(newsroom: Newsroom) -> None:
    with reading(newsroom) as before:
        assert first(before) != "doctor"
        assert before.used_embedders == ("fake",)
    report = refined(newsroom)
    assert (report.refined, report.passages, report.generation) == (19, 19, 2)
    with reading(newsroom) as after:
        assert first(after) == "doctor"
        assert after.search(QUESTION, k=1)[0].via == ("dense",)
        assert after.used_embedders == ("stronger",)


def test_the_next_view_of_a_running_reader_is_refined(newsroom: Newsroom) -> None:
    with closing(index_of(newsroom)) as index:
        before = index.view()
        assert first(before) != "doctor"
        refined(newsroom)
        assert first(before) != "doctor"
        assert first(index.view()) == "doctor"


def test_a_repeated_refinement_embeds_and_publishes_nothing(newsroom: Newsroom) -> None:
    refined(newsroom)
    again = Stronger()
    report = refined(newsroom, again)
    assert (report.refined, report.generation, again.asked) == (0, 2, [])


def test_an_interrupted_refinement_is_invisible_and_continues_later(newsroom: Newsroom) -> None:
    stopped = Stronger(stop_after=8)
    with pytest.raises(KeyboardInterrupt):
        refined(newsroom, stopped)
    with reading(newsroom) as view:
        assert (view.snapshot.generation, view.snapshot.refinement) == (1, None)
    going_on = Stronger()
    assert refined(newsroom, going_on).refined == 11
    assert not set(stopped.asked) & set(going_on.asked)
    undisturbed = Newsroom(newsroom.folder.with_name("other"))
    undisturbed.ingest(*ARTICLES, DOCTOR)
    refined(undisturbed)
    assert newsroom.tables()["refined"] == undisturbed.tables()["refined"]


def test_an_ingest_during_a_refinement_publishes_no_partial_refinement(newsroom: Newsroom) -> None:
    with pytest.raises(KeyboardInterrupt):
        refined(newsroom, Stronger(stop_after=8))
    newsroom.ingest(make_article(20))
    with reading(newsroom) as view:
        assert view.snapshot.refinement is None
    refined(newsroom)
    with reading(newsroom) as view:
        assert view.snapshot.refinement is not None
        assert view.snapshot.refinement.passages == view.snapshot.totals().passages == 22


@pytest.mark.usefixtures("either_way")
def test_unrefined_passages_are_found_beside_refined_ones(newsroom: Newsroom) -> None:
    refined(newsroom)
    late = replace(DOCTOR, id="late", text="An orchard by the lighthouse was sold.")
    newsroom.ingest(late)
    with reading(newsroom) as view:
        assert first(view) == "doctor"
        assert view.used_embedders == ("stronger", "fake")
        found = {hit.article.id: hit.via for hit in view.search("orchard lighthouse", k=3)}
        assert "dense" in found["late"]
    assert refined(newsroom).refined == 1
    with reading(newsroom) as view:
        assert view.used_embedders == ("stronger",)


@pytest.mark.usefixtures("either_way")
def test_refined_vectors_of_an_old_version_are_not_used(newsroom: Newsroom) -> None:
    refined(newsroom)
    newsroom.ingest(replace(DOCTOR, text="The bakery of the valley closes after forty winters."))
    with reading(newsroom) as view:
        assert view.snapshot.refinement is not None
        assert view.snapshot.refinement.passages == 18
        assert first(view) != "doctor"
        assert "dense" in {hit.article.id: hit.via for hit in view.search("bakery closes", k=9)}["doctor"]
    assert refined(newsroom).refined == 1


def test_another_refiner_replaces_the_first_and_prune_removes_its_vectors(newsroom: Newsroom) -> None:
    refined(newsroom)
    other = Stronger(name="strongest")
    assert refined(newsroom, other).refined == 19
    with reading(newsroom, lambda: other) as view:
        assert (first(view), view.used_embedders) == ("doctor", ("strongest",))
    newsroom.ingest(make_article(30))
    assert len(newsroom.tables()["refined"]) == 38
    newsroom.ingest(make_article(31))
    prune(newsroom.folder, older_than=timedelta(0), dry_run=False, progress=NoProgress())
    assert len(newsroom.tables()["refined"]) == 19
    with reading(newsroom, lambda: other) as view:
        assert first(view) == "doctor"


def test_an_interrupted_second_refiner_leaves_the_first_in_use(newsroom: Newsroom) -> None:
    refined(newsroom)
    with pytest.raises(KeyboardInterrupt):
        refined(newsroom, Stronger(name="strongest", stop_after=8))
    newsroom.ingest(make_article(30))
    with reading(newsroom) as view:
        assert (first(view), view.used_embedders) == ("doctor", ("stronger", "fake"))


def _missing() -> Embedder:
    raise IndexMissing("no such model", hint="install it")


@pytest.mark.parametrize("here", [lambda: None, _missing, lambda: Stronger(name="another")])
def test_an_index_without_its_refiner_uses_the_first_vectors(newsroom: Newsroom, here: OpenRefiner) -> None:
    with reading(newsroom) as view:
        before = [hit.passage.id for hit in view.search("harbour council vote", k=9)]
    refined(newsroom)
    with reading(newsroom, here) as view:
        assert [hit.passage.id for hit in view.search("harbour council vote", k=9)] == before
        assert view.used_embedders == ("fake",)


@pytest.mark.slow
def test_a_rebuild_and_a_restore_keep_refined_vectors_without_embedding(newsroom: Newsroom, tmp_path: Path) -> None:
    refined(newsroom)
    rebuild(newsroom.folder, stores=newsroom.stores, progress=NoProgress())
    back_up(newsroom.folder, tmp_path / "saved", force=False, progress=NoProgress())
    copy = Newsroom(tmp_path / "copy")
    restore(copy.folder, tmp_path / "saved", stores=copy.stores, force=False, progress=NoProgress())
    for one in (newsroom, copy):
        assert not check(one.folder, progress=NoProgress()).damages
        with reading(one) as view:
            assert (first(view), view.used_embedders) == ("doctor", ("stronger",))


def test_a_damaged_refined_store_is_found_and_repaired(newsroom: Newsroom) -> None:
    refined(newsroom)
    store = refined_folder(newsroom.folder / "generations" / "2")
    file = store / "chroma.sqlite3"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    with reading(newsroom) as view, pytest.raises(IndexDamaged, match="refined"):
        _ = view.refined_vectors
    assert [one.where for one in check(newsroom.folder, progress=NoProgress()).damages] == ["generation"]
    rebuild(newsroom.folder, stores=newsroom.stores, progress=NoProgress())
    assert not check(newsroom.folder, progress=NoProgress()).damages


def test_a_refinement_waits_for_another_writer(newsroom: Newsroom) -> None:
    holding = ExitStack()
    holding.enter_context(writer_lock(newsroom.folder))
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            holding.close()

    report = refine(newsroom.folder, refiner=Stronger(), stores=newsroom.stores, progress=NoProgress(), wait=wait)
    assert (report.refined, len(waited)) == (19, 3)


def test_a_refinement_gives_up_on_a_writer_that_never_ends(newsroom: Newsroom) -> None:
    waited: list[float] = []
    with writer_lock(newsroom.folder), pytest.raises(IndexLocked, match="is writing to the index"):
        refine(newsroom.folder, refiner=Stronger(), stores=newsroom.stores, progress=NoProgress(), wait=waited.append)
    assert sum(waited) == LOCK_SECONDS
    with reading(newsroom) as view:
        assert first(view) != "doctor"


def test_an_article_replaced_during_its_embedding_gets_no_wrong_vector(newsroom: Newsroom) -> None:
    class Overtaken(Stronger):
        def embed(self, texts: Sequence[str]) -> Vectors:
            if not self.asked:
                newsroom.ingest(replace(DOCTOR, text="The bakery of the valley closes after forty winters."))
            return super().embed(texts)

    report = refined(newsroom, Overtaken(), batch=64)
    assert report.passages == 19
    with reading(newsroom) as view:
        assert view.used_embedders == ("stronger",)
        assert first(view, "bakery") == "doctor"
        assert first(view) != "doctor"


def test_refining_a_missing_index_raises(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        refined(Newsroom(tmp_path / "none"))
