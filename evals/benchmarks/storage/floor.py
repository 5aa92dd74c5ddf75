"""The same vectors in plain Chroma and the same texts in plain Tantivy, with fused ranks and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
import tantivy

from index.ports import Vectors
from index.storage.catalog.types import PassageVectors

CANDIDATES, BATCH, RANK_CONSTANT = 50, 1_000, 60
_NAME = "floor"


def build_floor(folder: Path, passages: PassageVectors, texts: Sequence[str]) -> None:
    client = chromadb.PersistentClient(str(folder / "chroma"))
    collection = client.create_collection(_NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
    for start in range(0, len(passages.ids), BATCH):
        batch = slice(start, start + BATCH)
        collection.add(ids=list(passages.ids[batch]), embeddings=passages.vectors[batch])
    (folder / "tantivy").mkdir()
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    schema.add_text_field("body", tokenizer_name="en_stem")
    writer = tantivy.Index(schema.build(), path=str(folder / "tantivy")).writer()
    for passage_id, text in zip(passages.ids, texts, strict=True):
        writer.add_document(tantivy.Document(id=passage_id, body=text))
    writer.commit()
    writer.wait_merging_threads()


class Floor:
    """Both stores, open for searches."""

    def __init__(self, folder: Path) -> None:
        self._vectors = chromadb.PersistentClient(str(folder / "chroma")).get_collection(_NAME, embedding_function=None)
        self._words = tantivy.Index.open(str(folder / "tantivy"))
        self._searcher = self._words.searcher()

    def search(self, question: str, vector: Vectors, *, k: int) -> list[str]:
        """Return the ids of the `k` best passages by reciprocal rank fusion."""
        letters = "".join(character if character.isalnum() else " " for character in question)
        found = self._searcher.search(self._words.parse_query(letters, ["body"]), CANDIDATES, count=False).hits
        lexical = [self._searcher.doc(address)["id"][0] for _, address in found]
        query = np.ascontiguousarray(vector, dtype=np.float32)
        dense = self._vectors.query(query_embeddings=query, n_results=CANDIDATES, include=["distances"])["ids"][0]
        scores: dict[str, float] = {}
        for ranking in (lexical, dense):
            for rank, passage_id in enumerate(ranking, start=1):
                scores[passage_id] = scores.get(passage_id, 0.0) + 1 / (RANK_CONSTANT + rank)
        return sorted(scores, key=lambda passage_id: -scores[passage_id])[:k]
