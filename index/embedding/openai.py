"""Embeddings of OpenAI, or of any server that speaks its wire format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import openai

from index.embedding.unit import unit_length
from index.errors import EmbeddingFailed, UsageError
from index.ports import TokenCounter, Vectors

_ADDRESS = "https://api.openai.com/v1"
_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}
_TEXT_TOKENS = 8_191  # the models' context
_REQUEST_TOKENS = 250_000  # the limit is 300,000, by the provider's own count and not by ours
_REQUEST_TEXTS = 2_048
_SECONDS = 60.0
_RETRIES = 5


class OpenAIEmbedder:
    """An Embedder that asks a provider. It sends whole texts under the provider's limits, and retries what may pass."""

    def __init__(
        self,
        *,
        model: str,
        api_key: str | None,
        base_url: str | None,
        counter: TokenCounter,
        retries: int = _RETRIES,
    ) -> None:
        if api_key is None and base_url is None:
            raise UsageError(
                "the embedder 'openai' needs a key", hint="set OPENAI_API_KEY, or choose embedder 'static'"
            )
        self._model = model
        self._counter = counter
        # Both are always given: what is left out the SDK reads from the environment, past our settings.
        self._client = openai.OpenAI(
            api_key=api_key or "none", base_url=base_url or _ADDRESS, timeout=_SECONDS, max_retries=retries
        )

    @property
    def name(self) -> str:
        return self._model

    @cached_property
    def dimensions(self) -> int:
        """Known of OpenAI's own models; another server's is asked once."""
        return _DIMENSIONS.get(self._model) or self._ask(["how many dimensions"]).shape[1]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order. Raises EmbeddingFailed."""
        asked = [i for i, text in enumerate(texts) if text.strip()]  # the provider refuses a text of nothing
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        start = 0
        for request in self._requests([texts[i] for i in asked]):
            answer = self._ask(request)
            if answer.shape[1] != self.dimensions:
                raise self._failed(f"sent {answer.shape[1]} dimensions, not {self.dimensions}", "choose another model")
            vectors[asked[start : start + len(request)]] = answer
            start += len(request)
        return unit_length(vectors)

    def embed_query(self, text: str) -> Vectors:
        """The same as a text of that wording."""
        return self.embed([text])

    def _requests(self, texts: Sequence[str]) -> Iterator[list[str]]:
        request: list[str] = []
        tokens = 0
        for whole in texts:
            text = self._cut(whole)
            count = self._counter.count(text)
            if request and (len(request) == _REQUEST_TEXTS or tokens + count > _REQUEST_TOKENS):
                yield request
                request, tokens = [], 0
            request.append(text)
            tokens += count
        if request:
            yield request

    def _cut(self, text: str) -> str:
        """The beginning of the text that fits: a vector of most of it is better than none."""
        while (count := self._counter.count(text)) > _TEXT_TOKENS:
            text = text[: max(1, int(len(text) * min(0.95, _TEXT_TOKENS / count)))]
        return text

    def _ask(self, texts: list[str]) -> Vectors:
        try:
            # The SDK asks for base64 by default, which compatible servers often do not speak.
            answer = self._client.embeddings.create(input=texts, model=self._model, encoding_format="float")
        except openai.AuthenticationError as error:
            raise self._failed(str(error), "check OPENAI_API_KEY") from error
        except openai.NotFoundError as error:
            raise self._failed(str(error), "check the model's name and OPENAI_BASE_URL") from error
        except openai.OpenAIError as error:
            hint = "run the same command again: what was embedded is kept; or choose embedder 'static'"
            raise self._failed(str(error), hint) from error
        rows = sorted(answer.data, key=lambda row: row.index)
        if [row.index for row in rows] != list(range(len(texts))):
            raise self._failed(f"sent {len(rows)} vectors for {len(texts)} texts", "run the same command again")
        return np.array([row.embedding for row in rows], dtype=np.float32)

    def _failed(self, what: str, hint: str) -> EmbeddingFailed:
        return EmbeddingFailed(f"the embedding model {self._model!r} failed: {what}", hint=hint)
