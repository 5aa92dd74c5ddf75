"""One answer as it appears in a thread: streamed while it comes, stopped with what stands under it, whatever fails.

A stream that Slack does not begin, or ends before its time, costs nobody the answer: it is put in one piece into the
message that there is, or posted. A message is never posted again unless it is certain that it is not there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.blocks import BLOCKS, Block, body, markdown_block, notification, said
from assistant.interfaces.slack.event_filter import IncomingQuestion
from assistant.interfaces.slack.markup import begun, prose
from assistant.interfaces.slack.web_api import TRIES, OutcomeUnknown, RateLimited, SlackClient, SlackRefused

LEAST, PAUSE = 256, 1.0
"""Characters of text and seconds between what is appended (Slack's own client: 256 characters)."""
STREAMED = 8_000
"""Characters of Markdown in one streamed message; an answer that is longer goes on in another."""
_HELD = 2_000
"""Characters of a quotation that does not end: it is not waited for any longer."""

log = logging.getLogger("onrecord.slack")


class Message:
    """Where one answer appears. `appears` is told the message as soon as there is one."""

    def __init__(
        self,
        calls: SlackClient,
        heard: IncomingQuestion,
        *,
        appears: Callable[[str], None],
        found: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._calls = calls
        self._heard = heard
        self._appears = appears
        self._clock = clock
        self._found = found
        """A message of an answer that was begun by a process that has ended: it is written anew."""
        self._ts: str | None = None
        self._streaming = False
        self._given_up = found is not None
        self._sent = 0
        self._text = ""
        self._waiting = ""
        self._links: dict[str, str] = {}
        self._last = float("-inf")
        self._newest = heard.ts

    @property
    def ts(self) -> str | None:
        """The message that the answer begins in, once there is one."""
        return self._ts or self._found

    def append(self, text: str, links: Mapping[str, str]) -> None:
        """More of the answer. Shown when there is enough of it, but the first of it at once."""
        self._links |= links
        self._text += text
        self._waiting += text
        if self._given_up or self._clock() - self._last < PAUSE:
            return
        if self._streaming and len(self._waiting) < LEAST:
            return
        self._flush()

    def finish(self, pages: Sequence[list[Block]]) -> None:
        """The rest of the answer, and what stands under it: the first page with it, each further one in a message of
        its own. Raises Refused or Uncertain only where nothing could be shown."""
        if self._streaming:
            self._stop(pages[0] if pages else [])
        if self._given_up or not self._streaming:
            self._post_whole(pages[0] if pages else [])
        for page in pages[1:]:
            self._post(page, notification(self._text))

    def _flush(self) -> None:
        ready = self._waiting[: begun(self._waiting)]
        if not ready and len(self._waiting) > _HELD:
            ready = self._waiting
        pieces = "".join(prose(ready, self._links))
        if not pieces.strip() or self._sent + len(pieces) > STREAMED:
            self._given_up = self._given_up or bool(pieces.strip())
            return
        if self._send(pieces):
            self._waiting = self._waiting[len(ready) :]
            self._sent += len(pieces)
            self._last = self._clock()

    def _send(self, markdown: str) -> bool:
        """Whether it is shown. What is not is shown with the next piece, or at the end."""
        try:
            if self._streaming:
                self._calls.do(
                    "chat_appendStream", patient=False, channel=self._heard.channel, ts=self._ts, markdown_text=markdown
                )
            else:
                self._start(markdown)
        except RateLimited as limited:
            self._last = self._clock() + limited.seconds - PAUSE
            self._given_up = not self._streaming  # another call gets through sooner than a further stream
            return False
        except (SlackRefused, OutcomeUnknown) as error:
            log.info("a stream was given up: %s", error)
            self._given_up = True
            return False
        return True

    def _start(self, markdown: str) -> None:
        heard = self._heard
        recipient: dict[str, Any] = {}
        if not heard.direct:
            recipient = {"recipient_user_id": heard.user, "recipient_team_id": heard.team}
        try:
            response = self._calls.do(
                "chat_startStream",
                patient=False,
                channel=heard.channel,
                thread_ts=heard.thread,
                markdown_text=markdown,
                **recipient,
            )
            self._ts = str(response["ts"])
        except OutcomeUnknown:
            self._found = look_for(self._calls, self._heard, after=self._newest)
            raise
        self._streaming = True
        self._appears(self._ts)

    def _stop(self, page: list[Block]) -> None:
        rest = "".join(prose(self._waiting, self._links))
        if self._sent + len(rest) > STREAMED:
            self._given_up = True
        last: dict[str, Any] = {}
        if not self._given_up:
            last = {"markdown_text": rest if rest.strip() else None, "blocks": page or None}
        try:
            self._calls.do("chat_stopStream", channel=self._heard.channel, ts=self._ts, **last)
            self._waiting = ""
        except (SlackRefused, OutcomeUnknown) as error:
            log.info("a stream could not be stopped with its end: %s", error)
            self._given_up = True

    def _post_whole(self, page: list[Block]) -> None:
        """The whole answer, in the message that there is or in a new one, and in as many more as it takes."""
        texts = body(self._text, self._links) or [""]
        for number, text in enumerate(texts):
            last = number == len(texts) - 1
            blocks = [*([markdown_block(text)] if text else []), *(page if last else [])] or said(phrases.FAILED)
            notice = notification(self._text)
            if number == 0 and self.ts is not None:
                self._rewrite(self.ts, blocks, notice)
            else:
                ts = self._post(blocks, notice)
                if number == 0:
                    self._ts = ts
                    self._appears(ts)

    def _rewrite(self, ts: str, blocks: list[Block], notice: str) -> None:
        """A stream that was left open by whoever began it cannot be written to: it is stopped first, and then again."""
        for _ in range(2):
            try:
                self._calls.do(
                    "chat_update", repeatable=True, channel=self._heard.channel, ts=ts, text=notice, blocks=blocks
                )
                return
            except SlackRefused as error:
                log.info("a message could not be written anew: %s", error)
                with suppress(SlackRefused, OutcomeUnknown):
                    self._calls.do("chat_stopStream", channel=self._heard.channel, ts=ts)
        self._post([*said(phrases.BROKEN_OFF), *blocks] if len(blocks) < BLOCKS else blocks, notice)

    def _post(self, blocks: list[Block], notice: str) -> str:
        """Gives the message's `ts`."""
        self._newest = post(self._calls, self._heard, blocks, notice, after=self._newest)
        return self._newest


def post(calls: SlackClient, heard: IncomingQuestion, blocks: list[Block], notice: str, *, after: str) -> str:
    """Post in the thread, after our message of that `ts`; gives the new one's. What may have been posted is looked for
    before it is posted again. Raises Refused, and Uncertain where Slack never answers."""
    arguments: dict[str, Any] = {
        "channel": heard.channel,
        "thread_ts": heard.thread,
        "text": notice,
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    for _ in range(TRIES - 1):
        with suppress(OutcomeUnknown):
            return str(calls.do("chat_postMessage", **arguments)["ts"])
        there = look_for(calls, heard, after=after)
        if there:
            return there
    return str(calls.do("chat_postMessage", **arguments)["ts"])


def look_for(calls: SlackClient, heard: IncomingQuestion, *, after: str) -> str | None:
    """Our newest message in the thread after that one; None where there is none, or where we may not look. Only one
    answer at a time appears in a thread."""
    try:
        ours = calls.do("auth_test", repeatable=True)["user_id"]
        found = calls.do(
            "conversations_replies",
            repeatable=True,
            patient=False,
            channel=heard.channel,
            ts=heard.thread,
            oldest=after,
            limit=15,
        )
    except (SlackRefused, OutcomeUnknown):
        return None
    newer = [str(one["ts"]) for one in found.get("messages") or () if one.get("user") == ours and one["ts"] > after]
    return max(newer, default=None)
