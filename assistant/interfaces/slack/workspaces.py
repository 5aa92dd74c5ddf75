"""The workspaces that have the bot: one by its token, or those that have installed it, by theirs."""

from __future__ import annotations

import gc
import os
import sqlite3
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import InstallationStore
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.oauth.state_store.sqlite3 import SQLite3OAuthStateStore

from assistant.config.slack import Tokens
from assistant.interfaces.slack.manifest import INSTALL_PATH, REDIRECT_PATH, scopes
from assistant.interfaces.slack.web_api import SlackClient, open_client
from index.errors import UsageError

_STATE_SECONDS = 600


class Workspaces(Protocol):
    """Gives the Web API of a workspace."""

    def calls(self, team: str, enterprise: str | None = None) -> SlackClient: ...


class OneWorkspace:
    """The workspace of a token. Asked once who the bot is there."""

    def __init__(self, token: str, api: str, *, open_calls: Callable[[WebClient], SlackClient] = SlackClient) -> None:
        self._token = token
        self.client = open_client(token, api)
        self._calls = open_calls(self.client)
        self._who: AuthorizeResult | None = None
        self._lock = threading.Lock()

    def calls(self, team: str, enterprise: str | None = None) -> SlackClient:
        del team, enterprise
        return self._calls

    def known(self) -> AuthorizeResult:
        """Who we are there. Raises Refused."""
        with self._lock:
            if self._who is None:
                told = self._calls.do("auth_test", repeatable=True)
                self._who = AuthorizeResult.from_auth_test_response(
                    bot_token=self._token, user_token=None, auth_test_response=told
                )
            return self._who


class ManyWorkspaces:
    """Those that have installed the bot. Their tokens are in a file that only its owner can read, and go when it is
    uninstalled."""

    def __init__(
        self, tokens: Tokens, file: Path, api: str, *, open_calls: Callable[[WebClient], SlackClient] = SlackClient
    ) -> None:
        if not tokens.client_id or not tokens.client_secret:
            raise UsageError("other workspaces need SLACK_CLIENT_ID and SLACK_CLIENT_SECRET", hint="docs/slack.md")
        self._api = api
        self._open_calls = open_calls
        self._lock = threading.Lock()
        self._calls: dict[str, SlackClient] = {}
        self.client = WebClient(base_url=api, retry_handlers=[])
        _make_private(file)
        store = _Installations(database=str(file), client_id=tokens.client_id)
        states = _States(expiration_seconds=_STATE_SECONDS, database=str(file))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # the SDK closes none of what it makes its tables with
            store.init()  # type: ignore[no-untyped-call]
            states.init()  # type: ignore[no-untyped-call]
            gc.collect()  # now, and not where somebody else would be told of them
        self.store: InstallationStore = store
        self.oauth = OAuthSettings(
            client_id=tokens.client_id,
            client_secret=tokens.client_secret,
            scopes=sorted(scopes()),
            installation_store=self.store,
            state_store=states,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
        )

    def calls(self, team: str, enterprise: str | None = None) -> SlackClient:
        """Raises UsageError for a workspace that has not installed the bot, or not any more."""
        found = self.store.find_bot(enterprise_id=enterprise, team_id=team)
        if found is None:
            raise UsageError(f"the workspace {team} has not installed the bot", hint="let it be installed again")
        with self._lock:
            if found.bot_token not in self._calls:
                self._calls[found.bot_token] = self._open_calls(open_client(found.bot_token, self._api))
            return self._calls[found.bot_token]


class _Closing(sqlite3.Connection):
    """Closed at the end of its `with`, which only commits: the SDK's stores open one for each call, and close none."""

    def __exit__(self, *error: Any) -> Literal[False]:
        try:
            super().__exit__(*error)
        finally:
            self.close()
        return False


class _Installations(SQLite3InstallationStore):
    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.database, factory=_Closing)


class _States(SQLite3OAuthStateStore):
    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.database, factory=_Closing)


def _make_private(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    file.chmod(0o600)
