"""The command table: the function behind each command. Its module is imported when the command runs.

`evals` is found by name only, so that it may import the assistant and not the other way round (decision 26).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from importlib import import_module

_MODULES = {
    "articles": "explain ingest show statements",
    "chat": "chat",
    "index_commands": "doctor index",
    "overviews": "compare digest summarise timeline",
    "questions": "ask search",
    "slack": "slack",
    "sources": "forget watch",
}
"""The commands in each module of this package. A command has the name of its function."""
COMMANDS: Mapping[str, str] = {
    **{name: f"{__package__}.{module}:{name}" for module, names in _MODULES.items() for name in names.split()},
    "summarize": f"{__package__}.overviews:summarise",
    "eval": "evals.cli.commands:run",
}


def run_command(options: argparse.Namespace) -> int:
    """Run the command that was typed and return its exit code."""
    module, _, function = COMMANDS[options.command].partition(":")
    code: int = getattr(import_module(module), function)(options)
    return code
