"""Typed lines and arguments are parsed, and mistakes suggest the closest match."""

from __future__ import annotations

import pytest

from assistant.interfaces.chat.commands.table import COMMANDS, ParsedLine, parse_line
from assistant.interfaces.commands import CommandArguments, parse_arguments, parse_source_number
from index.errors import UsageError

KNOWN = ("since", "speaker", "as_of")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", CommandArguments({}, "")),
        ("plain words", CommandArguments({}, "plain words")),
        (
            "since:2025-08-01 speaker:Ilse Marrant",
            CommandArguments({"since": "2025-08-01", "speaker": "Ilse Marrant"}, ""),
        ),
        ("2 3 speaker: “Ilse Marrant”", CommandArguments({"speaker": "Ilse Marrant"}, "2 3")),
        ("Since:monday AS-OF:", CommandArguments({"since": "monday", "as_of": ""}, "")),
        ("https://kestrel.example/dam", CommandArguments({}, "https://kestrel.example/dam")),
    ],
)
def test_a_value_ends_at_the_next_option(text: str, words: CommandArguments) -> None:
    assert parse_arguments(text, KNOWN) == words


def test_an_unknown_option_suggests_the_closest() -> None:
    with pytest.raises(UsageError, match="unknown option 'speeker:'") as caught:
        parse_arguments("speeker:Marrant", KNOWN)
    assert caught.value.hint == "did you mean speaker?"


@pytest.mark.parametrize(("text", "number"), [("2", 2), (" [12] ", 12)])
def test_a_source_number_may_have_brackets(text: str, number: int) -> None:
    assert parse_source_number(text) == number


@pytest.mark.parametrize("text", ["", "0", "two", "-1", "1.5", "²", "99999999999999999999", "1 2"])
def test_other_text_is_not_a_source_number(text: str) -> None:
    with pytest.raises(UsageError, match="is not a source number"):
        parse_source_number(text)


def test_a_line_is_a_question_a_command_or_empty() -> None:
    assert parse_line("  Who spoke? ") == ParsedLine("Who spoke?")
    parsed = parse_line("/SOURCE  2 ")
    assert parsed is not None
    assert parsed.command is not None
    assert (parsed.command.name, parsed.text) == ("source", "2")
    assert parse_line(" \n ") is None


@pytest.mark.parametrize(("typed", "meant"), [("/sorce 2", "/source"), ("/quiz", "/quit"), ("/halp", "/help")])
def test_an_unknown_command_suggests_the_closest(typed: str, meant: str) -> None:
    with pytest.raises(UsageError, match="unknown command") as caught:
        parse_line(typed)
    assert caught.value.hint == f"did you mean {meant}?"


def test_a_command_without_a_close_match_lists_all() -> None:
    with pytest.raises(UsageError) as caught:
        parse_line("/")
    assert caught.value.hint.startswith("known: /source, /open")


def test_every_command_has_a_description_and_a_unique_name() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(command.description and command.name.isalpha() for command in COMMANDS)
