"""Lines wrap at words and at the current width, and placed text never moves."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.interfaces.chat.line_wrapping import LineWrapper, merge_parts, wrap_line
from assistant.interfaces.rendering.lines import Line, Part, text_line


def lines(text: str, columns: int | None, *, indent: int = 0) -> list[str]:
    return "".join(part.text for part in wrap_line(text_line(text), columns, indent=indent)).split("\n")


def test_lines_break_between_words() -> None:
    assert lines("The dam will hold through the winter", 15) == ["The dam will", "hold through", "the winter"]


def test_nothing_is_wrapped_without_a_width() -> None:
    assert lines("a " * 200, None) == [("a " * 200).rstrip()]


def test_wide_characters_take_two_columns_each() -> None:
    assert lines("大坝 能撑过 冬天", 9) == ["大坝 能撑", "过 冬天"]
    assert lines("    大坝能撑过整个冬天", 12, indent=4) == ["    大坝能撑", "    过整个冬", "    天"]
    assert lines("go 👩🏽‍🚒 now", 9) == ["go 👩🏽‍🚒", "now"]


def test_a_word_longer_than_a_line_is_split() -> None:
    assert lines("see https://kestrel.example/dam ok", 12) == ["see", "https://kest", "rel.example/", "dam ok"]


def test_wrapped_list_items_are_indented_below_their_text() -> None:
    assert lines("- the gates were rusted\n- and late\n12. twelve is long", 12) == [
        "- the gates",
        "  were",
        "  rusted",
        "- and late",
        "12. twelve",
        "    is long",
    ]


def test_indented_lines_stay_indented_when_wrapped() -> None:
    assert lines("    The dam will hold", 12, indent=4) == ["    The dam", "    will", "    hold"]


def test_paragraphs_and_empty_lines_are_preserved() -> None:
    assert lines("one\n\ntwo three", 5) == ["one", "", "two", "three"]


def test_a_word_in_several_pieces_and_styles_is_not_broken() -> None:
    wrapper = LineWrapper(lambda: 10)
    shown = wrapper.feed([Part("it is hol"), Part("ds", "bold"), Part(" [1]", "cyan"), Part(". ok")])
    shown += wrapper.flush()
    assert "".join(part.text for part in shown) == "it is\nholds [1].\nok"
    assert Part("ds", "bold") in shown


def test_text_after_a_resize_fits_the_new_width() -> None:
    columns = 20
    wrapper = LineWrapper(lambda: columns)
    shown = "".join(part.text for part in wrapper.feed([Part("one two three four five six ")]))
    columns = 10
    shown += "".join(part.text for part in (*wrapper.feed([Part("seven eight nine ten")]), *wrapper.flush()))
    assert shown.split("\n") == ["one two three four", "five six", "seven", "eight nine", "ten"]


texts = st.text(st.sampled_from("ab -•1.[]\n\t日本👍é“”"), max_size=60)


@given(texts, st.integers(8, 30), st.integers(0, 4))
def test_no_line_is_wider_than_the_window_and_no_word_is_lost(text: str, columns: int, indent: int) -> None:
    shown = lines(text, columns, indent=indent)
    assert all(cell_len(line) <= columns for line in shown)
    assert "".join("".join(shown).split()) == "".join(text.split())


@given(texts, st.lists(st.integers(0, 60), max_size=5), st.integers(8, 30))
def test_wrapping_does_not_depend_on_where_the_stream_is_cut(text: str, cuts: list[int], columns: int) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    wrapper = LineWrapper(lambda: columns)
    pieces = [text[start:end] for start, end in pairwise(edges)]
    shown = "".join(part.text for piece in pieces for part in wrapper.feed([Part(piece)]))
    assert shown + "".join(part.text for part in wrapper.flush()) == "\n".join(lines(text, columns))


def test_an_empty_line_has_no_parts() -> None:
    assert wrap_line(Line(), 10) == []


def test_words_of_one_style_are_merged_within_a_line() -> None:
    line = Line((Part("a title of four", "bold", "https://a.example"), Part(" and more")))
    assert merge_parts(wrap_line(line, 7)) == [
        Part("a title", "bold", "https://a.example"),
        Part("\n"),
        Part("of four", "bold", "https://a.example"),
        Part("\nand\nmore"),
    ]
