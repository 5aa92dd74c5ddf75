"""Calls wait as Slack asks, and are repeated only if that is safe."""

from __future__ import annotations

import pytest

from assistant.generation.cancellation import Cancellation, Cancelled, cancellable_by
from assistant.interfaces.slack.web_api import (
    OutcomeUnknown,
    RateLimited,
    SlackClient,
    SlackRefused,
    open_client,
    respond,
)
from tests.fakes.slack.api import TOKEN, FakeSlack, Fault

LIMITED = Fault(429, "ratelimited", retry_after=7)
LOST, DONE_AND_LOST = Fault(lost=True), Fault(lost=True, done=True)


def calls(slack: FakeSlack, slept: list[float], *, token: str = TOKEN) -> SlackClient:
    now = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    return SlackClient(open_client(token, slack.url), sleep=sleep, clock=lambda: now[0])


def post(slack: FakeSlack, slept: list[float], **how: bool) -> None:
    calls(slack, slept).call("chat_postMessage", channel="C1", text="hi", **how)


def test_a_rate_limited_call_waits_as_long_as_slack_asks(slack: FakeSlack) -> None:
    slept: list[float] = []
    slack.fail("chat.postMessage", LIMITED, LIMITED)
    post(slack, slept)
    assert slept == [7, 7]
    assert len(slack.messages) == 1


def test_a_call_that_does_not_wait_raises_with_the_delay(slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", LIMITED)
    with pytest.raises(RateLimited) as caught:
        post(slack, [], wait=False)
    assert caught.value.seconds == 7


def test_waiting_has_a_limit(slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", *[Fault(429, "ratelimited", retry_after=200)] * 3)
    slept: list[float] = []
    with pytest.raises(SlackRefused, match="ratelimited"):
        post(slack, slept)
    assert slept == [200]


@pytest.mark.parametrize("fault", [Fault(500), Fault(503, "service_unavailable"), Fault(error="internal_error"), LOST])
def test_a_call_that_may_have_run_is_not_repeated(slack: FakeSlack, fault: Fault) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(OutcomeUnknown):
        post(slack, [])
    assert len(slack.called("chat.postMessage")) == 1


def test_an_idempotent_call_is_repeated(slack: FakeSlack) -> None:
    slept: list[float] = []
    slack.fail("auth.test", Fault(500), LOST, Fault(error="fatal_error"))
    assert calls(slack, slept).call("auth_test", idempotent=True)["user_id"] == "UBOT"
    assert slept == [0.5, 2.0, 5.0]


def test_retries_have_a_limit(slack: FakeSlack) -> None:
    slack.fail("auth.test", *[Fault(500)] * 9)
    with pytest.raises(SlackRefused, match="unreachable"):
        calls(slack, []).call("auth_test", idempotent=True)


def test_a_refusal_has_slacks_error_code(slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", Fault(error="channel_not_found"))
    with pytest.raises(SlackRefused, match="channel_not_found"):
        post(slack, [])
    with pytest.raises(SlackRefused, match="invalid_auth"):
        calls(slack, [], token="xoxb-other").call("auth_test", idempotent=True)


def test_a_failed_connection_is_retried() -> None:
    slept: list[float] = []
    nowhere = SlackClient(open_client(TOKEN, "http://127.0.0.1:1/api/"), sleep=slept.append, clock=lambda: 0.0)
    with pytest.raises(SlackRefused, match="unreachable"):
        nowhere.call("chat_postMessage", channel="C1", text="hi")
    assert slept == [0.5, 2.0, 5.0]


def test_cancellation_ends_the_wait(slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", Fault(429, "ratelimited", retry_after=60))

    class StoppedWhileWaiting(Cancellation):
        def wait(self, seconds: float) -> None:
            self.stop()
            super().wait(seconds)

    with cancellable_by(StoppedWhileWaiting()), pytest.raises(Cancelled):
        calls(slack, []).call("chat_postMessage", channel="C1", text="hi")
    assert slack.messages == []


def test_a_response_url_gets_the_message_or_raises(slack: FakeSlack) -> None:
    base = slack.url.removesuffix("/api/")
    respond(f"{base}/response/r1", text="hi", sleep=lambda _: None)
    assert slack.responses["r1"][0]["text"] == "hi"
    with pytest.raises(SlackRefused):
        respond("http://127.0.0.1:1/response/r1", text="hi", sleep=lambda _: None)
