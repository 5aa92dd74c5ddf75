"""A question in Slack, from its turn to its place in the journal: searched, streamed, finished, kept."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.app.assistant import Assistant
from assistant.config.settings import NO_MODEL, Settings
from assistant.errors import JournalUnusable
from assistant.generation.cancellation import Cancellation, Cancelled, cancellable_by
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.blocks import links_of, notification, related, said, under
from assistant.interfaces.slack.delivery_log import DeliveryLog
from assistant.interfaces.slack.event_filter import IncomingQuestion
from assistant.interfaces.slack.markup import mrkdwn
from assistant.interfaces.slack.message import Message, post
from assistant.interfaces.slack.permissions import Permission
from assistant.interfaces.slack.web_api import OutcomeUnknown, SlackClient, SlackRefused
from assistant.interfaces.slack.workspaces import Workspaces
from assistant.journal import Asked, Journal
from assistant.types import Answer, Answered, Event, TextDelta, Turn
from index.errors import IndexUnavailable, UsageError

LAST_TURNS = 8
"""Of a thread: what was asked before that is no follow-up's business, and long threads must fit into a prompt."""

log = logging.getLogger("onrecord.slack")


class Assistants:
    """One Assistant an index, opened when it is first asked and shared by all who ask it; where the model's money is
    spent, another one without it."""

    def __init__(self, settings: Settings) -> None:
        # A session's limit is a command's; the bot's are days' and people's, and kept by the ledger.
        self._settings = replace(settings, max_cost=None)
        self._lock = threading.Lock()
        self._open: dict[tuple[Path, str], Assistant] = {}

    def of(self, index: Path, *, with_model: bool = True) -> Assistant:
        model = self._settings.model if with_model else NO_MODEL
        with self._lock:
            if (index, model) not in self._open:
                self._open[index, model] = Assistant(replace(self._settings, index=index, model=model))
            return self._open[index, model]

    def close(self) -> None:
        with self._lock:
            for assistant in self._open.values():
                assistant.close()
            self._open.clear()


@dataclass(frozen=True, slots=True)
class Room:
    """What every answer needs."""

    assistants: Assistants
    journal: Journal
    delivery_log: DeliveryLog
    workspaces: Workspaces

    def calls_for(self, heard: IncomingQuestion) -> SlackClient:
        """The Web API of the workspace that a question came from."""
        return self.workspaces.calls(heard.team, heard.enterprise)

    def calls_for_team(self, team: str) -> SlackClient:
        return self.workspaces.calls(team)


@dataclass(slots=True)
class _Shown:
    """How far an answer has come."""

    text: str = ""
    answer: Answer | None = None
    notes: list[str] = field(default_factory=list)


def answer(
    room: Room, heard: IncomingQuestion, leave: Permission, cancellation: Cancellation, *, found: str | None = None
) -> None:
    """Answer in the thread, and keep it. `found`: the message of an answer that was begun and not finished. Never
    raises: what goes wrong is said in the thread with an id, and logged under it."""
    try:
        calls = room.calls_for(heard)
    except UsageError as error:  # uninstalled since: there is nobody to answer
        log.error("not answered: %s", error)
        room.delivery_log.done(heard.key)
        return
    message = Message(calls, heard, appears=lambda ts: room.delivery_log.appears(heard.key, ts), found=found)
    shown = _Shown()
    try:
        cancellation.check()
        _set_status(calls, heard, "processing")
        with cancellable_by(cancellation):
            _listen(room, heard, leave, cancellation, message, shown)
        _finish(room, heard, message, shown, again=found is not None)
    except Cancelled:
        _stopped(room, heard, message, shown)
    except Exception as error:  # noqa: BLE001  a thread of the crew: whatever it is, somebody waits for an answer
        _failed(calls, heard, message, error)
    finally:
        _set_status(calls, heard, "active")
        with suppress(Exception):  # a ledger that cannot be written was said when the question was noted
            room.delivery_log.done(heard.key)


def _listen(
    room: Room, heard: IncomingQuestion, leave: Permission, cancellation: Cancellation, message: Message, shown: _Shown
) -> None:
    assistant = room.assistants.of(leave.index, with_model=leave.with_model)
    with closing(_events(assistant, heard.text, _history(room, heard))) as events:
        for event in events:
            cancellation.check()
            if isinstance(event, TextDelta):
                shown.text += event.text
                message.append(event.text, links_of(event.citations))
            elif isinstance(event, Answered):
                shown.answer = event.answer
    if leave.is_spent:
        shown.notes.append(phrases.SPENT)


def _events(assistant: Assistant, question: str, history: Sequence[Turn]) -> Generator[Event, None, None]:
    yield from assistant.stream(question, history=history)


def _history(room: Room, heard: IncomingQuestion) -> tuple[Turn, ...]:
    """The thread's earlier turns. Without a journal every question stands for itself."""
    try:
        return room.journal.turns(heard.session, last=LAST_TURNS)
    except JournalUnusable as error:
        log.error("earlier turns cannot be read: %s", error)
        return ()


def _finish(room: Room, heard: IncomingQuestion, message: Message, shown: _Shown, *, again: bool) -> None:
    assert shown.answer is not None
    near = related(shown.answer)
    if near:
        message.append(near, links_of(shown.answer.citations))
    usd = shown.answer.receipt.cost_usd
    if usd:
        room.delivery_log.spent(heard.team, heard.user, usd)
    exchange = _keep(room, heard, shown, again=again)
    message.finish(under(shown.answer, exchange, notes=shown.notes))


def _stopped(room: Room, heard: IncomingQuestion, message: Message, shown: _Shown) -> None:
    """What was shown stays, marked; the words that were not shown yet are not."""
    told = phrases.STOPPED if shown.text else phrases.STOPPED_BEFORE
    with suppress(SlackRefused, OutcomeUnknown):
        message.append(f"\n\n{told}" if shown.text else told, {})
        message.finish([])
    _keep(room, heard, shown)


def _failed(calls: SlackClient, heard: IncomingQuestion, message: Message, error: Exception) -> None:
    told = failure(error)
    with suppress(SlackRefused, OutcomeUnknown):
        if message.ts is None:
            post(calls, heard, said(told), notification(told), after=heard.ts)
        else:
            message.append(f"\n\n{told}", {})
            message.finish([])


def failure(error: Exception) -> str:
    """What is said of a failure; the log has the rest of it under the same id. What is wrong with a question is said
    as it is: that names nothing of ours."""
    if isinstance(error, UsageError):
        return mistake(error)
    number = secrets.token_hex(3)
    log.error("failure %s: %s: %s", number, type(error).__name__, error, exc_info=error)
    told = phrases.NO_INDEX if isinstance(error, IndexUnavailable) else phrases.FAILED
    return told.format(id=number)


def mistake(error: UsageError) -> str:
    """What is wrong with what a person wrote, as a sentence."""
    told = mrkdwn(str(error))
    return f"{told[:1].upper()}{told[1:]}."


def _keep(room: Room, heard: IncomingQuestion, shown: _Shown, *, again: bool = False) -> int | None:
    """The exchange's number; None where it could not be kept, which costs the buttons and not the answer. `again`: the
    process that answered first may have kept it before it ended."""
    if not shown.text:
        return None
    text = shown.text if shown.answer else f"{shown.text} [stopped]"
    try:
        before = room.journal.exchange_at(heard.key) if again else None
        replaces = before.id if before else None
        return room.journal.record(
            heard.session,
            Asked(heard.text, text, shown.answer, asker=heard.user, reference=heard.key, replaces=replaces),
        )
    except JournalUnusable as error:
        log.error("an answer could not be kept: %s", error)
        return None


def _set_status(calls: SlackClient, heard: IncomingQuestion, status: str) -> None:
    """Whether Slack shows that we are at work, with its stop button. No answer depends on it."""
    with suppress(SlackRefused, OutcomeUnknown):
        calls.do(
            "agents_sessions_setStatus",
            repeatable=True,
            patient=False,
            channel_id=heard.channel,
            thread_ts=heard.thread,
            status=status,
        )
