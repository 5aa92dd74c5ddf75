"""The first start: no index yet, no conversation kept. What can be done about it, said once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.config.settings import NO_MODEL
from assistant.interfaces.chat.commands.articles import ingest
from assistant.interfaces.chat.conversation import Chat
from assistant.interfaces.rendering.lines import text_line
from index.errors import IndexMissing, OnrecordError

DEMO = "demo"
QUESTION = "What did Rubio say about Article 5?"


def offer(chat: Chat, read: Callable[[str], str | None], samples: Path | None) -> None:
    """Ask what to begin with: the sample articles, articles of one's own, or nothing yet."""
    there = "The index in {} holds no article yet." if chat.assistant.has_index else "There is no index in {} yet."
    chat.screen.notice(there.format(chat.settings.index), "")
    if samples is not None:
        chat.screen.notice(
            f"Type {DEMO} to try the sample articles (most of them on invented places and people; they stay apart from "
            "your own index),",
            "",
        )
    chat.screen.notice("or a file, a folder or an address to read articles from. Enter goes on without.", "")
    while True:
        typed = (read("first articles") or "").strip()
        if not typed or typed.startswith("/quit"):
            chat.over = typed.startswith("/quit")
            return
        try:
            if typed.lower() == DEMO and samples is not None:
                show_samples(chat, samples)
            else:
                chat.screen.show(ingest(chat, typed.removeprefix("/ingest ")))
        except OnrecordError as error:
            chat.screen.error(error)
            continue
        except KeyboardInterrupt:
            chat.screen.notice("Interrupted; nothing is half-written.", "yellow")
            continue
        if can_be_asked(chat):
            return


def can_be_asked(chat: Chat) -> bool:
    """Whether anything was read: an index without an article answers nothing. One that cannot be read says so itself,
    when it is asked."""
    if not chat.assistant.has_index:
        return False
    try:
        return chat.assistant.view().snapshot.totals().articles > 0
    except IndexMissing:
        return False
    except OnrecordError:
        return True


def show_samples(chat: Chat, samples: Path) -> None:
    """Read the sample articles into an index of their own beside the person's, and ask that."""
    own = chat.settings
    chat.use(replace(own, index=own.index.parent / "demo-index"))
    chat.screen.show(ingest(chat, str(samples)))
    chat.home = own
    chat.screen.notice(f"Ask for example: {QUESTION}", "")


def say_how_to_add_a_model(chat: Chat) -> None:
    """Said at the first start only."""
    if chat.settings.model == NO_MODEL:
        key = "" if chat.settings.openai_api_key else "set OPENAI_API_KEY (or OPENAI_BASE_URL), then "
        told = f"Answers are the articles' own sentences, no model is asked. To add one: {key}/model NAME."
        chat.screen.show([text_line(told, "dim")])
