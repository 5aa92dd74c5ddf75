"""Slack's Web API of one workspace, as patient as it asks for.

The SDK's own retries would repeat a call whose answer was lost on the way, and so post twice. Here a call is repeated
where Slack says that it did nothing (a rate limit), where it never arrived (no connection), and where doing it twice is
as good as once. What may or may not have been done is said to the caller (`OutcomeUnknown`), who can look.
"""

from __future__ import annotations

import logging
import time
import urllib.error
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from assistant.generation.cancellation import current_cancellation

PATIENCE = 300.0
"""Seconds that one call may wait for its turn, all in all: an answer is late rather than lost."""
TRIES = 4
_PAUSES = (0.5, 2.0, 5.0)
"""Before each further try where Slack itself, or the way to it, is out of order."""
_AILING = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
"""Errors that come with status 200 and pass by themselves (https://docs.slack.dev/apis/web-api/#errors)."""
_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

log = logging.getLogger("onrecord.slack")


class SlackRefused(Exception):
    """Slack did not do it, and will not: `error` is its own word for why."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class RateLimited(SlackRefused):
    """Slack did not do it yet: not for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


class OutcomeUnknown(Exception):
    """The call went out and no answer came back: it may have been done."""


class SlackClient:
    """What the bot calls in one workspace."""

    def __init__(
        self,
        client: WebClient,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client = client
        self._sleep = sleep
        self._clock = clock

    def do(self, method: str, /, *, repeatable: bool = False, patient: bool = True, **arguments: Any) -> SlackResponse:
        """Call a method of the Web API (`chat_postMessage`). `repeatable`: done twice it is as good as done once.
        Raises Refused; where it is not patient, Limited; where it is not repeatable, Uncertain."""
        until = self._clock() + PATIENCE
        tried = 0
        while True:
            try:
                response: SlackResponse = getattr(self.client, method)(**arguments)
                return response
            except Exception as error:
                seconds = self._wait(error, tried, repeatable=repeatable, patient=patient)
                if self._clock() + seconds > until:
                    raise SlackRefused("ratelimited") from error
                log.debug("%s again in %.1f s", method, seconds)
                tried += not isinstance(_limit_of(error), float)
                self._pause(seconds)

    def _wait(self, error: Exception, tried: int, *, repeatable: bool, patient: bool) -> float:
        """Seconds until the call is worth repeating. Raises what the caller is to know where it is not."""
        limit = _limit_of(error)
        if limit is not None:
            if patient:
                return limit
            raise RateLimited(limit) from error
        if isinstance(error, SlackApiError) and not _is_ailing(error):
            raise SlackRefused(_word(error)) from error
        if not isinstance(error, SlackClientError | OSError | HTTPException):
            raise error
        arrived = not _never_arrived(error)
        if arrived and not repeatable:
            raise OutcomeUnknown(type(error).__name__) from error
        if tried >= TRIES - 1:
            raise SlackRefused("unreachable") from error
        return _PAUSES[tried]

    def _pause(self, seconds: float) -> None:
        cancellation = current_cancellation()
        if cancellation is None or cancellation.stopped:  # whoever is stopped still has to say so
            self._sleep(seconds)
        else:
            cancellation.wait(seconds)


def respond(url: str, *, sleep: Callable[[float], None] = time.sleep, **message: Any) -> None:
    """Send a message to the address that came with a command. Raises Refused."""
    client = WebhookClient(url, retry_handlers=[], logger=_quiet())
    for pause in (*_PAUSES, None):
        try:
            told = client.send(**message)
            if told.status_code == 200:
                return
            error = told.body[:100]
            wait = float(told.headers.get("Retry-After", 1)) if told.status_code == 429 else pause
            if told.status_code < 429:
                raise SlackRefused(error)
        except (OSError, HTTPException) as failure:
            error, wait = type(failure).__name__, pause
        if pause is None or wait is None:
            raise SlackRefused(error)
        sleep(wait)


def open_client(token: str, api: str, *, timeout: int = 30) -> WebClient:
    """The SDK's client without retries of its own."""
    return WebClient(token=token, base_url=api, timeout=timeout, retry_handlers=[], logger=_quiet())


def _quiet() -> logging.Logger:
    """The SDK logs a failed request as an error before its caller has decided what it is."""
    quiet = logging.getLogger("onrecord.slack.sdk")
    quiet.setLevel(logging.CRITICAL)
    return quiet


def _limit_of(error: Exception) -> float | None:
    """Seconds that Slack asks to wait; None where it does not."""
    if not isinstance(error, SlackApiError):
        return None
    if error.response.status_code != 429 and _word(error) not in _LIMITED:
        return None
    headers: Mapping[str, Any] = {str(name).lower(): value for name, value in error.response.headers.items()}
    try:
        return max(0.1, float(headers.get("retry-after", 1)))
    except ValueError:
        return 1.0


def _word(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error", "unknown")) if isinstance(data, Mapping) else "unknown"


def _is_ailing(error: SlackApiError) -> bool:
    return error.response.status_code >= 500 or _word(error) in _AILING


def _never_arrived(error: Exception) -> bool:
    """Whether the connection failed before anything was sent."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return isinstance(reason, ConnectionRefusedError) or "Name or service" in str(reason)
