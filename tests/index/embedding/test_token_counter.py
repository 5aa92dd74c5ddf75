"""Token counts: equal to OpenAI's, offline, and in linear time."""

from __future__ import annotations

import gzip
import importlib
import time
import warnings
from pathlib import Path

import pytest
import tiktoken.load
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding import token_counter as tokens
from index.embedding.token_counter import EncodingName, counter_for_model, open_counter
from index.errors import OnrecordError

ENCODINGS: tuple[EncodingName, ...] = ("cl100k_base", "o200k_base")
published = importlib.import_module("tiktoken_ext.openai_public")
with warnings.catch_warnings():  # bpe-openai 0.1.4 uses a deprecated API; it is used for comparison only
    warnings.simplefilter("ignore", DeprecationWarning)
    bpe_openai = importlib.import_module("bpe_openai")
SAMPLES = (
    "",
    "The mayor of Arlen said, “We’ll not sell the harbour,” on Aug. 17.",
    "日本語のテキスト と  spaces\n\n\nnewlines\r\n\ttabs",
    "émigré naïve 🙂🙂🏽 ﷽ a\u0301",
    "1234567 12.5% $3,000,000 U.S.-led",
)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encodings_match_those_of_openai(encoding: EncodingName, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def vocabulary(url: str, expected_hash: str) -> dict[bytes, int]:
        asked.append(expected_hash)
        return {}

    monkeypatch.setattr(published, "load_tiktoken_bpe", vocabulary)
    made = getattr(published, encoding)()
    assert made["pat_str"] == tokens.PATTERNS[encoding]
    assert made["special_tokens"] == tokens.SPECIAL_TOKENS[encoding]
    assert asked == [tokens.VOCABULARY_SHA256[encoding]]


def other_count(encoding: EncodingName, text: str) -> int:
    return len(bpe_openai.get_encoding(encoding).encode(text, disallowed_special=()))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", SAMPLES)
def test_counts_match_another_implementation(encoding: EncodingName, text: str) -> None:
    assert open_counter(encoding).count(text) == other_count(encoding, text)


@settings(deadline=None)  # the first example loads the vocabulary
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_counts_of_any_text_match_another_implementation(text: str) -> None:
    assert open_counter("cl100k_base").count(text) == other_count("cl100k_base", text)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_special_tokens_count_as_plain_text(encoding: EncodingName) -> None:
    assert open_counter(encoding).count("before <|endoftext|> after") > 5


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_lone_surrogate_counts_as_a_replacement_character(encoding: EncodingName) -> None:
    assert open_counter(encoding).count("a\ud800b") == open_counter(encoding).count("a\ufffdb")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("unit", ["a", " ", "\n", "-", "的"])
def test_a_megabyte_without_a_space_is_counted_in_linear_time(encoding: EncodingName, unit: str) -> None:
    counter = open_counter(encoding)
    started = time.process_time()
    counted = counter.count(unit * 1_000_000)
    assert counted > 1000
    assert time.process_time() - started < 5


def test_splitting_long_runs_does_not_change_other_counts() -> None:
    counter = open_counter("o200k_base")
    assert counter.count(f"The cat {'x' * 3000} sat") == pytest.approx(counter.count("The cat sat") + 3000 / 8, rel=0.2)
    ordinary = "The cat sat on the mat. " * 500
    assert counter.count(ordinary) == other_count("o200k_base", ordinary)


def test_a_counter_is_cached() -> None:
    assert open_counter("cl100k_base") is open_counter("cl100k_base")


@pytest.mark.parametrize(
    ("model", "encoding"),
    [
        ("gpt-4o-mini", "o200k_base"),
        ("gpt-5.2", "o200k_base"),
        ("gpt-4", "cl100k_base"),
        ("text-embedding-3-small", "cl100k_base"),
        ("gpt-oss-20b", "o200k_base"),
        ("davinci", "o200k_base"),
        ("some-local-model", "o200k_base"),
        ("", "o200k_base"),
    ],
)
def test_a_known_model_uses_its_encoding_and_an_unknown_one_the_newest(model: str, encoding: EncodingName) -> None:
    assert counter_for_model(model) is open_counter(encoding)


def test_tiktoken_never_loads_a_vocabulary_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("tiktoken wanted to load a vocabulary")

    monkeypatch.setattr(tiktoken.load, "read_file", refuse)
    open_counter.cache_clear()
    assert open_counter("cl100k_base").count("one two") == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"not gzip", gzip.compress(b"QQ== 0\n", mtime=0), gzip.compress(b"QQ== 0\n", mtime=0)[:-9]],
    ids=["empty", "not gzip", "another", "cut off"],
)
def test_a_wrong_vocabulary_raises_with_an_install_hint(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cl100k_base.tiktoken.gz"
    file.write_bytes(content)
    monkeypatch.setattr(tokens, "_vocabulary_file", lambda encoding: file)
    open_counter.cache_clear()
    try:
        with pytest.raises(OnrecordError, match="differs from OpenAI's") as raised:
            open_counter("cl100k_base")
        assert "bpe-openai" in raised.value.hint
    finally:
        open_counter.cache_clear()
