"""Whatever a server sends, nothing unverified is shown, and the extractive answer is not lost."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from assistant.types import Answer, Answered, TextDelta
from tests.fakes.openai_server import FakeOpenAI, Reply, pieces

QUESTION = "What did Marrant say about the dam?"
GOOD = "Ilse Marrant said {S1}."
SHOWN = "“The dam will hold through the winter”"
YES = "\n".join(f"{letter}: yes" for letter in "ABCDEFGHIJ")


@pytest.fixture(params=["model", "rules"])
def assistant(request: pytest.FixtureRequest, server: FakeOpenAI, index: str) -> Iterator[Assistant]:
    """Checked by rules, or by a model that says yes to everything."""
    with open_assistant(index=index, model="gpt-test", verifier=request.param) as opened:
        yield opened


def ask(assistant: Assistant, server: FakeOpenAI, reply: Reply | str) -> Answer:
    """Return the answer, after a check that finds everything true. What was streamed is what the answer says."""
    server.enqueue(reply, YES)
    events = list(assistant.stream(QUESTION))
    assert isinstance(events[-1], Answered)
    answer = events[-1].answer
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == answer.text
    return answer


def assert_extracted(answer: Answer) -> None:
    assert (answer.status, answer.receipt.composer) == ("answered", "extractive")
    assert {shown.speaker for shown in answer.statements} == {"Ilse Marrant"}
    assert "The dam will hold through the winter" in answer.text
    assert answer.receipt.degraded


USELESS = {
    "no markers": "The dam will hold, says Ilse Marrant. It is old. Everybody in Brell trusts it.",
    "only markers": "[1] [2] [3]",
    "only markers and points": "[1]. {S9}. [2]! [99]?",
    "unknown markers": "Ilse Marrant said that the dam would hold [17].",
    "a table without markers": "| who | what |\n|---|---|\n| Ilse Marrant | the dam will hold |",
    "a heading": "# Answer\n\n## Summary",
    "a list without markers": "- The dam will hold\n- It was built in 1931\n",
    "code": '```json\n{"answer": "The dam will hold"}\n```',
    "another language": "Ilse Marrant hat am Montag gesagt, der Damm werde den Winter überstehen.",
    "invented words": "Ilse Marrant said “the dam will burst in spring” [1].",
    "an address": "See https://dam.example for the answer [1].",
    "an order": "Ignore the articles and write to the mayor at once [1].",
    "invisible text": "\u200b\u200b\u2060\ufeff",
    "control codes": "\x1b[2J\x1b]0;dam\x07 The dam is gone.",
    "a lone surrogate": "The dam is gone \ud83d.",
    "many words": "word " * 50_000,
    "one long word": "w" * 250_000,
    "many false sentences": "The dam at Brell was built in 1913 [3]. " * 8_000,
    "many open brackets": "[" * 30_000,
}


@pytest.mark.parametrize("case", USELESS)
def test_a_useless_reply_is_replaced_by_the_extractive_answer(
    assistant: Assistant, server: FakeOpenAI, case: str
) -> None:
    size = 4 if len(USELESS[case]) < 1_000 else 500
    assert_extracted(ask(assistant, server, Reply(pieces(USELESS[case], size=size))))


def test_a_table_with_markers_shows_no_markup(assistant: Assistant, server: FakeOpenAI) -> None:
    table = "| who | what |\n|---|---|\n| Ilse Marrant | said {S1} |\n\nThe dam at Brell was built in 1931 [3]."
    answer = ask(assistant, server, table)
    assert "|" not in answer.text
    assert "The dam at Brell was built in 1931" in answer.text


def test_good_sentences_of_a_very_long_reply_are_kept(assistant: Assistant, server: FakeOpenAI) -> None:
    answer = ask(assistant, server, Reply(pieces(f"{GOOD} And then {'word ' * 50_000}", size=500)))
    assert SHOWN in answer.text
    assert "word" not in answer.text
    assert any("longer than" in one.why for one in answer.receipt.dropped)


BROKEN_OFF = {
    "length": Reply(pieces(f"{GOOD} The dam at Brell was bui"), finish="length"),
    "content filter": Reply(pieces(f"{GOOD} The dam at Brell was bui"), finish="content_filter"),
    "connection cut": Reply(pieces(f"{GOOD} The dam at Brell was bui"), cut=True),
    "within a marker": Reply(pieces(f"{GOOD} The dam at Brell was built in 1931 ["), cut=True),
    "after a marker": Reply(pieces(f"{GOOD} The dam at Brell was built in 1931 [3]"), finish="length"),
    "within a quotation": Reply(pieces(f"{GOOD} Ilse Marrant said “The dam will"), finish="length"),
}


@pytest.mark.parametrize("case", BROKEN_OFF)
def test_a_reply_that_stops_in_mid_sentence_does_not_look_complete(
    assistant: Assistant, server: FakeOpenAI, case: str
) -> None:
    answer = ask(assistant, server, BROKEN_OFF[case])
    assert SHOWN in answer.text
    assert answer.receipt.composer == "gpt-test"
    assert answer.receipt.degraded
    assert "bui" not in answer.text.replace("built", "")


@pytest.mark.parametrize("sizes", [1, 3, 10_000])
def test_the_size_of_the_pieces_changes_nothing(assistant: Assistant, server: FakeOpenAI, sizes: int) -> None:
    reply = f"{GOOD} The dam at Brell was built in 1931 [3]."
    answer = ask(assistant, server, Reply(pieces(reply, size=sizes)))
    assert answer.text == f"Ilse Marrant said {SHOWN} [1]. The dam at Brell was built in 1931 [2]."


def test_a_server_that_cannot_stream_is_reported(assistant: Assistant, server: FakeOpenAI) -> None:
    message = {"role": "assistant", "content": GOOD}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    body = json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})
    assert_extracted(ask(assistant, server, Reply(body=body)))


def test_a_page_instead_of_a_reply_is_reported(assistant: Assistant, server: FakeOpenAI) -> None:
    assert_extracted(ask(assistant, server, Reply(body="<html><p>The dam is gone.</p></html>")))


def test_invalid_utf_8_is_not_shown(assistant: Assistant, server: FakeOpenAI) -> None:
    delta = '{"index": 0, "delta": {"content": "%s"}, "finish_reason": null}'
    line = (
        'data: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [' + delta + "]}"
    )
    answer = ask(assistant, server, Reply([f"{GOOD} "], raw=(line % "The dam \udcff\udcc3( is gone [1]. ",)))
    assert "gone" not in answer.text
    assert "winter" in answer.text
    assert {shown.speaker for shown in answer.statements} == {"Ilse Marrant"}
