"""The chain over the real client and a loopback server: streams, counts, fails in words, and lets go."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from assistant.compose.chain import Chain, open_chain
from assistant.errors import ModelFailed
from assistant.types import Usage
from prompts import Rendered
from tests.fakes.openai_server import FakeOpenAI, Reply, fake_openai

MESSAGES = Rendered("be brief", "who spoke in Arlen?")
KEY = "sk-invented-0123456789"


class WordCounter:
    def count(self, text: str) -> int:
        return len(text.split())


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with fake_openai() as fake:
        yield fake


@pytest.fixture
def chain(server: FakeOpenAI) -> Iterator[Chain]:
    opened = make_chain(server)
    yield opened
    opened.close()


def make_chain(server: FakeOpenAI, *, timeout: float = 5, retries: int = 0, api_key: str | None = KEY) -> Chain:
    return open_chain(
        model="fake-1",
        api_key=api_key,
        base_url=server.base_url,
        counter=WordCounter(),
        timeout=timeout,
        retries=retries,
    )


def test_a_reply_streams_and_carries_the_servers_count(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue(Reply(("The mayor", " of Arlen", " spoke."), usage=(321, 12)))
    reply = chain.compose(MESSAGES)
    assert list(reply) == ["The mayor", " of Arlen", " spoke."]
    assert reply.usage == Usage(calls=1, input_tokens=321, output_tokens=12)
    assert reply.failure is None


def test_one_call_is_made_with_the_messages_and_nothing_else(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue("Yes.")
    list(chain.compose(MESSAGES))
    assert server.requests == [
        {
            "path": "/v1/chat/completions",
            "model": "fake-1",
            "stream": True,
            "stream_options": {"include_usage": True},
            "messages": [
                {"role": "system", "content": "be brief"},
                {"role": "user", "content": "who spoke in Arlen?"},
            ],
        }
    ]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_nothing_is_sent_before_the_reply_is_read(server: FakeOpenAI, chain: Chain) -> None:
    reply = chain.compose(MESSAGES)
    reply.close()
    assert server.requests == []


def test_usage_is_estimated_where_the_server_sends_none(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue(Reply(("three words", " here"), usage=None))
    reply = chain.compose(MESSAGES)
    list(reply)
    assert reply.usage == Usage(calls=1, input_tokens=6, output_tokens=3, estimated=True)


@pytest.mark.parametrize(
    ("reply", "message", "hint"),
    [
        (Reply(status=401, error="bad key"), "refused the API key: .*bad key", "OPENAI_API_KEY"),
        (Reply(status=403, error="not you"), "does not allow", "permissions"),
        (Reply(status=404, error="no such model"), "does not know the model", "model's name"),
        (Reply(status=429, error="slow down"), "rate limit", "wait"),
        (
            Reply(status=400, error={"message": "too long", "code": "context_length_exceeded"}),
            "too long",
            "input_tokens",
        ),
        (Reply(status=500, error="oops"), "error of its own: .*oops", "ask again"),
        (Reply(status=418, error="teapot"), "the model failed: .*teapot", "--model none"),
        (Reply(("part",), cut=True), "cannot be reached", "network"),
        (Reply(("part",), raw=("data: {not json",)), "no chat completion", "OPENAI_BASE_URL"),
        (Reply(("part",), raw=("data: []",)), "no chat completion", "OPENAI_BASE_URL"),
        (Reply(("part",), raw=('data: {"error": {"message": "overloaded"}}',)), "overloaded", "ask again"),
        (Reply(("part",), finish="content_filter"), "content filter", "--model none"),
        (Reply(("part",), finish="length"), "length limit", "output limit"),
        (Reply(("  ", "\n")), "empty", "another model"),
        (Reply(), "empty", "another model"),
    ],
)
def test_a_failure_ends_the_reply_and_says_what_to_do(
    server: FakeOpenAI, chain: Chain, reply: Reply, message: str, hint: str
) -> None:
    server.enqueue(reply)
    asked = chain.compose(MESSAGES)
    text = "".join(asked)
    assert isinstance(asked.failure, ModelFailed)
    with pytest.raises(ModelFailed, match=message):
        raise asked.failure
    assert hint in asked.failure.hint
    assert asked.failure.exit_code == 4
    assert "\n" not in str(asked.failure)
    assert text.strip() in ("", "part")


def test_a_stream_without_an_end_is_known_to_be_broken_off(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue(Reply(("It cost 3",), raw=("data: [DONE]",), cut=True))
    reply = chain.compose(MESSAGES)
    assert "".join(reply) == "It cost 3"
    assert "broke off" in str(reply.failure)


def test_a_key_that_the_server_repeats_is_not_shown(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue(Reply(status=401, error=f"unknown key {KEY}"))
    reply = chain.compose(MESSAGES)
    list(reply)
    assert KEY not in str(reply.failure)
    assert KEY not in repr(chain)


def test_a_rate_limit_that_passes_is_waited_out(server: FakeOpenAI) -> None:
    chain = make_chain(server, retries=2)
    limited = Reply(status=429, error="slow", headers={"retry-after-ms": "1"})
    server.enqueue(limited, limited, "Done.")
    reply = chain.compose(MESSAGES)
    assert "".join(reply) == "Done."
    assert reply.failure is None
    assert len(server.requests) == 3
    chain.close()


def test_retries_end(server: FakeOpenAI) -> None:
    chain = make_chain(server, retries=1)
    limited = Reply(status=500, error="oops", headers={"retry-after-ms": "1"})
    server.enqueue(limited, limited, "never asked for")
    reply = chain.compose(MESSAGES)
    assert list(reply) == []
    assert reply.failure is not None
    assert len(server.requests) == 2
    chain.close()


def test_a_server_that_does_not_answer_is_given_up_on(server: FakeOpenAI) -> None:
    chain = make_chain(server, timeout=0.2)
    hold = Event()
    server.enqueue(Reply(("late",), hold=hold))
    reply = chain.compose(MESSAGES)
    assert list(reply) == []
    hold.set()
    assert "in time" in str(reply.failure)
    chain.close()


def test_closing_the_reply_closes_the_connection(server: FakeOpenAI, chain: Chain) -> None:
    def forever() -> Iterator[str]:
        while True:
            yield "word "

    server.enqueue(Reply(forever()))
    reply = chain.compose(MESSAGES)
    deltas = iter(reply)
    assert next(deltas) == "word "
    reply.close()
    assert server.disconnected.wait(timeout=10)
    assert reply.usage.estimated


def test_a_server_of_ones_own_needs_no_key(server: FakeOpenAI) -> None:
    chain = make_chain(server, api_key=None)
    server.enqueue("Yes.")
    assert "".join(chain.compose(MESSAGES)) == "Yes."
    chain.close()


def test_openai_needs_a_key_and_says_so_before_anything_is_sent() -> None:
    with pytest.raises(ModelFailed, match="API key") as raised:
        open_chain(model="gpt-5", api_key=None, base_url=None, counter=WordCounter(), timeout=1)
    assert "OPENAI_API_KEY" in raised.value.hint
