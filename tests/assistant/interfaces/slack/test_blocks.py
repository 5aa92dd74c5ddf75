"""The messages of any answer are within Slack's limits and show its words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from assistant.interfaces.rendering.safe_text import printable
from assistant.interfaces.slack import blocks as made
from assistant.interfaces.slack.blocks import (
    answer_pages,
    feedback_form,
    footer_pages,
    links_by_marker,
    passage_blocks,
    text_below,
)
from assistant.types import Answer, Citation, ImpliedFilter, NearPassage, Query, Receipt
from index.types import Article, Coverage, Span
from tests.assistant.interfaces.slack.answers import answers, mrkdwn_texts, shown
from tests.fakes.slack.rules import find_block_error, texts


def messages(answer: Answer) -> list[list[made.Block]]:
    """Return the answer as it is posted without a stream."""
    pages = answer_pages(answer.text + text_below(answer), links_by_marker(answer.citations))
    first, *others = footer_pages(answer, 7, notes=["a note <!here>"])
    return [*pages[:-1], [*pages[-1], *first], *others]


@given(answers())
@settings(max_examples=150)
def test_every_message_is_within_slacks_limits(answer: Answer) -> None:
    for message in messages(answer):
        assert find_block_error(message) is None
        assert len(message) <= made.MAX_BLOCKS
        assert sum(map(len, texts(message))) <= made.MAX_MESSAGE


@given(answers())
@settings(max_examples=100)
def test_messages_contain_no_mentions_and_only_our_links(answer: Answer) -> None:
    for text in mrkdwn_texts([block for message in messages(answer) for block in message]):
        assert not re.search(r"<[@!#]", text)
        assert all(link.startswith("<https://k.example/") for link in re.findall(r"<[^>]*>", text))
        assert text.count("<") == text.count(">") == len(re.findall(r"<[^<>]*>", text))


@given(answers())
@settings(max_examples=100)
def test_quotations_are_unchanged(answer: Answer) -> None:
    output = "".join(block["text"] for message in messages(answer) for block in message if block["type"] == "markdown")
    seen = re.sub(r"\s", "", shown(output))
    for citation in answer.citations:
        assert re.sub(r"\s", "", printable(re.sub(r"\[(\d+)\]", r"(\1)", citation.quote))) in seen


@given(answers())
@settings(max_examples=50)
def test_every_source_has_a_line_and_a_button(answer: Answer) -> None:
    blocks = [block for message in messages(answer) for block in message]
    buttons = [one["value"] for block in blocks if block["type"] == "actions" for one in block["elements"]]
    assert buttons == [f"7:{one.marker}" for one in answer.citations]
    lines = [text for text in mrkdwn_texts(blocks) if re.match(r"\[\d+\] ", text)]
    assert [re.match(r"\[(\d+)\]", line)[1] for line in lines] == [str(one.marker) for one in answer.citations]  # type: ignore[index]


def test_the_nearest_passages_fit_on_a_phone_and_each_has_a_link() -> None:
    article = Article(id="a", title="Pumps " * 60, text="The pumps leak. " * 40, url="https://k.example/a")
    near = NearPassage(article, Span(0, len(article.text)), 1.0)
    receipt = Receipt("extractive", Coverage(1, None, None), Query("q", "fact"))
    answer = Answer("q", "no_evidence", "No record.", receipt, nearest=(near,) * 3, unanswered="who pays [1]")

    heading, *lines = mrkdwn_texts(footer_pages(answer, None)[0])[:4]
    assert heading == "Nearest passages, which may not answer the question:"
    assert all(line.startswith("• The pumps leak. ") and "<https://k.example/a#:~:text=" in line for line in lines)
    assert sum(len(re.sub(r"<[^|]*\|", "", line)) for line in lines) < 1_000
    assert text_below(answer) == "\n\nNot answered by the articles: who pays (1)"


@given(answers())
@settings(max_examples=100)
def test_a_passage_is_within_the_limits_and_marks_its_words(answer: Answer) -> None:
    for citation in answer.citations[:3]:
        blocks = passage_blocks(citation, changed=True)
        assert find_block_error([b for b in blocks if any(texts(b))]) is None
        assert sum(map(len, texts(blocks))) <= made.MAX_MESSAGE
        bold = "".join(one["text"] for one in blocks[1]["elements"][0]["elements"] if one.get("style"))
        if citation.quote.strip() and len(citation.quote) < 2_000:
            assert re.sub(r"\s", "", printable(citation.quote)) == re.sub(r"\s", "", bold)


@pytest.mark.parametrize("text", ["\x1b", " 0", "\u202e", "\x1b[31m words"])
def test_an_unprintable_passage_is_still_a_valid_message(text: str) -> None:
    article = Article(id="a", title="t", text=text)
    assert find_block_error(passage_blocks(Citation(1, article, Span(0, 1)), changed=False)) is None


@given(answers())
@settings(max_examples=10)
def test_an_unrecorded_answer_has_no_buttons(answer: Answer) -> None:
    kinds = {block["type"] for page in footer_pages(answer, None) for block in page}
    assert kinds == {"context"}


def test_the_form_offers_the_journals_verdicts() -> None:
    view = feedback_form(7, "C1")
    assert view["private_metadata"] == "7:C1"
    assert [one["value"] for one in view["blocks"][0]["element"]["options"]] == ["wrong", "incomplete", "outdated"]


@given(answers())
@settings(max_examples=5)
def test_a_loosened_filter_is_named_below_the_answer(answer: Answer) -> None:
    loosened = (ImpliedFilter("publisher", "The Example Record", "in the Record"),)
    query = replace(answer.receipt.query, loosened=loosened)
    pages = footer_pages(replace(answer, receipt=replace(answer.receipt, query=query)), None)

    assert any("Nothing from The Example Record" in text for page in pages for text in texts(page))
