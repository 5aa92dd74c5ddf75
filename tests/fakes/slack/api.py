"""A fake Web API that stores messages, enforces Slack's rules and limits, and fails on request."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.fakes.slack.rules import find_error

TOKEN, APP_TOKEN, TEAM, BOT = "xoxb-t-1-secret", "xapp-t-1-secret", "T1", "UBOT"
SCOPES = "app_mentions:read,assistant:write,channels:history,chat:write,commands,groups:history,im:history"
STATUSES = ("processing", "active", "suspended", "closed")


@dataclass
class BotMessage:
    """A message of the bot, as Slack stores it."""

    channel: str
    ts: str
    thread: str | None
    text: str = ""
    markdown: str = ""
    blocks: list[Any] = field(default_factory=list)
    streaming: bool = False
    began: float = 0.0
    edits: int = 0

    @property
    def body(self) -> str:
        """Its Markdown, streamed or in blocks."""
        return self.markdown + "".join(one["text"] for one in self.blocks if one["type"] == "markdown")


@dataclass(frozen=True)
class Fault:
    """A failure of one call. `done`: the call runs first, and only its reply fails."""

    status: int = 200
    error: str = ""
    retry_after: float | None = None
    lost: bool = False
    done: bool = False


@dataclass(frozen=True)
class Call:
    method: str
    arguments: Mapping[str, Any]
    at: float


class FakeSlack:
    """The calls that were made, and the messages of every channel."""

    def __init__(self) -> None:
        self.url = ""
        self.socket_url = "ws://127.0.0.1:1"
        self.calls: list[Call] = []
        """The calls within the limits."""
        self.refused: list[str] = []
        """The methods of the calls that exceeded a limit, in order."""
        self.messages: list[BotMessage] = []
        self.ephemerals: list[dict[str, Any]] = []
        self.responses: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.statuses: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.views: list[dict[str, Any]] = []
        self.scopes = SCOPES
        self.limits: dict[str, tuple[int, float]] = {}
        """By method: the calls allowed in a number of seconds."""
        self.tokens = {TOKEN: (TEAM, BOT)}
        self.changed = threading.Condition()
        self._held: dict[str, threading.Event] = {}
        self._go = threading.Event()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._last = 1_700_000_000_000_000

    def fail(self, method: str, *faults: Fault) -> None:
        """Make the next calls of a method fail."""
        self._faults[method].extend(faults)

    def hold_calls(self, method: str, reached: threading.Event) -> None:
        """Make calls of a method wait until `release`; `reached` is set when one does."""
        self._held[method] = reached

    def release(self) -> None:
        self._held.clear()
        self._go.set()

    def wait_if_held(self, method: str) -> None:
        if method in self._held:
            self._held[method].set()
            self._go.wait(30)

    def new_ts(self) -> str:
        with self.changed:
            self._last += 1_000_000
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"

    def thread(self, channel: str, thread: str) -> list[BotMessage]:
        """Return the bot's messages in a thread, oldest first."""
        with self.changed:
            return [one for one in self.messages if one.channel == channel and one.thread == thread]

    def called(self, method: str) -> list[Call]:
        with self.changed:
            return [one for one in self.calls if one.method == method]

    def wait_until(self, met: Any, *, seconds: float = 30.0) -> None:
        """Wait until a condition is met, or fail."""
        with self.changed:
            if not self.changed.wait_for(met, seconds):
                raise AssertionError(f"it never came; called: {[one.method for one in self.calls]}")

    def next_fault(self, method: str) -> Fault | None:
        with self.changed:
            if self._faults[method]:
                return self._faults[method].popleft()
            if method in self.limits:
                limit, window = self.limits[method]
                now = time.monotonic()
                recent = [one.at for one in self.calls if one.method == method and one.at > now - window]
                if len(recent) >= limit:
                    return Fault(429, "ratelimited", retry_after=max(0.05, recent[-limit] + window - now))
            return None

    def run_call(self, method: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Run a call and return the reply."""
        if method == "apps.connections.open":
            if token != APP_TOKEN:
                return {"ok": False, "error": "invalid_auth"}
            return {"ok": True, "url": self.socket_url}
        if token not in self.tokens:
            return {"ok": False, "error": "invalid_auth"}
        fault = find_error(method, arguments)
        if fault:
            return {"ok": False, "error": fault}
        with self.changed:
            answer = _METHODS.get(method, _unknown)(self, arguments)
            self.changed.notify_all()
        team, user = self.tokens[token]
        if method == "auth.test":
            return {"ok": True, "url": "https://t.example/", "team": "Brell Courier", "user": "onrecord"} | {
                "team_id": team,
                "user_id": user,
                "bot_id": "BBOT",
            }
        return {"ok": True} | answer if "error" not in answer else {"ok": False} | answer

    def find(self, arguments: Mapping[str, Any]) -> BotMessage | None:
        found = (
            one for one in self.messages if (one.channel, one.ts) == (arguments.get("channel"), arguments.get("ts"))
        )
        return next(found, None)


def _post(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    ts = slack.new_ts()
    blocks = list(arguments.get("blocks") or [])
    shown = BotMessage(arguments["channel"], ts, arguments.get("thread_ts"), arguments.get("text", ""), "", blocks)
    shown.began = time.monotonic()
    slack.messages.append(shown)
    return {"channel": arguments["channel"], "ts": ts, "message": {"ts": ts}}


def _start(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    ts = slack.new_ts()
    shown = BotMessage(
        arguments["channel"], ts, arguments["thread_ts"], markdown=arguments.get("markdown_text") or "", streaming=True
    )
    shown.began = time.monotonic()
    slack.messages.append(shown)
    return {"channel": arguments["channel"], "ts": ts}


def _append(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    shown = slack.find(arguments)
    if shown is None or not shown.streaming:
        return {"error": "message_not_in_streaming_state"}
    shown.markdown += arguments["markdown_text"]
    return {"ts": shown.ts}


def _stop(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    shown = slack.find(arguments)
    if shown is None or not shown.streaming:
        return {"error": "message_not_in_streaming_state"}
    shown.markdown += arguments.get("markdown_text") or ""
    shown.blocks = list(arguments.get("blocks") or [])
    shown.streaming = False
    if arguments.get("session_status"):
        slack.statuses[shown.channel, str(shown.thread)].append(arguments["session_status"])
    return {"ts": shown.ts}


def _update(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    shown = slack.find(arguments)
    if shown is None:
        return {"error": "message_not_found"}
    if shown.streaming:
        return {"error": "streaming_state_conflict"}
    shown.text, shown.markdown, shown.blocks = arguments.get("text", ""), "", list(arguments.get("blocks") or [])
    shown.edits += 1
    return {"ts": shown.ts}


def _post_ephemeral(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    slack.ephemerals.append(dict(arguments))
    return {"message_ts": slack.new_ts()}


def _status(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    if arguments["status"] not in STATUSES:
        return {"error": "invalid_arguments"}
    slack.statuses[arguments["channel_id"], arguments["thread_ts"]].append(arguments["status"])
    return {"status": arguments["status"]}


def _view(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    if not str(arguments.get("trigger_id", "")).startswith("trigger"):
        return {"error": "expired_trigger_id"}
    slack.views.append(arguments["view"])
    return {"view": {"id": "V1"}}


def _replies(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    found = [one for one in slack.messages if one.channel == arguments["channel"] and one.thread == arguments["ts"]]
    newer = [one for one in found if one.ts > str(arguments.get("oldest", "0"))]
    return {"messages": [{"user": BOT, "ts": one.ts, "text": one.text} for one in newer]}


def _unknown(slack: FakeSlack, arguments: Mapping[str, Any]) -> dict[str, Any]:
    del slack, arguments
    return {"error": "unknown_method"}


_METHODS = {
    "auth.test": lambda slack, arguments: {},
    "chat.postMessage": _post,
    "chat.startStream": _start,
    "chat.appendStream": _append,
    "chat.stopStream": _stop,
    "chat.update": _update,
    "chat.postEphemeral": _post_ephemeral,
    "agents.sessions.setStatus": _status,
    "views.open": _view,
    "conversations.replies": _replies,
}


@contextmanager
def fake_slack() -> Iterator[FakeSlack]:
    slack = FakeSlack()
    server = _Server(slack)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    slack.url = f"http://127.0.0.1:{server.server_address[1]}/api/"
    try:
        yield slack
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, slack: FakeSlack) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.slack = slack

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that disconnect, as some tests do."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        slack = self.server.slack
        content = self.rfile.read(int(self.headers.get("content-length") or 0))
        is_json = (self.headers.get("content-type") or "").startswith("application/json")
        arguments: dict[str, Any] = json.loads(content) if is_json else dict(parse_qsl(content.decode()))
        if self.path.startswith("/response/"):
            self._respond(self.path.rpartition("/")[2], arguments)
            return
        method = self.path.rpartition("/api/")[2]
        token = (self.headers.get("authorization") or "").removeprefix("Bearer ") or arguments.pop("token", "")
        slack.wait_if_held(method)
        fault = slack.next_fault(method)
        with slack.changed:
            if fault is not None and fault.status == 429:
                slack.refused.append(method)
            else:
                slack.calls.append(Call(method, arguments, time.monotonic()))
            slack.changed.notify_all()
        if fault is not None and not fault.done:
            self._fail(fault)
            return
        answer = slack.run_call(method, token, arguments)
        if fault is not None:
            self._fail(fault)
            return
        self._send(200, json.dumps(answer), {"x-oauth-scopes": slack.scopes} if method == "auth.test" else {})

    def _respond(self, key: str, arguments: dict[str, Any]) -> None:
        slack = self.server.slack
        with slack.changed:
            slack.responses[key].append(arguments)
            slack.changed.notify_all()
        self._send(200, "ok", {}, kind="text/plain")

    def _fail(self, fault: Fault) -> None:
        if fault.lost:
            self.close_connection = True
            self.connection.close()
            return
        headers = {} if fault.retry_after is None else {"retry-after": f"{fault.retry_after:g}"}
        self._send(fault.status, json.dumps({"ok": False, "error": fault.error or "internal_error"}), headers)

    def _send(
        self, status: int, text: str, headers: Mapping[str, str], *, kind: str = "application/json; charset=utf-8"
    ) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the standard library's name
        """Do not log: the tests read `calls`."""
