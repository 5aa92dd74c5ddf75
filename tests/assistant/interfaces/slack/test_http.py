"""Events over HTTP: from a real port, only from Slack, and of limited size."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping, Sequence

import pytest

from assistant.interfaces.slack.serve import MAX_REQUEST_BYTES, http_server
from tests.assistant.interfaces.slack.answers import shown
from tests.assistant.interfaces.slack.conftest import SlackBot
from tests.fakes.slack.events import command, mention, request

DAM = "What did Ilse Marrant say about the dam?"


@pytest.fixture
def port(slack_bot: SlackBot) -> Iterator[int]:
    with http_server(slack_bot.running.app, 0, host="127.0.0.1") as server:
        yield server.server_address[1]


def post(
    port: int, body: str, headers: Mapping[str, str | Sequence[str]], *, path: str = "/slack/events"
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        flat = {name: value if isinstance(value, str) else value[0] for name, value in headers.items()}
        connection.request("POST", path, body.encode(), flat)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_a_question_over_http_is_acknowledged_at_once_and_answered(slack_bot: SlackBot, port: int) -> None:
    asked = mention(DAM)
    began = time.monotonic()
    assert post(port, *request(asked)) == (200, "")
    assert time.monotonic() - began < 3  # after that Slack sends it again
    slack_bot.wait_idle()
    (answer,) = slack_bot.slack.thread("C1", asked["event"]["ts"])
    assert "“The dam will hold" in shown(answer.body)


def test_url_verification_is_answered(port: int) -> None:
    status, body = post(port, *request({"type": "url_verification", "challenge": "abc", "token": "t"}))
    assert (status, json.loads(body)) == (200, {"challenge": "abc"})


@pytest.mark.parametrize(
    ("secret", "age"),
    [("another secret", 0), ("8f742231b10e8888abcd99yyyzzz85a5", 6 * 60)],
    ids=["of somebody else", "of six minutes ago"],
)
def test_a_request_with_a_wrong_secret_or_an_old_timestamp_is_refused(
    slack_bot: SlackBot, port: int, secret: str, age: float
) -> None:
    assert post(port, *request(mention(DAM), secret=secret, at=time.time() - age))[0] == 401
    slack_bot.wait_idle()
    assert slack_bot.slack.messages == []


def test_a_request_without_a_signature_is_refused(slack_bot: SlackBot, port: int) -> None:
    body, _ = request(mention(DAM))
    assert post(port, body, {"content-type": "application/json"})[0] == 401
    slack_bot.wait_idle()
    assert slack_bot.slack.messages == []


def test_a_tampered_request_is_refused(slack_bot: SlackBot, port: int) -> None:
    body, headers = request(mention(DAM))
    assert post(port, body.replace("U1", "U2"), headers)[0] == 401
    slack_bot.wait_idle()
    assert slack_bot.slack.messages == []


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "7", '"x"', "payload=", "payload=%7B", "a=b", '{"event": 7}'])
def test_an_unexpected_payload_breaks_nothing(slack_bot: SlackBot, port: int, body: str) -> None:
    import hashlib
    import hmac

    from tests.fakes.slack.events import SECRET

    moment = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    kind = "application/x-www-form-urlencoded" if "=" in body else "application/json"
    headers = {"content-type": kind, "x-slack-request-timestamp": moment, "x-slack-signature": f"v0={signed}"}
    status, output = post(port, body, headers)
    assert status in (200, 400, 404, 500)
    assert "Traceback" not in output
    assert post(port, *request(mention(DAM)))[0] == 200


def test_a_long_request_is_refused_before_it_is_read(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("content-length", str(MAX_REQUEST_BYTES + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_the_health_check_answers_and_other_paths_do_not_exist(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz")
    response = connection.getresponse()
    assert (response.status, response.read()) == (200, b"ok\n")
    connection.close()
    assert post(port, "{}", {}, path="/other")[0] == 404


def test_a_command_over_http_is_acknowledged_at_once(slack_bot: SlackBot, port: int) -> None:
    url = f"{slack_bot.slack.url.removesuffix('/api/')}/response/r1"
    assert post(port, *request(command("statements Ilse Marrant", url))) == (200, "")
    slack_bot.wait_idle()
    assert slack_bot.slack.responses["r1"]
