"""The actions of `onrecord eval`: each reads its options, calls one use case and prints what came back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assistant.cli.output import print_json, print_lines
from assistant.cli.progress import watch
from assistant.cli.render import text_line
from evals.cli.render import render_failures, render_result, summary_of
from evals.result import Result, result_of
from evals.running import Wanted, opened, require_extra, require_same
from evals.running import run as run_set
from evals.runs.folder import JUNIT, REPORT, RunFolder, new_folder
from evals.runs.loop import Tell
from index.errors import OnrecordError, UsageError


def run(options: argparse.Namespace) -> int:
    """Do what `onrecord eval` was asked; gives the exit code."""
    return ACTIONS[options.action](options)


def _run(options: argparse.Namespace) -> int:
    require_extra()
    folder = RunFolder.open(Path(options.resume)) if options.resume else None
    wanted = _wanted(options, folder)
    created: list[RunFolder] = [folder] if folder else []

    def create(about: Mapping[str, object]) -> RunFolder:
        created.append(RunFolder.create(Path(options.out) if options.out else new_folder(), about))
        return created[0]

    try:
        with _telling(options) as tell:
            result = run_set(wanted, folder, create=create, tell=tell)
    except (KeyboardInterrupt, OnrecordError):
        if created:
            _say(options, f"what was answered is kept; go on with: onrecord eval run --resume {created[0].folder}")
        raise
    _write(created[0], result)
    _print(options, result, created[0])
    return 0 if result.valid else 1


def _show(options: argparse.Namespace) -> int:
    folder = RunFolder.open(Path(options.run))
    result = _read(options, folder)
    _write(folder, result)
    _print(options, result, folder)
    if options.failures and not options.json:
        _lines(render_failures(result))
    return 0


def _read(options: argparse.Namespace, folder: RunFolder) -> Result:
    """A run scored anew, without asking anything."""
    require_extra()
    with opened(_wanted(options, folder)) as (_, asked):
        require_same(folder.about, asked)
        return result_of(folder.about, asked, folder.records())


def _write(folder: RunFolder, result: Result) -> None:
    folder.write(REPORT, "")
    folder.write(JUNIT, "")


def _print(options: argparse.Namespace, result: Result, folder: RunFolder) -> None:
    if options.json:
        print_json(
            {"run": str(folder.folder), "valid": result.valid, "models": [summary_of(one) for one in result.models]}
        )
        return
    _lines(render_result(result))
    _lines([f"report: {folder.folder / REPORT}"])


def _wanted(options: argparse.Namespace, folder: RunFolder | None) -> Wanted:
    """What is asked for; of a run that is gone on with, what it was asked for then."""
    if folder is None:
        return Wanted(
            set=options.set,
            models=tuple(dict.fromkeys(options.model or ["none"])),
            index=options.index,
            tags=tuple(tag.strip() for tag in (options.tags or "").split(",") if tag.strip()),
            split=options.split,
            limit=options.limit,
            max_cost=options.max_cost,
            parallel=options.parallel,
        )
    about = folder.about
    return Wanted(
        set=about["set"],
        models=tuple(about["models"]),
        index=options.index or about["index"],
        tags=tuple(about["tags"]),
        split=about["split"],
        limit=about["limit"],
        max_cost=getattr(options, "max_cost", None),
        parallel=getattr(options, "parallel", 1),
    )


@contextmanager
def _telling(options: argparse.Namespace) -> Iterator[Tell]:
    with watch(quiet=options.quiet) as progress:
        yield lambda done, of: progress.advance("asking", done=done, total=of)


def _say(options: argparse.Namespace, line: str) -> None:
    if not options.quiet:
        print_lines([text_line(line)], to=sys.stderr)


def _lines(lines: Iterable[str]) -> None:
    print_lines(text_line(line) for line in lines)


def _later(options: argparse.Namespace) -> int:
    raise UsageError(f"{options.action} is not there", hint="")


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "show": _show,
}
