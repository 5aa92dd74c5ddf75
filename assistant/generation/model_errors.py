"""Failures of a chat model: which calls to retry and after how long, and messages that explain the rest."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import openai
from langchain_core.exceptions import ContextOverflowError

from assistant.errors import ContextTooLong, ModelFailed

RETRIES = 2
MAX_WAIT = 10.0
"""Seconds. If the provider wants a longer wait, the user gets the extractive answer instead."""
FIRST_WAIT = 0.5
TRANSPORT_ERROR: type[Exception] = sys.modules[
    openai.DefaultHttpxClient.__mro__[1].__module__.partition(".")[0]
].HTTPError
"""Of the SDK's HTTP client, which it has changed once; raised if a connection breaks inside an error response."""
_RETRYABLE = frozenset({408, 409, 425, 429})
_CONTENT_FILTER = "content_filter"
_CONTEXT = re.compile(r"context[ _](?:length|window|size)|prompt is too long", re.IGNORECASE)
_MAX_ERROR_LENGTH = 300
TIMED_OUT = "timed out"
"""Finish reason of a reply that we ended because it took too long."""
_INCOMPLETE: Mapping[str | None, tuple[str, str]] = {
    None: ("the model's reply broke off", "ask again"),
    _CONTENT_FILTER: ("the provider's content filter withheld the reply", "ask with --model none"),
    "length": ("the model's reply was cut at its length limit", "raise the server's output limit, or --max-cost"),
    TIMED_OUT: ("the model did not finish its reply in time", "raise `timeout`, or choose another model"),
}
"""Message and hint by finish reason."""
_EXPLANATIONS: tuple[tuple[type[Exception], str, str], ...] = (
    (openai.AuthenticationError, "the provider refused the API key", "check OPENAI_API_KEY"),
    (openai.PermissionDeniedError, "the provider does not allow this with your API key", "check the key's permissions"),
    (openai.NotFoundError, "the provider does not know the model", "check the model's name and OPENAI_BASE_URL"),
    (openai.RateLimitError, "the provider's rate limit or quota is used up", "wait a little, or check the account"),
    (openai.BadRequestError, "the provider refused the request", "choose another model, or lower input_tokens"),
    (openai.APITimeoutError, "the model did not answer in time", "raise `timeout`, or ask again"),
    (openai.APIConnectionError, "the model cannot be reached", "check the network and OPENAI_BASE_URL"),
    (TRANSPORT_ERROR, "the connection to the model broke", "ask again"),
    (openai.InternalServerError, "the provider reports an internal error", "try again later"),
)


def seconds_before_retry(error: Exception, attempts: int, retries: int) -> float | None:
    """Return the seconds to wait before the call is repeated; None if a retry would not help."""
    if isinstance(error, openai.APIStatusError) and error.code != "insufficient_quota":
        return wait_before_retry(error.status_code, error.response.headers, attempts=attempts, retries=retries)
    if isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError):
        return wait_before_retry(None, {}, attempts=attempts, retries=retries)
    return None


def wait_before_retry(
    status: int | None,
    headers: Mapping[str, str],
    *,
    attempts: int,
    retries: int = RETRIES,
    now: datetime | None = None,
) -> float | None:
    """Return the seconds to wait; None if a retry would not help. `status` is None if there was no connection.

    Follows Retry-After (seconds, milliseconds or a date); otherwise each wait is twice as long as the last.
    """
    verdict = headers.get("x-should-retry", "")
    retryable = status is None or status in _RETRYABLE or status >= 500
    if verdict in ("true", "false"):
        retryable = verdict == "true"
    if attempts >= retries or not retryable:
        return None
    requested = _retry_after(headers, now or datetime.now(UTC))
    wait = FIRST_WAIT * 2**attempts if requested is None else max(requested, 0.0)
    return wait if wait <= MAX_WAIT else None


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    for name, seconds in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        with suppress(ValueError, KeyError):
            return float(headers[name]) * seconds
    with suppress(ValueError, KeyError):
        date = parsedate_to_datetime(headers["retry-after"])
        return ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    return None


def explain_error(error: Exception, secret: str) -> ModelFailed:
    """Return the error as a ModelFailed with a hint. `secret` is masked in its message."""
    detail = one_line(error, secret)
    if _is_context_too_long(error):
        return ContextTooLong(f"the prompt exceeds the model's context window: {detail}", hint="lower input_tokens")
    if isinstance(error, openai.APIError) and error.code == _CONTENT_FILTER:
        message, hint = _INCOMPLETE[_CONTENT_FILTER]
        return ModelFailed(f"{message}: {detail}", hint=hint)
    for kind, message, hint in _EXPLANATIONS:
        if isinstance(error, kind):
            return ModelFailed(f"{message}: {detail}", hint=hint)
    return ModelFailed(f"the model failed: {detail}", hint="ask again, or with --model none")


def explain_reply(text: str, refusal: str, finish: str | None, secret: str) -> ModelFailed | None:
    """Return what is wrong with a reply that ended without an error; None if it is complete."""
    if refusal.strip():
        return ModelFailed(f"the model refused: {one_line(refusal.strip(), secret)}", hint="ask with --model none")
    if finish in _INCOMPLETE:
        message, hint = _INCOMPLETE[finish]
        return ModelFailed(message, hint=hint)
    if not text.strip():
        return ModelFailed("the model's reply was empty", hint="ask again, or choose another model")
    return None


def one_line(error: object, secret: str) -> str:
    """Return the error on one line, without the API key, which some servers repeat."""
    text = str(error).replace(secret, "***") if secret else str(error)
    return (" ".join(text.split()) or type(error).__name__)[:_MAX_ERROR_LENGTH]


def _is_context_too_long(error: Exception) -> bool:
    """LangChain recognises some of these errors; only OpenAI sends a code."""
    if isinstance(error, ContextOverflowError) or not isinstance(error, openai.BadRequestError):
        return isinstance(error, ContextOverflowError)
    return error.code == "context_length_exceeded" or bool(_CONTEXT.search(error.message))
