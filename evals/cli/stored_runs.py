"""Runs on the disk: their original request, their judge's verdicts, and their result scored again."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.config.settings import load_settings
from evals.judges.judge import load_labelled, open_judge
from evals.results.scoring import JudgeSummary, RunResult, score_run
from evals.runs.folder import JUDGED, JUDGEMENTS, RunFolder
from evals.runs.runner import RunRequest, open_questions, require_extra, require_same_set
from index.errors import UsageError


def read_request(options: argparse.Namespace, folder: RunFolder | None) -> RunRequest:
    """Return the request of the command line, or that of the stored run in `folder`."""
    parallel = getattr(options, "parallel", None)
    if folder is None:
        if parallel is not None and not 1 <= parallel <= 64:
            raise UsageError(f"--parallel is {parallel}", hint="choose between 1 and 64")
        tags = [tag.strip() for tag in (options.tags or "").split(",") if tag.strip()]
        info = {**vars(options), "models": dict.fromkeys(options.model or ["none"]), "tags": tags}
    else:
        info = folder.run_info
    models = tuple(info["models"])
    return RunRequest(
        set=info["set"],
        models=models,
        index=options.index or info["index"],
        tags=tuple(info["tags"]),
        split=info["split"],
        limit=info["limit"],
        max_cost=getattr(options, "max_cost", None),
        # Two questions at once help only while waiting for a model; otherwise each just looks slower.
        parallel=parallel or (1 if models == ("none",) else 4),
    )


def read_result(options: argparse.Namespace, path: Path) -> RunResult:
    """Return the run scored with today's scorers, without asking anything."""
    require_extra()
    folder = RunFolder.open(path)
    with open_questions(read_request(options, folder), ingest=False) as (_, question_set):
        require_same_set(folder.run_info, question_set)
        return score_run(folder.run_info, question_set, folder.records(), read_judged(folder))


def judge_all(options: argparse.Namespace, folder: RunFolder, result: RunResult) -> None:
    """Judge every model's answers and store the summaries. Stored replies of the judge are reused."""
    file = folder.folder / JUDGEMENTS
    with open_judge(options.judge, base_url=options.judge_url, settings=load_settings(), file=file) as judge:
        labelled, corpus = load_labelled(), result.question_set.corpus
        judged = {model.model: asdict(judge.judge(model.scored, corpus, labelled)) for model in result.models}
    folder.write(JUDGED, json.dumps(judged, ensure_ascii=False, indent=2) + "\n")


def read_judged(folder: RunFolder) -> Mapping[str, JudgeSummary]:
    """Return the judge's summaries by model; empty without a judge."""
    file = folder.folder / JUDGED
    if not file.exists():
        return {}
    try:
        return TypeAdapter(dict[str, JudgeSummary]).validate_json(file.read_text(encoding="utf-8"))
    except ValidationError:
        return {}
