"""The options of `onrecord eval`. It imports nothing, for every `onrecord --help` reads it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Verb = Callable[[Any, str, str], argparse.ArgumentParser]
"""How the assistant's command line adds a verb to some others: with the options that stand everywhere."""


def add_actions(parser: argparse.ArgumentParser, add: Verb) -> None:
    """The actions of the verb."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_run(add(actions, "run", "ask a set of questions, and report how right the answers are"))
    show = add(actions, "show", "print the figures of a run, scored anew, and write its report")
    show.add_argument("run", metavar="DIR", help="the folder of the run")
    show.add_argument("--failures", action="store_true", help="and every question that something is wrong with")
    diff = add(actions, "diff", "compare two runs, question by question")
    diff.add_argument("before", metavar="A", help="the folder of a run")
    diff.add_argument("after", metavar="B", help="the folder of another one on the same questions")
    _add_gate(add(actions, "gate", "hold the golden set against the floors; exit 5 below one of them"))
    init = add(actions, "init", "write a template for questions of your own, from ten statements of your index")
    init.add_argument("file", metavar="FILE", help="where to write it; must not be there yet")
    candidates = add(actions, "candidates", "turn readers' feedback into questions to review")
    candidates.add_argument("file", metavar="FILE", nargs="?", help="where to write them (default: standard output)")
    candidates.add_argument("--journal", metavar="FILE", help="a journal, or feedback as JSON lines (default: yours)")


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        default="golden",
        metavar="NAME|FILE|benchmark:NAME",
        help="golden (default), other_words, your own file (see `eval init`), or a public benchmark",
    )
    parser.add_argument("--folder", metavar="DIR", help="where the data of a public benchmark lie")
    parser.add_argument(
        "--model",
        action="append",
        metavar="NAME",
        help="a chat model, or none for extracted answers; may stand several times (default: none)",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="N questions from all over the set")
    parser.add_argument("--tags", metavar="TAG,…", help="only questions with one of these tags")
    parser.add_argument("--split", choices=("dev", "held", "train"), help="only this part of the set")
    parser.add_argument(
        "--parallel", type=int, metavar="N", help="so many at a time (default: 4, and 1 without a model)"
    )
    parser.add_argument("--max-cost", dest="max_cost", type=float, metavar="USD", help="stop when this is spent")
    parser.add_argument("--judge", metavar="MODEL", help="a model that judges answers, beside the rules")
    parser.add_argument("--judge-url", dest="judge_url", metavar="URL", help="where the judge is asked")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--out", metavar="DIR", help="where the run goes (default: onrecord-eval/ and the time)")
    place.add_argument(
        "--resume", metavar="DIR", help="go on with a run, asking only what has no answer yet; then score all of it"
    )


def _add_gate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--floors", metavar="FILE", help="the floors (default: those that are shipped)")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured now")
    parser.add_argument(
        "--allow-regression", dest="allow_regression", action="store_true", help="with --update: lower them too"
    )
