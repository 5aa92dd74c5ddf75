"""Runs the bot until it is told to leave: by Socket Mode, or on a port that Slack sends its events to."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.config.settings import NO_MODEL, Settings, slack_state
from assistant.config.slack import Tokens
from assistant.generation.budget import load_prices
from assistant.interfaces.slack.answering import Assistants, Room
from assistant.interfaces.slack.bolt_app import build_app
from assistant.interfaces.slack.bot import Bot
from assistant.interfaces.slack.delivery_log import DeliveryLog
from assistant.interfaces.slack.manifest import EVENTS_PATH
from assistant.interfaces.slack.web_api import SlackRefused
from assistant.interfaces.slack.workspaces import ManyWorkspaces, OneWorkspace
from assistant.journal import Journal
from index.errors import UsageError

MOST_SENT = 1_000_000
"""Bytes of a request; Slack's are a few thousand."""
_TIDY = 3_600.0
"""Seconds between looking after the ledger."""

log = logging.getLogger("onrecord.slack")


class Running:
    """A bot with everything it needs, open. `app` takes its events."""

    def __init__(self, settings: Settings, tokens: Tokens) -> None:
        """Raises UsageError, JournalUnusable, and IndexUnavailable where there is nothing to answer from."""
        _check_limits(settings)
        with ExitStack() as opening:
            journal = Journal(settings.journal)
            opening.callback(journal.close)
            journal.check()
            state = slack_state(settings)
            delivery_log = DeliveryLog(state)
            opening.callback(delivery_log.close)
            assistants = Assistants(settings)
            opening.callback(assistants.close)
            for index in settings.slack.channels.values() or [settings.index]:
                assistants.of(index).view()
            workspaces: OneWorkspace | ManyWorkspaces
            if tokens.bot_token:
                workspaces = OneWorkspace(tokens.bot_token, settings.slack.api)
                self.known_as = _known_as(workspaces)
            else:
                workspaces = ManyWorkspaces(tokens, state.with_name("slack-workspaces.sqlite"), settings.slack.api)
                self.known_as = "the workspaces that have installed it"
            self.delivery_log = delivery_log
            self.bot = Bot(settings.slack, Room(assistants, journal, delivery_log, workspaces), settings.index)
            self.app = build_app(self.bot, workspaces, signing_secret=tokens.signing_secret)
            self._closing = opening.pop_all()

    def close(self) -> None:
        """Finish what is being said; what waits is answered after the next start."""
        self.bot.close()
        self._closing.close()


def serve(settings: Settings, tokens: Tokens, *, port: int | None, told: Callable[[str], None]) -> int:
    """Answer until the process is interrupted. `told` is told what goes on, a line at a time. Gives the exit code."""
    _require(tokens, port)
    _log_to_stderr(tokens)
    running = Running(settings, tokens)
    over = threading.Event()
    try:
        with _listening(running.app, settings, tokens, port) as where:
            told(f"answering in {running.known_as}, by {where}")
            left = running.bot.resume()
            if left:
                told(f"{left} question{'' if left == 1 else 's'} from before the start")
            while not over.wait(_TIDY):
                running.delivery_log.tidy()
    except KeyboardInterrupt:
        told("leaving: what is being answered is finished, what waits is answered after the next start")
    finally:
        running.close()
    return 0


@contextmanager
def _listening(app: App, settings: Settings, tokens: Tokens, port: int | None) -> Iterator[str]:
    """Events come in. Gives the way they come."""
    if port is None:
        client = WebClient(base_url=settings.slack.api)
        handler = SocketModeHandler(app, tokens.app_token, web_client=client, ping_interval=5)
        try:
            handler.connect()  # type: ignore[no-untyped-call]
            yield "Socket Mode"
        except SlackApiError as error:
            raise _refused(str(error.response.get("error", "unknown"))) from error
        finally:
            handler.close()  # type: ignore[no-untyped-call]
        return
    with http_server(app, port) as server:
        yield f"HTTP on port {server.server_address[1]}, path {EVENTS_PATH}"


@contextmanager
def http_server(app: App, port: int, *, host: str = "") -> Iterator[WSGIServer]:
    """The app on a port, a thread for each request, until the block ends."""
    server = make_server(host, port, bounded(SlackRequestHandler(app, EVENTS_PATH)), _Server, _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def bounded(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The WSGI application, with what is too long refused before any of it is read, and a page that says it lives."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if environ.get("PATH_INFO") == "/healthz":
            start_response("200 OK", [("content-type", "text/plain")])
            return [b"ok\n"]
        if not str(length).isdigit() or int(length) > MOST_SENT:
            start_response("413 Content Too Large", [("content-type", "text/plain")])
            return [b"too long\n"]
        return application(environ, start_response)

    return answer


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(WSGIRequestHandler):
    timeout = 10  # of a client that says nothing

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the standard library's name
        """Slack's requests are not news."""


def _require(tokens: Tokens, port: int | None) -> None:
    if not tokens.bot_token and not tokens.client_id:
        raise UsageError("there is no SLACK_BOT_TOKEN", hint="docs/slack.md tells how to get one in ten minutes")
    if port is None and not tokens.app_token:
        raise UsageError("Socket Mode needs SLACK_APP_TOKEN", hint="docs/slack.md; or listen with --http PORT")
    if port is not None and not tokens.signing_secret:
        raise UsageError(
            "--http needs SLACK_SIGNING_SECRET",
            hint="it tells that a request comes from Slack; it is under Basic Information of the app",
        )


def _check_limits(settings: Settings) -> None:
    limits = (settings.slack.dollars_a_day, settings.slack.dollars_a_day_each)
    if settings.model == NO_MODEL or not any(limit is not None for limit in limits):
        return
    if load_prices(settings.prices).of(settings.model) is None:
        raise UsageError(
            f"what the model {settings.model!r} costs is not known, so a limit in dollars cannot be kept to",
            hint="name a file with its price in the setting `prices` (docs/answers.md)",
        )


def _known_as(workspace: OneWorkspace) -> str:
    try:
        known = workspace.known()
    except SlackRefused as error:
        raise _refused(error.error) from error
    return f"{known.team or known.team_id} as {known.bot_user_id}"


def _refused(error: str) -> UsageError:
    return UsageError(f"Slack does not let the bot in: {error}", hint="onrecord slack check tells what is missing")


class _WithoutSecrets(logging.Filter):
    """No token in a log, whoever writes it."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        for secret in self._secrets:
            text = text.replace(secret, "***")
        record.msg, record.args = text, ()
        return True


def _log_to_stderr(tokens: Tokens) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(_WithoutSecrets(tokens.all_of_them()))
    logger = logging.getLogger("onrecord.slack")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
