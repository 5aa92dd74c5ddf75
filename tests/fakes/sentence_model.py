"""A sentence-transformers export of a tiny network, whose vectors can be computed by hand.

The network looks up a row for each token and returns those rows or, if `pooled`, their sum. Its file is written field
by field (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), so that no test needs the package onnx.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

WORDS = ("[PAD]", "[UNK]", "dam", "bridge", "ferry", "query", "text")
ROWS = np.array(
    [[9, 9, 9], [5, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 3], [0, 4, 4], [4, 4, 0]],
    dtype=np.float32,
)
_FLOAT, _INT64, _OPSET = 1, 7, 13


def write_export(
    folder: Path,
    *,
    pooling: str = "pooling_mode_mean_tokens",
    pooled: bool = False,
    files: Mapping[str, Any] | None = None,
) -> Path:
    """Write an export. `files` are further JSON files by name; None leaves one out."""
    written: dict[str, Any] = {
        "1_Pooling/config.json": {"word_embedding_dimension": 3, pooling: True},
        "modules.json": [
            {"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        **(files or {}),
    }
    for name, content in written.items():
        if content is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "model.onnx").write_bytes(_network(pooled=pooled))
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_padding(length=16)  # as in some exports; the embedder must ignore it
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def _network(*, pooled: bool) -> bytes:
    looked_up = _text(1, "rows") + _text(1, "input_ids") + _text(2, "tokens") + _text(4, "Gather")
    nodes = [looked_up]
    given = _named("tokens", _FLOAT, ("texts", "length", 3))
    if pooled:
        nodes.append(_text(1, "tokens") + _text(1, "axes") + _text(2, "sum") + _text(4, "ReduceSum") + _keep_no_axis())
        given = _named("sum", _FLOAT, ("texts", 3))
    tensors = [_tensor("rows", _FLOAT, ROWS), _tensor("axes", _INT64, np.array([1], dtype=np.int64))]
    graph = b"".join(
        (
            *(_field(1, node) for node in nodes),
            _text(2, "small"),
            *(_field(5, tensor) for tensor in tensors[: 2 if pooled else 1]),
            _field(11, _named("input_ids", _INT64, ("texts", "length"))),
            _field(12, given),
        )
    )
    return _number(1, 8) + _field(7, graph) + _field(8, _number(2, _OPSET))


def _keep_no_axis() -> bytes:
    return _field(5, _text(1, "keepdims") + _number(3, 0) + _number(20, 2))


def _tensor(name: str, kind: int, values: np.ndarray[Any, Any]) -> bytes:
    dims = b"".join(_number(1, size) for size in values.shape)
    return dims + _number(2, kind) + _text(8, name) + _field(9, values.tobytes())


def _named(name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    dims = b"".join(_field(1, _number(1, one) if isinstance(one, int) else _text(2, one)) for one in shape)
    return _text(1, name) + _field(2, _field(1, _number(1, kind) + _field(2, dims)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _field(field, value.encode())


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
