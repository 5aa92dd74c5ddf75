"""What the next questions are asked with: `/filter`, `/model`."""

from __future__ import annotations

from dataclasses import replace

from assistant.config.settings import NO_MODEL
from assistant.errors import did_you_mean
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.chat.rendering import filters_told
from assistant.interfaces.commands.arguments import parse_arguments, strip_quotes
from assistant.interfaces.rendering.lines import Line, text_line, told_spent
from assistant.types import SWITCHES, Filters, read_filters
from assistant.understanding.stemming import fold
from index.errors import OnrecordError, UsageError

OPTIONS = ("speaker", "since", "until", "as_of", "publisher", "article", "any")
_ANY = tuple(name.removeprefix("any_") for name in SWITCHES)


def narrow(chat: Chat, words: str) -> list[Line]:
    if words.lower() in ("off", "none", "clear"):
        chat.filters = Filters()
        return [text_line("Nothing is narrowed any more.", "dim")]
    read = parse_arguments(words, OPTIONS)
    if read.rest:
        hint = "for example: /filter since:2025-08-01 speaker:Marco Rubio; /filter off takes all away"
        raise UsageError(f"{read.rest!r} is no filter", hint=hint)
    if not read.options:
        told = filters_told(chat.filters)
        return [text_line(f"Narrowed to {told}." if told else "Nothing is narrowed. /help filter tells how.")]
    given: dict[str, object] = {
        name: value for name in (*OPTIONS[:-1], *SWITCHES) if (value := getattr(chat.filters, name))
    }
    given = {name: str(value) if name not in SWITCHES else value for name, value in given.items()}
    for name, value in read.options.items():
        given |= _any(value) if name == "any" else {name: value or None}
    chat.filters = read_filters(given)
    told = filters_told(chat.filters)
    return [
        text_line(f"Narrowed to {told}." if told else "Nothing is narrowed any more.", "dim"),
        *_strangers(chat, read.options),
    ]


def choose_model(chat: Chat, words: str) -> list[Line]:
    name = strip_quotes(words)
    if not name:
        spent = chat.assistant.spent
        cost = f" It has taken {told_spent(spent)}." if spent.usage.calls else ""
        return [text_line(f"{_told_model(chat.settings.model)}{cost} /model NAME chooses one, /model none takes none.")]
    spent = chat.assistant.spent
    left = chat.settings.max_cost
    if left is not None and name != NO_MODEL:
        # What was spent on the model before counts: a limit is the session's, not the model's.
        left = max(0.0, left - (spent.usd or 0.0))
    chat.use(replace(chat.settings, model=name, max_cost=left))
    key = chat.settings.openai_api_key or chat.settings.openai_base_url
    needs_key = [] if name == NO_MODEL or key else [text_line("It needs OPENAI_API_KEY in the environment.", "yellow")]
    return [text_line(_told_model(name), "dim"), *needs_key]


def _told_model(name: str) -> str:
    if name == NO_MODEL:
        return "No model is asked: answers are the articles' own sentences."
    return f"Answers are written by {name}, and checked sentence by sentence."


def _any(value: str) -> dict[str, object]:
    names = [one.strip().lower() for one in value.replace(",", " ").split()]
    for name in names:
        if name not in _ANY:
            raise UsageError(f"unknown filter {'any:' + name!r}", hint=did_you_mean(name, _ANY, prefix="any:"))
    return {f"any_{name}": True for name in names} if names else dict.fromkeys(SWITCHES, False)


def _strangers(chat: Chat, options: object) -> list[Line]:
    """A name that the index does not know is kept (it may yet come), and said."""
    assert isinstance(options, dict)
    try:
        known = chat.names.read(chat.assistant)
    except OnrecordError:
        return []
    lines: list[Line] = []
    for name, names, whose in (
        ("speaker", known.speakers, "speaks in"),
        ("publisher", known.publishers, "has published what is in"),
    ):
        asked = fold(options.get(name) or "")
        if asked and not any(set(asked.split()) <= set(fold(one).split()) for one in names):
            close = did_you_mean(asked, {fold(one): one for one in names})
            guess = next((one for one in names if fold(one) == close.removeprefix("did you mean ").rstrip("?")), None)
            hint = f" Did you mean {guess}?" if guess else ""
            lines.append(text_line(f"Nobody called {options[name]!r} {whose} this index.{hint}", "yellow"))
    return lines
