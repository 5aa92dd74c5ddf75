"""`--judge`: a model's opinion beside the figures, and never without its agreement with people."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict

from pydantic import TypeAdapter, ValidationError

from assistant.config.settings import load_settings
from evals.judges.judge import Judged
from evals.judges.labelled import load_labelled
from evals.judges.opened import open_judge
from evals.results.run_result import Result
from evals.runs.folder import JUDGED, JUDGEMENTS, RunFolder


def judge_all(options: argparse.Namespace, folder: RunFolder, result: Result) -> None:
    """Ask the judge of every model's answers and keep what came of it; what it said before is not asked again."""
    opened = open_judge(
        options.judge, base_url=options.judge_url, settings=load_settings(), file=folder.folder / JUDGEMENTS
    )
    with opened as judge:
        labelled = load_labelled()
        judged = {one.model: asdict(judge.judge(one.scored, result.asked.corpus, labelled)) for one in result.models}
    folder.write(JUDGED, json.dumps(judged, ensure_ascii=False, indent=2) + "\n")


def read_judged(folder: RunFolder) -> Mapping[str, Judged]:
    """What a judge made of a run, by model; nothing where none was asked."""
    file = folder.folder / JUDGED
    if not file.exists():
        return {}
    try:
        return TypeAdapter(dict[str, Judged]).validate_json(file.read_text(encoding="utf-8"))
    except ValidationError:
        return {}
