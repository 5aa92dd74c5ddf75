"""Counts tokens like OpenAI's models, without network access. tiktoken downloads its vocabularies on first use. Here
they come from the installed package `bpe_openai`, and are verified by OpenAI's published hashes."""

from __future__ import annotations

import gzip
import hashlib
import re
from binascii import a2b_base64
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import tiktoken

from index.errors import OnrecordError
from index.ports import TokenCounter

EncodingName = Literal["cl100k_base", "o200k_base"]

# Copies of the values in tiktoken_ext.openai_public; a test compares them with the installed version.
PATTERNS: dict[EncodingName, str] = {
    "cl100k_base": (
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
        r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
    ),
    "o200k_base": (
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    ),
}
SPECIAL_TOKENS: dict[EncodingName, dict[str, int]] = {
    "cl100k_base": {
        "<|endoftext|>": 100257,
        "<|fim_prefix|>": 100258,
        "<|fim_middle|>": 100259,
        "<|fim_suffix|>": 100260,
        "<|endofprompt|>": 100276,
    },
    "o200k_base": {"<|endoftext|>": 199999, "<|endofprompt|>": 200018},
}
VOCABULARY_SHA256: dict[EncodingName, str] = {
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
}

_MAX_RUN = 1000
# tiktoken 0.14 panics (a BaseException) at a million spaces under o200k_base, and before 0.8 its time was quadratic in
# the length of a run. No word or gap of real prose is this long, so splitting there changes no real count.
_LONG_RUN = re.compile(rf"(?<!\S)\S{{{_MAX_RUN + 1},}}|(?<!\s)\s{{{_MAX_RUN + 1},}}")


class _TiktokenCounter:
    def __init__(self, encoding: tiktoken.Encoding) -> None:
        self._encoding = encoding

    def count(self, text: str) -> int:
        """Return the number of tokens. Special tokens count as plain text, a lone surrogate as U+FFFD."""
        return sum(len(self._encoding.encode_ordinary(part)) for part in _split_long_runs(text))


@lru_cache(maxsize=2)
def open_counter(encoding: EncodingName = "cl100k_base") -> TokenCounter:
    """Return the counter of an encoding, built once a process (0.2 s for cl100k_base, 0.6 s for o200k_base)."""
    ranks, special = _read_ranks(encoding), SPECIAL_TOKENS[encoding]
    return _TiktokenCounter(
        tiktoken.Encoding(encoding, pat_str=PATTERNS[encoding], mergeable_ranks=ranks, special_tokens=special)
    )


def counter_for_model(model: str) -> TokenCounter:
    """Return the counter of a model. An unknown model uses the encoding of current OpenAI models."""
    try:
        encoding = tiktoken.encoding_name_for_model(model)
    except KeyError:
        encoding = "o200k_base"
    return open_counter("cl100k_base" if encoding == "cl100k_base" else "o200k_base")


def _split_long_runs(text: str) -> Iterator[str]:
    start = 0
    for run in _LONG_RUN.finditer(text):
        for cut in range(run.start() + _MAX_RUN, run.end(), _MAX_RUN):
            yield text[start:cut]
            start = cut
    yield text[start:]


def _read_ranks(encoding: EncodingName) -> dict[bytes, int]:
    """Return the verified vocabulary. Raises OnrecordError if the installed one is missing or differs."""
    file = _vocabulary_file(encoding)
    try:
        content = gzip.decompress(file.read_bytes())
    except (OSError, EOFError) as error:
        raise _unusable(file) from error
    if hashlib.sha256(content).hexdigest() != VOCABULARY_SHA256[encoding]:
        raise _unusable(file)
    # a2b_base64 takes a third of the time of base64.b64decode, for 100,000 tokens.
    return {a2b_base64(token): int(rank) for token, rank in (line.split() for line in content.splitlines())}


def _vocabulary_file(encoding: EncodingName) -> Path:
    """Return the file without importing `bpe_openai`, which would load another tokenizer of 40 MB."""
    package = find_spec("bpe_openai")
    folders = list(package.submodule_search_locations or ()) if package else []
    return Path(folders[0] if folders else "bpe_openai", "data", f"{encoding}.tiktoken.gz")


def _unusable(file: Path) -> OnrecordError:
    return OnrecordError(
        f"the token vocabulary {str(file)!r} is missing or differs from OpenAI's",
        hint="run: pip install --force-reinstall bpe-openai",
    )
