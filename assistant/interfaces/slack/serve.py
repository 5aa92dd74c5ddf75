"""Runs the bot until it is interrupted, with events over Socket Mode or HTTP."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.answers.phrases import count
from assistant.config.settings import NO_MODEL, Settings, slack_state
from assistant.config.slack import Tokens
from assistant.generation.budget import load_prices
from assistant.interfaces.slack.answering import AssistantPool, BotContext
from assistant.interfaces.slack.blocks import FEEDBACK, IN_CONTEXT
from assistant.interfaces.slack.bot import Bot
from assistant.interfaces.slack.delivery_log import DeliveryLog
from assistant.interfaces.slack.manifest import COMMAND, EVENTS_PATH
from assistant.interfaces.slack.web_api import SlackRefused
from assistant.interfaces.slack.workspaces import InstalledWorkspaces, SingleWorkspace, Workspaces
from assistant.journal import Journal
from index.errors import UsageError

MAX_REQUEST_BYTES = 1_000_000  # Slack's requests have a few thousand
_CLEAN_UP_SECONDS = 3_600.0

log = logging.getLogger("onrecord.slack")


class RunningBot:
    """A bot with all its resources open. `app` receives its events."""

    def __init__(self, settings: Settings, tokens: Tokens) -> None:
        """Raises UsageError, JournalUnusable, and IndexUnavailable if there is no index to answer from."""
        _check_limits(settings)
        with ExitStack() as opening:
            journal = Journal(settings.journal)
            opening.callback(journal.close)
            journal.check()
            state = slack_state(settings)
            self.delivery_log = DeliveryLog(state)
            opening.callback(self.delivery_log.close)
            assistants = AssistantPool(settings)
            opening.callback(assistants.close)
            for index in settings.slack.channels.values() or [settings.index]:
                assistants.get(index).view()
            workspaces: Workspaces
            if tokens.bot_token:
                workspaces = SingleWorkspace(tokens.bot_token, settings.slack.api)
                self.identity = _identity(workspaces)
            else:
                workspaces = InstalledWorkspaces(tokens, state.with_name("slack-workspaces.sqlite"), settings.slack.api)
                self.identity = "all workspaces that installed the bot"
            context = BotContext(assistants, journal, self.delivery_log, workspaces)
            self.bot = Bot(settings.slack, context, settings.index)
            self.app = build_app(self.bot, workspaces, signing_secret=tokens.signing_secret)
            self._resources = opening.pop_all()

    def close(self) -> None:
        """Finish the answers in progress; the next start answers the rest."""
        self.bot.close()
        self._resources.close()


def serve(settings: Settings, tokens: Tokens, *, port: int | None, report: Callable[[str], None]) -> int:
    """Answer until the process is interrupted, and report each change to `report`. Return the exit code."""
    _require_tokens(tokens, port)
    _log_to_stderr(tokens)
    running = RunningBot(settings, tokens)
    never = threading.Event()
    try:
        with _receive_events(running.app, settings, tokens, port) as transport:
            report(f"ready to answer in {running.identity}, via {transport}")
            unfinished = running.bot.resume()
            if unfinished:
                report(f"answering {count(unfinished, 'question')} left from the last run")
            while not never.wait(_CLEAN_UP_SECONDS):
                running.delivery_log.delete_old()
    except KeyboardInterrupt:
        report(
            "stopping: answers in progress will be finished; waiting questions will be answered after the next start"
        )
    finally:
        running.close()
    return 0


def build_app(bot: Bot, workspaces: Workspaces, *, signing_secret: str | None) -> App:
    """Return the Bolt app. Without a signing secret it is only safe for Socket Mode. Each listener notes its event
    before Slack gets the acknowledgement. By default Bolt acknowledges first and runs the listener in a thread, which
    would lose the event if the process ends."""
    logger = logging.getLogger("onrecord.slack.bolt")
    logger.setLevel(logging.ERROR)  # Bolt's `info` and `warning` contain questions and whole payloads
    options: dict[str, Any] = {
        "client": workspaces.sdk_client,
        "signing_secret": signing_secret or "",
        "process_before_response": True,
        "logger": logger,
        "attaching_conversation_kwargs_enabled": False,
        "ignoring_self_assistant_message_events_enabled": True,
    }
    if isinstance(workspaces, SingleWorkspace):
        # A lambda, as Bolt would also pass an argument for the `self` of a method.
        app = App(authorize=lambda: workspaces.identity(), **options)  # noqa: PLW0108
    else:
        app = App(oauth_settings=workspaces.oauth, installation_store=workspaces.store, **options)
        app.enable_token_revocation_listeners()

    def on_message(body: Mapping[str, Any], context: Mapping[str, Any]) -> None:
        bot.on_message(body, bot_user=context.get("bot_user_id"))

    app.event("app_mention")(on_message)
    app.event("message")(on_message)
    app.event("agent_session_stopped")(_listener(bot.on_stop))
    app.command(COMMAND)(_listener(bot.on_command))
    app.action(re.compile(rf"(?:{IN_CONTEXT}|{FEEDBACK})\b"))(_listener(bot.on_button))
    app.view(FEEDBACK)(_listener(bot.on_form))
    return app


def _listener(note: Callable[[Mapping[str, Any]], None]) -> Callable[..., None]:
    def listener(body: Mapping[str, Any], ack: Callable[[], Any]) -> None:
        note(body)
        ack()

    return listener


@contextmanager
def _receive_events(app: App, settings: Settings, tokens: Tokens, port: int | None) -> Iterator[str]:
    """Receive events until the block ends. Yields a description of the transport."""
    if port is None:
        client = WebClient(base_url=settings.slack.api)
        handler = SocketModeHandler(app, tokens.app_token, web_client=client, ping_interval=5)
        try:
            handler.connect()  # type: ignore[no-untyped-call]
            yield "Socket Mode"
        except SlackApiError as error:
            raise _rejected(str(error.response.get("error", "unknown"))) from error
        finally:
            handler.close()  # type: ignore[no-untyped-call]
        return
    with http_server(app, port) as server:
        yield f"HTTP on port {server.server_address[1]}, path {EVENTS_PATH}"


@contextmanager
def http_server(app: App, port: int, *, host: str = "") -> Iterator[WSGIServer]:
    """Serve the app on a port, with a thread for each request, until the block ends."""
    server = make_server(host, port, limit_size(SlackRequestHandler(app, EVENTS_PATH)), _Server, _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def limit_size(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return a WSGI application that also refuses long requests before it reads them, and has a health check."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if environ.get("PATH_INFO") == "/healthz":
            start_response("200 OK", [("content-type", "text/plain")])
            return [b"ok\n"]
        if not str(length).isdigit() or int(length) > MAX_REQUEST_BYTES:
            start_response("413 Content Too Large", [("content-type", "text/plain")])
            return [b"too long\n"]
        return application(environ, start_response)

    return answer


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(WSGIRequestHandler):
    timeout = 10  # seconds without a byte from the client

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the standard library's name
        """Do not log requests."""


def _require_tokens(tokens: Tokens, port: int | None) -> None:
    if not tokens.bot_token and not tokens.client_id:
        raise UsageError("SLACK_BOT_TOKEN is not set", hint="docs/slack.md explains how to get a token in ten minutes")
    if port is None and not tokens.app_token:
        raise UsageError("Socket Mode needs SLACK_APP_TOKEN", hint="see docs/slack.md, or use --http PORT")
    if port is not None and not tokens.signing_secret:
        hint = (
            "copy the signing secret from Basic Information in the app's settings; it proves that a request comes from "
            "Slack"
        )
        raise UsageError("--http needs SLACK_SIGNING_SECRET", hint=hint)


def _check_limits(settings: Settings) -> None:
    has_limit = settings.slack.dollars_a_day is not None or settings.slack.dollars_a_day_each is not None
    if has_limit and settings.model != NO_MODEL and load_prices(settings.prices).of(settings.model) is None:
        raise UsageError(
            f"the price of model {settings.model!r} is unknown, so a budget in dollars cannot be enforced",
            hint="set `prices` to a file with its price (docs/answers.md)",
        )


def _identity(workspace: SingleWorkspace) -> str:
    try:
        identity = workspace.identity()
    except SlackRefused as error:
        raise _rejected(str(error)) from error
    return f"{identity.team or identity.team_id} as {identity.bot_user_id}"


def _rejected(error: str) -> UsageError:
    return UsageError(f"Slack rejected the bot: {error}", hint="run `onrecord slack check` to find what is missing")


def _log_to_stderr(tokens: Tokens) -> None:
    def hide_tokens(record: logging.LogRecord) -> bool:
        text = record.getMessage()
        for token in tokens.all_of_them():
            text = text.replace(token, "***")
        record.msg, record.args = text, ()
        return True

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(hide_tokens)
    logger = logging.getLogger("onrecord.slack")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
