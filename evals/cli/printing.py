"""Lines and progress as the rest of `onrecord` prints them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from assistant.interfaces.cli.output import print_lines
from assistant.interfaces.rendering.lines import text_line
from assistant.interfaces.rendering.progress import watch
from evals.runs.loop import Tell


def lines(given: Iterable[str]) -> None:
    """Results, on standard output."""
    print_lines(text_line(line) for line in given)


def say(options: argparse.Namespace, line: str) -> None:
    """A notice, on standard error."""
    if not options.quiet:
        print_lines([text_line(line)], to=sys.stderr)


@contextmanager
def telling(options: argparse.Namespace) -> Iterator[Tell]:
    """A progress bar over the questions."""
    with watch(quiet=options.quiet or options.json) as progress:
        yield lambda done, of: progress.advance("asking", done=done, total=of)
