"""A sentence-transformers export in a folder works as an embedder with its own configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedding.choice import open_embedder, open_sentence_embedder
from index.embedding.sentence_model import installed_minilm, read_sentence_model
from index.errors import EmbeddingFailed, UsageError
from index.ports import Embedder, Vectors
from tests.fakes.sentence_model import write_export


def unit(*row: float) -> Vectors:
    return np.array(row, dtype=np.float32) / np.float32(np.linalg.norm(row))


def opened(folder: Path, **options: Any) -> Embedder:
    return open_sentence_embedder(str(write_export(folder, **options)), threads=1)


@pytest.mark.parametrize(
    ("pooling", "wanted"),
    [
        ("pooling_mode_mean_tokens", unit(1, 2, 3)),
        ("pooling_mode_max_tokens", unit(1, 2, 3)),
        ("pooling_mode_cls_token", unit(1, 0, 0)),
        ("pooling_mode_lasttoken", unit(0, 0, 3)),
    ],
)
def test_tokens_are_pooled_as_configured_without_padding(pooling: str, wanted: Vectors, tmp_path: Path) -> None:
    embedder = opened(tmp_path, pooling=pooling)
    vectors = embedder.embed(["dam bridge ferry", "dam dam dam dam dam dam"])
    assert embedder.dimensions == 3
    np.testing.assert_allclose(vectors, [wanted, unit(1, 0, 0)], atol=1e-6)


def test_the_output_of_a_pooling_network_is_used_as_it_is(tmp_path: Path) -> None:
    np.testing.assert_allclose(opened(tmp_path, pooled=True).embed(["dam bridge"]), [unit(1, 2, 0)], atol=1e-6)


def test_texts_of_any_length_and_number_keep_their_order(tmp_path: Path) -> None:
    texts = [" ".join(["dam"] * (n % 7) + ["ferry"] * (n % 3)) for n in range(1, 90)]
    embedder = opened(tmp_path)
    together = embedder.embed(texts)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_allclose(embedder.embed([text])[0], row, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    assert embedder.embed([]).shape == (0, 3)


def test_an_empty_text_has_a_vector(tmp_path: Path) -> None:
    np.testing.assert_allclose(np.linalg.norm(opened(tmp_path).embed(["", "dam"]), axis=1), 1, atol=1e-6)


def test_texts_beyond_the_limit_are_truncated(tmp_path: Path) -> None:
    embedder = opened(tmp_path, files={"sentence_bert_config.json": {"max_seq_length": 2}})
    np.testing.assert_allclose(embedder.embed(["dam dam ferry ferry ferry"]), [unit(1, 0, 0)], atol=1e-6)


def test_queries_and_passages_get_their_configured_prefixes(tmp_path: Path) -> None:
    prompts = {"prompts": {"query": "query ", "passage": "text "}}
    embedder = opened(tmp_path, files={"config_sentence_transformers.json": prompts})
    np.testing.assert_allclose(embedder.embed_query("dam"), [unit(1, 4, 4)], atol=1e-6)
    np.testing.assert_allclose(embedder.embed(["dam"]), [unit(5, 4, 0)], atol=1e-6)


def test_a_lower_case_model_gets_lower_case_texts(tmp_path: Path) -> None:
    embedder = opened(tmp_path, files={"sentence_bert_config.json": {"do_lower_case": True}})
    np.testing.assert_allclose(embedder.embed(["DAM"]), [unit(1, 0, 0)], atol=1e-6)


def test_other_settings_for_the_same_files_change_the_name(tmp_path: Path) -> None:
    names = {
        opened(tmp_path / "a" / "model").name,
        opened(tmp_path / "b" / "model").name,
        opened(tmp_path / "c" / "model", pooling="pooling_mode_cls_token").name,
        opened(tmp_path / "d" / "model", pooled=True).name,
        opened(tmp_path / "e" / "model", files={"sentence_bert_config.json": {"max_seq_length": 9}}).name,
    }
    assert len(names) == 4
    assert all(name.startswith("model@") for name in names)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"modules.json": [{"type": "sentence_transformers.models.Dense", "path": "2_Dense"}]}, "'Dense'"),
        ({"1_Pooling/config.json": None}, "1_Pooling/config.json"),
        ({"1_Pooling/config.json": {"pooling_mode_weightedmean_tokens": True}}, "pooling"),
    ],
)
def test_an_unsupported_configuration_is_a_usage_error(files: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=told):
        read_sentence_model(write_export(tmp_path, files=files))


@pytest.mark.parametrize("lost", ["model.onnx", "tokenizer.json"])
def test_a_folder_that_is_no_export_is_reported_by_its_missing_file(lost: str, tmp_path: Path) -> None:
    (write_export(tmp_path) / lost).unlink()
    with pytest.raises(UsageError, match=lost):
        open_sentence_embedder(str(tmp_path))


@pytest.mark.parametrize("broken", ["model.onnx", "tokenizer.json"])
def test_a_damaged_model_file_raises_embedding_failed(broken: str, tmp_path: Path) -> None:
    (write_export(tmp_path) / broken).write_bytes(b"none")
    with pytest.raises(EmbeddingFailed, match="cannot be loaded"):
        open_sentence_embedder(str(tmp_path))


def test_a_configuration_that_is_not_json_is_a_usage_error(tmp_path: Path) -> None:
    (write_export(tmp_path) / "modules.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"modules\.json cannot be read"):
        open_sentence_embedder(str(tmp_path))


def test_a_name_that_is_neither_a_model_nor_a_folder_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="unknown embedder 'minillm'"):
        open_sentence_embedder("minillm")


def test_minilm_ranks_paraphrases_higher_and_has_a_stable_name() -> None:
    embedder = open_embedder("minilm", model="", api_key=None, base_url=None)
    vectors = embedder.embed(
        ["The doctor treated the patient.", "A physician cured a sick man.", "Shares fell in Tokyo on Friday."]
    )
    alike, other = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    assert embedder.dimensions == 384
    assert embedder.name == "all-MiniLM-L6-v2-int8@ad4a5029de13"
    assert alike > 0.5
    assert other < 0.2


def test_a_missing_minilm_raises_with_the_install_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedding.sentence_model.find_spec", lambda _: None)
    with pytest.raises(UsageError, match="not installed") as told:
        installed_minilm()
    assert "onrecord[minilm]" in told.value.hint


def test_minilm_with_other_weights_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedding.sentence_model._MINILM_SHA256", "0" * 64)
    with pytest.raises(EmbeddingFailed, match="not the published model"):
        installed_minilm()
