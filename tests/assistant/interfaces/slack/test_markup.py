"""Text from articles and people is shown literally and has no effect."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.interfaces.rendering.safe_text import printable
from assistant.interfaces.slack.markup import (
    answer_pieces,
    complete_length,
    escape_url,
    paginate,
    split_atoms,
    to_markdown,
    to_mrkdwn,
)
from tests.assistant.interfaces.slack.answers import NASTY, QUOTED, WORDS, shown, unescaped

TEXTS = st.builds(" ".join, st.lists(st.one_of(WORDS, QUOTED), max_size=20))


@given(TEXTS)
def test_markdown_shows_every_character_literally(text: str) -> None:
    made = to_markdown(text)
    assert shown(made) == printable(text)
    assert not set(unescaped(made)) & set("<>`*_~[]()!@|#:{}")


@pytest.mark.parametrize("text", NASTY)
def test_article_text_makes_no_mention_link_or_format(text: str) -> None:
    assert "<" not in to_markdown(text)
    assert "@channel" not in unescaped(to_markdown(text))
    assert not re.search(r"\w://", to_markdown(text)), "no address makes a link of itself"
    assert "<" not in to_mrkdwn(text)


@given(TEXTS)
def test_mrkdwn_shows_every_character_on_one_line(text: str) -> None:
    made = to_mrkdwn(text).replace("\u200b", "")
    undone = made.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert undone == printable(" ".join(text.split())).replace("\u200b", "")


def test_list_dashes_stay_and_other_dashes_are_escaped() -> None:
    assert to_markdown("- one\n- two - three") == "- one\n- two \\- three"


@given(TEXTS)
def test_atoms_join_to_the_text_and_keep_quotations_whole(text: str) -> None:
    cut = list(split_atoms(text))
    assert "".join(cut) == text
    whole = re.search(r"“[^“”]*”", text)
    if whole and text.index("“") == whole.start() and not re.search(r"[«„\"]", text[: whole.start()]):
        assert any(whole[0] in one for one in cut)


@given(TEXTS, st.integers(40, 400))
def test_pages_contain_the_whole_text_and_cut_no_link_or_quotation_that_fits(text: str, room: int) -> None:
    links = {"[1]": "https://k.example/a?b=c"}
    pieces = list(answer_pieces(f"{text} “kept whole” [1]", links))
    pages = list(paginate(pieces, room))
    assert all(0 < len(page) <= room for page in pages)
    assert re.sub(r"\s", "", shown("".join(pages))) == re.sub(r"\s", "", printable(f"{text} “kept whole” [1]"))
    for piece in pieces:
        if piece.strip() and len(piece) <= room:
            assert any(piece.strip() in page for page in pages)


@given(TEXTS, st.integers(0, 300))
def test_the_complete_part_of_a_stream_never_changes(text: str, cut: int) -> None:
    part = text[:cut]
    ready = part[: complete_length(part)]
    rest = part[complete_length(part) :]
    whole = list(split_atoms(text))
    assert ready + rest == part
    assert ready == "" or ready == text[: len(ready)]
    lengths = {0}
    for atom in whole:
        lengths.add(max(lengths) + len(atom))
    assert len(ready) in lengths or "".join(part.split()) == "" or ready.endswith((" ", "\n")), (ready, whole)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("She said: “The dam", "“The dam"),
        ("She said: “The dam will hold” ", ""),
        ("She said so [1", "[1"),
        ("She said so [1]", "[1]"),
        ("She sai", "sai"),
        ("", ""),
        ("“", "“"),
    ],
)
def test_incomplete_words_markers_and_quotations_wait(text: str, rest: str) -> None:
    assert text[complete_length(text) :] == rest


def test_an_address_cannot_end_its_link_early() -> None:
    made = escape_url("https://k.example/(a)|b<c> d\\e?x=1&y=2")
    assert not set("()|<> \\") & set(made)
    assert made.endswith("?x=1&amp;y=2")
