"""Token counts as OpenAI's models make them, without ever reaching for the network.

tiktoken downloads its vocabularies on first use. Here their bytes come from the installed package `bpe_openai`, are
checked against the hashes OpenAI publishes, and go into tiktoken's own `Encoding`.
"""

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

# What tiktoken_ext.openai_public says of the two encodings; a test holds these equal to the installed version's.
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
# tiktoken 0.14 panics (a BaseException) at a million spaces under o200k_base, and before 0.8 its time grew with the
# square of a run's length. No word and no gap of honest prose is this long, so cutting there changes no real count.
_LONG_RUN = re.compile(rf"(?<!\S)\S{{{_MAX_RUN + 1},}}|(?<!\s)\s{{{_MAX_RUN + 1},}}")


class _TiktokenCounter:
    def __init__(self, encoding: tiktoken.Encoding) -> None:
        self._encoding = encoding

    def count(self, text: str) -> int:
        """How many tokens the text is: a special token's name is plain text, a lone surrogate counts as U+FFFD."""
        return sum(len(self._encoding.encode_ordinary(part)) for part in _split_long_runs(text))


@lru_cache(maxsize=2)
def open_counter(encoding: EncodingName = "cl100k_base") -> TokenCounter:
    """The counter of an encoding, built once a process (0.2 s for cl100k_base, 0.6 s for o200k_base)."""
    return _TiktokenCounter(
        tiktoken.Encoding(
            encoding,
            pat_str=PATTERNS[encoding],
            mergeable_ranks=_read_ranks(encoding),
            special_tokens=SPECIAL_TOKENS[encoding],
        )
    )


def counter_for_model(model: str) -> TokenCounter:
    """The counter of a model. A model tiktoken does not know is counted as today's OpenAI models are."""
    try:
        known = tiktoken.encoding_name_for_model(model)
    except KeyError:
        known = "o200k_base"
    return open_counter("cl100k_base" if known == "cl100k_base" else "o200k_base")


def _split_long_runs(text: str) -> Iterator[str]:
    start = 0
    for run in _LONG_RUN.finditer(text):
        for cut in range(run.start() + _MAX_RUN, run.end(), _MAX_RUN):
            yield text[start:cut]
            start = cut
    yield text[start:]


def _read_ranks(encoding: EncodingName) -> dict[bytes, int]:
    """The vocabulary, proven to be OpenAI's. Raises OnrecordError where the installed one is missing or another."""
    file = _vocabulary_file(encoding)
    try:
        content = gzip.decompress(file.read_bytes())
    except (OSError, EOFError) as error:
        raise _unusable(file) from error
    if hashlib.sha256(content).hexdigest() != VOCABULARY_SHA256[encoding]:
        raise _unusable(file)
    # A third of base64.b64decode's time, for 100,000 tokens.
    return {a2b_base64(token): int(rank) for token, rank in (line.split() for line in content.splitlines())}


def _vocabulary_file(encoding: EncodingName) -> Path:
    """Found without importing `bpe_openai`, whose import loads a second tokenizer of 40 MB."""
    package = find_spec("bpe_openai")
    folders = list(package.submodule_search_locations or ()) if package else []
    return Path(folders[0] if folders else "bpe_openai", "data", f"{encoding}.tiktoken.gz")


def _unusable(file: Path) -> OnrecordError:
    return OnrecordError(
        f"the token vocabulary {str(file)!r} is missing or not OpenAI's",
        hint="run: pip install --force-reinstall bpe-openai",
    )
