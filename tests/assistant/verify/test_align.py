"""A quotation is found where it stands, through typography; another quotation is not found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.align import align, fold
from index.types import Span

TEXT = (
    "The mayor spoke for an hour. “We will not\u00a0sell the har\u00adbour – not this year, not ever,” "
    "Ilse Brandt (an invented mayor) said. “It’s ‘our’ home;  [Arlen]’s children\nlearn to swim there.” Nobody left..."
)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("We will not sell the harbour", "We will not\u00a0sell the har\u00adbour"),
        ("we will not sell the harbour", "We will not\u00a0sell the har\u00adbour"),
        ("not this year, not ever.", "not this year, not ever"),
        ("We will not sell the harbour—not this year", "We will not\u00a0sell the har\u00adbour – not this year"),
        ("the harbour -- not this", "the har\u00adbour – not this"),
        ("It's 'our' home; [Arlen]'s children learn", "It’s ‘our’ home;  [Arlen]’s children\nlearn"),
        ('It’s "our" home', "It’s ‘our’ home"),
        ("(Arlen)'s children", "[Arlen]’s children"),
        ("Nobody left…", "Nobody left..."),
        ("  learn   to swim there.  ", "learn to swim there"),
    ],
)
def test_a_quotation_is_found_through_typography(quote: str, words: str) -> None:
    found = align(quote, [fold("Nothing here."), fold(TEXT)])
    assert found is not None
    assert (found.text, found.verdict) == (1, "verbatim")
    assert [span.of(TEXT).rstrip(".") for span in found.spans] == [words.rstrip(".")]


@pytest.mark.parametrize(
    "quote",
    [
        "We will sell the harbour",
        "We will not sell the Harbour",
        "We will not sell the harbours",
        "e will not sell the har",
        "We will not sell the harbour to Arlen",
        "not this year not ever",
        "learn to swim there!",
        "We will not not sell",
        "",
        "…",
        "“”",
        " . ",
    ],
)
def test_another_quotation_is_not_found(quote: str) -> None:
    assert align(quote, [fold(TEXT)]) is None


@pytest.mark.parametrize("mark", ["…", "...", " … ", " [...] ", " […] ", " (…) ", " . . . "])
def test_a_marked_ellipsis_gives_its_pieces_in_order(mark: str) -> None:
    found = align(f"We will not{mark}not this year", [fold(TEXT)])
    assert found is not None
    assert found.verdict == "ellipsis"
    assert [span.of(TEXT) for span in found.spans] == ["We will not", "not this year"]


@pytest.mark.parametrize(
    "quote",
    [
        "not this year … We will not",  # the wrong way round
        "We will not … an hour",  # the second piece stands before the first
        "We … ever",  # one word could be found anywhere
        "We will not … not this century",
    ],
)
def test_pieces_out_of_order_or_too_short_are_not_found(quote: str) -> None:
    assert align(quote, [fold(TEXT)]) is None


def test_pieces_from_two_texts_are_not_one_quotation() -> None:
    assert align("We will go … they will stay", [fold("We will go home."), fold("And they will stay.")]) is None


def test_an_ellipsis_at_the_edge_is_no_piece() -> None:
    found = align("… not this year …", [fold(TEXT)])
    assert found is not None
    assert found.verdict == "verbatim"
    assert found.span.of(TEXT) == "not this year"


@given(st.text(max_size=120), st.data())
def test_whatever_is_cut_from_a_text_at_white_space_is_found_in_it(text: str, data: st.DataObject) -> None:
    words = text.split()
    if not words:
        return
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    found = align(" ".join(words[start:end]), [fold(text)])
    if found is not None:  # a quotation of nothing but marks is none
        assert all(Span(0, len(text)).contains(span) for span in found.spans)
    else:
        assert not any(c.isalnum() for word in words[start:end] for c in word)


def test_a_long_quotation_in_twenty_passages_is_found_within_a_millisecond() -> None:
    passage = "The council of Arlen met again and talked about boats, nets, ropes and the price of salted fish. " * 12
    texts = [fold(f"{number} {passage}") for number in range(19)] + [fold(TEXT * 3 + "x" * 200 + " " + "word " * 60)]
    quote = "word " * 59 + "word"
    assert len(quote) >= 290
    best = min(_seconds(quote, texts) for _ in range(20))
    assert align(quote, texts) is not None
    assert best < 0.001


def _seconds(quote: str, texts: list) -> float:  # type: ignore[type-arg]
    started = time.process_time()
    align(quote, texts)
    return time.process_time() - started


@pytest.mark.parametrize("unit", ["a", "a ", "' ", "- ", ". . . ", "… ", "( "])
def test_time_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    started = time.process_time()
    align(unit * 20_000 + "b", [fold(unit * 20_000)])
    assert time.process_time() - started < 2
