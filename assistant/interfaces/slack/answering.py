"""Answers a question in its thread: searches, streams the answer, completes it, and records it in the journal."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.app.assistant import Assistant
from assistant.config.settings import NO_MODEL, Settings
from assistant.errors import JournalUnusable
from assistant.generation.cancellation import Cancellation, Cancelled, cancellable_by
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.blocks import footer_pages, links_by_marker, notification, phrase_blocks, text_below
from assistant.interfaces.slack.delivery_log import DeliveryLog
from assistant.interfaces.slack.event_filter import IncomingQuestion
from assistant.interfaces.slack.markup import to_mrkdwn
from assistant.interfaces.slack.message import AnswerMessage, post_message
from assistant.interfaces.slack.permissions import Permission
from assistant.interfaces.slack.web_api import OutcomeUnknown, SlackClient, SlackRefused
from assistant.interfaces.slack.workspaces import Workspaces
from assistant.journal import ExchangeContent, Journal
from assistant.types import Answer, Answered, Event, TextDelta, Turn
from index.errors import IndexUnavailable, UsageError

MAX_TURNS = 8
"""Turns of a thread that are the history of a question: follow-ups rarely need more, and prompts have to fit."""

log = logging.getLogger("onrecord.slack")


class AssistantPool:
    """Opens one shared Assistant for each index, and another one without the model for when the budget is spent."""

    def __init__(self, settings: Settings) -> None:
        # max_cost limits one command; the bot has daily budgets, which the delivery log tracks.
        self._settings = replace(settings, max_cost=None)
        self._lock = threading.Lock()
        self._open: dict[tuple[Path, str], Assistant] = {}

    def get(self, index: Path, *, with_model: bool = True) -> Assistant:
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
class BotContext:
    """The resources that every answer needs."""

    assistants: AssistantPool
    journal: Journal
    delivery_log: DeliveryLog
    workspaces: Workspaces

    def client_for(self, question: IncomingQuestion) -> SlackClient:
        return self.workspaces.client_for(question.team, question.enterprise)


def answer_question(
    context: BotContext,
    question: IncomingQuestion,
    permission: Permission,
    cancellation: Cancellation,
    *,
    existing: str | None = None,
) -> None:
    """Answer in the thread and record the answer. `existing` is the message of an answer that was not completed. Never
    raises: a failure is reported in the thread with an id, and logged under it."""
    try:
        client = context.client_for(question)
    except UsageError as error:  # the workspace has uninstalled the bot
        log.error("not answered: %s", error)
        context.delivery_log.mark_done(question.key)
        return
    answer = _ThreadAnswer(context, question, client, existing)
    try:
        cancellation.check()
        _set_status(client, question, "processing")
        with cancellable_by(cancellation):
            answer.stream(permission, cancellation)
        answer.complete([phrases.BUDGET_SPENT] if permission.budget_spent else [])
    except Cancelled:
        answer.mark_stopped()
    except Exception as error:  # noqa: BLE001  someone waits for an answer, whatever the error is
        answer.report(error)
    finally:
        _set_status(client, question, "active")
        with suppress(Exception):  # if the log cannot be written, noting the question has failed before
            context.delivery_log.mark_done(question.key)


class _ThreadAnswer:
    """An answer in a thread: the part that has arrived, and its message."""

    def __init__(
        self, context: BotContext, question: IncomingQuestion, client: SlackClient, existing: str | None
    ) -> None:
        self._context = context
        self._question = question
        # An earlier process may have recorded the answer before it ended.
        self._may_be_recorded = existing is not None
        set_message = context.delivery_log.set_message
        self._message = AnswerMessage(client, question, lambda ts: set_message(question.key, ts), existing)
        self._text = ""
        self._answer: Answer | None = None

    def stream(self, permission: Permission, cancellation: Cancellation) -> None:
        assistant = self._context.assistants.get(permission.index, with_model=not permission.budget_spent)
        with closing(_events(assistant, self._question.text, self._history())) as events:
            for event in events:
                cancellation.check()
                if isinstance(event, TextDelta):
                    self._text += event.text
                    self._message.append(event.text, links_by_marker(event.citations))
                elif isinstance(event, Answered):
                    self._answer = event.answer

    def complete(self, notes: Sequence[str]) -> None:
        """Record the answer, and show the rest of it with its footer."""
        answer, question = self._answer, self._question
        assert answer is not None
        below = text_below(answer)
        if below:
            self._message.append(below, links_by_marker(answer.citations))
        if answer.receipt.cost_usd:
            self._context.delivery_log.add_cost(question.team, question.user, answer.receipt.cost_usd)
        self._message.finish(footer_pages(answer, self._record(self._text), notes=notes))

    def mark_stopped(self) -> None:
        """Mark the answer as stopped. The text that was shown stays."""
        with suppress(SlackRefused, OutcomeUnknown):
            self._message.append(f"\n\n{phrases.STOPPED}" if self._text else phrases.STOPPED_BEFORE, {})
            self._message.finish([])
        self._may_be_recorded = False
        self._record(self._text if self._answer else f"{self._text} [stopped]")

    def report(self, error: Exception) -> None:
        text = describe_failure(error)
        with suppress(SlackRefused, OutcomeUnknown):
            if self._message.ts is None:
                question = self._question
                post_message(self._message.client, question, phrase_blocks(text), notification(text), after=question.ts)
            else:
                self._message.append(f"\n\n{text}", {})
                self._message.finish([])

    def _history(self) -> tuple[Turn, ...]:
        """Return the thread's earlier turns; none if the journal fails."""
        try:
            return self._context.journal.turns(self._question.session, last=MAX_TURNS)
        except JournalUnusable as error:
            log.error("cannot read earlier messages of the conversation: %s", error)
            return ()

    def _record(self, text: str) -> int | None:
        """Record the answer and return its number in the journal, or None if the journal fails."""
        if not self._text:
            return None
        question, journal = self._question, self._context.journal
        try:
            before = journal.exchange_at(question.key) if self._may_be_recorded else None
            replaces = before.id if before else None
            asked = ExchangeContent(question.text, text, self._answer, asker=question.user, reference=question.key)
            return journal.record(question.session, replace(asked, replaces=replaces))
        except JournalUnusable as error:
            log.error("cannot record an answer: %s", error)
            return None


def _events(assistant: Assistant, question: str, history: Sequence[Turn]) -> Generator[Event, None, None]:
    yield from assistant.stream(question, history=history)


def describe_failure(error: Exception) -> str:
    """Return what to tell the person: a mistake in the question as it is, any other error as an id in the log."""
    if isinstance(error, UsageError):
        return describe_mistake(error)
    number = secrets.token_hex(3)
    log.error("failure %s: %s: %s", number, type(error).__name__, error, exc_info=error)
    problem = phrases.NO_INDEX if isinstance(error, IndexUnavailable) else phrases.FAILED
    return f"{problem} {phrases.SEE_LOG.format(id=number)}"


def describe_mistake(error: UsageError) -> str:
    """Return a usage error as a sentence."""
    text = to_mrkdwn(str(error))
    return f"{text[:1].upper()}{text[1:]}."


def _set_status(client: SlackClient, question: IncomingQuestion, status: str) -> None:
    """Show whether the bot is working, with Slack's stop button. A failure here does not matter."""
    where = {"channel_id": question.channel, "thread_ts": question.thread}
    with suppress(SlackRefused, OutcomeUnknown):
        client.call("agents_sessions_setStatus", idempotent=True, wait=False, **where, status=status)
