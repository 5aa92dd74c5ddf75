"""Calls Slack's Web API for one workspace, and waits as long as Slack asks. The SDK would repeat a call whose reply was
lost, and so post twice. Here a call is only repeated if Slack did not run it (rate limit), if it never arrived (no
connection), or if it is idempotent. Otherwise the caller gets OutcomeUnknown and can look."""

from __future__ import annotations

import logging
import time
import urllib.error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from assistant.generation.cancellation import current_cancellation

MAX_WAIT = 300.0  # seconds that one call may wait in total: a late answer is better than none
MAX_TRIES = 4
_PAUSES = (0.5, 2.0, 5.0)  # seconds before each retry after a failure of Slack or of the network
_TRANSIENT = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
"""Temporary errors that Slack returns with status 200 (https://docs.slack.dev/apis/web-api/#errors)."""
_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

log = logging.getLogger("onrecord.slack")


class SlackRefused(Exception):
    """Slack did not run the call and will not. The message is Slack's error code."""


class RateLimited(SlackRefused):
    """Slack did not run the call yet, and asks to wait for some seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


class OutcomeUnknown(Exception):
    """The call was sent and no reply came, so Slack may have run it."""


@dataclass(slots=True)
class SlackClient:
    """The Web API of one workspace."""

    client: WebClient
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def call(self, method: str, /, *, idempotent: bool = False, wait: bool = True, **arguments: Any) -> SlackResponse:
        """Call a method such as `chat_postMessage`. Raises SlackRefused; RateLimited, unless `wait`; OutcomeUnknown,
        unless the call is `idempotent`."""
        until = self.clock() + MAX_WAIT
        tries = 0
        while True:
            try:
                response: SlackResponse = getattr(self.client, method)(**arguments)
                return response
            except Exception as error:
                seconds = self._delay(error, tries, idempotent=idempotent, wait=wait)
                if self.clock() + seconds > until:
                    raise SlackRefused("ratelimited") from error
                log.debug("retrying %s in %.1f s", method, seconds)
                tries += _retry_after(error) is None
                self._pause(seconds)

    def _delay(self, error: Exception, tries: int, *, idempotent: bool, wait: bool) -> float:
        """Return the seconds before the next try. Raises the caller's error if there is none."""
        limit = _retry_after(error)
        if limit is not None:
            if wait:
                return limit
            raise RateLimited(limit) from error
        if isinstance(error, SlackApiError):
            code = _error_code(error)
            if error.response.status_code < 500 and code not in _TRANSIENT:
                raise SlackRefused(code) from error
        if not isinstance(error, SlackClientError | OSError | HTTPException):
            raise error
        if not idempotent and not _never_arrived(error):
            raise OutcomeUnknown(type(error).__name__) from error
        if tries >= MAX_TRIES - 1:
            raise SlackRefused("unreachable") from error
        return _PAUSES[tries]

    def _pause(self, seconds: float) -> None:
        cancellation = current_cancellation()
        if cancellation is None or cancellation.stopped:  # a stopped answer still has to say so
            self.sleep(seconds)
        else:
            cancellation.wait(seconds)


def respond(url: str, *, sleep: Callable[[float], None] = time.sleep, **message: Any) -> None:
    """Send a message to a command's response URL. Raises SlackRefused."""
    client = WebhookClient(url, retry_handlers=[], logger=_silent_logger())
    for pause in (*_PAUSES, None):
        try:
            response = client.send(**message)
            if response.status_code == 200:
                return
            error = response.body[:100]
            wait = float(response.headers.get("Retry-After", 1)) if response.status_code == 429 else pause
            if response.status_code < 429:
                raise SlackRefused(error)
        except (OSError, HTTPException) as failure:
            error, wait = type(failure).__name__, pause
        if pause is None or wait is None:
            raise SlackRefused(error)
        sleep(wait)


def open_client(token: str, api: str, *, timeout: int = 30) -> WebClient:
    """Return the SDK's client without its own retries."""
    return WebClient(token=token, base_url=api, timeout=timeout, retry_handlers=[], logger=_silent_logger())


def _silent_logger() -> logging.Logger:
    """Return a logger that hides the SDK's errors: only the caller knows whether a failed request is one."""
    logger = logging.getLogger("onrecord.slack.sdk")
    logger.setLevel(logging.CRITICAL)
    return logger


def _retry_after(error: Exception) -> float | None:
    """Return the seconds that Slack asks to wait, or None if the error is not a rate limit."""
    if not isinstance(error, SlackApiError):
        return None
    if error.response.status_code != 429 and _error_code(error) not in _LIMITED:
        return None
    headers: Mapping[str, Any] = {str(name).lower(): value for name, value in error.response.headers.items()}
    try:
        return max(0.1, float(headers.get("retry-after", 1)))
    except ValueError:
        return 1.0


def _error_code(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error", "unknown")) if isinstance(data, Mapping) else "unknown"


def _never_arrived(error: Exception) -> bool:
    """Return whether the connection failed before anything was sent."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return isinstance(reason, ConnectionRefusedError) or "Name or service" in str(reason)
