"""What a command line, or the `run.json` of a run that is there, asks for; and such a run scored anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from evals.cli.judging import read_judged
from evals.results.run_result import Result, result_of
from evals.runs.folder import RunFolder
from evals.runs.runner import Wanted, opened, require_extra, require_same
from index.errors import UsageError


def wanted_of(options: argparse.Namespace, folder: RunFolder | None) -> Wanted:
    """What is asked for; of a run that is gone on with, what it was asked for then."""
    if folder is None:
        models = tuple(dict.fromkeys(options.model or ["none"]))
        if options.parallel is not None and not 1 <= options.parallel <= 64:
            raise UsageError(f"--parallel is {options.parallel}", hint="choose between 1 and 64")
        return Wanted(
            set=options.set,
            models=models,
            index=options.index,
            tags=tuple(tag.strip() for tag in (options.tags or "").split(",") if tag.strip()),
            split=options.split,
            limit=options.limit,
            max_cost=options.max_cost,
            parallel=options.parallel or _at_a_time(models),
        )
    about = folder.about
    models = tuple(about["models"])
    return Wanted(
        set=about["set"],
        models=models,
        index=options.index or about["index"],
        tags=tuple(about["tags"]),
        split=about["split"],
        limit=about["limit"],
        max_cost=getattr(options, "max_cost", None),
        parallel=getattr(options, "parallel", None) or _at_a_time(models),
    )


def read_result(options: argparse.Namespace, path: Path) -> Result:
    """A run scored by today's scorers, without asking anything."""
    require_extra()
    folder = RunFolder.open(path)
    with opened(wanted_of(options, folder), ingest=False) as (_, asked):
        require_same(folder.about, asked)
        return result_of(folder.about, asked, folder.records(), read_judged(folder))


def _at_a_time(models: tuple[str, ...]) -> int:
    """Waiting for a model takes no processor; without one, two questions at once only make each look slow."""
    return 1 if models == ("none",) else 4
