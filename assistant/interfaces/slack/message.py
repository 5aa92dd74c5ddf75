"""Shows one answer in a thread: streams it, then completes it with its footer, even if Slack fails. If Slack does not
start a stream, or ends it early, the whole answer goes into the existing message, or into a new one. A message is only
posted again if the thread shows that the first attempt failed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.blocks import MAX_BLOCKS, Block, answer_pages, notification, phrase_blocks
from assistant.interfaces.slack.event_filter import IncomingQuestion
from assistant.interfaces.slack.markup import answer_pieces, complete_length
from assistant.interfaces.slack.web_api import MAX_TRIES, OutcomeUnknown, RateLimited, SlackClient, SlackRefused

MIN_CHARACTERS, MIN_SECONDS = 256, 1.0
"""Between two updates of a stream. 256 characters is what Slack's own client uses."""
MAX_STREAMED = 8_000  # characters of Markdown in a streamed message; a longer answer continues in another one
_MAX_OPEN_QUOTE = 2_000  # characters of a quotation without an end; after that it is shown unfinished

log = logging.getLogger("onrecord.slack")


@dataclass(slots=True)
class AnswerMessage:
    """The message with an answer. `on_appear` gets its `ts` as soon as it exists. `existing` is the message of an
    answer that an earlier process began; it is rewritten."""

    client: SlackClient
    question: IncomingQuestion
    on_appear: Callable[[str], None]
    existing: str | None = None
    clock: Callable[[], float] = time.monotonic
    _ts: str | None = None
    _streaming: bool = False
    _gave_up_streaming: bool = False
    _sent: int = 0
    _text: str = ""
    _pending: str = ""
    _links: dict[str, str] = field(default_factory=dict)
    _last_sent: float = float("-inf")
    _newest: str = ""

    def __post_init__(self) -> None:
        self._gave_up_streaming = self.existing is not None
        self._newest = self.question.ts

    @property
    def ts(self) -> str | None:
        """The first message of the answer, if there is one."""
        return self._ts or self.existing

    def append(self, text: str, links: Mapping[str, str]) -> None:
        """Add text. The first text is shown at once, more text when there is enough of it."""
        self._links |= links
        self._text += text
        self._pending += text
        if self._gave_up_streaming or self.clock() - self._last_sent < MIN_SECONDS:
            return
        if self._streaming and len(self._pending) < MIN_CHARACTERS:
            return
        self._send_pending()

    def finish(self, pages: Sequence[list[Block]]) -> None:
        """Show the rest of the answer and its footer, the first page in the message and the others in new ones. Raises
        SlackRefused or OutcomeUnknown only if nothing could be shown."""
        footer = pages[0] if pages else []
        if self._streaming:
            self._stop_stream(footer)
        if self._gave_up_streaming or not self._streaming:
            self._show_whole(footer)
        for page in pages[1:]:
            self._post(page, notification(self._text))

    def _send_pending(self) -> None:
        ready = self._pending[: complete_length(self._pending)]
        if not ready and len(self._pending) > _MAX_OPEN_QUOTE:
            ready = self._pending
        markdown = "".join(answer_pieces(ready, self._links))
        if not markdown.strip():
            return
        if self._sent + len(markdown) > MAX_STREAMED:
            self._gave_up_streaming = True
        elif self._stream(markdown):
            self._pending = self._pending[len(ready) :]
            self._sent += len(markdown)
            self._last_sent = self.clock()

    def _stream(self, markdown: str) -> bool:
        """Return whether the text is shown. If not, the next piece or the end shows it."""
        try:
            if self._streaming:
                where: dict[str, Any] = {"channel": self.question.channel, "ts": self._ts}
                self.client.call("chat_appendStream", wait=False, **where, markdown_text=markdown)
            else:
                self._start_stream(markdown)
        except RateLimited as limited:
            self._last_sent = self.clock() + limited.seconds - MIN_SECONDS
            self._gave_up_streaming = not self._streaming  # posting gets through sooner than another stream
            return False
        except (SlackRefused, OutcomeUnknown) as error:
            log.info("stopped streaming an answer: %s", error)
            self._gave_up_streaming = True
            return False
        return True

    def _start_stream(self, markdown: str) -> None:
        question = self.question
        message: dict[str, Any] = {"channel": question.channel, "thread_ts": question.thread, "markdown_text": markdown}
        if not question.direct:
            message |= {"recipient_user_id": question.user, "recipient_team_id": question.team}
        try:
            self._ts = str(self.client.call("chat_startStream", wait=False, **message)["ts"])
        except OutcomeUnknown:
            self.existing = find_posted(self.client, question, after=self._newest)
            raise
        self._streaming = True
        self.on_appear(self._ts)

    def _stop_stream(self, footer: list[Block]) -> None:
        rest = "".join(answer_pieces(self._pending, self._links))
        if self._sent + len(rest) > MAX_STREAMED:
            self._gave_up_streaming = True
        end: dict[str, Any] = {}
        if not self._gave_up_streaming:
            end = {"markdown_text": rest if rest.strip() else None, "blocks": footer or None}
        try:
            self.client.call("chat_stopStream", channel=self.question.channel, ts=self._ts, **end)
            self._pending = ""
        except (SlackRefused, OutcomeUnknown) as error:
            log.info("could not complete a stream: %s", error)
            self._gave_up_streaming = True

    def _show_whole(self, footer: list[Block]) -> None:
        """Show the whole answer in the existing message or a new one, and in as many more as it needs."""
        pages = answer_pages(self._text, self._links) or [[]]
        pages[-1] = [*pages[-1], *footer] or phrase_blocks(phrases.FAILED)
        notice = notification(self._text)
        for number, blocks in enumerate(pages):
            if number == 0 and self.ts is not None:
                self._rewrite(self.ts, blocks, notice)
            else:
                ts = self._post(blocks, notice)
                if number == 0:
                    self._ts = ts
                    self.on_appear(ts)

    def _rewrite(self, ts: str, blocks: list[Block], notice: str) -> None:
        """Rewrite a message. A stream that another process left open has to be stopped first."""
        where: dict[str, Any] = {"channel": self.question.channel, "ts": ts}
        for _ in range(2):
            try:
                self.client.call("chat_update", idempotent=True, **where, text=notice, blocks=blocks)
                return
            except SlackRefused as error:
                log.info("could not rewrite a message: %s", error)
                with suppress(SlackRefused, OutcomeUnknown):
                    self.client.call("chat_stopStream", **where)
        self._post([*phrase_blocks(phrases.BROKEN_OFF), *blocks] if len(blocks) < MAX_BLOCKS else blocks, notice)

    def _post(self, blocks: list[Block], notice: str) -> str:
        self._newest = post_message(self.client, self.question, blocks, notice, after=self._newest)
        return self._newest


def post_message(client: SlackClient, question: IncomingQuestion, blocks: list[Block], text: str, *, after: str) -> str:
    """Post in the thread and return the new message's `ts`. `after` is the `ts` of the bot's message before it. If a
    reply is lost, the thread is checked before the message is posted again. Raises SlackRefused, and OutcomeUnknown if
    Slack never replies."""
    arguments: dict[str, Any] = {"channel": question.channel, "thread_ts": question.thread}
    arguments |= {"text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}
    for _ in range(MAX_TRIES - 1):
        with suppress(OutcomeUnknown):
            return str(client.call("chat_postMessage", **arguments)["ts"])
        posted = find_posted(client, question, after=after)
        if posted:
            return posted
    return str(client.call("chat_postMessage", **arguments)["ts"])


def find_posted(client: SlackClient, question: IncomingQuestion, *, after: str) -> str | None:
    """Return the bot's newest message in the thread after `after`, if there is one and the bot may read the thread."""
    # This is the lost message, as only one answer at a time appears in a thread.
    where: dict[str, Any] = {"channel": question.channel, "ts": question.thread, "oldest": after, "limit": 15}
    try:
        bot = client.call("auth_test", idempotent=True)["user_id"]
        replies = client.call("conversations_replies", idempotent=True, wait=False, **where)
    except (SlackRefused, OutcomeUnknown):
        return None
    messages = replies.get("messages") or ()
    newer = [str(posted["ts"]) for posted in messages if posted.get("user") == bot and posted["ts"] > after]
    return max(newer, default=None)
