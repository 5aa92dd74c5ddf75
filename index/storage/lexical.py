"""BM25 and phrase search over passages and statements, in Tantivy. The store returns ids only; the catalog resolves
them. User text never reaches a query parser: it is tokenized like the articles, and the query is built from those
tokens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from index.errors import CHECK_DISK, REBUILD, IndexDamaged, StorageFailed
from index.ports import LexicalEntry, Scored, Unit

TITLE_WEIGHT = 0.5
"""All passages of an article share its title, so a title match says less about each of them."""
_MAX_ATTEMPTS = 100
_WRITER_BYTES = 128_000_000
_MAX_TOKEN_CHARACTERS = 40  # the limit of Tantivy's own `default` and `en_stem`


def _word_analyzer() -> TextAnalyzerBuilder:
    long_words = Filter.remove_long(_MAX_TOKEN_CHARACTERS)
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(long_words).filter(Filter.lowercase())


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
    """A LexicalStore in a folder. It sees the state at its opening, plus its own writes."""

    def __init__(self, folder: Path, index: tantivy.Index) -> None:
        self._folder = folder
        self._index = index
        self._searcher = index.searcher()

    def replace(self, *, add: Iterable[LexicalEntry], drop: Collection[str]) -> None:
        """Drop entries, then add entries, in one commit. An added entry replaces one with the same id."""
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
            for file in self._folder.glob("*.json"):  # Tantivy makes them readable to their owner only
                file.chmod(self._folder.stat().st_mode & 0o666)

    def search(self, words: str, *, phrases: Sequence[str], unit: Unit, k: int) -> tuple[Scored, ...]:
        """Return the best `k` entries with any of the stemmed `words` and every one of `phrases` verbatim."""
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
        """Return the ids of all entries."""
        with _reading(self._folder):
            found = self._searcher.search(Query.all_query(), max(1, self.count()), count=False).hits
            return [str(self._searcher.doc(address)["id"][0]) for _, address in found]

    def close(self) -> None:
        """Do nothing: Tantivy closes its files with the last reference."""


def create_lexical(folder: Path) -> TantivyStore:
    """Create an empty store. The folder need not exist."""
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        return TantivyStore(folder, tantivy.Index(_SCHEMA, path=str(folder), reuse=False))


def open_lexical(folder: Path) -> TantivyStore:
    """Open the store in a folder. Raises IndexDamaged if it is missing or unreadable."""
    with _reading(folder):
        if os.access(folder, os.W_OK) or not folder.is_dir():
            return TantivyStore(folder, tantivy.Index.open(str(folder)))
        # Tantivy's readers write a lock file, so a read-only store is opened through links in a temporary folder. An
        # open store no longer needs the file names.
        links = Path(mkdtemp(prefix="onrecord-"))
        try:
            for file in folder.iterdir():
                if file.suffix != ".lock":
                    (links / file.name).symlink_to(file.absolute())
            return TantivyStore(folder, tantivy.Index.open(str(links)))
        finally:
            remove_store_folder(links)


def copy_lexical(source: Path, target: Path) -> None:
    """Copy a store. Its immutable segments become hard links if the disk supports them."""
    target.mkdir()
    for file in source.iterdir():
        if file.suffix != ".lock" and not (file.suffix != ".json" and _try_link(file, target / file.name)):
            shutil.copy2(file, target)


def remove_store_folder(folder: Path) -> None:
    """Remove a folder with a store that this process may have opened; leave what cannot be removed. Tantivy's watcher
    thread may create a lock file during the removal, which is then repeated."""
    for _ in range(_MAX_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def _try_link(file: Path, copy: Path) -> bool:
    """Return False if the disk has no hard links."""
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
    """Return None if neither words nor phrases contain a token."""
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


# Tantivy raises ValueError for every failure, disk errors included.
@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise StorageFailed(f"cannot write the lexical store in {str(folder)!r}: {error}", hint=CHECK_DISK) from error


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        if "Lockfile" in str(error):
            raise StorageFailed(
                f"the lexical store in {str(folder)!r} cannot be locked: {error}",
                hint="check your permissions on that folder; even reading the index creates a lock file there",
            ) from error
        raise IndexDamaged(f"the lexical store in {str(folder)!r} cannot be read: {error}", hint=REBUILD) from error
