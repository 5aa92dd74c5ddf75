"""Asks a chat model that speaks OpenAI's protocol, through LangChain. The only module that knows either.

LangSmith tracing stays off unless the person sets LANGSMITH_TRACING (LangChain reads it itself); `doctor` shows it.
Nothing here turns it on. The address is always said in full, so that no variable of LangChain's leads elsewhere.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import openai
from langchain_core.exceptions import ContextOverflowError, LangChainException
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.errors import ContextTooLong, ModelFailed
from assistant.generation.cancellation import (
    CLOSE_CONNECTION,
    Cancelled,
    current_cancellation,
    shut_down_when_cancelled,
)
from assistant.generation.retry import RETRIES, wait_before_retry
from assistant.types import Usage
from index.ports import TokenCounter
from prompts import Rendered

OPENAI = "https://api.openai.com/v1"
PATIENCE = 5
"""Times the timeout, which bounds a silence, that a whole reply may take: a server can drip for ever."""

_TRUNCATED = "length"
_WITHHELD = "content_filter"
_TRANSPORT: type[Exception] = sys.modules[openai.DefaultHttpxClient.__mro__[1].__module__.partition(".")[0]].HTTPError
"""Of the SDK's HTTP client, which it has changed once; let through where a connection breaks inside an error."""
# What the SDK and LangChain raise when a server sends well-formed HTTP that is no chat completion.
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class World:
    """The time outside, for those who have to wait in it."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class ModelReply:
    """A reply as it comes: iterate for its text, then read `usage` and `failure`.

    A model that fails ends the iteration and says so in `failure`, so that what came before can still be verified.
    What fails before any text came and may pass is asked for again. Closing the reply, or the iterator, closes the
    connection: the model stops writing and stops costing. So does a halt that the thread heeds: the iteration raises
    Stopped.
    """

    def __init__(self, chain: Chain, sent: Rendered, *, output_tokens: int | None = None) -> None:
        self._chain = chain
        self._sent = sent
        self._output_tokens = output_tokens
        self._text: list[str] = []
        self._refusal: list[str] = []
        self._asked = self._answered = False
        self._reported: Usage | None = None
        self._finish: str | None = None
        self.failure: ModelFailed | None = None
        self._deltas = self._read()

    def __iter__(self) -> Iterator[str]:
        return self._deltas

    def close(self) -> None:
        self._deltas.close()

    @property
    def text(self) -> str:
        """What has come so far."""
        return "".join(self._text)

    @property
    def usage(self) -> Usage:
        """The server's count, or our own where it sent none. What was refused used nothing."""
        if self._reported is not None:
            return self._reported
        if not self._answered:
            return Usage(calls=int(self._asked))
        count = self._chain.counter.count
        given = count(self._sent.system) + count(self._sent.user)
        return Usage(calls=1, input_tokens=given, output_tokens=count(self.text), estimated=True)

    def _read(self) -> Generator[str, None, None]:
        tried = 0
        while True:
            chunks = self._chain.chunks(self._sent, self._output_tokens)
            try:
                self._asked = True
                with _stopped_where_halted():
                    yield from self._texts(chunks)
                self.failure = self._shortcoming()
                return
            except (openai.OpenAIError, LangChainException, _TRANSPORT) as error:
                # Who gave up waiting does not know what the server did meanwhile: it may well charge for it.
                self._answered = self._answered or isinstance(error, openai.APITimeoutError)
                wait = None if self._answered else self._chain.wait(error, tried)
                if wait is None:
                    self.failure = _explain(error, self._chain.secret)
                    return
            except _MALFORMED as error:
                self.failure = ModelFailed(
                    "the model's server sent something that is no chat completion: "
                    f"{_one_line(error, self._chain.secret)}",
                    hint="check OPENAI_BASE_URL and what serves there",
                )
                return
            except RuntimeError as error:  # LangChain's, where a variable asks for a tracer that it no longer has
                self.failure = ModelFailed(
                    f"LangChain does not ask: {_one_line(error, self._chain.secret)}",
                    hint="unset LANGCHAIN_TRACING and LANGCHAIN_HANDLER",
                )
                return
            finally:
                chunks.close()
            self._chain.pause(wait)
            tried += 1

    def _texts(self, chunks: Iterator[AIMessageChunk]) -> Iterator[str]:
        began = self._chain.world.clock()
        for chunk in chunks:
            self._answered = True
            self._note(chunk)
            if chunk.text:
                self._text.append(chunk.text)
                yield chunk.text
            if self._chain.world.clock() - began > PATIENCE * self._chain.timeout:
                self._finish = _TOO_LONG
                return

    def _note(self, chunk: AIMessageChunk) -> None:
        if chunk.usage_metadata and chunk.usage_metadata["input_tokens"] > 0:
            reported = chunk.usage_metadata
            kept = reported.get("input_token_details") or {}
            self._reported = Usage(
                1,
                reported["input_tokens"],
                reported["output_tokens"],
                kept.get("cache_read") or 0,
                kept.get("cache_creation") or 0,
            )
        self._finish = chunk.response_metadata.get("finish_reason") or self._finish
        self._refusal.append(chunk.additional_kwargs.get("refusal", ""))

    def _shortcoming(self) -> ModelFailed | None:
        """What is wrong with a reply that ended without an error."""
        if refusal := "".join(self._refusal).strip():
            said = _one_line(refusal, self._chain.secret)
            return ModelFailed(f"the model refused: {said}", hint="ask with --model none")
        if self._finish in _CUT_SHORT:
            what, hint = _CUT_SHORT[self._finish]
            return ModelFailed(what, hint=hint)
        if not self.text.strip():
            return ModelFailed("the model's reply was empty", hint="ask again, or choose another model")
        return None


@dataclass(frozen=True, slots=True)
class Chain:
    """A model that is ready to be asked. One call a question."""

    model: str
    counter: TokenCounter
    timeout: float
    secret: str = field(repr=False)
    _chat: ChatOpenAI
    _http: openai.DefaultHttpxClient
    retries: int = RETRIES
    world: World = field(default_factory=World)

    def compose(self, messages: Rendered, *, output_tokens: int | None = None) -> ModelReply:
        """The reply to the messages, raw: nothing of it may be shown before it is verified. It is no longer than
        `output_tokens`, where they are given."""
        return ModelReply(self, messages, output_tokens=output_tokens)

    def chunks(self, messages: Rendered, output_tokens: int | None) -> Generator[AIMessageChunk, None, None]:
        """One call as LangChain streams it. Nothing is sent before the first chunk is asked for."""
        sent: list[BaseMessage] = [SystemMessage(messages.system), HumanMessage(messages.user)]
        bounds: dict[str, Any] = {} if output_tokens is None else {"max_tokens": output_tokens}
        for chunk in self._chat.stream(sent, **bounds):
            assert isinstance(chunk, AIMessageChunk)
            yield chunk

    def wait(self, error: Exception, tried: int) -> float | None:
        """Seconds until a call that failed is worth repeating; None where it never is."""
        if isinstance(error, openai.APIStatusError) and error.code != "insufficient_quota":
            return wait_before_retry(error.status_code, error.response.headers, tried=tried, retries=self.retries)
        if isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError):
            return wait_before_retry(None, {}, tried=tried, retries=self.retries)
        return None

    def pause(self, seconds: float) -> None:
        """Wait before a call is repeated, unless the answer is stopped meanwhile."""
        cancellation = current_cancellation()
        if cancellation is None:
            self.world.sleep(seconds)
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
    world: World | None = None,
) -> Chain:
    """The model of that name at OpenAI, or at `base_url`. Nothing is sent yet. Raises ModelFailed without a key."""
    if not api_key and not base_url:
        raise ModelFailed(
            f"the model {model!r} needs an API key",
            hint="set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own",
        )
    http = openai.DefaultHttpxClient(
        timeout=timeout, headers=CLOSE_CONNECTION, event_hooks={"request": [shut_down_when_cancelled]}
    )
    chat = _Chat(
        model=model,
        api_key=SecretStr(api_key or "none"),  # servers of one's own ask for none; the SDK insists on one
        base_url=base_url or OPENAI,
        stream_usage=True,  # off by default wherever base_url or http_client is set
        use_responses_api=False,  # compatible servers speak chat completions only
        timeout=timeout,
        max_retries=0,  # the SDK waits up to two minutes, and asks again where the quota is gone
        http_client=http,
    )
    return Chain(model, counter, timeout, api_key or "", chat, http, retries, world or World())


class _Chat(ChatOpenAI):
    """LangChain drops a refusal from a streamed reply, which then looks empty."""

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        for choice in chunk.get("choices") or () if made else ():
            if refusal := (choice.get("delta") or {}).get("refusal"):
                assert made is not None
                made.message.additional_kwargs["refusal"] = refusal
        return made


@contextmanager
def _stopped_where_halted() -> Iterator[None]:
    """What failed, or ended, because its connection was shut down did neither: it was stopped."""
    cancellation = current_cancellation()
    try:
        yield
    except Exception as error:
        if cancellation is not None and cancellation.stopped:
            raise Cancelled from error
        raise
    if cancellation is not None:
        cancellation.check()


def _explain(error: Exception, secret: str) -> ModelFailed:
    if _is_too_long(error):
        return ContextTooLong(f"the model takes in less: {_one_line(error, secret)}", hint="lower input_tokens")
    if isinstance(error, openai.APIError) and error.code == _WITHHELD:
        what, hint = _CUT_SHORT[_WITHHELD]
        return ModelFailed(f"{what}: {_one_line(error, secret)}", hint=hint)
    for kind, what, hint in _EXPLAINED:
        if isinstance(error, kind):
            return ModelFailed(f"{what}: {_one_line(error, secret)}", hint=hint)
    return ModelFailed(f"the model failed: {_one_line(error, secret)}", hint="ask again, or with --model none")


def _is_too_long(error: Exception) -> bool:
    """LangChain knows some of the ways to say so; servers have more, and only OpenAI's gives a code."""
    if isinstance(error, ContextOverflowError):
        return True
    if not isinstance(error, openai.BadRequestError):
        return False
    return error.code == "context_length_exceeded" or bool(_CONTEXT.search(error.message))


_CONTEXT = re.compile(r"context[ _](?:length|window|size)|prompt is too long", re.IGNORECASE)
_TOO_LONG = "too long"
_CUT_SHORT: Mapping[str | None, tuple[str, str]] = {
    None: ("the model's reply broke off", "ask again"),
    _WITHHELD: ("the provider's content filter withheld the reply", "ask with --model none"),
    _TRUNCATED: ("the model's reply was cut at its length limit", "raise the server's output limit, or --max-cost"),
    _TOO_LONG: ("the model did not come to an end in time", "raise `timeout`, or choose another model"),
}
"""By the reason for which a reply ended."""

_EXPLAINED: tuple[tuple[type[Exception], str, str], ...] = (
    (openai.AuthenticationError, "the provider refused the API key", "check OPENAI_API_KEY"),
    (openai.PermissionDeniedError, "the provider does not allow this key that", "check the key's permissions"),
    (openai.NotFoundError, "the provider does not know the model", "check the model's name and OPENAI_BASE_URL"),
    (openai.RateLimitError, "the provider's rate limit or quota is used up", "wait a little, or check the account"),
    (openai.BadRequestError, "the provider refused the request", "choose another model, or lower input_tokens"),
    (openai.APITimeoutError, "the model did not answer in time", "raise `timeout`, or ask again"),
    (openai.APIConnectionError, "the model cannot be reached", "check the network and OPENAI_BASE_URL"),
    (_TRANSPORT, "the connection to the model broke", "ask again"),
    (openai.InternalServerError, "the provider has an error of its own", "ask again in a while"),
)

_LONGEST_ERROR = 300


def _one_line(error: object, secret: str) -> str:
    """The error in one line without the key, which some servers repeat."""
    text = str(error).replace(secret, "***") if secret else str(error)
    line = " ".join(text.split()) or type(error).__name__
    return line[:_LONGEST_ERROR]
