"""Settings: a TOML file, then the environment, then arguments; the later wins. Nothing else reads the environment.

Unknown keys are refused with the known ones named. Secrets print as `***` wherever they are shown.
"""

from __future__ import annotations

import difflib
import math
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_config_path, user_data_path, user_state_path

from assistant.config.slack import SlackSettings, Tokens, read_slack_settings, read_tokens
from index.embedding.choice import EMBEDDERS
from index.embedding.sentence_model import MINILM
from index.errors import UsageError

NO_MODEL = "none"
REFINERS = (MINILM,)
_ENVIRONMENT = {
    "ONRECORD_INDEX": "index",
    "ONRECORD_CHROMA_URL": "chroma_url",
    "ONRECORD_MODEL": "model",
    "ONRECORD_EMBEDDER": "embedder",
    "ONRECORD_EMBEDDING_MODEL": "embedding_model",
    "ONRECORD_REFINER": "refiner",
    "ONRECORD_INPUT_TOKENS": "input_tokens",
    "ONRECORD_TIMEOUT": "timeout",
    "ONRECORD_TIME_ZONE": "time_zone",
    "ONRECORD_STRICT_MODEL": "strict_model",
    "ONRECORD_MAX_COST": "max_cost",
    "ONRECORD_PRICES": "prices",
    "ONRECORD_CACHE_ANSWERS": "cache_answers",
    "ONRECORD_JOURNAL": "journal",
    "OPENAI_API_KEY": "openai_api_key",
    "OPENAI_BASE_URL": "openai_base_url",
}
_ELSEWHERE = frozenset({"ONRECORD_CONFIG"})
TRACING_VARIABLES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
"""Set by the person, these make LangChain send prompts to LangSmith; `doctor` says so."""
EXPORT_VARIABLES = (
    "LANGSMITH_OTEL_ENABLED",
    "LANGCHAIN_OTEL_ENABLED",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)
"""And these make it send them to OpenTelemetry too, or instead, where one of those is set."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must never be printed. `reveal()` is for the one call that sends it."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "***"

    def reveal(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be configured, with its default."""

    index: Path = field(default_factory=lambda: user_data_path("onrecord", appauthor=False) / "index")
    chroma_url: str | None = field(default=None, repr=False)  # may hold a password
    """Where `chroma run` serves the vectors of the index; None keeps them in its folder."""
    model: str = NO_MODEL
    """A chat model's name, or `none` for extracted answers. A key alone spends no money: naming a model does."""
    embedder: str = "static"
    """One of EMBEDDERS, or the folder of a sentence-transformers export in ONNX."""
    refiner: str = MINILM
    """What `index refine` embeds with, and then questions to what it refined: MiniLM, or such a folder."""
    embedding_model: str = "text-embedding-3-small"
    openai_api_key: Secret | None = None
    openai_base_url: str | None = field(default=None, repr=False)  # may hold a password
    input_tokens: int = 2000
    timeout: float = 60.0
    strict_model: bool = False
    max_cost: float | None = None
    """US dollars that one session may spend on the model: a command, or an Assistant. None is no limit."""
    prices: Path | None = None
    """A file like assistant/prices.toml, whose rows win."""
    cache_answers: bool = False
    """Whether a model's replies are kept for whoever asks the same again."""
    journal: Path = field(default_factory=lambda: user_data_path("onrecord", appauthor=False) / "journal.sqlite")
    """Where conversations in the terminal and in Slack are kept."""
    time_zone: str | None = None
    """Whose days "today" and "last week" in a question are ("Europe/Paris"); None is the machine's."""
    slack: SlackSettings = field(default_factory=SlackSettings)
    """The bot's, as `[slack]` in the file."""

    def __post_init__(self) -> None:
        for kind, name, known in (("embedder", self.embedder, EMBEDDERS), ("refiner", self.refiner, REFINERS)):
            if name not in known and not Path(name).is_dir():
                hint = f"choose one of: {', '.join(known)}, or the folder of a sentence-transformers export"
                raise UsageError(f"unknown {kind} {name!r}", hint=hint)
        if self.chroma_url is not None and not _is_address(self.chroma_url):
            raise UsageError("chroma_url is not the address of a server", hint="write it like http://127.0.0.1:8000")
        if not 500 <= self.input_tokens <= 200_000:
            raise UsageError(f"input_tokens is {self.input_tokens}", hint="choose between 500 and 200000")
        if self.time_zone is not None and not _is_time_zone(self.time_zone):
            raise UsageError(f"unknown time zone {self.time_zone!r}", hint="name one like Europe/Paris, or UTC")
        if not 0 < self.timeout <= 600:
            raise UsageError(f"timeout is {self.timeout:g} seconds", hint="choose between 0 and 600")
        if self.max_cost is not None and not 0 <= self.max_cost < math.inf:
            raise UsageError(f"max_cost is {self.max_cost:g}", hint="give US dollars, for example 0.50")


def config_file(environment: Mapping[str, str]) -> Path:
    """Where the settings file is looked for: `ONRECORD_CONFIG`, else the platform's configuration folder."""
    named = environment.get("ONRECORD_CONFIG")
    return Path(named) if named else user_config_path("onrecord", appauthor=False) / "config.toml"


def load_settings(
    arguments: Mapping[str, object] | None = None, *, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings in force. Arguments that are None were not given. Raises UsageError for what cannot be used."""
    environment = os.environ if environment is None else environment
    file = config_file(environment)
    given: dict[str, object] = {}
    given |= _from_file(file, required="ONRECORD_CONFIG" in environment)
    given |= _from_environment(environment)
    given |= {key: value for key, value in (arguments or {}).items() if value is not None}
    known = {f.name for f in fields(Settings)}
    for key in given:
        if key not in known:
            raise _unknown_key(key, known, file)
    return replace(Settings(), **{key: _convert(key, value) for key, value in given.items()})


def slack_tokens(settings: Settings, environment: Mapping[str, str] | None = None) -> Tokens:
    """What Slack knows the bot by: `SLACK_BOT_TOKEN` and its like, else the file that the settings name."""
    return read_tokens(settings.slack, os.environ if environment is None else environment)


def slack_state(settings: Settings) -> Path:
    """Where the bot keeps what it has heard already."""
    return settings.slack.state or user_state_path("onrecord", appauthor=False) / "slack.sqlite"


def reply_cache_file() -> Path:
    """Where a model's replies are kept: with what the programs of a person remember, not with the index."""
    return user_state_path("onrecord", appauthor=False) / "replies.sqlite"


def tracing_switched_on(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The variables in force that would send prompts to a tracing provider; none where nothing switches that on."""
    environment = os.environ if environment is None else environment

    def are_on(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if environment.get(name, "").lower() not in ("", "0", "false"))

    switched = are_on(TRACING_VARIABLES)
    return (*switched, *are_on(EXPORT_VARIABLES)) if switched else ()


def colour_wanted(environment: Mapping[str, str] | None = None) -> bool:
    """False where the person asked for plain text: NO_COLOR, or a terminal that can do no better."""
    environment = os.environ if environment is None else environment
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def terminal_is_dumb(environment: Mapping[str, str] | None = None) -> bool:
    """Whether the terminal obeys no escape codes at all."""
    environment = os.environ if environment is None else environment
    return environment.get("TERM", "dumb") in ("dumb", "unknown", "")


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
    unknown = [name for name in environment if name.startswith("ONRECORD_")]
    for name in unknown:
        if name not in _ENVIRONMENT and name not in _ELSEWHERE:
            close = difflib.get_close_matches(name, _ENVIRONMENT, n=1)
            raise UsageError(
                f"unknown variable {name}",
                hint=f"did you mean {close[0]}?" if close else f"known: {', '.join(_ENVIRONMENT)}",
            )
    return {key: environment[name] for name, key in _ENVIRONMENT.items() if environment.get(name)}


def _unknown_key(key: str, known: set[str], file: Path) -> UsageError:
    close = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known settings: {', '.join(sorted(known))}"
    return UsageError(f"unknown setting {key!r} in {str(file)!r}", hint=hint)


def _convert(key: str, value: object) -> Any:
    """The value in its setting's type. Raises UsageError naming the setting."""
    try:
        return _CONVERTERS.get(key, str)(value)
    except ValueError as error:
        raise UsageError(f"the setting {key} cannot be {value!r}", hint=str(error)) from error


def _as_path(value: object) -> Path:
    return Path(str(value)).expanduser()


def _as_secret(value: object) -> Secret:
    return value if isinstance(value, Secret) else Secret(str(value))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number
        return False


def _is_time_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones opens as one and is none
        return False


def _as_bool(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise ValueError("use true or false")


_CONVERTERS: Mapping[str, Callable[[Any], Any]] = {
    "index": _as_path,
    "prices": _as_path,
    "journal": _as_path,
    "slack": read_slack_settings,
    "openai_api_key": _as_secret,
    "input_tokens": lambda value: int(str(value)),
    "timeout": lambda value: float(str(value)),
    "max_cost": lambda value: float(str(value)),
    "strict_model": _as_bool,
    "cache_answers": _as_bool,
}
"""By setting; whatever is not named is text."""
