"""docs/chat.md and its picture are what the program shows."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from assistant.interfaces.chat.commands.table import COMMANDS
from tests.chat_recording import BEGIN, DOCUMENT, END, PICTURE, SCRIPT, record, render_svg

ROOT = Path(__file__).resolve().parent.parent


def words_of_svg(svg: str) -> str:
    """Return the words of a picture."""
    found = re.findall(r"<text [^>]*>(.*?)</text>", svg, re.DOTALL)
    return normalize_words(" ".join(unescape(one).replace("\xa0", " ") for one in found))


def normalize_words(text: str) -> str:
    """Return the text without times and line breaks."""
    return " ".join(re.sub(r"\d+\.\d\d s", "", text).split())


def recorded_session(document: str) -> str:
    """Return the session in docs/chat.md."""
    return document.partition(BEGIN)[2].partition(END)[0]


def test_the_picture_shows_what_the_document_records() -> None:
    told = normalize_words(recorded_session(DOCUMENT.read_text(encoding="utf-8"))).replace(" ", "")
    shown = words_of_svg(PICTURE.read_text(encoding="utf-8")).replace(" ", "").removeprefix("onrecordchat")
    assert len(shown) > 500
    assert told.startswith(shown), "run `make pictures`"


def test_the_picture_fetches_nothing() -> None:
    svg = PICTURE.read_text(encoding="utf-8")
    assert not re.findall(r"(?:url\(|href=|src=)[\"']?(?!#)[^)\"']+", svg)


def test_the_document_names_every_command_and_no_other() -> None:
    table = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `/")]
    named = set(re.findall(r"`/([a-z]+)", " ".join(line.split("|")[1] for line in table)))
    assert named == {command.name for command in COMMANDS}


@pytest.mark.slow
def test_the_recording_is_what_the_program_shows() -> None:
    rows = record(SCRIPT)
    told = normalize_words("\n".join(row.plain for row in rows))
    assert told == normalize_words(recorded_session(DOCUMENT.read_text(encoding="utf-8"))), "run `make pictures`"
    assert normalize_words(rows[0].plain) in words_of_svg(render_svg(rows))
