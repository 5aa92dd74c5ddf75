"""Texts into vectors: the bundled model, and a provider at the other end of a real wire."""

from __future__ import annotations

import shutil
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
from index.embedding.static import WORDLLAMA, StaticEmbedder
from index.embedding.token_counter import open_counter
from index.embedding.unit import unit_length
from index.errors import EmbeddingFailed, UsageError
from tests.fakes.embedding_server import FakeEmbeddings, serve_embeddings
from tests.fakes.newsroom import WordCounter

RECORDED = (
    "",
    " \n\t",
    "Rubio",
    "rubio",
    " Rubio ",
    "The harbour council closed the bridge.",
    "“We will defend every inch of NATO territory,” Rubio said on Tuesday.",
    "President Fox, 61, told the BBC’s Newsnight: “No. Never. Not on my watch” — and left.",
    "line one\nline two\r\n\r\nline three\ttabbed",
    "https://example.org/a?b=c&d=%20e#f",
    "3.14159 1,234,567 -0.5% €9.99 ½",
    "🙂",
    "👩‍👩‍👧‍👦 🇺🇦 👍🏽 and words",
    "総理大臣は記者団に対し、「対話を続ける」と述べた。",
    "外交部发言人周二表示，中方反对任何形式的单边制裁。",
    "قال الوزير إن المحادثات ستستمر.",
    "Президент заявил, что переговоры продолжатся.",
    "प्रधानमंत्री ने कहा कि बातचीत जारी रहेगी।",
    "é e\u0301 ﬁ Å",
    "\x00",
    "\u200b\u00ad",
    "\ufeffBOM first",
    "<s>not a special token</s> <unk>",
    "▁ ▁▁ lower one eighth block",
    "𓀀 𝒳 \U000f0000",
    "x" * 3_000,
    "ab " * 1_500,
    " ".join(f"Witness number {number} spoke about Article 5." for number in range(300)),
)
"""The texts of `static_vectors.npy`, which holds the vectors that wordllama 0.4.0.post1 and numpy 2.4.6 gave them."""


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


def test_the_name_is_the_one_that_existing_indexes_hold(static: StaticEmbedder) -> None:
    assert static.name == "wordllama-256@0.4"


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("", [1, 0, 0, 0]),
        ("Rubio", [0.19307610392570496, -0.00790519081056118, -0.05732174217700958, -0.0074862525798380375]),
        ("🙂", [0.12567631900310516, 0.08971599489450455, -0.05350585654377937, 0.10371444374322891]),
    ],
)
def test_a_vector_begins_as_wordllama_gave_it(static: StaticEmbedder, text: str, beginning: list[float]) -> None:
    assert static.embed([text])[0, :4].tolist() == pytest.approx(beginning, abs=1e-7)


def test_all_vectors_are_those_of_wordllama(static: StaticEmbedder) -> None:
    """An index written with wordllama is searched with these vectors, so they may not differ in any bit."""
    assert np.array_equal(static.embed(RECORDED), np.load(Path(__file__).parent / "static_vectors.npy"))


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("l2_supercat_256.safetensors", 0),
        ("l2_supercat_256.safetensors", 50),
        ("l2_supercat_256.safetensors", -1),
        ("l2_supercat_256.safetensors", -512),
        ("l2_supercat_tokenizer_config.json", 1_000),
    ],
)
def test_a_damaged_file_of_the_model_is_an_error_with_a_hint(file: str, kept: int, tmp_path: Path) -> None:
    folder = shutil.copytree(WORDLLAMA, tmp_path / "model")
    (folder / file).write_bytes((WORDLLAMA / file).read_bytes()[:kept])
    with pytest.raises(EmbeddingFailed, match="cannot be loaded") as told:
        StaticEmbedder(folder)
    assert told.value.hint == "reinstall onrecord"


def test_a_missing_file_of_the_model_is_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingFailed, match="cannot be loaded"):
        StaticEmbedder(tmp_path)


def test_loading_the_bundled_model_leaves_logging_alone() -> None:
    program = (
        "import logging; from index.embedding.static import StaticEmbedder; StaticEmbedder();"
        "assert not logging.root.handlers; assert logging.root.level == logging.WARNING"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


def test_choosing_an_embedder_loads_no_other() -> None:
    program = (
        "import sys; from index.embedding.choice import open_embedder\n"
        "assert not {'openai', 'tokenizers'} & set(sys.modules)\n"
        "open_embedder('static', model='', api_key=None, base_url=None)\n"
        "assert 'openai' not in sys.modules and 'tiktoken' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


def test_an_embedder_there_is_not_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="unknown embedder 'quantum'") as told:
        open_embedder("quantum", model="", api_key=None, base_url=None)
    assert "static, openai" in told.value.hint


def test_a_provider_without_a_key_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="needs a key") as told:
        open_embedder("openai", model="text-embedding-3-small", api_key=None, base_url=None)
    assert "OPENAI_API_KEY" in told.value.hint


def test_a_provider_is_asked_for_floats_and_its_vectors_put_in_order(server: FakeEmbeddings) -> None:
    embedder = open_embedder("openai", model="tiny", api_key="sk-test", base_url=server.base_url)
    vectors = embedder.embed(["four", "", "seven77"])
    assert np.allclose(vectors, [[0.8, 0.6, 0, 0], [1, 0, 0, 0], unit_length(np.array([[7.0, 3, 0, 0]]))[0]])
    assert (embedder.name, embedder.dimensions) == ("tiny", 4)
    assert server.requests[-1] == {"model": "tiny", "input": ["four", "seven77"], "encoding_format": "float"}
    assert set(server.keys) == {"Bearer sk-test"}


def test_the_dimensions_of_known_models_are_not_asked_for(server: FakeEmbeddings) -> None:
    assert asking(server, model="text-embedding-3-small").dimensions == 1536
    assert server.requests == []


def test_requests_stay_under_the_providers_limits(server: FakeEmbeddings) -> None:
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


def test_a_text_that_is_too_long_is_cut_and_never_refused(server: FakeEmbeddings) -> None:
    embedder = OpenAIEmbedder(model="tiny", api_key="k", base_url=server.base_url, counter=open_counter())
    embedder.embed(["word " * 9_000, "欧" * 20_000])
    cut = [open_counter().count(text) for text in server.requests[-1]["input"]]
    assert all(6_000 < tokens <= 8_191 for tokens in cut)


def test_what_may_pass_is_tried_again(server: FakeEmbeddings) -> None:
    embedder = asking(server)
    assert embedder.dimensions == 4
    server.statuses.extend([429, 503])
    assert embedder.embed(["four"]).shape == (1, 4)
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "OPENAI_API_KEY"), (404, "OPENAI_BASE_URL"), (500, "run the same command again")]
)
def test_a_provider_that_fails_is_named_with_what_to_do(server: FakeEmbeddings, status: int, hint: str) -> None:
    server.statuses.extend([status] * 9)
    with pytest.raises(EmbeddingFailed, match=f"'tiny' failed: .*{status}") as told:
        asking(server, retries=0).embed(["four"])
    assert hint in told.value.hint


def test_a_provider_that_is_not_there_is_named_with_what_to_do() -> None:
    with closing(socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        embedder = OpenAIEmbedder(model="tiny", api_key=None, base_url=address, counter=WordCounter(), retries=0)
        with pytest.raises(EmbeddingFailed, match="'tiny' failed"):
            embedder.embed(["four"])


def test_an_answer_with_too_few_vectors_is_not_believed(server: FakeEmbeddings) -> None:
    embedder = asking(server)
    assert embedder.dimensions == 4
    server.short = True
    with pytest.raises(EmbeddingFailed, match="returned 1 vectors for 2 texts"):
        embedder.embed(["four", "five"])


def test_vectors_of_another_length_than_the_models_are_not_believed(server: FakeEmbeddings) -> None:
    with pytest.raises(EmbeddingFailed, match="returned 4 dimensions, not 1536"):
        asking(server, model="text-embedding-3-small").embed(["four"])
