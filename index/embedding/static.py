"""The bundled model: 256 dimensions, the mean of the text's token vectors. Needs no key, no network and no GPU. The
weights and the tokenizer are those of wordllama 0.4, in the folder `wordllama-256` beside this module. The
vectors equal wordllama's bit for bit, so an index written with that package stays valid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedding.unit import unit_length
from index.errors import EmbeddingFailed
from index.ports import Vectors

WORDLLAMA = Path(__file__).parent / "wordllama-256"
"""The folder of the bundled model: the weights, the tokenizer and their licence."""
_DIMENSIONS = 256
_HEADER_LENGTH = 8
"""Bytes of the number that starts a safetensors file: the length of its JSON header."""
_BATCH = 256
"""Texts at a time: batches of 64 take a sixth longer, and larger ones are no faster."""


class StaticEmbedder:
    """An Embedder that returns the same vector for the same text on every machine."""

    dimensions = _DIMENSIONS
    name = f"wordllama-{_DIMENSIONS}@0.4"
    """The name that indexes store. 0.4 is the release of wordllama with these weights; others need another name."""

    def __init__(self, folder: Path = WORDLLAMA) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "l2_supercat_tokenizer_config.json"))
            self._token_vectors = _read_weights(folder / "l2_supercat_256.safetensors")
        except Exception as error:  # tokenizers raises Exception itself
            raise EmbeddingFailed(
                f"the bundled embedding model cannot be loaded: {error}", hint="reinstall onrecord"
            ) from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector for each text, in order."""
        # A text without words has no tokens to average.
        chosen = [i for i, text in enumerate(texts) if text.strip()]
        vectors = np.zeros((len(texts), _DIMENSIONS), dtype=np.float32)
        for start in range(0, len(chosen), _BATCH):
            batch = chosen[start : start + _BATCH]
            vectors[batch] = self._means([texts[i] for i in batch])
        return unit_length(vectors)

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a query in one row; a passage with the same text has the same vector."""
        return self.embed([text])

    def _means(self, texts: list[str]) -> Vectors:
        """Return the mean token vector of each text."""
        encoded = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        tokens = [np.array(one.ids, dtype=np.intp) for one in encoded]
        # Only the tokens of this batch become float32, each once: the whole vocabulary would take 50 ms at the start.
        distinct, places = np.unique(np.concatenate(tokens), return_inverse=True)
        token_vectors = self._token_vectors[distinct].astype(np.float32)
        means = np.empty((len(texts), _DIMENSIONS), dtype=np.float32)
        end = 0
        for row, ids in enumerate(tokens):
            start, end = end, end + len(ids)
            # This adds the rows one after another, as wordllama does; np.add.reduceat adds in another order, and its
            # sums differ in the last bit.
            np.divide(token_vectors[places[start:end]].sum(axis=0), np.float32(len(ids)), out=means[row])
        return means


def _read_weights(file: Path) -> NDArray[np.float16]:
    """Return one row for each token of the vocabulary. Raises ValueError if the file is damaged. A safetensors file has
    an 8-byte length, a JSON header of that length, and then the numbers (https://huggingface.co/docs/safetensors)."""
    data = file.read_bytes()
    start = _HEADER_LENGTH + int.from_bytes(data[:_HEADER_LENGTH], "little")
    tensor = json.loads(data[_HEADER_LENGTH:start])["embedding.weight"]
    first, last = tensor["data_offsets"]
    return np.frombuffer(data, dtype="<f2", offset=start + first, count=(last - first) // 2).reshape(tensor["shape"])
