"""The bundled model: 256 dimensions, a mean of word vectors. Needs no key and no network, and no GPU."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.unit import unit_length
from index.errors import EmbeddingFailed
from index.ports import Vectors

_DIMENSIONS = 256


class StaticEmbedder:
    """An Embedder that always gives the same vector for the same text, on every machine."""

    def __init__(self) -> None:
        wordllama = _import_wordllama()
        try:
            # Its default looks for the tokenizer where it is not, and then asks the network.
            self._model = wordllama.WordLlama.load(
                dim=_DIMENSIONS, cache_dir=Path(wordllama.__file__).parent, disable_download=True
            )
        except OSError as error:
            raise EmbeddingFailed(
                f"the bundled embedding model cannot be loaded: {error}", hint="reinstall the package wordllama"
            ) from error

    @property
    def name(self) -> str:
        """With the version of the package that carries the weights: other weights are another model."""
        return f"wordllama-{_DIMENSIONS}@{'.'.join(version('wordllama').split('.')[:2])}"

    @property
    def dimensions(self) -> int:
        return _DIMENSIONS

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order."""
        # Only texts with words: the model divides by their number. Shortest first, as it pads a batch to its longest.
        order = sorted((i for i, text in enumerate(texts) if text.strip()), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), _DIMENSIONS), dtype=np.float32)
        if order:
            vectors[order] = self._model.embed([texts[i] for i in order])
        return unit_length(vectors)

    def embed_query(self, text: str) -> Vectors:
        """The same as a text of that wording."""
        return self.embed([text])


def _import_wordllama() -> Any:
    """wordllama gives the root logger a handler and the level INFO when it is imported, which puts every library's
    chatter on standard error; a root logger that has a handler already is left alone."""
    guard = logging.NullHandler()
    logging.root.addHandler(guard)
    try:
        return importlib.import_module("wordllama")
    finally:
        logging.root.removeHandler(guard)
