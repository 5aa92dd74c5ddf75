"""The options of `onrecord eval`. It imports no other module, because every `onrecord --help` loads it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Verb = Callable[[Any, str, str], argparse.ArgumentParser]
"""The assistant's function that adds a verb with the options that every verb has."""


def add_actions(parser: argparse.ArgumentParser, add: Verb) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_run(add(actions, "run", "ask a set of questions and report the quality of the answers"))
    show = add(actions, "show", "score a run again, print its metrics and write its report")
    show.add_argument("run", metavar="DIR", help="the folder of the run")
    show.add_argument("--failures", action="store_true", help="also print every question with a faulty answer")
    diff = add(actions, "diff", "compare two runs, question by question")
    diff.add_argument("before", metavar="A", help="the folder of a run")
    diff.add_argument("after", metavar="B", help="the folder of another run on the same questions")
    gate = "check that no metric on the golden set is below its minimum (floor); exit with status 5 if one is"
    _add_gate(add(actions, "gate", gate))
    init = add(actions, "init", "write a template with ten questions from your index")
    init.add_argument("file", metavar="FILE", help="the new file to write")
    candidates = add(actions, "candidates", "turn readers' feedback into questions to review")
    candidates.add_argument("file", metavar="FILE", nargs="?", help="the new file to write (default: standard output)")
    candidates.add_argument("--journal", metavar="FILE", help="a journal, or JSON lines of feedback (default: yours)")


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        default="golden",
        metavar="NAME|FILE|benchmark:NAME|verifier:FILE",
        help="golden (default), other_words, your own file (see `eval init`), a public benchmark, or labelled claims "
        "that test a checker (see docs/evaluation.md)",
    )
    parser.add_argument("--folder", metavar="DIR", help="the folder with the data of a public benchmark")
    parser.add_argument(
        "--model",
        action="append",
        metavar="NAME",
        help="a chat model, or none for extracted answers; may be repeated (default: none)",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="N questions, taken evenly from the set")
    parser.add_argument("--tags", metavar="TAG,…", help="only questions with one of these tags")
    parser.add_argument("--split", choices=("dev", "held", "train"), help="only this part of the set")
    parser.add_argument(
        "--parallel", type=int, metavar="N", help="questions at a time (default: 4, or 1 without a model)"
    )
    parser.add_argument("--max-cost", dest="max_cost", type=float, metavar="USD", help="stop when this much is spent")
    parser.add_argument("--judge", metavar="MODEL", help="a model that judges the answers in addition to the rules")
    parser.add_argument("--judge-url", dest="judge_url", metavar="URL", help="the base URL of the judge")
    parser.add_argument(
        "--verifier", choices=("rules", "model"), help="with verifier:FILE: the checker to test (default: rules)"
    )
    parser.add_argument("--predictions", metavar="FILE", help="with verifier:FILE: write each verdict to this file")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--out", metavar="DIR", help="the new folder of the run (default: onrecord-eval/TIME)")
    place.add_argument("--resume", metavar="DIR", help="continue a run: ask the unanswered questions, then score all")


def _add_gate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--floors", metavar="FILE", help="the floors (default: the shipped ones)")
    parser.add_argument("--update", action="store_true", help="raise the floors to the measured values")
    parser.add_argument("--allow-regression", action="store_true", help="with --update: also lower floors")
