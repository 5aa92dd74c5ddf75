"""The argument parser behind the command line: hints for unknown words, and `--version`."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

from assistant.config.version import __version__
from assistant.errors import closest


class Parser(argparse.ArgumentParser):
    """Names the closest command or option for one that does not exist."""

    def parse_known_args(self, *arguments: Any, **options: Any) -> Any:
        """Parse as argparse does, but refuse unknown arguments here, so that the error shows the command's usage."""
        parsed, unknown = super().parse_known_args(*arguments, **options)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return parsed, unknown

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: error: {message}\n{self._hint(message)}")

    def _hint(self, message: str) -> str:
        choice = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message, re.DOTALL)
        unknown = re.search(r"unrecognized arguments: .*?(--[\w-]+)", message)
        similar = None
        if choice:
            similar = closest(choice[1], re.findall(r"[\w-]+", choice[2]))
        elif unknown:
            similar = closest(unknown[1], sorted(_options(self)))
        return f"  did you mean {similar}?\n" if similar else ""


class PrintVersion(argparse.Action):
    """Prints the version of onrecord and exits."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"onrecord {__version__}")
        parser.exit()


class ArticleVersion(PrintVersion):
    """The version number of an article. Without a number it prints the version of onrecord, as everywhere else."""

    def __call__(self, parser: argparse.ArgumentParser, options: argparse.Namespace, number: Any, *_: Any) -> None:
        if number is None:
            super().__call__(parser)
        setattr(options, self.dest, number)


def _options(parser: argparse.ArgumentParser) -> set[str]:
    """Return the options of a parser and of all its commands."""
    found = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found.update(*map(_options, action.choices.values()))
    return found
