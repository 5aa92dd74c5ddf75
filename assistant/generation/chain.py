"""Chat models that speak OpenAI's protocol, called through LangChain.

The API address is always passed explicitly, so that no LangChain variable can redirect a request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import openai
from langchain_core.exceptions import LangChainException
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.errors import ModelFailed
from assistant.generation.cancellation import Cancelled, current_cancellation, shut_down_when_cancelled
from assistant.generation.model_errors import (
    RETRIES,
    TIMED_OUT,
    TRANSPORT_ERROR,
    explain_error,
    explain_reply,
    one_line,
    seconds_before_retry,
)
from assistant.types import Usage
from index.ports import TokenCounter
from prompts import Rendered

OPENAI = "https://api.openai.com/v1"
MAX_TIMEOUTS = 5
"""The timeout bounds a silence. A whole reply may take this many timeouts, because a server can drip for ever."""
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""Raised by the SDK and LangChain for well-formed HTTP that is not a chat completion."""


@dataclass(slots=True)
class ModelReply:
    """A streamed reply: iterate for its text, then read `usage` and `failure`.

    A failing model ends the iteration and sets `failure`, so that the text before it can still be verified. A temporary
    failure before the first text is retried. Closing the reply or its iterator closes the connection, so the model
    stops writing and charging. So does a cancellation, which also makes the iteration raise Cancelled.
    """

    _chain: Chain
    _messages: Rendered
    _output_tokens: int | None
    text: str = ""
    """The text received so far."""
    failure: ModelFailed | None = None
    _refusal: list[str] = field(default_factory=list)
    _sent: bool = False
    _answered: bool = False
    _reported_usage: Usage | None = None
    _finish: str | None = None
    _deltas: Generator[str, None, None] = field(init=False)

    def __post_init__(self) -> None:
        self._deltas = self._read()

    def __iter__(self) -> Iterator[str]:
        return self._deltas

    def close(self) -> None:
        self._deltas.close()

    @property
    def usage(self) -> Usage:
        """The server's token counts, or our estimate if it sent none. A refused call used no tokens."""
        if self._reported_usage is not None:
            return self._reported_usage
        if not self._answered:
            return Usage(calls=int(self._sent))
        count = self._chain.counter.count
        input_tokens = count(self._messages.system) + count(self._messages.user)
        return Usage(calls=1, input_tokens=input_tokens, output_tokens=count(self.text), estimated=True)

    def _read(self) -> Generator[str, None, None]:
        attempts = 0
        secret = self._chain.secret
        while True:
            chunks = self._chain.stream(self._messages, self._output_tokens)
            try:
                self._sent = True
                with _raising_cancelled():
                    yield from self._read_texts(chunks)
                self.failure = explain_reply(self.text, "".join(self._refusal), self._finish, secret)
                return
            except (openai.OpenAIError, LangChainException, TRANSPORT_ERROR) as error:
                # After a timeout we do not know what the server did: it may charge for the call.
                self._answered = self._answered or isinstance(error, openai.APITimeoutError)
                wait = None if self._answered else seconds_before_retry(error, attempts, self._chain.retries)
                if wait is None:
                    self.failure = explain_error(error, secret)
                    return
            except _MALFORMED as error:
                message = f"the model's server sent a malformed chat completion: {one_line(error, secret)}"
                self.failure = ModelFailed(message, hint="check OPENAI_BASE_URL and the server behind it")
                return
            except RuntimeError as error:  # LangChain's, if a variable asks for a tracer that it no longer has
                message = f"LangChain refused the call: {one_line(error, secret)}"
                self.failure = ModelFailed(message, hint="unset LANGCHAIN_TRACING and LANGCHAIN_HANDLER")
                return
            finally:
                chunks.close()
            self._chain.pause(wait)
            attempts += 1

    def _read_texts(self, chunks: Iterator[AIMessageChunk]) -> Iterator[str]:
        started = self._chain.clock()
        for chunk in chunks:
            self._answered = True
            self._read_metadata(chunk)
            if chunk.text:
                self.text += chunk.text
                yield chunk.text
            if self._chain.clock() - started > MAX_TIMEOUTS * self._chain.timeout:
                self._finish = TIMED_OUT
                return

    def _read_metadata(self, chunk: AIMessageChunk) -> None:
        usage = chunk.usage_metadata
        if usage and usage["input_tokens"] > 0:
            cache = usage.get("input_token_details") or {}
            read, written = cache.get("cache_read") or 0, cache.get("cache_creation") or 0
            self._reported_usage = Usage(1, usage["input_tokens"], usage["output_tokens"], read, written)
        self._finish = chunk.response_metadata.get("finish_reason") or self._finish
        self._refusal.append(chunk.additional_kwargs.get("refusal", ""))


@dataclass(frozen=True, slots=True)
class Chain:
    """A chat model that is ready for calls."""

    model: str
    counter: TokenCounter
    timeout: float
    secret: str = field(repr=False)
    _chat: ChatOpenAI
    _http: openai.DefaultHttpxClient
    retries: int
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def compose(self, messages: Rendered, *, output_tokens: int | None = None) -> ModelReply:
        """Return the raw reply, at most `output_tokens` long. Verify it before showing any of it."""
        return ModelReply(self, messages, output_tokens)

    def stream(self, messages: Rendered, output_tokens: int | None) -> Generator[AIMessageChunk, None, None]:
        """Stream one call. The request is sent when the first chunk is read."""
        limit: dict[str, Any] = {} if output_tokens is None else {"max_tokens": output_tokens}
        for chunk in self._chat.stream([SystemMessage(messages.system), HumanMessage(messages.user)], **limit):
            assert isinstance(chunk, AIMessageChunk)
            yield chunk

    def pause(self, seconds: float) -> None:
        """Wait before a retry. Raises Cancelled if the answer is cancelled meanwhile."""
        cancellation = current_cancellation()
        if cancellation is None:
            self.sleep(seconds)
        else:
            cancellation.wait(seconds)

    def close(self) -> None:
        self._http.close()


def open_chain(
    *,
    model: str,
    api_key: str | None,
    base_url: str | None,
    counter: TokenCounter,
    timeout: float,
    retries: int = RETRIES,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Chain:
    """Open a model; `timeout` is the longest silence in seconds. Sends nothing. Raises ModelFailed without a key."""
    if not api_key and not base_url:
        raise ModelFailed(
            f"the model {model!r} needs an API key", hint="set OPENAI_API_KEY, or OPENAI_BASE_URL for your own server"
        )
    # A new connection for each request: the hook sees a connection only while it is opened.
    http = openai.DefaultHttpxClient(
        timeout=timeout, headers={"connection": "close"}, event_hooks={"request": [shut_down_when_cancelled]}
    )
    chat = _Chat(
        model=model,
        api_key=SecretStr(api_key or "none"),  # your own server needs no key, but the SDK insists on one
        base_url=base_url or OPENAI,
        stream_usage=True,  # off by default if base_url or http_client is set
        use_responses_api=False,  # compatible servers speak chat completions only
        timeout=timeout,
        max_retries=0,  # the SDK waits up to two minutes, and retries even if the quota is used up
        http_client=http,
    )
    return Chain(model, counter, timeout, api_key or "", chat, http, retries, clock, sleep)


class _Chat(ChatOpenAI):
    """Keeps the refusal of a streamed reply. LangChain drops it, so that the reply looks empty."""

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        converted = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        for choice in chunk.get("choices") or () if converted else ():
            if refusal := (choice.get("delta") or {}).get("refusal"):
                assert converted is not None
                converted.message.additional_kwargs["refusal"] = refusal
        return converted


@contextmanager
def _raising_cancelled() -> Iterator[None]:
    """Raise Cancelled for anything that failed or ended because the cancellation shut down its connection."""
    cancellation = current_cancellation()
    try:
        yield
    except Exception as error:
        if cancellation is not None and cancellation.stopped:
            raise Cancelled from error
        raise
    if cancellation is not None:
        cancellation.check()
