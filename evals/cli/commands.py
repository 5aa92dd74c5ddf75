"""The actions of `onrecord eval`; here `run` and `show`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.interfaces.cli.output import print_json
from evals.benchmarks.registry import render, run_benchmark
from evals.cli.checks import diff, gate
from evals.cli.claims import CLAIMS, check_labelled_claims
from evals.cli.output import print_notice, print_text, render_failures, render_result, show_progress, summary_row
from evals.cli.proposing import init, propose_candidates
from evals.cli.stored_runs import judge_all, read_judged, read_request, read_result
from evals.report.junit import render_junit
from evals.report.page import render_page
from evals.results.scoring import RunResult, score_run
from evals.runs.folder import JUNIT, REPORT, RunFolder, new_folder
from evals.runs.runner import require_extra
from evals.runs.runner import run as run_questions
from index.errors import OnrecordError, UsageError

INVALID = 5  # the exit code of a run with too many errors
_BENCHMARK = "benchmark:"


def run(options: argparse.Namespace) -> int:
    """Run the action of `onrecord eval` and return the exit code."""
    return ACTIONS[options.action](options)


def _run(options: argparse.Namespace) -> int:
    if options.set.startswith(CLAIMS):
        return check_labelled_claims(options)
    if options.verifier or options.predictions:
        option = "--verifier" if options.verifier else "--predictions"
        raise UsageError(f"{option} needs a set of labelled claims", hint="add --set verifier:FILE.jsonl")
    if options.set.startswith(_BENCHMARK):
        return _run_benchmark(options)
    require_extra()
    stored = RunFolder.open(Path(options.resume)) if options.resume else None
    folders: list[RunFolder] = [stored] if stored else []

    def create(run_info: Mapping[str, object]) -> RunFolder:
        folders.append(RunFolder.create(Path(options.out) if options.out else new_folder(), run_info))
        return folders[0]

    try:
        with show_progress(options) as progress:
            result = run_questions(read_request(options, stored), stored, create=create, progress=progress)
    except (KeyboardInterrupt, OnrecordError):
        if folders:
            resume = f"onrecord eval run --resume {folders[0].folder}"
            print_notice(options, f"the answers so far are stored; continue with: {resume}")
        raise
    [folder] = folders
    if options.judge:
        judge_all(options, folder, result)
    result = score_run(result.run_info, result.question_set, folder.records(), read_judged(folder))
    _report(options, folder, result)
    return 0 if result.valid else INVALID


def _run_benchmark(options: argparse.Namespace) -> int:
    """Run a public benchmark, which has its own measures and no records."""
    name = options.set.removeprefix(_BENCHMARK)
    figures = run_benchmark(name, Path(options.folder) if options.folder else None)
    if options.json:
        print_json({"benchmark": name, **figures})
    else:
        print_text(render(name, figures))
    return 0


def _show(options: argparse.Namespace) -> int:
    result = read_result(options, Path(options.run))
    _report(options, RunFolder.open(Path(options.run)), result)
    if options.failures and not options.json:
        print_text(render_failures(result))
    return 0


def _report(options: argparse.Namespace, folder: RunFolder, result: RunResult) -> None:
    folder.write(REPORT, render_page(result))
    folder.write(JUNIT, render_junit(result))
    if options.json:
        models = [summary_row(model) for model in result.models]
        print_json({"run": str(folder.folder), "valid": result.valid, "models": models})
    else:
        print_text([*render_result(result), f"report: {folder.folder / REPORT}"])


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "show": _show,
    "diff": diff,
    "gate": gate,
    "init": init,
    "candidates": propose_candidates,
}
