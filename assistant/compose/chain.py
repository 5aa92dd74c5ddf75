"""Asks a chat model that speaks OpenAI's protocol, through LangChain. The only module that knows either.

LangSmith tracing stays off unless the person sets LANGSMITH_TRACING (LangChain reads it itself); `doctor` shows it.
Nothing here turns it on.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import openai
from langchain_core.exceptions import LangChainException
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.errors import ModelFailed
from assistant.types import Usage
from index.ports import TokenCounter
from prompts import Rendered

OPENAI = "https://api.openai.com/v1"
RETRIES = 2
"""Of the connection, 408, 409, 429 and 5xx, by the SDK, which keeps to Retry-After; never once text has come."""

_TRUNCATED = "length"
_WITHHELD = "content_filter"
# What the SDK and LangChain raise when a server sends well-formed HTTP that is no chat completion.
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)


class ModelReply:
    """A reply as it comes: iterate for its text, then read `usage` and `failure`.

    A model that fails ends the iteration and says so in `failure`, so that what came before can still be verified.
    Closing the reply, or the iterator, closes the connection: the model stops writing and stops costing.
    """

    def __init__(
        self, chunks: Generator[AIMessageChunk, None, None], *, sent: Rendered, counter: TokenCounter, secret: str
    ) -> None:
        self._chunks = chunks
        self._sent = sent
        self._counter = counter
        self._secret = secret
        self._text: list[str] = []
        self._reported: Usage | None = None
        self._finish: str | None = None
        self.failure: ModelFailed | None = None
        self._deltas = self._read()

    def __iter__(self) -> Iterator[str]:
        return self._deltas

    def close(self) -> None:
        self._deltas.close()

    @property
    def usage(self) -> Usage:
        """The server's count, or our own where it sent none."""
        if self._reported is not None:
            return self._reported
        given = self._counter.count(self._sent.system) + self._counter.count(self._sent.user)
        return Usage(calls=1, input_tokens=given, output_tokens=self._counter.count("".join(self._text)))

    @property
    def usage_is_estimated(self) -> bool:
        return self._reported is None

    def _read(self) -> Generator[str, None, None]:
        try:
            for chunk in self._chunks:
                self._note(chunk)
                if chunk.text:
                    self._text.append(chunk.text)
                    yield chunk.text
            self.failure = self._shortcoming()
        except (openai.OpenAIError, LangChainException) as error:
            self.failure = _explain(error, self._secret)
        except _MALFORMED as error:
            self.failure = ModelFailed(
                f"the model's server sent something that is no chat completion: {_one_line(error, self._secret)}",
                hint="check OPENAI_BASE_URL and what serves there",
            )
        finally:
            self._chunks.close()

    def _note(self, chunk: AIMessageChunk) -> None:
        if chunk.usage_metadata:
            reported = chunk.usage_metadata
            self._reported = Usage(1, reported["input_tokens"], reported["output_tokens"])
        self._finish = chunk.response_metadata.get("finish_reason") or self._finish

    def _shortcoming(self) -> ModelFailed | None:
        """What is wrong with a reply that ended without an error."""
        if self._finish is None:
            return ModelFailed("the model's reply broke off", hint="ask again")
        if self._finish == _WITHHELD:
            return ModelFailed("the provider's content filter withheld the reply", hint="ask with --model none")
        if self._finish == _TRUNCATED:
            return ModelFailed("the model's reply was cut at its length limit", hint="raise the server's output limit")
        if not "".join(self._text).strip():
            return ModelFailed("the model's reply was empty", hint="ask again, or choose another model")
        return None


@dataclass(frozen=True, slots=True)
class Chain:
    """A model that is ready to be asked. One call a question."""

    model: str
    _chat: ChatOpenAI
    _http: openai.DefaultHttpxClient
    _counter: TokenCounter
    _secret: str = field(repr=False)

    def compose(self, messages: Rendered) -> ModelReply:
        """The reply to the messages, raw: nothing of it may be shown before it is verified."""
        sent: list[BaseMessage] = [SystemMessage(messages.system), HumanMessage(messages.user)]
        return ModelReply(_chunks(self._chat, sent), sent=messages, counter=self._counter, secret=self._secret)

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
) -> Chain:
    """The model of that name at OpenAI, or at `base_url`. Nothing is sent yet. Raises ModelFailed without a key."""
    if not api_key and not base_url:
        raise ModelFailed(
            f"the model {model!r} needs an API key",
            hint="set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own",
        )
    http = openai.DefaultHttpxClient(timeout=timeout)
    chat = ChatOpenAI(
        model=model,
        api_key=SecretStr(api_key or "none"),  # servers of one's own ask for none; the SDK insists on one
        base_url=base_url or OPENAI,
        stream_usage=True,  # off by default wherever base_url or http_client is set
        use_responses_api=False,  # compatible servers speak chat completions only
        timeout=timeout,
        max_retries=retries,
        http_client=http,
    )
    return Chain(model, chat, http, counter, api_key or "")


def _chunks(chat: ChatOpenAI, sent: list[BaseMessage]) -> Generator[AIMessageChunk, None, None]:
    for chunk in chat.stream(sent):
        assert isinstance(chunk, AIMessageChunk)
        yield chunk


def _explain(error: Exception, secret: str) -> ModelFailed:
    for kind, what, hint in _EXPLAINED:
        if isinstance(error, kind):
            return ModelFailed(f"{what}: {_one_line(error, secret)}", hint=hint)
    return ModelFailed(f"the model failed: {_one_line(error, secret)}", hint="ask again, or with --model none")


_EXPLAINED: tuple[tuple[type[Exception], str, str], ...] = (
    (openai.AuthenticationError, "the provider refused the API key", "check OPENAI_API_KEY"),
    (openai.PermissionDeniedError, "the provider does not allow this key that", "check the key's permissions"),
    (openai.NotFoundError, "the provider does not know the model", "check the model's name and OPENAI_BASE_URL"),
    (openai.RateLimitError, "the provider's rate limit or quota is used up", "wait a little, or check the account"),
    (openai.BadRequestError, "the provider refused the request", "choose another model, or lower input_tokens"),
    (openai.APITimeoutError, "the model did not answer in time", "raise `timeout`, or ask again"),
    (openai.APIConnectionError, "the model cannot be reached", "check the network and OPENAI_BASE_URL"),
    (openai.InternalServerError, "the provider has an error of its own", "ask again in a while"),
)

_LONGEST_ERROR = 300


def _one_line(error: BaseException, secret: str) -> str:
    """The error in one line without the key, which some servers repeat."""
    text = str(error).replace(secret, "***") if secret else str(error)
    line = " ".join(text.split()) or type(error).__name__
    return line[:_LONGEST_ERROR]
