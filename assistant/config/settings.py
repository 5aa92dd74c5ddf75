"""Settings from a TOML file, then the environment, then arguments; the last one wins.

Only this module reads the environment. Secrets print as `***`.
"""

from __future__ import annotations

import math
import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_config_path, user_data_path, user_state_path

from assistant.config.slack import SlackSettings, Tokens, read_slack_settings, read_tokens
from assistant.errors import did_you_mean
from index.embedding.choice import EMBEDDERS
from index.embedding.sentence_model import MINILM
from index.errors import UsageError

NO_MODEL = "none"
VERIFIERS = ("auto", "model", "rules")
REFINERS = (MINILM,)
_NAMES = """
    index chroma_url model verifier verifier_model embedder embedding_model refiner input_tokens timeout time_zone
    strict_model max_cost prices
    cache_answers journal
""".split()
_VARIABLES = {f"ONRECORD_{name.upper()}": name for name in _NAMES}
_VARIABLES |= {"OPENAI_API_KEY": "openai_api_key", "OPENAI_BASE_URL": "openai_base_url"}
TRACING_VARIABLES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
"""Variables that make LangChain send prompts to LangSmith; `doctor` reports them."""
EXPORT_VARIABLES = (
    "LANGSMITH_OTEL_ENABLED",
    "LANGCHAIN_OTEL_ENABLED",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)
"""Variables that, with one of the above, send prompts to OpenTelemetry too, or instead."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is never printed. `reveal()` is for the one call that sends it."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "***"

    def reveal(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults."""

    index: Path = field(default_factory=lambda: user_data_path("onrecord", appauthor=False) / "index")
    chroma_url: str | None = field(default=None, repr=False)  # may contain a password
    """The URL of a Chroma server for the vectors. None stores them in the index folder."""
    model: str = NO_MODEL
    """A chat model, or `none` for extracted answers. An API key alone never spends money."""
    verifier: str = "auto"
    """One of VERIFIERS: what decides whether the evidence supports a model's sentences. `auto` is `model`."""
    verifier_model: str | None = None
    """The chat model that checks, if `verifier` is `model`. None is the model that answers."""
    embedder: str = "static"
    """One of EMBEDDERS, or the folder of a sentence-transformers export in ONNX."""
    refiner: str = MINILM
    """The embedder of `index refine` and of questions to a refined index: MiniLM, or such a folder."""
    embedding_model: str = "text-embedding-3-small"
    openai_api_key: Secret | None = None
    openai_base_url: str | None = field(default=None, repr=False)  # may contain a password
    input_tokens: int = 4000
    timeout: float = 60.0
    """In seconds."""
    strict_model: bool = False
    max_cost: float | None = None
    """The most US dollars that one session (a command or an Assistant) may spend on the model. None is no limit."""
    prices: Path | None = None
    """A file with model prices, which replace the built-in ones."""
    cache_answers: bool = False
    """Whether the model's replies are stored and reused."""
    journal: Path = field(default_factory=lambda: user_data_path("onrecord", appauthor=False) / "journal.sqlite")
    """The file with past conversations in the terminal and in Slack."""
    time_zone: str | None = None
    """The time zone of "today" in a question ("Europe/Paris"). None is the machine's."""
    slack: SlackSettings = field(default_factory=SlackSettings)
    """The `[slack]` table of the file."""

    def __post_init__(self) -> None:
        for kind, name, known in (("embedder", self.embedder, EMBEDDERS), ("refiner", self.refiner, REFINERS)):
            if name not in known and not Path(name).is_dir():
                raise UsageError(
                    f"unknown {kind} {name!r}",
                    hint=f"choose one of: {', '.join(known)}, or the folder of a sentence-transformers export",
                )
        if self.verifier not in VERIFIERS:
            raise UsageError(f"unknown verifier {self.verifier!r}", hint=f"choose one of: {', '.join(VERIFIERS)}")
        if self.chroma_url is not None and not _is_url(self.chroma_url):
            raise UsageError("chroma_url is not the address of a server", hint="write it like http://127.0.0.1:8000")
        if not 500 <= self.input_tokens <= 200_000:
            raise UsageError(f"input_tokens cannot be {self.input_tokens}", hint="choose between 500 and 200000")
        if self.time_zone is not None and not _is_time_zone(self.time_zone):
            raise UsageError(f"unknown time zone {self.time_zone!r}", hint="name one like Europe/Paris, or UTC")
        if not 0 < self.timeout <= 600:
            raise UsageError(f"the timeout cannot be {self.timeout:g} seconds", hint="choose between 0 and 600")
        if self.max_cost is not None and not 0 <= self.max_cost < math.inf:
            raise UsageError(f"max_cost cannot be {self.max_cost:g}", hint="give US dollars, for example 0.50")


def load_settings(
    arguments: Mapping[str, object] | None = None, *, environment: Mapping[str, str] | None = None
) -> Settings:
    """Return the settings in force, ignoring arguments that are None. Raises UsageError for invalid settings.

    An unknown ONRECORD_ variable prints one warning on standard error and is ignored.
    """
    environment = os.environ if environment is None else environment
    file = Path(environment.get("ONRECORD_CONFIG") or user_config_path("onrecord", appauthor=False) / "config.toml")
    values = _from_file(file, required="ONRECORD_CONFIG" in environment)
    values |= _from_environment(environment)
    values |= {key: value for key, value in (arguments or {}).items() if value is not None}
    known = sorted(f.name for f in fields(Settings))
    for key in values:
        if key not in known:
            raise UsageError(f"unknown setting {key!r} in {str(file)!r}", hint=did_you_mean(key, known))
    return replace(Settings(), **{key: _convert(key, value) for key, value in values.items()})


def slack_tokens(settings: Settings, environment: Mapping[str, str] | None = None) -> Tokens:
    """Return the bot's tokens from the environment (`SLACK_BOT_TOKEN`, …), else from the secrets file."""
    return read_tokens(settings.slack, os.environ if environment is None else environment)


def slack_state(settings: Settings) -> Path:
    """Return the path of the bot's delivery log."""
    return settings.slack.state or user_state_path("onrecord", appauthor=False) / "slack.sqlite"


def reply_cache_file() -> Path:
    """Return the path of the reply cache. It belongs to the user, not to an index."""
    return user_state_path("onrecord", appauthor=False) / "replies.sqlite"


def tracing_variables_in_force(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the environment variables that send prompts to a tracing provider; empty if tracing is off."""
    environment = os.environ if environment is None else environment

    def are_on(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if environment.get(name, "").lower() not in ("", "0", "false"))

    tracing = are_on(TRACING_VARIABLES)
    return (*tracing, *are_on(EXPORT_VARIABLES)) if tracing else ()


def use_colour() -> bool:
    """Return False if NO_COLOR is set or the terminal supports no colour."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_is_dumb() -> bool:
    """Return whether the terminal supports no escape codes."""
    return os.environ.get("TERM", "dumb") in ("dumb", "unknown", "")


def _from_file(file: Path, *, required: bool) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if required:
            raise UsageError(f"no settings file at {str(file)!r}", hint="correct or unset ONRECORD_CONFIG") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the settings in {str(file)!r}: {error}", hint="correct or remove it") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    for name in environment:
        if name.startswith("ONRECORD_") and name not in (*_VARIABLES, "ONRECORD_CONFIG"):
            _warn(f"the unknown variable {name!r} is ignored; {did_you_mean(name, _VARIABLES)}")
    return {key: environment[name] for name, key in _VARIABLES.items() if environment.get(name)}


@cache
def _warn(message: str) -> None:
    """Print a warning on standard error, once per process."""
    sys.stderr.write(f"onrecord: warning: {message}\n")


def _convert(key: str, value: object) -> Any:
    """Return the value in its setting's type. Raises UsageError naming the setting."""
    try:
        return _CONVERTERS.get(key, str)(value)
    except ValueError as error:
        raise UsageError(f"the setting {key} cannot be {value!r}", hint=str(error)) from error


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # the port is not a number
        return False


def _is_time_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
        return False


def _as_bool(value: object) -> bool:
    text = str(value).lower()
    if text not in (*_YES, *_NO):
        raise ValueError("use true or false")
    return text in _YES


_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_CONVERTERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("index", "prices", "journal"), lambda value: Path(str(value)).expanduser()),
    "slack": read_slack_settings,
    "openai_api_key": lambda value: value if isinstance(value, Secret) else Secret(str(value)),
    "input_tokens": lambda value: int(str(value)),
    **dict.fromkeys(("timeout", "max_cost"), lambda value: float(str(value))),
    **dict.fromkeys(("strict_model", "cache_answers"), _as_bool),
}
"""Other settings are text."""
