"""The actions of `onrecord eval`: each reads its options, calls one use case and prints what came back."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.interfaces.cli.output import print_json
from evals.benchmarks.registry import render, run_benchmark
from evals.cli.comparing import diff
from evals.cli.gating import gate
from evals.cli.judging import judge_all, read_judged
from evals.cli.printing import lines, say, telling
from evals.cli.proposing import candidates, init
from evals.cli.reading import read_result, wanted_of
from evals.cli.render import render_failures, render_result, summary_of
from evals.report import junit, page
from evals.results.run_result import Result, result_of
from evals.runs.folder import JUNIT, REPORT, RunFolder, new_folder
from evals.runs.runner import require_extra
from evals.runs.runner import run as run_set
from index.errors import OnrecordError

INVALID = 5
"""Finished, but too much of it ended in an error, as an `ingest` that some inputs were rejected of."""
_PUBLIC = "benchmark:"


def run(options: argparse.Namespace) -> int:
    """Do what `onrecord eval` was asked; gives the exit code."""
    return ACTIONS[options.action](options)


def _run(options: argparse.Namespace) -> int:
    if options.set.startswith(_PUBLIC):
        return _benchmark(options)
    require_extra()
    held = RunFolder.open(Path(options.resume)) if options.resume else None
    kept: list[RunFolder] = [held] if held else []

    def create(about: Mapping[str, object]) -> RunFolder:
        kept.append(RunFolder.create(Path(options.out) if options.out else new_folder(), about))
        return kept[0]

    try:
        with telling(options) as tell:
            result = run_set(wanted_of(options, held), held, create=create, tell=tell)
    except (KeyboardInterrupt, OnrecordError):
        if kept:
            say(options, f"what was answered is kept; go on with: onrecord eval run --resume {kept[0].folder}")
        raise
    if options.judge:
        judge_all(options, kept[0], result)
    result = result_of(result.about, result.asked, kept[0].records(), read_judged(kept[0]))
    _write(kept[0], result)
    _print(options, kept[0], result)
    return 0 if result.valid else INVALID


def _benchmark(options: argparse.Namespace) -> int:
    """A public set has a measure of its own, and no records."""
    name = options.set.removeprefix(_PUBLIC)
    figures = run_benchmark(name, Path(options.folder) if options.folder else None)
    if options.json:
        print_json({"benchmark": name, **figures})
    else:
        lines(render(name, figures))
    return 0


def _show(options: argparse.Namespace) -> int:
    result = read_result(options, Path(options.run))
    folder = RunFolder.open(Path(options.run))
    _write(folder, result)
    _print(options, folder, result)
    if options.failures and not options.json:
        lines(render_failures(result))
    return 0


def _write(folder: RunFolder, result: Result) -> None:
    folder.write(REPORT, page(result))
    folder.write(JUNIT, junit(result))


def _print(options: argparse.Namespace, folder: RunFolder, result: Result) -> None:
    if options.json:
        models = [summary_of(one) for one in result.models]
        print_json({"run": str(folder.folder), "valid": result.valid, "models": models})
        return
    lines(render_result(result))
    lines([f"report: {folder.folder / REPORT}"])


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "show": _show,
    "diff": diff,
    "gate": gate,
    "init": init,
    "candidates": candidates,
}
