"""What the bot does about what it hears: note it, and hand it to the crew. It must return at once: Slack waits."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.config.slack import SlackSettings
from assistant.generation.cancellation import Cancellation
from assistant.interfaces.slack import buttons as actions
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.answering import Room, answer, failure
from assistant.interfaces.slack.blocks import Block, said, why_view
from assistant.interfaces.slack.delivery_log import Unfinished
from assistant.interfaces.slack.event_filter import IgnoredEvent, IncomingQuestion, read_event, session_key
from assistant.interfaces.slack.permissions import Permission, Refusal, may_ask
from assistant.interfaces.slack.slash_commands import Reply, Typed, read_command, run
from assistant.interfaces.slack.web_api import OutcomeUnknown, SlackClient, SlackRefused, respond
from assistant.interfaces.slack.worker_pool import WorkerPool

RESPONSES = 5
"""Messages that Slack takes for one command (https://docs.slack.dev/interactivity/handling-user-interaction/)."""
_NOTICES, _NOTICES_WAITING = 2, 10_000

log = logging.getLogger("onrecord.slack")


class Bot:
    """Hears for any number of workspaces. Every method may be called from any thread, and returns at once."""

    def __init__(self, settings: SlackSettings, room: Room, index: Path) -> None:
        self._settings = settings
        self._room = room
        self._index = index
        self._workers = WorkerPool(workers=settings.workers, waiting=settings.waiting)
        self._aside = WorkerPool(workers=_NOTICES, waiting=_NOTICES_WAITING)
        """For the few words that are no answer: a refusal must not wait for those who were not refused."""
        self._halts: dict[str, set[Cancellation]] = defaultdict(set)
        self._lock = threading.Lock()

    def hears(self, payload: Mapping[str, Any], *, bot_user: str | None) -> None:
        """A message, whoever it is for. Raises where it cannot be noted: then Slack delivers it again."""
        heard = read_event(payload, bot_user=bot_user)
        if isinstance(heard, IgnoredEvent):
            log.debug("not answered: %s", heard.why)
            return
        delivery_log = self._room.delivery_log
        if heard.how == "thread" and not delivery_log.spoke(heard.session, heard.user):
            log.debug("not answered: people talk to each other")
            return
        if not delivery_log.note(heard.key, {"heard": asdict(heard)}):
            log.debug("not answered: heard before")
            return
        leave = self._may(heard)
        if isinstance(leave, Refusal):
            self._refuse(heard, leave.told)
        elif heard.text.lower() in ("", "help"):
            delivery_log.asked(heard.team, heard.user, session=heard.session)
            self._refuse(heard, phrases.HELP)
        else:
            delivery_log.asked(heard.team, heard.user, session=heard.session)
            self._hand(heard, leave)

    def stopped(self, payload: Mapping[str, Any]) -> None:
        """Slack's stop button was pressed in a thread."""
        event = payload.get("event")
        if isinstance(event, Mapping):
            team, channel, thread = payload.get("team_id"), event.get("channel"), event.get("thread_ts")
            key = session_key(str(team), str(channel), str(thread))
            with self._lock:
                halts = list(self._halts.get(key, ()))
            for cancellation in halts:
                cancellation.stop()

    def commanded(self, payload: Mapping[str, Any]) -> None:
        """`/onrecord …` was typed."""
        typed = read_command(payload)
        url = payload.get("response_url")
        if typed is None or not isinstance(url, str):
            return
        work = {"typed": asdict(typed), "response_url": url}
        if self._room.delivery_log.note(typed.key, work):
            self._do_command(typed, url)

    def pressed(self, payload: Mapping[str, Any]) -> None:
        """A button under an answer was pressed."""
        pressed = actions.read_press(payload)
        if pressed is not None:
            self._aside.hand(pressed.user, lambda: self._do_press(pressed))

    def filled_in(self, payload: Mapping[str, Any]) -> None:
        """The form that asks what is wrong was sent."""
        judged = actions.read_form(payload)
        if judged is not None:
            actions.judge_by_form(self._room.journal, judged)

    def resume(self) -> int:
        """Take over what was noted and not done by a process that has ended. Gives how much that was."""
        work = self._room.delivery_log.take_over()
        for one in work:
            self._resume(one)
        return len(work)

    def rest(self, seconds: float) -> bool:
        """Wait until nothing is left to do. False where it took longer."""
        return self._workers.rest(seconds) and self._aside.rest(seconds)

    def close(self, *, seconds: float = 20.0) -> None:
        """Finish what is being said, and leave the rest to the next start."""
        self._workers.close(seconds)
        self._aside.close(seconds)

    def _may(self, asked: IncomingQuestion | Typed) -> Permission | Refusal:
        use = self._room.delivery_log.count(asked.team, asked.user)
        return may_ask(
            self._settings,
            channel=asked.channel,
            user=asked.user,
            direct=asked.direct,
            use=use,
            default=self._index,
        )

    def _hand(self, heard: IncomingQuestion, leave: Permission, *, found: str | None = None) -> None:
        cancellation = Cancellation()
        with self._lock:
            self._halts[heard.session].add(cancellation)

        def work() -> None:
            try:
                answer(self._room, heard, leave, cancellation, found=found)
            finally:
                self._forget(heard.session, cancellation)

        if not self._workers.hand(heard.session, work):
            self._forget(heard.session, cancellation)
            self._refuse(heard, phrases.FULL)

    def _forget(self, session: str, cancellation: Cancellation) -> None:
        with self._lock:
            self._halts[session].discard(cancellation)
            if not self._halts[session]:
                del self._halts[session]

    def _refuse(self, heard: IncomingQuestion, told: str) -> None:
        """A few words for nobody but who asked; what was asked is done with."""

        def work() -> None:
            calls = self._room.calls_for(heard)
            thread = heard.thread_ts or (heard.ts if heard.direct else None)
            self._whisper(calls, heard.channel, heard.user, thread, said(told), told)
            self._room.delivery_log.done(heard.key)

        self._aside.hand(heard.user, work)

    def _whisper(
        self, calls: SlackClient, channel: str, user: str, thread: str | None, blocks: list[Block], notice: str
    ) -> None:
        where: dict[str, Any] = {} if thread is None else {"thread_ts": thread}
        with suppress(SlackRefused, OutcomeUnknown):
            calls.do(
                "chat_postEphemeral",
                repeatable=True,
                channel=channel,
                user=user,
                text=notice,
                blocks=blocks,
                **where,
            )

    def _do_command(self, typed: Typed, url: str) -> None:
        leave = self._may(typed)
        if isinstance(leave, Refusal):
            told = leave.told
            self._aside.hand(typed.user, lambda: self._respond(typed, url, Reply((said(told),), told)))
            return
        self._room.delivery_log.asked(typed.team, typed.user, session=typed.session)
        if not self._workers.hand(typed.session, lambda: self._respond(typed, url, run(self._room, typed, leave))):
            full = Reply((said(phrases.FULL),), phrases.FULL)
            self._aside.hand(typed.user, lambda: self._respond(typed, url, full))

    def _respond(self, typed: Typed, url: str, reply: Reply) -> None:
        """To the address that Slack gave with the command, which only its typist sees."""
        pages = reply.pages[:RESPONSES]
        for number, page in enumerate(pages):
            left = len(reply.pages) - RESPONSES
            more = said(phrases.MORE) if left > 0 and number == len(pages) - 1 else []
            try:
                respond(
                    url,
                    text=reply.notice,
                    blocks=[*page, *more],
                    response_type="ephemeral",
                    unfurl_links=False,
                    unfurl_media=False,
                )
            except (
                SlackRefused
            ) as error:  # its half hour is over, or Slack is not there: nothing else reaches its typist
                log.error("a command's answer could not be shown: %s", error)
        self._room.delivery_log.done(typed.key)

    def _do_press(self, pressed: actions.Pressed) -> None:
        calls = self._room.calls_for_team(pressed.team)
        try:
            if pressed.value.partition(":")[0].isdigit():
                shown: actions.Shown | None = self._passage(pressed)
            else:
                shown = self._judge(pressed, calls)
        except Exception as error:  # noqa: BLE001  somebody waits for what the button does
            told = failure(error)
            shown = said(told), told
        if shown is not None:
            self._whisper(calls, pressed.channel, pressed.user, pressed.thread, *shown)

    def _passage(self, pressed: actions.Pressed) -> actions.Shown:
        direct = pressed.channel.startswith("D")
        index = self._settings.index_of(pressed.channel, direct=direct, default=self._index)
        return actions.passage(self._room.journal, self._room.assistants, pressed, index)

    def _judge(self, pressed: actions.Pressed, calls: SlackClient) -> actions.Shown | None:
        """Keep the verdict. None where a form was opened instead of words."""
        exchange, good = actions.judge(self._room.journal, pressed)
        if exchange and not good and pressed.trigger:
            try:
                view = why_view(exchange.id, pressed.channel)
                calls.do("views_open", repeatable=True, trigger_id=pressed.trigger, view=view)
                return None
            except (
                SlackRefused,
                OutcomeUnknown,
            ) as error:  # its three seconds are over: the verdict is kept without a reason
                log.info("no form: %s", error)
        told = phrases.THANKS if exchange else phrases.GONE
        return said(told), told

    def _resume(self, one: Unfinished) -> None:
        work = one.work
        if "heard" in work:
            heard = IncomingQuestion(**work["heard"])
            leave = self._may(heard)
            if isinstance(leave, Refusal):
                self._refuse(heard, leave.told)
            else:
                self._hand(heard, leave, found=one.message)
        elif "typed" in work:
            self._do_command(Typed(**work["typed"]), work["response_url"])
        else:
            self._room.delivery_log.done(one.key)
