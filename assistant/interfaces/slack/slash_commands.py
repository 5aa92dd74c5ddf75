"""Runs `/onrecord VERB …` and returns a reply that only the person who typed it sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from assistant.answers.article_rows import link
from assistant.app.assistant import Assistant
from assistant.errors import JournalUnusable, did_you_mean
from assistant.interfaces import commands
from assistant.interfaces.rendering.phrases import (
    format_content,
    format_manner,
    format_source,
    format_speakers,
    one_line,
)
from assistant.interfaces.slack import blocks, phrases
from assistant.interfaces.slack.answering import BotContext, describe_failure, describe_mistake
from assistant.interfaces.slack.event_filter import text_field
from assistant.interfaces.slack.markup import escape_url, paginate, to_markdown, to_mrkdwn
from assistant.interfaces.slack.permissions import Permission
from assistant.journal import ExchangeContent
from assistant.types import Answer, Filters
from index.errors import UsageError
from index.types import ArticleStatement

_MAX_STATEMENTS = 20
_MAX_PAGE = 8_000
_MAX_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command and where it was typed. Its fields are stored in the delivery log."""

    team: str
    channel: str
    user: str
    words: str
    trigger: str
    direct: bool = False

    @property
    def session(self) -> str:
        """The person's own conversation in the channel, as only they see the replies."""
        return f"slack:{self.team}:{self.channel}:command-{self.user}"

    @property
    def key(self) -> str:
        return f"{self.team}:command:{self.trigger}"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: one page of blocks for each message, and the text for a notification."""

    pages: tuple[list[blocks.Block], ...]
    notice: str

    @classmethod
    def from_phrase(cls, text: str) -> Reply:
        return cls((blocks.phrase_blocks(text),), text)


def parse_command(payload: Mapping[str, Any]) -> SlashCommand | None:
    """Return the command in a payload, or None if the payload has another shape."""
    names = ("team_id", "channel_id", "user_id", "trigger_id")
    team, channel, user, trigger = values = [text_field(payload, name) for name in names]
    text = payload.get("text") or ""
    if not all(values) or not isinstance(text, str):
        return None
    direct = payload.get("channel_name") == "directmessage"
    return SlashCommand(team, channel, user, " ".join(text.split())[:_MAX_WORDS], trigger, direct)


def run_command(context: BotContext, command: SlashCommand, permission: Permission) -> Reply:
    """Run a command. Never raises: a failure is the reply."""
    try:
        return _run(context, command, permission)
    except UsageError as error:  # a hint with an option of the command line does not help in Slack
        hint = f"\n{to_mrkdwn(error.hint)}" if error.hint and "--" not in error.hint else ""
        return Reply.from_phrase(describe_mistake(error) + hint)
    except Exception as error:  # noqa: BLE001  someone waits for an answer
        return Reply.from_phrase(describe_failure(error))


def _run(context: BotContext, command: SlashCommand, permission: Permission) -> Reply:
    verb, _, words = command.words.partition(" ")
    verb = verb.lower()
    if verb in ("", "help"):
        return Reply((blocks.phrase_blocks(phrases.HELP),), "onrecord")
    assistant = context.assistants.get(permission.index, with_model=not permission.budget_spent)
    if verb == "statements":
        return _list_statements(assistant, words)
    if verb in _VERBS:
        return _reply_with(_VERBS[verb](assistant, words, Filters()), context, command, permission)
    raise UsageError(f"unknown command {verb!r}", hint=did_you_mean(verb, [*_VERBS, "statements", "help"]))


def _ask(assistant: Assistant, words: str, filters: Filters) -> Answer:
    if not words:
        raise UsageError("no question given", hint="for example: ask what did Rubio say about Article 5?")
    return assistant.ask(words, filters=filters)


_VERBS: Mapping[str, Callable[[Assistant, str, Filters], Answer]] = {
    "ask": _ask,
    "digest": commands.build_digest,
    "timeline": commands.build_timeline,
    "compare": commands.build_comparison,
}


def _reply_with(answer: Answer, context: BotContext, command: SlashCommand, permission: Permission) -> Reply:
    """Record an answer, so that its buttons work, and return it with its footer."""
    exchange: int | None = None
    with suppress(JournalUnusable):
        asked = ExchangeContent(command.words, answer.text, answer, asker=command.user)
        exchange = context.journal.record(command.session, asked)
    if answer.receipt.cost_usd:
        context.delivery_log.add_cost(command.team, command.user, answer.receipt.cost_usd)
    pages = blocks.answer_pages(answer.text + blocks.text_below(answer), blocks.links_by_marker(answer.citations))
    notes = [phrases.BUDGET_SPENT] if permission.budget_spent else []
    first, *others = blocks.footer_pages(answer, exchange, notes=notes)
    return Reply((*pages[:-1], [*pages[-1], *first], *others), blocks.notification(answer.text))


def _list_statements(assistant: Assistant, words: str) -> Reply:
    what, statements = commands.find_statements(assistant, words, Filters())
    if not statements:
        return Reply.from_phrase(to_mrkdwn(f"No record of a statement{what}."))
    pieces = [f"{_format_statement(found)}\n\n" for found in statements[:_MAX_STATEMENTS]]
    more = len(statements) - _MAX_STATEMENTS
    if more > 0:
        pieces.append(to_markdown(f"{more:,} more. To narrow the list, add “about …”."))
    pages = tuple([blocks.markdown_block(page)] for page in paginate(pieces, _MAX_PAGE))
    return Reply(pages, blocks.notification(f"Statements{what}"))


def _format_statement(found: ArticleStatement) -> str:
    statement, article = found.statement, found.article
    page = link(article, statement.content)
    source = to_markdown(f"{one_line(article.title)}, {format_source(article, found.also_carried_by)}")
    return (
        f"**{to_markdown(format_speakers(statement))}** {to_markdown(format_content(statement, article))} "
        f"_{to_markdown(format_manner(statement, with_day=True))}_  \n"
        f"{f'[{source}]({escape_url(page)})' if page else source}"
    )
