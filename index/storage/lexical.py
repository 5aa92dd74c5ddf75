"""Words and phrases over passages and statements, in Tantivy.

Only the id is stored: what an id stands for is the catalog's business. User text never meets a query parser; it is cut
into the same tokens as the articles were, and the query is put together from those.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from index.errors import IndexDamaged, StorageFailed
from index.ports import LexicalEntry, Scored, Unit

TITLE_WEIGHT = 0.5
"""A word of the title says less about a passage than one of its own: all passages of the article share it."""
_MAX_ATTEMPTS = 100
_WRITER_BYTES = 128_000_000
_MAX_TOKEN_CHARACTERS = 40  # as Tantivy's own `default` and `en_stem` cut it


def _word_analyzer() -> TextAnalyzerBuilder:
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_MAX_TOKEN_CHARACTERS)).filter(Filter.lowercase())


_EXACT = _word_analyzer().build()
_STEMMED = _word_analyzer().filter(Filter.stemmer("English")).build()


def _build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("unit", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="en_stem", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="default", index_option="position")
    builder.add_text_field("title", tokenizer_name="en_stem", index_option="freq")
    return builder.build()


_SCHEMA = _build_schema()


class TantivyStore:
    """A LexicalStore in a folder. What it finds stays as it was when it was opened, or last written to by itself."""

    def __init__(self, folder: Path, index: tantivy.Index) -> None:
        self._folder = folder
        self._index = index
        self._searcher = index.searcher()

    def replace(self, *, add: Iterable[LexicalEntry], drop: Collection[str]) -> None:
        """Drops, then adds; an entry whose id is there already takes its place. All of it, or nothing."""
        with _writing(self._folder):
            writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
            replacing = self._searcher.num_docs > 0
            for entry_id in drop:
                writer.delete_documents_by_term("id", entry_id)
            for entry in add:
                if replacing:
                    writer.delete_documents_by_term("id", entry.id)
                writer.add_document(_build_document(entry))
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
            self._searcher = self._index.searcher()
            for file in self._folder.glob("*.json"):  # which Tantivy lets nobody but their owner read
                file.chmod(self._folder.stat().st_mode & 0o666)

    def search(self, words: str, *, phrases: Sequence[str], unit: Unit, k: int) -> tuple[Scored, ...]:
        """Best first. `words` are matched stemmed, any of them; every one of `phrases` must stand word for word."""
        query = _build_query(words, phrases, unit)
        if query is None:
            return ()
        with _reading(self._folder):
            found = self._searcher.search(query, k, count=False).hits
            hits = [Scored(self._searcher.doc(address)["id"][0], float(score)) for score, address in found]
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.id)))

    def count(self) -> int:
        return int(self._searcher.num_docs)

    def ids(self) -> list[str]:
        """Of everything it holds."""
        with _reading(self._folder):
            found = self._searcher.search(Query.all_query(), max(1, self.count()), count=False).hits
            return [str(self._searcher.doc(address)["id"][0]) for _, address in found]

    def close(self) -> None:
        """Nothing to do: Tantivy lets go of its files with the last reference."""


def create_lexical(folder: Path) -> TantivyStore:
    """A new, empty store in a folder that need not exist."""
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        return TantivyStore(folder, tantivy.Index(_SCHEMA, path=str(folder), reuse=False))


def open_lexical(folder: Path) -> TantivyStore:
    """The store in a folder. Raises IndexDamaged where there is none, or none that can be read."""
    with _reading(folder):
        if os.access(folder, os.W_OK) or not folder.is_dir():
            return TantivyStore(folder, tantivy.Index.open(str(folder)))
        # Tantivy's readers write a lock file. Once it is open, it needs the names of its files no more.
        elsewhere = Path(mkdtemp(prefix="onrecord-"))
        try:
            for file in folder.iterdir():
                if file.suffix != ".lock":
                    (elsewhere / file.name).symlink_to(file.absolute())
            return TantivyStore(folder, tantivy.Index.open(str(elsewhere)))
        finally:
            remove_store_folder(elsewhere)


def copy_lexical(source: Path, target: Path) -> None:
    """A second store like the first. Segments never change once they are written: they are shared where the disk has
    hard links, so that the copy costs two small files."""
    target.mkdir()
    for file in source.iterdir():
        if file.suffix != ".lock" and not (file.suffix != ".json" and _try_link(file, target / file.name)):
            shutil.copy2(file, target)


def remove_store_folder(folder: Path) -> None:
    """Removes a folder with a store in it that this process may have had open: again where a thread of Tantivy's, which
    watches every index it opens, has just locked it, which is a file more. What cannot be removed stays."""
    for _ in range(_MAX_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def _try_link(file: Path, copy: Path) -> bool:
    """False where the disk has no hard links."""
    try:
        os.link(file, copy)
    except OSError:
        return False
    return True


def _build_document(entry: LexicalEntry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", entry.id)
    document.add_text("unit", entry.unit)
    document.add_text("body", entry.body)
    document.add_text("exact", entry.body)
    if entry.title:
        document.add_text("title", entry.title)
    return document


def _build_query(words: str, phrases: Sequence[str], unit: Unit) -> Query | None:
    """None where nothing that could be searched for was given."""
    ranked = _match_any(dict.fromkeys(_STEMMED.analyze(words)))
    exact = [_phrase_query(tokens) for tokens in (_EXACT.analyze(phrase) for phrase in phrases) if tokens]
    if ranked is None and not exact:
        return None
    of_unit = Query.const_score_query(Query.term_query(_SCHEMA, "unit", unit), 0.0)
    clauses = [(Occur.Must, of_unit), *((Occur.Must, phrase) for phrase in exact)]
    if ranked is not None:
        clauses.append((Occur.Should if exact else Occur.Must, ranked))
    return Query.boolean_query(clauses)


def _match_any(stems: Iterable[str]) -> Query | None:
    clauses: list[tuple[Occur, Query]] = []
    for stem in stems:
        in_title = Query.boost_query(Query.term_query(_SCHEMA, "title", stem, "freq"), TITLE_WEIGHT)
        clauses += [(Occur.Should, Query.term_query(_SCHEMA, "body", stem, "freq")), (Occur.Should, in_title)]
    return Query.boolean_query(clauses) if clauses else None


def _phrase_query(tokens: list[str]) -> Query:
    if len(tokens) == 1:
        return Query.term_query(_SCHEMA, "exact", tokens[0])
    return Query.phrase_query(_SCHEMA, "exact", list[str | tuple[int, str]](tokens))


# Tantivy raises ValueError for everything, its files included.
@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise StorageFailed(
            f"cannot write the lexical store in {str(folder)!r}: {error}",
            hint="check the room and the rights on that disk, then run the same command again",
        ) from error


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        if "Lockfile" in str(error):
            raise StorageFailed(
                f"the lexical store in {str(folder)!r} cannot be locked: {error}",
                hint="its readers, too, must be able to write a lock file there: check your rights on that folder",
            ) from error
        raise IndexDamaged(
            f"the lexical store in {str(folder)!r} cannot be read: {error}",
            hint="run `onrecord index rebuild`: it restores search from the catalog without embedding anything",
        ) from error
