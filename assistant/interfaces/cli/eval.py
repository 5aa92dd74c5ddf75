"""Verbs of rooms above this one, found by name when they are called: `evals` may import the assistant, never the other
way round (decision 0026). A room offers `arguments.add_actions(parser, add)` and `commands.run(options)`."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any

EVAL = "evals.cli"


def add_eval(parser: argparse.ArgumentParser, add: Any) -> None:
    """The options of `onrecord eval`."""
    import_module(f"{EVAL}.arguments").add_actions(parser, add)


def run_eval(options: argparse.Namespace) -> int:
    """Do what `onrecord eval` was asked; gives the exit code."""
    code: int = import_module(f"{EVAL}.commands").run(options)
    return code
