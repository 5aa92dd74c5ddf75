"""`onrecord chat`: its arguments, and the way to the rooms that only it needs, which are loaded when it is run."""

from __future__ import annotations

import argparse
import importlib.util
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from assistant.config.settings import load_settings
from assistant.types import read_filters
from index.errors import UsageError

if TYPE_CHECKING:
    from assistant.interfaces.chat.prompt import Prompt

_FILTERS = ("speaker", "since", "until", "as_of", "publisher", "article")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `chat` alone; those that narrow and those of the model are as for `ask`."""
    group = parser.add_argument_group("the conversation")
    group.add_argument(
        "-c", "--continue", dest="resume", action="store_const", const="", help="go on with the last conversation"
    )
    group.add_argument("--resume", metavar="ID", help="go on with this one (/sessions lists them)")
    group.add_argument("--ephemeral", action="store_true", help="write nothing of it to the disk")
    group.add_argument("--no-color", "--no-colour", dest="no_color", action="store_true", help="plain text, no links")


def chat(options: argparse.Namespace) -> int:
    from assistant.interfaces.chat.run import Wanted, run

    if options.json:
        raise UsageError(
            "a conversation has no JSON", hint="onrecord ask --batch FILE --json gives one object a question"
        )
    given: dict[str, Any] = {"index": options.index, "model": options.model, "max_cost": options.max_cost}
    given |= {"strict_model": options.strict_model, "cache_answers": options.cache_answers}
    signal.signal(signal.SIGTERM, _leave)
    wanted = Wanted(
        resume=options.resume,
        ephemeral=options.ephemeral,
        colour=not options.no_color,
        quiet=options.quiet,
        filters=read_filters({name: getattr(options, name) for name in _FILTERS}),
        samples=_samples(),
    )
    return run(load_settings(given), wanted, open_prompt=_open_prompt)


def _open_prompt(**given: Any) -> Prompt:
    from assistant.interfaces.chat.prompt import Prompt

    return Prompt(**given)


def _samples() -> Path | None:
    """The sample articles, where the evaluation is installed beside us. They are data: nothing of it is imported."""
    found = importlib.util.find_spec("evals")
    places = found.submodule_search_locations if found else None
    file = Path(next(iter(places))) / "golden" / "articles.jsonl" if places else None
    return file if file and file.is_file() else None


def _leave(_number: int, _frame: FrameType | None) -> None:
    """`kill` ends a conversation; what was answered is kept already."""
    sys.exit(130)
