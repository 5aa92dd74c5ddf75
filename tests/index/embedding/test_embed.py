"""Embedders: the bundled model, and a provider behind a real connection."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import socket

import numpy as np
import pytest

from index.embedding.choice import open_embedder
from index.embedding.openai import OpenAIEmbedder
from index.embedding.static import StaticEmbedder
from index.embedding.token_counter import open_counter
from index.embedding.unit import unit_length
from index.errors import EmbeddingFailed, UsageError
from tests.fakes.embedding_server import FakeEmbeddings, serve_embeddings
from tests.fakes.newsroom import WordCounter


@pytest.fixture(scope="module")
def static() -> StaticEmbedder:
    return StaticEmbedder()


@pytest.fixture
def server() -> Iterator[FakeEmbeddings]:
    with serve_embeddings() as fake:
        yield fake


def asking(server: FakeEmbeddings, *, model: str = "tiny", retries: int = 2) -> OpenAIEmbedder:
    return OpenAIEmbedder(
        model=model, api_key="sk-test", base_url=server.base_url, counter=WordCounter(), retries=retries
    )


def test_the_bundled_model_gives_unit_vectors_that_know_what_is_alike(static: StaticEmbedder) -> None:
    texts = ["The harbour council closed the bridge.", "The port authority shut the crossing.", "She baked a cake."]
    vectors = static.embed(texts)
    assert vectors.shape == (3, static.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_a_text_has_the_same_vector_in_any_company(static: StaticEmbedder) -> None:
    text = "A vote was taken."
    among = static.embed(["A much longer text, of several sentences. " * 9, text, "", "Short."])
    assert np.array_equal(among[1], static.embed([text])[0])


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "🙂", "x" * 50_000, "\u200b\u00ad"])
def test_odd_texts_have_a_unit_vector_too(static: StaticEmbedder, text: str) -> None:
    assert np.linalg.norm(static.embed([text])[0]) == pytest.approx(1, abs=1e-5)


def test_no_texts_are_no_vectors(static: StaticEmbedder) -> None:
    assert static.embed([]).shape == (0, 256)


def test_the_name_says_which_weights(static: StaticEmbedder) -> None:
    assert static.name == "wordllama-256@0.4"


def test_loading_the_bundled_model_leaves_logging_alone() -> None:
    """wordllama adds a handler to the root logger on import."""
    program = (
        "import logging; from index.embedding.static import StaticEmbedder; StaticEmbedder();"
        "assert not logging.root.handlers; assert logging.root.level == logging.WARNING"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


def test_opening_an_embedder_imports_no_other_sdk() -> None:
    program = (
        "import sys; from index.embedding.choice import open_embedder\n"
        "assert not {'openai', 'wordllama'} & set(sys.modules)\n"
        "open_embedder('static', model='', api_key=None, base_url=None)\n"
        "assert 'openai' not in sys.modules and 'tiktoken' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


def test_an_unknown_embedder_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="unknown embedder 'quantum'") as told:
        open_embedder("quantum", model="", api_key=None, base_url=None)
    assert "static, openai" in told.value.hint


def test_a_provider_without_a_key_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="needs a key") as told:
        open_embedder("openai", model="text-embedding-3-small", api_key=None, base_url=None)
    assert "OPENAI_API_KEY" in told.value.hint


def test_provider_vectors_are_requested_as_floats_and_ordered_by_index(server: FakeEmbeddings) -> None:
    embedder = open_embedder("openai", model="tiny", api_key="sk-test", base_url=server.base_url)
    vectors = embedder.embed(["four", "", "seven77"])
    assert np.allclose(vectors, [[0.8, 0.6, 0, 0], [1, 0, 0, 0], unit_length(np.array([[7.0, 3, 0, 0]]))[0]])
    assert (embedder.name, embedder.dimensions) == ("tiny", 4)
    assert server.requests[-1] == {"model": "tiny", "input": ["four", "seven77"], "encoding_format": "float"}
    assert set(server.keys) == {"Bearer sk-test"}


def test_the_dimensions_of_known_models_need_no_request(server: FakeEmbeddings) -> None:
    assert asking(server, model="text-embedding-3-small").dimensions == 1536
    assert server.requests == []


def test_requests_respect_the_limits_of_the_provider(server: FakeEmbeddings) -> None:
    many = [f"text {number}" for number in range(2_100)]
    long = ["word " * 8_000] * 40
    embedder = asking(server)
    assert embedder.dimensions == 4
    assert embedder.embed([*many, *long]).shape == (2_140, 4)
    sizes = [len(request["input"]) for request in server.requests[1:]]
    tokens = [sum(len(text.split()) for text in request["input"]) for request in server.requests[1:]]
    assert sum(sizes) == 2_140
    assert max(sizes) == 2_048
    assert max(tokens) <= 250_000


def test_a_text_that_is_too_long_is_truncated(server: FakeEmbeddings) -> None:
    embedder = OpenAIEmbedder(model="tiny", api_key="k", base_url=server.base_url, counter=open_counter())
    embedder.embed(["word " * 9_000, "欧" * 20_000])
    cut = [open_counter().count(text) for text in server.requests[-1]["input"]]
    assert all(6_000 < tokens <= 8_191 for tokens in cut)


def test_temporary_failures_are_retried(server: FakeEmbeddings) -> None:
    embedder = asking(server)
    assert embedder.dimensions == 4
    server.statuses.extend([429, 503])
    assert embedder.embed(["four"]).shape == (1, 4)
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "OPENAI_API_KEY"), (404, "OPENAI_BASE_URL"), (500, "run the same command again")]
)
def test_a_failing_provider_raises_with_a_hint(server: FakeEmbeddings, status: int, hint: str) -> None:
    server.statuses.extend([status] * 9)
    with pytest.raises(EmbeddingFailed, match=f"'tiny' failed: .*{status}") as told:
        asking(server, retries=0).embed(["four"])
    assert hint in told.value.hint


def test_an_unreachable_provider_raises() -> None:
    with closing(socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        embedder = OpenAIEmbedder(model="tiny", api_key=None, base_url=address, counter=WordCounter(), retries=0)
        with pytest.raises(EmbeddingFailed, match="'tiny' failed"):
            embedder.embed(["four"])


def test_a_response_with_too_few_vectors_raises(server: FakeEmbeddings) -> None:
    embedder = asking(server)
    assert embedder.dimensions == 4
    server.short = True
    with pytest.raises(EmbeddingFailed, match="returned 1 vectors for 2 texts"):
        embedder.embed(["four", "five"])


def test_vectors_with_unexpected_dimensions_raise(server: FakeEmbeddings) -> None:
    with pytest.raises(EmbeddingFailed, match="returned 4 dimensions, not 1536"):
        asking(server, model="text-embedding-3-small").embed(["four"])
