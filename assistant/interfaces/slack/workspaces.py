"""The workspaces of the bot: one with a token from the settings, or all that installed it, with their own tokens."""

from __future__ import annotations

import gc
import sqlite3
import threading
import warnings
from pathlib import Path
from typing import Any, Literal

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import InstallationStore
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.oauth.state_store.sqlite3 import SQLite3OAuthStateStore

from assistant.config.slack import Tokens
from assistant.interfaces.slack.delivery_log import create_private_file
from assistant.interfaces.slack.manifest import INSTALL_PATH, REDIRECT_PATH, scopes
from assistant.interfaces.slack.web_api import SlackClient, open_client
from index.errors import UsageError


class SingleWorkspace:
    """The workspace of a token. `sdk_client` is the client for Bolt."""

    def __init__(self, token: str, api: str) -> None:
        self._token = token
        self.sdk_client = open_client(token, api)
        self._client = SlackClient(self.sdk_client)
        self._identity: AuthorizeResult | None = None
        self._lock = threading.Lock()

    def client_for(self, team: str, enterprise: str | None = None) -> SlackClient:
        del team, enterprise
        return self._client

    def identity(self) -> AuthorizeResult:
        """Return the bot's identity in the workspace, which Slack is asked for once. Raises SlackRefused."""
        with self._lock:
            if self._identity is None:
                response = self._client.call("auth_test", idempotent=True)
                self._identity = AuthorizeResult.from_auth_test_response(
                    bot_token=self._token, user_token=None, auth_test_response=response
                )
            return self._identity


class InstalledWorkspaces:
    """All workspaces that installed the bot. Their tokens are in a private file, and deleted on uninstall."""

    def __init__(self, tokens: Tokens, file: Path, api: str) -> None:
        if not tokens.client_id or not tokens.client_secret:
            hint = "see docs/slack.md"
            raise UsageError("several workspaces need SLACK_CLIENT_ID and SLACK_CLIENT_SECRET", hint=hint)
        self._api = api
        self._lock = threading.Lock()
        self._clients: dict[str, SlackClient] = {}
        self.sdk_client = WebClient(base_url=api, retry_handlers=[])
        create_private_file(file)
        store = _Installations(database=str(file), client_id=tokens.client_id)
        states = _States(expiration_seconds=600, database=str(file))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # the SDK never closes the connections it opens here
            store.init()  # type: ignore[no-untyped-call]
            states.init()  # type: ignore[no-untyped-call]
            gc.collect()  # now, while the warning is ignored
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

    def client_for(self, team: str, enterprise: str | None = None) -> SlackClient:
        """Raises UsageError if the workspace has not installed the bot, or has removed it."""
        bot = self.store.find_bot(enterprise_id=enterprise, team_id=team)
        if bot is None:
            raise UsageError(
                f"the bot is not installed in workspace {team!r}", hint="install the bot in that workspace"
            )
        with self._lock:
            if bot.bot_token not in self._clients:
                self._clients[bot.bot_token] = SlackClient(open_client(bot.bot_token, self._api))
            return self._clients[bot.bot_token]


Workspaces = SingleWorkspace | InstalledWorkspaces


class _ClosingConnection(sqlite3.Connection):
    """A connection that its `with` block also closes: the SDK's stores open one for each call and close none."""

    def __exit__(self, *error: Any) -> Literal[False]:
        try:
            super().__exit__(*error)
        finally:
            self.close()
        return False


class _Installations(SQLite3InstallationStore):
    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.database, factory=_ClosingConnection)


class _States(SQLite3OAuthStateStore):
    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.database, factory=_ClosingConnection)
