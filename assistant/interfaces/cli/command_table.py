"""The command table: the function behind each command. Its module is imported when the command runs.

`evals` is found by name only, so that it may import the assistant and not the other way round (decision 26).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from importlib import import_module

_CLI = "assistant.interfaces.cli"

COMMANDS: Mapping[str, str] = {
    "ask": f"{_CLI}.questions:ask",
    "chat": f"{_CLI}.chat:chat",
    "compare": f"{_CLI}.overviews:compare",
    "digest": f"{_CLI}.overviews:digest",
    "doctor": f"{_CLI}.index_commands:doctor",
    "eval": "evals.cli.commands:run",
    "explain": f"{_CLI}.articles:explain",
    "forget": f"{_CLI}.sources:forget",
    "index": f"{_CLI}.index_commands:index",
    "ingest": f"{_CLI}.articles:ingest",
    "search": f"{_CLI}.questions:search",
    "show": f"{_CLI}.articles:show",
    "slack": f"{_CLI}.slack:slack",
    "statements": f"{_CLI}.articles:statements",
    "summarise": f"{_CLI}.overviews:summarise",
    "summarize": f"{_CLI}.overviews:summarise",
    "timeline": f"{_CLI}.overviews:timeline",
    "watch": f"{_CLI}.sources:watch",
}


def run_command(options: argparse.Namespace) -> int:
    """Run the command that was typed and return its exit code."""
    module, _, function = COMMANDS[options.command].partition(":")
    code: int = getattr(import_module(module), function)(options)
    return code
