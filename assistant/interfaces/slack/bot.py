"""The bot: notes each event in the delivery log and hands it to a worker pool. It returns at once, as Slack waits."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from assistant.config.slack import SlackSettings
from assistant.generation.cancellation import Cancellation
from assistant.interfaces.slack import buttons, phrases
from assistant.interfaces.slack.answering import BotContext, answer_question, describe_failure
from assistant.interfaces.slack.blocks import Block, feedback_form, phrase_blocks
from assistant.interfaces.slack.delivery_log import UnfinishedWork
from assistant.interfaces.slack.event_filter import IgnoredEvent, IncomingQuestion, parse_event, session_key
from assistant.interfaces.slack.permissions import Permission, Refusal, check_permission
from assistant.interfaces.slack.slash_commands import Reply, SlashCommand, parse_command, run_command
from assistant.interfaces.slack.web_api import OutcomeUnknown, SlackClient, SlackRefused, respond
from assistant.interfaces.slack.worker_pool import WorkerPool

MAX_RESPONSES = 5
"""Messages that Slack accepts for one command (https://docs.slack.dev/interactivity/handling-user-interaction/)."""
_NOTICE_WORKERS, _MAX_NOTICES = 2, 10_000

log = logging.getLogger("onrecord.slack")


class Bot:
    """The bot for any number of workspaces. Every method may be called from any thread, and returns at once."""

    def __init__(self, settings: SlackSettings, context: BotContext, index: Path) -> None:
        self._settings = settings
        self._context = context
        self._index = index
        self._workers = WorkerPool(workers=settings.workers, max_waiting=settings.waiting)
        self._notices = WorkerPool(workers=_NOTICE_WORKERS, max_waiting=_MAX_NOTICES)
        """Sends short notices and button replies, which must not wait for answers."""
        self._cancellations: dict[str, set[Cancellation]] = defaultdict(set)
        self._lock = threading.Lock()

    def on_message(self, payload: Mapping[str, Any], *, bot_user: str | None) -> None:
        """Handle any message. Raises if it cannot be noted: Slack then delivers it again."""
        question = parse_event(payload, bot_user=bot_user)
        if isinstance(question, IgnoredEvent):
            log.debug("ignored: %s", question.reason)
            return
        delivery_log = self._context.delivery_log
        if question.how == "thread" and not delivery_log.has_asked(question.session, question.user):
            log.debug("ignored: people are talking to each other, not to the bot")
            return
        # The key "heard", like "typed" below, is in existing delivery logs.
        if not delivery_log.note(question.key, {"heard": asdict(question)}):
            log.debug("ignored: this event was already received")
            return
        permission = self._check_permission(question)
        if isinstance(permission, Refusal):
            self._notify(question, permission.message)
            return
        delivery_log.add_question(question.team, question.user, session=question.session)
        if question.text.lower() in ("", "help"):
            self._notify(question, phrases.HELP)
        else:
            self._submit(question, permission)

    def on_stop(self, payload: Mapping[str, Any]) -> None:
        event = payload.get("event")
        if isinstance(event, Mapping):
            team, channel, thread = payload.get("team_id"), event.get("channel"), event.get("thread_ts")
            with self._lock:
                running = list(self._cancellations.get(session_key(str(team), str(channel), str(thread)), ()))
            for cancellation in running:
                cancellation.stop()

    def on_command(self, payload: Mapping[str, Any]) -> None:
        command = parse_command(payload)
        url = payload.get("response_url")
        if command is None or not isinstance(url, str):
            return
        if self._context.delivery_log.note(command.key, {"typed": asdict(command), "response_url": url}):
            self._submit_command(command, url)

    def on_button(self, payload: Mapping[str, Any]) -> None:
        press = buttons.parse_press(payload)
        if press is not None:
            self._notices.submit(press.user, lambda: self._run_button(press))

    def on_form(self, payload: Mapping[str, Any]) -> None:
        form = buttons.parse_form(payload)
        if form is not None:
            buttons.save_form(self._context.journal, form)

    def resume(self) -> int:
        """Take over the unfinished work of processes that have ended. Return how much there is."""
        unfinished = self._context.delivery_log.take_over()
        for work in unfinished:
            self._resume(work)
        return len(unfinished)

    def wait_idle(self, seconds: float) -> bool:
        """Wait until all work is done. Return False if that takes longer."""
        return self._workers.wait_idle(seconds) and self._notices.wait_idle(seconds)

    def close(self, *, seconds: float = 20.0) -> None:
        """Finish the answers in progress; the next start answers the rest."""
        self._workers.close(seconds)
        self._notices.close(seconds)

    def _check_permission(self, asked: IncomingQuestion | SlashCommand) -> Permission | Refusal:
        use, default = self._context.delivery_log.recent_use(asked.team, asked.user), self._index
        return check_permission(
            self._settings, channel=asked.channel, user=asked.user, direct=asked.direct, use=use, default=default
        )

    def _submit(self, question: IncomingQuestion, permission: Permission, *, existing: str | None = None) -> None:
        cancellation = Cancellation()
        with self._lock:
            self._cancellations[question.session].add(cancellation)

        def work() -> None:
            try:
                answer_question(self._context, question, permission, cancellation, existing=existing)
            finally:
                self._forget(question.session, cancellation)

        if not self._workers.submit(question.session, work):
            self._forget(question.session, cancellation)
            self._notify(question, phrases.QUEUE_FULL)

    def _forget(self, session: str, cancellation: Cancellation) -> None:
        with self._lock:
            self._cancellations[session].discard(cancellation)
            if not self._cancellations[session]:
                del self._cancellations[session]

    def _notify(self, question: IncomingQuestion, text: str) -> None:
        """Reply with a phrase that only the person sees, in place of an answer."""

        def work() -> None:
            thread = question.thread_ts or (question.ts if question.direct else None)
            client = self._context.client_for(question)
            _send_ephemeral(client, question.channel, question.user, thread, phrase_blocks(text), text)
            self._context.delivery_log.mark_done(question.key)

        self._notices.submit(question.user, work)

    def _submit_command(self, command: SlashCommand, url: str) -> None:
        permission = self._check_permission(command)
        if isinstance(permission, Refusal):
            problem = permission.message
        else:
            self._context.delivery_log.add_question(command.team, command.user, session=command.session)
            run = partial(run_command, self._context, command, permission)
            if self._workers.submit(command.session, lambda: self._respond(command, url, run())):
                return
            problem = phrases.QUEUE_FULL
        self._notices.submit(command.user, lambda: self._respond(command, url, Reply.from_phrase(problem)))

    def _respond(self, command: SlashCommand, url: str, reply: Reply) -> None:
        """Send a reply that only the person sees to the command's response URL."""
        pages = [*reply.pages[:MAX_RESPONSES]]
        if len(reply.pages) > MAX_RESPONSES:
            pages[-1] = [*pages[-1], *phrase_blocks(phrases.MORE)]
        options: dict[str, Any] = {"response_type": "ephemeral", "unfurl_links": False, "unfurl_media": False}
        for page in pages:
            try:
                respond(url, text=reply.notice, blocks=page, **options)
            except SlackRefused as error:  # after half an hour the URL expires, and there is no other way
                log.error("could not reply to a command: %s", error)
        self._context.delivery_log.mark_done(command.key)

    def _run_button(self, press: buttons.ButtonPress) -> None:
        client = self._context.workspaces.client_for(press.team)
        try:
            if press.value.partition(":")[0].isdigit():
                direct = press.channel.startswith("D")
                index = self._settings.index_of(press.channel, direct=direct, default=self._index)
                blocks, notice = buttons.show_passage(self._context.journal, self._context.assistants, press, index)
            else:
                notice = self._save_verdict(press, client)
                blocks = phrase_blocks(notice)
        except Exception as error:  # noqa: BLE001  someone waits for the button
            notice = describe_failure(error)
            blocks = phrase_blocks(notice)
        if notice:
            _send_ephemeral(client, press.channel, press.user, press.thread, blocks, notice)

    def _save_verdict(self, press: buttons.ButtonPress, client: SlackClient) -> str:
        """Store the verdict. Return a phrase, or "" if a form was opened instead."""
        exchange, is_good = buttons.save_verdict(self._context.journal, press)
        if exchange and not is_good and press.trigger:
            form = feedback_form(exchange.id, press.channel)
            try:
                client.call("views_open", idempotent=True, trigger_id=press.trigger, view=form)
                return ""
            except (SlackRefused, OutcomeUnknown) as error:  # the trigger expires after three seconds
                log.info("could not open the feedback form: %s", error)
        return phrases.THANKS if exchange else phrases.GONE

    def _resume(self, unfinished: UnfinishedWork) -> None:
        work = unfinished.work
        if "heard" in work:
            question = IncomingQuestion(**work["heard"])
            permission = self._check_permission(question)
            if isinstance(permission, Refusal):
                self._notify(question, permission.message)
            else:
                self._submit(question, permission, existing=unfinished.message)
        elif "typed" in work:
            self._submit_command(SlashCommand(**work["typed"]), work["response_url"])
        else:
            self._context.delivery_log.mark_done(unfinished.key)


def _send_ephemeral(
    client: SlackClient, channel: str, user: str, thread: str | None, blocks: list[Block], notice: str
) -> None:
    message: dict[str, Any] = {"channel": channel, "user": user, "text": notice, "blocks": blocks}
    if thread is not None:
        message["thread_ts"] = thread
    with suppress(SlackRefused, OutcomeUnknown):
        client.call("chat_postEphemeral", idempotent=True, **message)
