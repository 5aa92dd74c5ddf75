"""Runs a sentence-transformers model in ONNX on the CPU, without any download."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedding.sentence_model import Pooling, SentenceModel
from index.embedding.unit import unit_length
from index.errors import EmbeddingFailed
from index.ports import Vectors

_BATCH = 32
"""Texts in one run. With MiniLM on 2 cores, 8, 32 and 128 are equally fast, and 128 take 300 MB more."""
_TOKEN_VECTOR_DIMENSIONS = 3  # axes of the output of a network that returns one vector a token


class OnnxEmbedder:
    """An Embedder with the same vectors as sentence-transformers makes from the same files."""

    def __init__(self, model: SentenceModel, *, threads: int) -> None:
        self._model = model
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # warnings about graphs would go to standard error
        try:
            self._tokenizer = Tokenizer.from_file(str(model.tokenizer))
            self._session = onnxruntime.InferenceSession(
                str(model.network), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no common error class, and tokenizers raises Exception itself
            raise EmbeddingFailed(
                f"the embedding model {model.name!r} cannot be loaded: {error}", hint="check its files"
            ) from error
        # The tokenizer file may set other lengths for padding and truncation.
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(model.max_tokens)
        self._input_names = {tensor.name for tensor in self._session.get_inputs()}
        self.name = f"{model.name}@{model.digest}"  # the digest distinguishes other weights or another pooling
        self.dimensions = int(self._run(["one"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order. Texts beyond the model's limit are truncated."""
        return self._embed([self._model.passage_prefix + text for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a query in one row."""
        return self._embed([self._model.query_prefix + text])

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # Batches of similar length: a batch is padded to its longest text, and padding costs as much as words.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            vectors[chosen] = self._run([texts[i] for i in chosen])
        return unit_length(vectors)

    def _run(self, texts: Sequence[str]) -> Vectors:
        inputs = [text.lower() for text in texts] if self._model.lower_case else list(texts)
        encoded = self._tokenizer.encode_batch(inputs)
        mask = _pad([encoding.attention_mask for encoding in encoded])
        ids = _pad([encoding.ids for encoding in encoded])  # the mask hides the padding
        tensors = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
        try:
            outputs = self._session.run(None, {name: row for name, row in tensors.items() if name in self._input_names})
        except Exception as error:
            raise EmbeddingFailed(
                f"the embedding model {self._model.name!r} failed: {error}", hint="check its files"
            ) from error
        for output in outputs:
            if output.ndim != _TOKEN_VECTOR_DIMENSIONS:
                return np.asarray(output, dtype=np.float32)  # the network pools itself
            return _pool(output, mask, self._model.pooling)
        raise EmbeddingFailed(f"the embedding model {self._model.name!r} returns nothing", hint="check its files")


def _pad(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    width = max(map(len, rows))
    return np.array([[*row, *(0,) * (width - len(row))] for row in rows], dtype=np.int64)


def _pool(tokens: NDArray[np.float32], mask: NDArray[np.int64], pooling: Pooling) -> Vectors:
    """Pool the vectors of the tokens of each text, without the padding."""
    weights = mask[:, :, None].astype(np.float32)
    if pooling == "mean":
        return np.asarray((tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9), dtype=np.float32)
    if pooling == "max":
        return np.asarray(np.where(weights > 0, tokens, -np.inf).max(axis=1), dtype=np.float32)
    last = mask.sum(axis=1) - 1 if pooling == "last" else np.zeros(len(mask), dtype=np.int64)
    return np.asarray(tokens[np.arange(len(tokens)), last], dtype=np.float32)
