"""`/onrecord VERB …`: what is read from the words, and what comes back, for nobody but the one who typed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from assistant.answers.article_rows import link
from assistant.app.assistant import Assistant
from assistant.errors import JournalUnusable, did_you_mean
from assistant.interfaces.commands import overviews as verbs
from assistant.interfaces.rendering.phrases import one_line, told_manner, told_source, told_speaker, told_words
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.answering import Room, failure, mistake
from assistant.interfaces.slack.blocks import Block, body, links_of, markdown_block, notification, related, said, under
from assistant.interfaces.slack.markup import address, markdown, mrkdwn, paged
from assistant.interfaces.slack.permissions import Permission
from assistant.journal import Asked
from assistant.types import Answer, Filters
from index.errors import UsageError
from index.types import ArticleStatement

_MOST_STATEMENTS = 20
_PAGE = 8_000
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Typed:
    """A slash command and where it was typed."""

    team: str
    channel: str
    user: str
    words: str
    trigger: str
    direct: bool = False

    @property
    def session(self) -> str:
        """A person's own conversation beside the channel's: what they asked here only they have seen."""
        return f"slack:{self.team}:{self.channel}:command-{self.user}"

    @property
    def key(self) -> str:
        return f"{self.team}:command:{self.trigger}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is shown: a page for each message that it takes, and the line for a notification."""

    pages: tuple[list[Block], ...]
    notice: str


def read_command(payload: Mapping[str, Any]) -> Typed | None:
    """What was typed; None for a payload of another shape."""
    given = {name: payload.get(name) for name in ("team_id", "channel_id", "user_id", "trigger_id")}
    text = payload.get("text") or ""
    if not all(isinstance(value, str) and value for value in given.values()) or not isinstance(text, str):
        return None
    return Typed(
        team=str(given["team_id"]),
        channel=str(given["channel_id"]),
        user=str(given["user_id"]),
        words=" ".join(text.split())[:_LONGEST],
        trigger=str(given["trigger_id"]),
        direct=payload.get("channel_name") == "directmessage",
    )


def run(room: Room, typed: Typed, leave: Permission) -> Reply:
    """Do what was typed. Never raises: what goes wrong is what comes back."""
    try:
        return _do(room, typed, leave)
    except UsageError as error:  # of the hints those that name an option are for the command line
        hint = f"\n{mrkdwn(error.hint)}" if error.hint and "--" not in error.hint else ""
        return _of_words(mistake(error) + hint)
    except Exception as error:  # noqa: BLE001  somebody waits for an answer
        return _of_words(failure(error))


def _do(room: Room, typed: Typed, leave: Permission) -> Reply:
    verb, _, words = typed.words.partition(" ")
    verb = verb.lower()
    if verb in ("", "help"):
        return Reply((said(phrases.HELP),), "onrecord")
    assistant = room.assistants.of(leave.index, with_model=leave.with_model)
    if verb == "statements":
        return _statements(assistant, words)
    if verb in _VERBS:
        return _told(room, typed, _VERBS[verb](assistant, words, Filters()), leave)
    raise UsageError(f"unknown verb {verb!r}", hint=did_you_mean(verb, [*_VERBS, "statements", "help"]))


def _ask(assistant: Assistant, words: str, filters: Filters) -> Answer:
    if not words:
        raise UsageError("ask what?", hint="for example: ask what did Rubio say about Article 5?")
    return assistant.ask(words, filters=filters)


_VERBS: Mapping[str, Callable[[Assistant, str, Filters], Answer]] = {
    "ask": _ask,
    "digest": verbs.digest,
    "timeline": verbs.timeline,
    "compare": verbs.compare,
}


def _told(room: Room, typed: Typed, answer: Answer, leave: Permission) -> Reply:
    """An answer in one piece, kept, so that its buttons have something to open."""
    exchange: int | None = None
    with suppress(JournalUnusable):
        exchange = room.journal.record(typed.session, Asked(typed.words, answer.text, answer, asker=typed.user))
    if answer.receipt.cost_usd:
        room.delivery_log.spent(typed.team, typed.user, answer.receipt.cost_usd)
    texts = body(answer.text + related(answer), links_of(answer.citations))
    pages: list[list[Block]] = [[markdown_block(one)] for one in texts]
    first, *others = under(answer, exchange, notes=[phrases.SPENT] if leave.is_spent else [])
    return Reply((*pages[:-1], [*pages[-1], *first], *others), notification(answer.text))


def _statements(assistant: Assistant, words: str) -> Reply:
    whose, found = verbs.statements(assistant, words, Filters())
    if not found:
        return _of_words(mrkdwn(f"No record of a statement{whose}."))
    shown = found[:_MOST_STATEMENTS]
    pieces = [_statement(one) for one in shown]
    if len(found) > len(shown):
        pieces.append(markdown(f"{len(found) - len(shown):,} more: narrow it with “about …”."))
    texts = paged((f"{one}\n\n" for one in pieces), lambda: _PAGE)
    return Reply(tuple([markdown_block(one)] for one in texts), notification(f"Statements{whose}"))


def _statement(one: ArticleStatement) -> str:
    """Who, in which words, how, and where that stands."""
    statement, article = one.statement, one.article
    page = link(article, statement.content)
    at = address(page) if page else None
    source = markdown(f"{one_line(article.title)}, {told_source(article, one.also_carried_by)}")
    return (
        f"**{markdown(told_speaker(statement))}** {markdown(told_words(statement, article))} "
        f"_{markdown(told_manner(statement, with_day=True))}_  \n{f'[{source}]({at})' if at else source}"
    )


def _of_words(told: str) -> Reply:
    return Reply((said(told),), told)
