"""Text on a terminal of a given width, while it comes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.interfaces.cli.output import Wrapped

WORDS = st.lists(st.sampled_from(["one", "“the", "dam”", "日本", "🗞️", "[1]", "\n\n", "a-very-long-word"]), max_size=30)


@given(WORDS, st.integers(4, 30), st.integers(1, 7))
def test_lines_break_at_words_and_nothing_is_lost_wherever_the_stream_is_cut(
    words: list[str], width: int, cut: int
) -> None:
    text = " ".join(words)
    wrapped = Wrapped(width)
    shown = "".join(wrapped.take(text[at : at + cut]) for at in range(0, len(text), cut)) + wrapped.end()

    assert shown.split() == text.split()
    assert all(cell_len(line.rstrip()) <= width for line in shown.split("\n") if len(line.split()) > 1)


def test_without_a_width_the_text_is_left_alone() -> None:
    wrapped = Wrapped(None)

    assert wrapped.take("a long line ") + wrapped.take("that goes on") + wrapped.end() == "a long line that goes on"
