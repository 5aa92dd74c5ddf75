"""Paragraph and sentence boundaries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokenization import split_paragraphs, split_sentences


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It holds. It fell.", ["It holds.", "It fell."]),
        ("Sen. J. D. Fox left on Aug. 17. He came back.", ["Sen. J. D. Fox left on Aug. 17.", "He came back."]),
        ("She went to the U.S. The trip was long.", ["She went to the U.S.", "The trip was long."]),
        ("The U.S. Senate voted 3.5 to 1.", ["The U.S. Senate voted 3.5 to 1."]),
        ("Mr. Hill of Lowfield Inc. left. No one saw.", ["Mr. Hill of Lowfield Inc. left.", "No one saw."]),
        ('"Go." She went.', ['"Go."', "She went."]),
        ('"Go!" she said. "Now."', ['"Go!" she said.', '"Now."']),
        ("“Go,” he said. “Now.”", ["“Go,” he said.", "“Now.”"]),
        ("He paused ... and left… Then he came.", ["He paused ... and left…", "Then he came."]),
        ("它坏了。我们走！", ["它坏了。", "我们走！"]),
        ("Hill voted no. The mayor voted for it.", ["Hill voted no.", "The mayor voted for it."]),
        ("Varga was ill. Finch left.", ["Varga was ill.", "Finch left."]),
        ("The goats sat. Finch stood.", ["The goats sat.", "Finch stood."]),
        ("He reads the Sun. Varga does not.", ["He reads the Sun.", "Varga does not."]),
        ("They heard mass. Varga sang.", ["They heard mass.", "Varga sang."]),
        ("Mass. Gov. Fox came on Sat. 4 Oct. 2031.", ["Mass. Gov. Fox came on Sat. 4 Oct. 2031."]),
        ("Platform No. 4 is shut.", ["Platform No. 4 is shut."]),
        ("Is it? Yes! (It is.) Good.", ["Is it?", "Yes!", "(It is.)", "Good."]),
    ],
)
def test_sentences_end_where_a_reader_expects(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_line_without_a_full_stop_is_a_sentence() -> None:
    assert sentences("A headline\nMayor Fox came.\nShe left.") == ["A headline", "Mayor Fox came.", "She left."]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The bridge over the wide river was closed on Monday after a\n"
        "long crack was seen by one diver who works for the town of\n"
        "Lowfield. It will open again in May."
    )
    assert len(split_paragraphs(text)) == 1
    assert len(sentences(text)) == 2


def test_a_sentence_never_crosses_a_blank_line() -> None:
    assert sentences("The bridge\n\nover the river") == ["The bridge", "over the river"]
    assert sentences("The bridge\r\n \r\nover the river") == ["The bridge", "over the river"]


@given(st.text(alphabet=st.sampled_from('aA. "“”\n\r\t?!…。’)(-—1é🙂\u00a0\u2028Mr'), max_size=200))
def test_every_character_that_is_not_white_space_is_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    for span in split_sentences(text):
        assert span.of(text) == span.of(text).strip()
        for at in range(span.start, span.end):
            covered[at] += 1
    for count, character in zip(covered, text, strict=True):
        assert count == 1 or (character.isspace() and count == 0)
