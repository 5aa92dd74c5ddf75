"""The command line that the `python -m evals…` programs share."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from index.errors import OnrecordError

T = TypeVar("T")


def make_parser(module: str, about: str | None, *, with_json: bool = True) -> argparse.ArgumentParser:
    """Return a parser for `python -m evals.MODULE`, described by the first line of its docstring."""
    description = (about or "").partition("\n")[0]
    parser = argparse.ArgumentParser(prog=f"python -m evals.{module}", description=description)
    if with_json:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def run_command(
    parser: argparse.ArgumentParser,
    arguments: Sequence[str] | None,
    measure: Callable[..., T],
    render: Callable[[T], str],
    to_json: Callable[[T], object] = lambda result: result,
) -> int:
    """Measure with the options, print the result as text or JSON, and return the exit code of CONTRACT.md."""
    options = vars(parser.parse_args(arguments))
    as_json = options.pop("json", False)
    try:
        result = measure(**options)
    except OnrecordError as error:
        sys.stderr.write(f"{parser.prog.rpartition('.')[2]}: {error}; {error.hint}\n")
        return error.exit_code
    text = json.dumps(to_json(result), default=asdict) if as_json else render(result)
    sys.stdout.write(f"{text}\n")
    return 0


def positive(text: str) -> int:
    """Return a positive integer option. Raises ValueError, which argparse reports."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def write_json_lines(file: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write one JSON object per line and return the file."""
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def share(results: Iterable[bool]) -> float:
    """Return the share of true results, rounded to three decimals; 0 without results."""
    values = list(results)
    return round(sum(values) / max(1, len(values)), 3)
