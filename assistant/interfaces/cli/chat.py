"""`onrecord chat`."""

from __future__ import annotations

import argparse
import importlib.util
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from assistant.config.settings import load_settings
from assistant.interfaces.chat.run import ChatOptions, run
from assistant.interfaces.cli.options import FILTERS, settings_from
from assistant.types import read_filters
from index.errors import UsageError

if TYPE_CHECKING:
    from assistant.interfaces.chat.prompt import Prompt


def chat(options: argparse.Namespace) -> int:
    if options.json:
        raise UsageError(
            "the chat cannot print JSON", hint="use onrecord ask --json; add --batch FILE to ask many questions"
        )
    signal.signal(signal.SIGTERM, _leave)
    filters = read_filters({name: getattr(options, name) for name in FILTERS})
    given = {"resume": options.resume, "ephemeral": options.ephemeral, "quiet": options.quiet}
    wanted = ChatOptions(**given, colour=not options.no_color, filters=filters, samples=_sample_articles())
    return run(load_settings(settings_from(options)), wanted, open_prompt=_open_prompt)


def _open_prompt(**arguments: Any) -> Prompt:
    from assistant.interfaces.chat.prompt import Prompt  # noqa: PLC0415  prompt_toolkit is slow; scripts do without it

    return Prompt(**arguments)


def _sample_articles() -> Path | None:
    """Return the sample articles, if `evals` is installed. They are data: nothing of `evals` is imported."""
    found = importlib.util.find_spec("evals")
    places = found.submodule_search_locations if found else None
    file = Path(next(iter(places))) / "golden" / "articles.jsonl" if places else None
    return file if file and file.is_file() else None


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(130)  # every answered question is already in the journal
