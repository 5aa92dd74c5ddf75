"""Nothing an article says can drive the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.interfaces.rendering.lines import Line, Part
from assistant.interfaces.rendering.safe_text import printable


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\x1b[2Jb", "ab"),
        ("a\x1b]8;;http://evil.example\x07b\x1b]8;;\x07c", "abc"),
        ("a\x1b]0;title\x1b\\b", "ab"),
        ("a\x9b31mb", "a31mb"),
        ("a\u202eb\u2066c", "abc"),
        ("a\rb\x00c\x07", "abc"),
        ("naïve “quotes” 日本 🗞️\n\tkept", "naïve “quotes” 日本 🗞️\n\tkept"),
    ],
)
def test_escapes_and_controls_go_and_the_words_stay(hostile: str, shown: str) -> None:
    assert printable(hostile) == shown


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\x1b\x07\x9b\u202e[]")))
def test_whatever_comes_in_no_control_character_comes_out(text: str) -> None:
    assert not set(printable(text)) & {chr(c) for c in (*range(9), *range(11, 32), *range(127, 160), 0x202E)}


def test_a_link_that_could_break_out_of_its_escape_is_left_out() -> None:
    line = Line((Part("title", link="https://a.example/\x1b]8;;"), Part("other", link="javascript:alert(1)")))

    assert [part.link for part in line.safe().parts] == [None, None]
