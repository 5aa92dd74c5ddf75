"""A quotation is found despite different typography; another quotation is not found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verification.quotations.alignment import align, align_interrupted, fold
from assistant.verification.quotations.misquotation import SourceIndex
from index.types import Span

if TYPE_CHECKING:
    from _typeshed import TraceFunction

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
def test_typography_does_not_matter(quote: str, words: str) -> None:
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
def test_different_words_do_not_align(quote: str) -> None:
    assert align(quote, [fold(TEXT)]) is None


@pytest.mark.parametrize("mark", ["…", "...", " … ", " [...] ", " […] ", " (…) ", " . . . "])
def test_a_marked_ellipsis_aligns_its_pieces_in_order(mark: str) -> None:
    found = align(f"We will not{mark}not this year", [fold(TEXT)])
    assert found is not None
    assert found.verdict == "ellipsis"
    assert [span.of(TEXT) for span in found.spans] == ["We will not", "not this year"]


@pytest.mark.parametrize(
    "quote",
    [
        "not this year … We will not",  # wrong order
        "We will not … an hour",  # the second piece stands before the first
        "We … ever",  # one word could be found anywhere
        "We will not … not this century",
    ],
)
def test_pieces_that_are_out_of_order_or_too_short_do_not_align(quote: str) -> None:
    assert align(quote, [fold(TEXT)]) is None


def test_pieces_from_two_texts_do_not_align() -> None:
    assert align("We will go … they will stay", [fold("We will go home."), fold("And they will stay.")]) is None


def test_an_ellipsis_at_the_edge_is_ignored() -> None:
    found = align("… not this year …", [fold(TEXT)])
    assert found is not None
    assert found.verdict == "verbatim"
    assert found.spans[0].of(TEXT) == "not this year"


@given(st.text(max_size=120), st.data())
def test_any_run_of_words_from_a_text_aligns_with_it(text: str, data: st.DataObject) -> None:
    words = text.split()
    if not words:
        return
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    found = align(" ".join(words[start:end]), [fold(text)])
    if found is not None:  # a quotation without letters or digits does not align
        assert all(Span(0, len(text)).contains(span) for span in found.spans)
    else:
        assert not any(c.isalnum() for word in words[start:end] for c in word)


UNITS = ["a", "a ", "ab a ", "' ", "- ", ". . . ", "… ", "( ", "[a] ", "-\na", "a b [c] … "]


def steps_of(work: Callable[[], object]) -> int:
    """Return the number of interpreter instructions, which is the same on every machine."""
    steps = 0

    def count(frame: FrameType, event: str, argument: Any) -> TraceFunction:
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize("unit", UNITS)
def test_alignment_takes_linear_time(unit: str) -> None:
    def search(times: int) -> object:
        fold.cache_clear()
        return align(unit * times + "b", [fold(unit * times)])

    assert steps_of(lambda: search(400)) < 2.5 * steps_of(lambda: search(200)) + 1000


@pytest.mark.parametrize("unit", UNITS)
def test_classification_takes_linear_time(unit: str) -> None:
    def trace(times: int) -> object:
        fold.cache_clear()
        held = SourceIndex([unit * times, f"{unit * times} and b"])
        return held.classify(f"{unit * times} b", source=lambda text, span: text)

    assert steps_of(lambda: trace(400)) < 2.5 * steps_of(lambda: trace(200)) + 1000


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("the harbour feeds 400 families", "the harbour feeds 400 families"),  # hyphenated at the end of a line
        ("[t]he mayor spoke for [two] hours", None),
        ("[T]he harbour feeds [about] families", "the harbour feeds 400 families"),
        ("[It] feeds 400 families", "feeds 400 families"),
        ("he paid […] the ferry", "he paid|the ferry"),
        ("He said ‘go home’ to them all", "He said “go home” to them all"),  # nested
        ("He said go home to them all", "He said “go home” to them all"),
        ("said “go home” to", "said “go home” to"),
        ("the first day. The second day", "the first day.\n\n“The second day"),  # across paragraphs
    ],
)
def test_newspaper_conventions_align(quote: str, words: str | None) -> None:
    text = (
        "the har-\nbour feeds 400 families. Then he paid the crew, and the ferry. He said “go home” to them all. "
        "“It was the first day.\n\n“The second day was worse.”"
    )
    found = align(quote, [fold(text)])
    if words is None:
        assert found is None
    else:
        assert found is not None
        assert "|".join(span.of(text).replace("har-\nbour", "harbour") for span in found.spans) == words


def test_a_bracketed_insertion_replaces_only_a_few_words() -> None:
    text = f"We will not sell {'the old stone harbour ' * 9}to anyone."
    assert align("We will not sell [it] to anyone", [fold(text)]) is None


SPOKEN = "“We will go,” she said, “and stay there.” It rained. “Nobody will stop us.”"
PIECES = [
    Span(SPOKEN.index(words), SPOKEN.index(words) + len(words)) for words in ("“We will go,”", "“and stay there.”")
]


@pytest.mark.parametrize("quote", ["We will go and stay there", "we will go, and stay", "will go. And stay there."])
def test_a_quotation_aligns_across_an_interrupting_attribution(quote: str) -> None:
    spans = align_interrupted(quote.replace("And", "and"), SPOKEN, PIECES)
    assert spans is not None
    assert [span.of(SPOKEN).split()[0].lower() for span in spans][-1] == "and"
    assert spans[0].of(SPOKEN).endswith("will go")


@pytest.mark.parametrize(
    "quote", ["We will go and leave", "and stay there Nobody will stop us", "We will not go and stay"]
)
def test_words_of_two_statements_do_not_align(quote: str) -> None:
    assert align_interrupted(quote, SPOKEN, PIECES) is None
