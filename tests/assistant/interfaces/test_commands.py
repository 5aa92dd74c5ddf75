"""What is typed is understood, and what is not understood is said with the nearest that would be."""

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
def test_options_reach_to_the_next_one(text: str, words: CommandArguments) -> None:
    assert parse_arguments(text, KNOWN) == words


def test_an_unknown_option_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="unknown option 'speeker:'") as caught:
        parse_arguments("speeker:Marrant", KNOWN)
    assert caught.value.hint == "did you mean speaker?"


@pytest.mark.parametrize(("text", "number"), [("2", 2), (" [12] ", 12)])
def test_a_number_is_read_as_it_is_shown(text: str, number: int) -> None:
    assert parse_source_number(text) == number


@pytest.mark.parametrize("text", ["", "0", "two", "-1", "1.5", "²", "99999999999999999999", "1 2"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a source number"):
        parse_source_number(text)


def test_a_line_is_a_question_or_a_command_or_nothing() -> None:
    assert parse_line("  Who spoke? ") == ParsedLine("Who spoke?")
    parsed = parse_line("/SOURCE  2 ")
    assert parsed is not None
    assert parsed.command is not None
    assert (parsed.command.name, parsed.text) == ("source", "2")
    assert parse_line(" \n ") is None


@pytest.mark.parametrize(("typed", "meant"), [("/sorce 2", "/source"), ("/quiz", "/quit"), ("/halp", "/help")])
def test_a_command_that_there_is_not_is_refused_with_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(UsageError, match="unknown command") as caught:
        parse_line(typed)
    assert caught.value.hint == f"did you mean {meant}?"


def test_what_is_like_nothing_gets_the_list() -> None:
    with pytest.raises(UsageError) as caught:
        parse_line("/")
    assert caught.value.hint.startswith("known: /source, /open")


def test_every_command_says_what_it_does_and_is_named_once() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(command.description and command.name.isalpha() for command in COMMANDS)
