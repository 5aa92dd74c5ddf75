"""A chat model over the real client and a loopback server: streaming, usage, failures, retries and closing."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from itertools import count
from threading import Event

import pytest

from assistant.errors import ContextTooLong, ModelFailed
from assistant.generation.chain import Chain, open_chain
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


def make_chain(
    server: FakeOpenAI,
    *,
    timeout: float = 5,
    retries: int = 0,
    api_key: str | None = KEY,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Chain:
    return open_chain(
        model="fake-1",
        api_key=api_key,
        base_url=server.base_url,
        counter=WordCounter(),
        timeout=timeout,
        retries=retries,
        clock=clock,
        sleep=sleep,
    )


def test_a_reply_streams_its_text_and_reports_the_servers_usage(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue(Reply(("The mayor", " of Arlen", " spoke."), usage=(321, 12)))
    reply = chain.compose(MESSAGES)
    assert list(reply) == ["The mayor", " of Arlen", " spoke."]
    assert reply.usage == Usage(calls=1, input_tokens=321, output_tokens=12)
    assert reply.failure is None


def test_a_call_sends_the_messages_and_nothing_else(server: FakeOpenAI, chain: Chain) -> None:
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


def test_usage_is_estimated_if_the_server_sends_none(server: FakeOpenAI, chain: Chain) -> None:
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
        (Reply(status=400, error={"message": "filtered", "code": "content_filter"}), "content filter", "--model none"),
        (Reply(status=500, error="oops"), "internal error: .*oops", "again"),
        (Reply(status=418, error="teapot"), "the model failed: .*teapot", "--model none"),
        (Reply(("part",), cut=True), "cannot be reached", "network"),
        (Reply(("part",), raw=("data: {not json",)), "malformed chat completion", "OPENAI_BASE_URL"),
        (Reply(("part",), raw=("data: []",)), "malformed chat completion", "OPENAI_BASE_URL"),
        (Reply(("part",), raw=('data: {"error": {"message": "overloaded"}}',)), "overloaded", "ask again"),
        (Reply(("part",), finish="content_filter"), "content filter", "--model none"),
        (Reply(("part",), finish="length"), "length limit", "output limit"),
        (Reply(("part",), refusal="I cannot help with that."), "refused: I cannot help with that.", "--model none"),
        (Reply(refusal="I cannot help with that."), "refused: I cannot help with that.", "--model none"),
        (Reply(("  ", "\n")), "empty", "another model"),
        (Reply(), "empty", "another model"),
    ],
)
def test_a_failure_ends_the_reply_with_a_hint(
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


def test_a_stream_without_a_finish_reason_is_reported_as_broken_off(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue(Reply(("It cost 3",), raw=("data: [DONE]",), cut=True))
    reply = chain.compose(MESSAGES)
    assert "".join(reply) == "It cost 3"
    assert "broke off" in str(reply.failure)


def test_an_api_key_that_the_server_repeats_is_masked(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue(Reply(status=401, error=f"unknown key {KEY}"))
    reply = chain.compose(MESSAGES)
    list(reply)
    assert KEY not in str(reply.failure)
    assert KEY not in repr(chain)


def ask_with_retries(
    server: FakeOpenAI, *replies: Reply | str, retries: int = 2
) -> tuple[str, ModelFailed | None, list[float]]:
    """Return the text of the last reply, its failure, and the seconds before each retry."""
    waits: list[float] = []
    chain = make_chain(server, retries=retries, sleep=waits.append)
    server.enqueue(*replies)
    reply = chain.compose(MESSAGES)
    text = "".join(reply)
    chain.close()
    return text, reply.failure, waits


def rate_limited(**headers: str) -> Reply:
    return Reply(
        status=429, error="slow down", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.mark.parametrize(
    ("replies", "waits"),
    [
        ([rate_limited(), rate_limited()], [0.5, 1.0]),
        ([rate_limited(retry_after="7")], [7.0]),
        ([rate_limited(retry_after_ms="30", retry_after="7")], [0.03]),
        ([Reply(status=500, error="oops"), Reply(status=503, error="busy")], [0.5, 1.0]),
        ([Reply(status=409, error="held", headers={"retry-after": "soon"})], [0.5]),
    ],
)
def test_a_temporary_failure_is_retried_after_the_wait_that_the_server_requests(
    server: FakeOpenAI, replies: list[Reply], waits: list[float]
) -> None:
    assert ask_with_retries(server, *replies, "Done.") == ("Done.", None, waits)
    assert len(server.requests) == len(replies) + 1


@pytest.mark.parametrize(
    "reply",
    [
        rate_limited(retry_after="60"),  # longer than a user should wait
        Reply(status=429, error={"message": "pay first", "code": "insufficient_quota"}),
        Reply(status=500, error="for good", headers={"x-should-retry": "false"}),
        Reply(status=401, error="bad key"),
        Reply(status=404, error="no such model"),
        Reply(("It cost 3",), cut=True),
    ],
    ids=["wait too long", "no quota", "retry forbidden", "bad key", "unknown model", "broken off"],
)
def test_a_permanent_failure_is_not_retried(server: FakeOpenAI, reply: Reply) -> None:
    text, failure, waits = ask_with_retries(server, reply, "never requested")
    assert text in ("", "It cost 3")
    assert failure is not None
    assert (waits, len(server.requests)) == ([], 1)


def test_retries_stop_at_their_limit(server: FakeOpenAI) -> None:
    text, failure, waits = ask_with_retries(server, rate_limited(), rate_limited(), "never requested", retries=1)
    assert (text, waits, len(server.requests)) == ("", [0.5], 2)
    assert "rate limit" in str(failure)


def test_an_unreachable_server_is_retried_and_then_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    waits: list[float] = []
    chain = open_chain(
        model="fake-1",
        api_key=None,
        base_url=f"http://127.0.0.1:{port}/v1",
        counter=WordCounter(),
        timeout=5,
        sleep=waits.append,
    )
    reply = chain.compose(MESSAGES)
    assert list(reply) == []
    assert "cannot be reached" in str(reply.failure)
    assert waits == [0.5, 1.0]
    chain.close()


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_a_refused_call_uses_no_tokens(server: FakeOpenAI, chain: Chain, status: int) -> None:
    server.enqueue(Reply(status=status, error="no"))
    reply = chain.compose(MESSAGES)
    list(reply)
    assert reply.usage == Usage(calls=1)


def test_cached_and_written_input_tokens_are_reported_separately(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue(Reply(("Yes.",), usage=(2000, 5), details={"cached_tokens": 1024, "cache_write_tokens": 512}))
    reply = chain.compose(MESSAGES)
    list(reply)
    assert reply.usage == Usage(1, 2000, 5, cached_tokens=1024, written_tokens=512)


def test_usage_of_zero_tokens_counts_as_missing(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue(Reply(("three words here",), usage=(0, 0)))
    reply = chain.compose(MESSAGES)
    list(reply)
    assert reply.usage == Usage(1, 6, 3, estimated=True)


@pytest.mark.parametrize(
    "error",
    [
        {"message": "too long", "code": "context_length_exceeded"},
        {"message": "This model's maximum context length is 4096 tokens.", "code": 400},
        {"message": "the request exceeds the available context size, try increasing it"},
        {"message": "Requested tokens (5000) exceed context window of 4096"},
    ],
)
def test_a_context_that_is_too_long_has_its_own_error(
    server: FakeOpenAI, chain: Chain, error: dict[str, object]
) -> None:
    server.enqueue(Reply(status=400, error=error))
    reply = chain.compose(MESSAGES)
    list(reply)
    assert isinstance(reply.failure, ContextTooLong)


def test_an_output_limit_is_sent(server: FakeOpenAI, chain: Chain) -> None:
    server.enqueue("Yes.")
    list(chain.compose(MESSAGES, output_tokens=321))
    assert server.requests[0]["max_completion_tokens"] == 321


def test_a_reply_that_never_ends_times_out(server: FakeOpenAI) -> None:
    chain = make_chain(server, timeout=5, clock=count(step=3).__next__)
    server.enqueue(Reply("word " for _ in range(10_000)))
    reply = chain.compose(MESSAGES)
    assert 0 < len(list(reply)) < 20
    assert "finish its reply in time" in str(reply.failure)
    chain.close()


def test_a_removed_langchain_tracer_is_an_explained_failure(
    server: FakeOpenAI, chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGCHAIN_HANDLER", "langchain")
    reply = chain.compose(MESSAGES)
    assert list(reply) == []
    assert "LANGCHAIN_HANDLER" in (reply.failure or ModelFailed("")).hint
    assert server.requests == []


def test_environment_variables_of_the_libraries_cannot_redirect_a_call(
    server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_openai() as elsewhere:
        monkeypatch.setenv("LANGSMITH_GATEWAY", elsewhere.base_url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_invented")
        monkeypatch.setenv("OPENAI_API_BASE", elsewhere.base_url)
        monkeypatch.setenv("OPENAI_BASE_URL", elsewhere.base_url)
        chain = make_chain(server, api_key=None)
        server.enqueue("Yes.")
        assert "".join(chain.compose(MESSAGES)) == "Yes."
        assert elsewhere.requests == []
        assert "lsv2" not in server.headers[0]["authorization"]
        chain.close()


def test_a_server_that_does_not_answer_times_out(server: FakeOpenAI) -> None:
    chain = make_chain(server, timeout=0.2)
    hold = Event()
    server.enqueue(Reply(("late",), hold=hold))
    reply = chain.compose(MESSAGES)
    assert list(reply) == []
    hold.set()
    assert "in time" in str(reply.failure)
    assert len(server.requests) == 1
    assert reply.usage == Usage(1, 6, 0, estimated=True)  # the server may have read the prompt
    chain.close()


def test_a_server_that_stops_in_the_middle_of_a_reply_times_out(server: FakeOpenAI) -> None:
    chain = make_chain(server, timeout=0.3, retries=2)
    hold = Event()

    def stalling() -> Iterator[str]:
        yield "It cost 3"
        hold.wait(20)
        yield "0 million."

    server.enqueue(Reply(stalling()))
    reply = chain.compose(MESSAGES)
    assert "".join(reply) == "It cost 3"
    hold.set()
    assert "in time" in str(reply.failure)
    assert len(server.requests) == 1
    chain.close()


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(
    "raw",
    [
        "data: null",
        "data: {}",
        'data: {"choices": null}',
        'data: {"choices": [null]}',
        'data: {"choices": [{"delta": null}]}',
        'data: {"choices": [{"delta": {"content": 7}}]}',
        'data: {"choices": [{"index": 0, "delta": {"content": ["a"]}, "finish_reason": "stop"}]}',
        'data: {"choices": [{"index": 0, "delta": {"tool_calls": [{"function": null}]}}]}',
        'data: {"choices": [], "usage": {"prompt_tokens": "many", "completion_tokens": null}}',
        'data: {"choices": [], "usage": []}',
        "event: error\ndata: nothing",
        ": only a comment",
        "\x00\x01\x02",
        "data: " + "[" * 5000,
    ],
)
def test_a_malformed_chunk_causes_at_most_a_failure(server: FakeOpenAI, chain: Chain, raw: str) -> None:
    server.enqueue(Reply(("part ",), raw=(raw,), finish="stop"))
    reply = chain.compose(MESSAGES)
    text = "".join(reply)
    assert text.startswith("part ")
    assert reply.failure is None or isinstance(reply.failure, ModelFailed)
    assert reply.usage.calls == 1


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


def test_your_own_server_needs_no_key(server: FakeOpenAI) -> None:
    chain = make_chain(server, api_key=None)
    server.enqueue("Yes.")
    assert "".join(chain.compose(MESSAGES)) == "Yes."
    chain.close()


def test_openai_without_a_key_fails_before_anything_is_sent() -> None:
    with pytest.raises(ModelFailed, match="API key") as raised:
        open_chain(model="gpt-5", api_key=None, base_url=None, counter=WordCounter(), timeout=1)
    assert "OPENAI_API_KEY" in raised.value.hint
