"""A sentence-transformers model in ONNX, run on this machine's processors; nothing is ever downloaded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.embedding.sentence_model import Pooling, SentenceModel
from index.embedding.unit import unit_length
from index.errors import EmbeddingFailed
from index.ports import Vectors

_BATCH = 32
"""Texts at a time, of like length: with MiniLM on 2 cores 8, 32 and 128 do equally well, and 128 take 300 MB more."""
_TOKEN_VECTOR_DIMENSIONS = 3  # of a network that gives a vector a token, and not yet one a text


class OnnxEmbedder:
    """An Embedder whose vectors are those that sentence-transformers makes with the same files."""

    def __init__(self, model: SentenceModel, *, threads: int) -> None:
        self._model = model
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # its warnings are about graphs, and go to standard error
        try:
            self._tokenizer = Tokenizer.from_file(str(model.tokenizer))
            self._session = onnxruntime.InferenceSession(
                str(model.network), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no class, and tokenizers raises Exception itself
            raise EmbeddingFailed(
                f"the embedding model {model.name!r} cannot be loaded: {error}", hint="check its files"
            ) from error
        # Its file may ask for padding to one length, and for cutting at another.
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(model.most_tokens)
        self._wanted = {one.name for one in self._session.get_inputs()}
        self._name = f"{model.name}@{model.digest}"
        self._dimensions = int(self._run(["one"]).shape[1])

    @property
    def name(self) -> str:
        """With a digest of its files: other weights, or another way to pool them, are another model."""
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order. What is longer than the model can take is cut."""
        return self._embed([self._model.passage_prefix + text for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """The vector of what is looked for, in one row."""
        return self._embed([self._model.query_prefix + text])

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        # Of like length together: a batch is padded to its longest, and padding is worked through like words.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            vectors[chosen] = self._run([texts[i] for i in chosen])
        return unit_length(vectors)

    def _run(self, texts: Sequence[str]) -> Vectors:
        read = [text.lower() for text in texts] if self._model.lower_case else list(texts)
        encoded = self._tokenizer.encode_batch(read)
        mask = _pad([one.attention_mask for one in encoded])
        inputs = {"input_ids": self._ids(encoded), "attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
        try:
            given = self._session.run(None, {name: row for name, row in inputs.items() if name in self._wanted})
        except Exception as error:
            raise EmbeddingFailed(
                f"the embedding model {self._model.name!r} failed: {error}", hint="check its files"
            ) from error
        for output in given:
            if output.ndim != _TOKEN_VECTOR_DIMENSIONS:
                return np.asarray(output, dtype=np.float32)  # pooled by the network itself
            return _pool(output, mask, self._model.pooling)
        raise EmbeddingFailed(f"the embedding model {self._model.name!r} gives nothing", hint="check its files")

    def _ids(self, encoded: Sequence[Encoding]) -> NDArray[np.int64]:
        return _pad([one.ids for one in encoded])  # what stands in the padding is masked: nobody sees it


def _pad(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    longest = max(map(len, rows))
    return np.array([[*row, *(0,) * (longest - len(row))] for row in rows], dtype=np.int64)


def _pool(tokens: NDArray[np.float32], mask: NDArray[np.int64], pooling: Pooling) -> Vectors:
    """One vector a text, of those of its tokens; those of the padding do not count."""
    weights = mask[:, :, None].astype(np.float32)
    if pooling == "mean":
        return np.asarray((tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9), dtype=np.float32)
    if pooling == "max":
        return np.asarray(np.where(weights > 0, tokens, -np.inf).max(axis=1), dtype=np.float32)
    last = mask.sum(axis=1) - 1 if pooling == "last" else np.zeros(len(mask), dtype=np.int64)
    return np.asarray(tokens[np.arange(len(tokens)), last], dtype=np.float32)
