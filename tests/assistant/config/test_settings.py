"""Sources of settings, their precedence, and invalid settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import config
from assistant.config.settings import Secret, Settings, load_settings
from index.errors import UsageError


def settings(tmp_path: Path, toml: str = "", **environment: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(toml, encoding="utf-8")
    return load_settings(environment={"ONRECORD_CONFIG": str(file), **environment})


def test_the_environment_wins_over_the_file_and_an_argument_over_both(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('model = "from-file"\ntimeout = 5\n', encoding="utf-8")
    environment = {"ONRECORD_CONFIG": str(file), "ONRECORD_MODEL": "from-environment"}

    assert load_settings(environment=environment).model == "from-environment"
    assert load_settings({"model": "from-argument"}, environment=environment).model == "from-argument"
    assert load_settings({"model": None}, environment=environment).timeout == 5.0


def test_an_unknown_key_in_the_file_is_an_error_that_names_the_closest_key(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="modle") as refused:
        settings(tmp_path, 'modle = "x"')
    assert refused.value.hint == "did you mean model?"


def test_an_unknown_variable_gives_one_warning_line_and_is_ignored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert settings(tmp_path, ONRECORD_MODLE="x") == settings(tmp_path)

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "onrecord: warning: the unknown variable 'ONRECORD_MODLE' is ignored; did you mean ONRECORD_MODEL?\n"
    )


def test_known_variables_and_those_of_other_programs_give_no_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settings(tmp_path, ONRECORD_MODEL="m", OTHER_MODLE="x").model == "m"
    assert capsys.readouterr().err == ""


def test_the_package_exports_the_settings_under_their_old_names() -> None:
    assert (config.Settings, config.load_settings) == (Settings, load_settings)


@pytest.mark.parametrize(
    "toml",
    [
        "input_tokens = 'many'",
        "timeout = -1",
        "embedder = 'psychic'",
        "strict_model = 'perhaps'",
        "cache_answers = 'perhaps'",
        "max_cost = 'much'",
        "max_cost = -0.5",
        "max_cost = inf",
        "max_cost = nan",
        "input_tokens = 3",
        "chroma_url = 'localhost:8000'",
        "chroma_url = 'http://:80'",
    ],
)
def test_an_invalid_value_is_an_error_that_names_its_setting(tmp_path: Path, toml: str) -> None:
    with pytest.raises(UsageError, match=toml.split(" ", maxsplit=1)[0]):
        settings(tmp_path, toml)


def test_an_error_names_the_broken_or_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"config\.toml"):
        settings(tmp_path, "model = ")
    with pytest.raises(UsageError, match="nowhere"):
        load_settings(environment={"ONRECORD_CONFIG": str(tmp_path / "nowhere.toml")})


def test_a_secret_is_never_printed(tmp_path: Path) -> None:
    found = settings(tmp_path, OPENAI_API_KEY="sk-very-secret")

    assert found.openai_api_key == Secret("sk-very-secret")
    assert "very-secret" not in f"{found} {found!r} {found.openai_api_key}"


def test_a_password_in_the_address_of_a_server_is_never_printed(tmp_path: Path) -> None:
    found = settings(tmp_path, ONRECORD_CHROMA_URL="https://desk:very-secret@vectors.example")

    assert found.chroma_url == "https://desk:very-secret@vectors.example"
    assert "very-secret" not in f"{found} {found!r}"
    with pytest.raises(UsageError) as refused:
        settings(tmp_path, ONRECORD_CHROMA_URL="desk:very-secret@vectors.example")
    assert "very-secret" not in f"{refused.value} {refused.value.hint}"


def test_the_cost_limit_and_the_reply_cache_can_be_set_everywhere(tmp_path: Path) -> None:
    found = settings(tmp_path, 'max_cost = 0.5\nprices = "~/prices.toml"\ncache_answers = true')
    assert (found.max_cost, found.prices, found.cache_answers) == (0.5, Path.home() / "prices.toml", True)
    given = {"ONRECORD_MAX_COST": "0", "ONRECORD_PRICES": "p.toml", "ONRECORD_CACHE_ANSWERS": "1"}
    found = settings(tmp_path, **given)
    assert (found.max_cost, found.prices, found.cache_answers) == (0.0, Path("p.toml"), True)
    assert (settings(tmp_path).max_cost, settings(tmp_path).cache_answers) == (None, False)


def test_a_key_alone_selects_no_model(tmp_path: Path) -> None:
    assert settings(tmp_path, OPENAI_API_KEY="sk-x").model == "none"
