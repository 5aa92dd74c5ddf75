"""A call waits as Slack asks, is repeated where that is safe, and is never done twice by us."""

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


def test_a_limit_is_waited_for_as_long_as_slack_says_and_the_call_done_once(slack: FakeSlack) -> None:
    slept: list[float] = []
    slack.fails("chat.postMessage", LIMITED, LIMITED)
    post(slack, slept)
    assert slept == [7, 7]
    assert len(slack.messages) == 1


def test_who_is_not_patient_is_told_how_long_it_would_take(slack: FakeSlack) -> None:
    slack.fails("chat.postMessage", LIMITED)
    with pytest.raises(RateLimited) as told:
        post(slack, [], wait=False)
    assert told.value.seconds == 7


def test_patience_ends(slack: FakeSlack) -> None:
    slack.fails("chat.postMessage", *[Fault(429, "ratelimited", retry_after=200)] * 3)
    slept: list[float] = []
    with pytest.raises(SlackRefused, match="ratelimited"):
        post(slack, slept)
    assert slept == [200]


@pytest.mark.parametrize("fault", [Fault(500), Fault(503, "service_unavailable"), Fault(error="internal_error"), LOST])
def test_what_may_have_been_posted_is_not_posted_again_blindly(slack: FakeSlack, fault: Fault) -> None:
    slack.fails("chat.postMessage", fault)
    with pytest.raises(OutcomeUnknown):
        post(slack, [])
    assert len(slack.called("chat.postMessage")) == 1


def test_what_is_as_good_twice_is_done_again(slack: FakeSlack) -> None:
    slept: list[float] = []
    slack.fails("auth.test", Fault(500), LOST, Fault(error="fatal_error"))
    assert calls(slack, slept).call("auth_test", idempotent=True)["user_id"] == "UBOT"
    assert slept == [0.5, 2.0, 5.0]


def test_but_not_for_ever(slack: FakeSlack) -> None:
    slack.fails("auth.test", *[Fault(500)] * 9)
    with pytest.raises(SlackRefused, match="unreachable"):
        calls(slack, []).call("auth_test", idempotent=True)


def test_what_slack_refuses_is_refused_in_its_own_word(slack: FakeSlack) -> None:
    slack.fails("chat.postMessage", Fault(error="channel_not_found"))
    with pytest.raises(SlackRefused, match="channel_not_found"):
        post(slack, [])
    with pytest.raises(SlackRefused, match="invalid_auth"):
        calls(slack, [], token="xoxb-other").call("auth_test", idempotent=True)


def test_a_slack_that_is_not_there_was_not_reached_and_is_tried_again() -> None:
    slept: list[float] = []
    nowhere = SlackClient(open_client(TOKEN, "http://127.0.0.1:1/api/"), sleep=slept.append, clock=lambda: 0.0)
    with pytest.raises(SlackRefused, match="unreachable"):
        nowhere.call("chat_postMessage", channel="C1", text="hi")
    assert slept == [0.5, 2.0, 5.0]


def test_who_is_stopped_waits_no_longer(slack: FakeSlack) -> None:
    slack.fails("chat.postMessage", Fault(429, "ratelimited", retry_after=60))

    class StoppedWhileWaiting(Cancellation):
        def wait(self, seconds: float) -> None:
            self.stop()
            super().wait(seconds)

    with cancellable_by(StoppedWhileWaiting()), pytest.raises(Cancelled):
        calls(slack, []).call("chat_postMessage", channel="C1", text="hi")
    assert slack.messages == []


def test_the_address_of_a_command_is_answered_and_its_end_is_said(slack: FakeSlack) -> None:
    base = slack.url.removesuffix("/api/")
    respond(f"{base}/response/r1", text="hi", sleep=lambda _: None)
    assert slack.responses["r1"][0]["text"] == "hi"
    with pytest.raises(SlackRefused):
        respond("http://127.0.0.1:1/response/r1", text="hi", sleep=lambda _: None)
