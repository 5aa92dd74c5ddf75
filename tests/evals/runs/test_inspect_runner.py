"""Inspect asks the questions, and we store the records. Separate processes, because Inspect leaves streams open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evals.results.records import read_records

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import json, math, os, sys
from pathlib import Path
from evals.runs.asker import LimitReached
from evals.runs.inspect_runner import run_inspect
from evals.results.records import Records
from tests.fakes.faulty_asker import SAMPLES, FaultyAsker

folder, dies, limit = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])

class Asker(FaultyAsker):
    def ask(self, sample):
        if len(self.asked) == dies:
            os._exit(9)
        if len(self.asked) == limit:
            raise LimitReached("the limit of $1 is reached")
        return super().ask(sample)

def scores(sample, record):
    return {"errored": float(record.error is not None), "even": 1.0 if len(sample.id) % 2 == 0 else math.nan}

asker, told = Asker(fails={} if len(sys.argv) < 5 else {sys.argv[4]: "no"}), []
try:
    run_inspect(asker, SAMPLES, Records(folder / "records.jsonl"), log=folder / "log", scores=scores,
                  progress=lambda done, of: told.append([done, of]))
    stopped = None
except LimitReached as limit:
    stopped = str(limit)
from inspect_ai.log import list_eval_logs, read_eval_log
newest = max(list_eval_logs(str(folder / "log")), key=lambda one: one.mtime)
results = read_eval_log(newest).results
figures = {one.name: next(iter(one.metrics.values())).value for one in results.scores} if results else {}
print(json.dumps({"asked": asker.asked, "told": told, "stopped": stopped, "figures": figures}))
"""


def run(folder: Path, *, dies: int = -1, limit: int = -1, fails: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, str(folder), str(dies), str(limit), *([fails] if fails else [])]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_killed_run_continues_with_the_unanswered_questions(tmp_path: Path) -> None:
    assert run(tmp_path, dies=2).returncode == 9
    assert len(list(read_records(tmp_path / "records.jsonl"))) == 2

    rest = json.loads(run(tmp_path, fails="premise").stdout)
    assert len(rest["asked"]) == 2
    assert rest["told"] == [[1, 4], [2, 4], [3, 4], [4, 4]]
    assert rest["figures"] == {"errored": 0.25, "even": 1.0}  # the mean of those that are eligible

    assert json.loads(run(tmp_path).stdout)["asked"] == ["premise"]  # the error alone


def test_a_limit_stops_the_run_and_keeps_the_answers(tmp_path: Path) -> None:
    stopped = json.loads(run(tmp_path, limit=2).stdout)
    assert stopped["stopped"] == "the limit of $1 is reached"
    assert len(list(read_records(tmp_path / "records.jsonl"))) == 2
