"""Embeddings from OpenAI or a compatible server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import openai

from index.embedding.unit import unit_length
from index.errors import EmbeddingFailed, UsageError
from index.ports import TokenCounter, Vectors

_BASE_URL = "https://api.openai.com/v1"
_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}
_MAX_TEXT_TOKENS = 8_191  # the context of the models
_MAX_REQUEST_TOKENS = 250_000  # the provider's limit is 300,000, but its count may differ from ours
_MAX_REQUEST_TEXTS = 2_048
_TIMEOUT_SECONDS = 60.0
_RETRIES = 5


class OpenAIEmbedder:
    """An Embedder of a provider. It respects the provider's limits and retries temporary failures."""

    def __init__(
        self, *, model: str, api_key: str | None, base_url: str | None, counter: TokenCounter, retries: int = _RETRIES
    ) -> None:
        if api_key is None and base_url is None:
            raise UsageError(
                "the embedder 'openai' needs a key", hint="set OPENAI_API_KEY, or choose embedder 'static'"
            )
        self.name = model
        self._counter = counter
        # Always set both: the SDK would read a missing one from the environment, past our settings.
        self._client = openai.OpenAI(
            api_key=api_key or "none", base_url=base_url or _BASE_URL, timeout=_TIMEOUT_SECONDS, max_retries=retries
        )

    @cached_property
    def dimensions(self) -> int:
        """The dimensions of a known OpenAI model, else found out with one request."""
        return _DIMENSIONS.get(self.name) or self._request(["how many dimensions"]).shape[1]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order. Raises EmbeddingFailed."""
        rows = [i for i, text in enumerate(texts) if text.strip()]  # the provider rejects blank texts
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        start = 0
        for request in self._batches([texts[i] for i in rows]):
            answer = self._request(request)
            size = answer.shape[1]
            if size != self.dimensions:
                raise self._failed(f"it returned {size} dimensions, not {self.dimensions}", "choose another model")
            vectors[rows[start : start + len(request)]] = answer
            start += len(request)
        return unit_length(vectors)

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of the text."""
        return self.embed([text])

    def _batches(self, texts: Sequence[str]) -> Iterator[list[str]]:
        request: list[str] = []
        tokens = 0
        for full_text in texts:
            text = self._truncate(full_text)
            count = self._counter.count(text)
            if request and (len(request) == _MAX_REQUEST_TEXTS or tokens + count > _MAX_REQUEST_TOKENS):
                yield request
                request, tokens = [], 0
            request.append(text)
            tokens += count
        if request:
            yield request

    def _truncate(self, text: str) -> str:
        """Return the beginning of the text that fits the model."""
        while (count := self._counter.count(text)) > _MAX_TEXT_TOKENS:
            text = text[: max(1, int(len(text) * min(0.95, _MAX_TEXT_TOKENS / count)))]
        return text

    def _request(self, texts: list[str]) -> Vectors:
        try:
            # The SDK requests base64 by default, which many compatible servers do not support.
            answer = self._client.embeddings.create(input=texts, model=self.name, encoding_format="float")
        except openai.AuthenticationError as error:
            raise self._failed(str(error), "check OPENAI_API_KEY") from error
        except openai.NotFoundError as error:
            raise self._failed(str(error), "check the name of the model and OPENAI_BASE_URL") from error
        except openai.OpenAIError as error:
            hint = "run the same command again: finished batches are kept; or choose embedder 'static'"
            raise self._failed(str(error), hint) from error
        rows = sorted(answer.data, key=lambda row: row.index)
        if [row.index for row in rows] != list(range(len(texts))):
            raise self._failed(f"it returned {len(rows)} vectors for {len(texts)} texts", "run the same command again")
        return np.array([row.embedding for row in rows], dtype=np.float32)

    def _failed(self, problem: str, hint: str) -> EmbeddingFailed:
        return EmbeddingFailed(f"the embedding model {self.name!r} failed: {problem}", hint=hint)
