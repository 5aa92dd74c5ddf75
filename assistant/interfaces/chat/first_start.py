"""The first start of the chat: offers sample articles if the index is empty, and explains how to add a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.config.settings import NO_MODEL
from assistant.interfaces.chat.commands.articles import ingest
from assistant.interfaces.chat.conversation import INTERRUPTED, Chat
from assistant.interfaces.rendering.lines import text_line
from index.errors import IndexMissing, OnrecordError

_DEMO = "demo"
_ABOUT_SAMPLES = (
    f"Type {_DEMO} to try the sample articles. Most are about invented places and people; they stay apart from "
    "your own index."
)


def offer_articles(chat: Chat, read: Callable[[str], str | None], samples: Path | None) -> None:
    """Ask for articles to start with, until some are ingested or the person skips."""
    state = "The index at {} has no articles yet." if chat.assistant.has_index else "No index at {} yet."
    chat.screen.notice(state.format(chat.settings.index), "")
    if samples is not None:
        chat.screen.notice(_ABOUT_SAMPLES, "")
    chat.screen.notice("Type a file, folder or URL to read articles from it. Press Enter to skip.", "")
    while True:
        typed = (read("first articles") or "").strip()
        if not typed or typed.startswith("/quit"):
            chat.ended = typed.startswith("/quit")
            return
        try:
            if typed.lower() == _DEMO and samples is not None:
                _use_samples(chat, samples)
            else:
                chat.screen.show(ingest(chat, typed.removeprefix("/ingest ")))
        except OnrecordError as error:
            chat.screen.error(error)
            continue
        except KeyboardInterrupt:
            chat.screen.notice(INTERRUPTED, "yellow")
            continue
        if has_articles(chat):
            return


def has_articles(chat: Chat) -> bool:
    """Return whether the index has articles. True as well if it cannot be read: the first question then says why."""
    if not chat.assistant.has_index:
        return False
    try:
        return chat.assistant.view().snapshot.totals().articles > 0
    except IndexMissing:
        return False
    except OnrecordError:
        return True


def show_model_hint(chat: Chat) -> None:
    """Explain how to add a model, if none is used."""
    if chat.settings.model == NO_MODEL:
        key = "" if chat.settings.openai_api_key else "set OPENAI_API_KEY (or OPENAI_BASE_URL), then "
        hint = f"Answers quote the articles directly, without a model. To use a model, {key}type /model NAME."
        chat.screen.show([text_line(hint, "dim")])


def _use_samples(chat: Chat, samples: Path) -> None:
    """Ingest the sample articles into an index beside the person's own, and switch to it."""
    own = chat.settings
    chat.use_settings(replace(own, index=own.index.parent / "demo-index"))
    chat.screen.show(ingest(chat, str(samples)))
    chat.own_settings = own
    chat.screen.notice("For example, ask: What did Rubio say about Article 5?", "")
