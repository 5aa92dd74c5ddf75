"""Commands that change how the next questions are asked: `/filter`, `/model`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.config.settings import NO_MODEL
from assistant.errors import closest, did_you_mean
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.chat.rendering import format_filters
from assistant.interfaces.commands import parse_arguments, strip_quotes
from assistant.interfaces.rendering.lines import Line, format_spending, text_line
from assistant.types import SWITCHES, Filters, read_filters
from assistant.understanding.stemming import fold
from index.errors import OnrecordError, UsageError

OPTIONS = ("speaker", "since", "until", "as_of", "publisher", "article", "any")
_SWITCH_NAMES = tuple(name.removeprefix("any_") for name in SWITCHES)


def set_filters(chat: Chat, arguments: str) -> list[Line]:
    if arguments.lower() in ("off", "none", "clear"):
        chat.filters = Filters()
        return [text_line("Filters cleared.", "dim")]
    parsed = parse_arguments(arguments, OPTIONS)
    if parsed.rest:
        hint = "for example: /filter since:2025-08-01 speaker:Marco Rubio; /filter off clears all filters"
        raise UsageError(f"{parsed.rest!r} is not a filter", hint=hint)
    if not parsed.options:
        active = format_filters(chat.filters)
        return [text_line(f"Filters: {active}" if active else "No filters set. Type /help filter to see how.")]
    values: dict[str, object] = {name: str(value) for name in OPTIONS[:-1] if (value := getattr(chat.filters, name))}
    values |= {name: True for name in SWITCHES if getattr(chat.filters, name)}
    for name, value in parsed.options.items():
        values |= _parse_switches(value) if name == "any" else {name: value or None}
    chat.filters = read_filters(values)
    active = format_filters(chat.filters)
    first = text_line(f"Filters: {active}" if active else "Filters cleared.", "dim")
    return [first, *_unknown_names(chat, parsed.options)]


def choose_model(chat: Chat, arguments: str) -> list[Line]:
    name = strip_quotes(arguments)
    spent = chat.assistant.spent
    if not name:
        cost = f" Used so far: {format_spending(spent)}." if spent.usage.calls else ""
        current = _describe_model(chat.settings.model)
        return [text_line(f"{current}{cost} To change it, type /model NAME or /model none.")]
    max_cost = chat.settings.max_cost
    if max_cost is not None and name != NO_MODEL:
        # The limit is for the session, so the cost of the previous model counts.
        max_cost = max(0.0, max_cost - (spent.usd or 0.0))
    chat.use_settings(replace(chat.settings, model=name, max_cost=max_cost))
    has_key = chat.settings.openai_api_key or chat.settings.openai_base_url
    lines = [text_line(_describe_model(name), "dim")]
    if name != NO_MODEL and not has_key:
        lines.append(text_line("To use it, set OPENAI_API_KEY in the environment.", "yellow"))
    return lines


def _describe_model(name: str) -> str:
    if name == NO_MODEL:
        return "No model: answers quote the articles directly."
    return f"Answers are written by {name} and verified sentence by sentence."


def _parse_switches(value: str) -> dict[str, object]:
    names = [name.strip().lower() for name in value.replace(",", " ").split()]
    for name in names:
        if name not in _SWITCH_NAMES:
            raise UsageError(f"unknown filter {'any:' + name!r}", hint=did_you_mean(name, _SWITCH_NAMES, prefix="any:"))
    return {f"any_{name}": True for name in names} if names else dict.fromkeys(SWITCHES, False)


def _unknown_names(chat: Chat, options: Mapping[str, str]) -> list[Line]:
    """Return a warning for each name that the index does not have; the filter stays, as articles may yet arrive."""
    try:
        known = chat.names.read(chat.assistant)
    except OnrecordError:
        return []
    lines: list[Line] = []
    for option, names in (("speaker", known.speakers), ("publisher", known.publishers)):
        typed = fold(options.get(option, ""))
        folded = {fold(name): name for name in names}
        if typed and not any(set(typed.split()) <= set(words.split()) for words in folded):
            similar = closest(typed, folded)
            hint = f" Did you mean {folded[similar]}?" if similar else ""
            lines.append(text_line(f"No {option} named {options[option]!r} in this index.{hint}", "yellow"))
    return lines
