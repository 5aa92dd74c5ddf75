"""What came back is kept at once, and is not asked for again."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evals.datasets.samples import Sample
from evals.results.records import Record, Records, read_records
from evals.runs.asker import LimitReached, fingerprint
from evals.runs.loop import ask_all
from index.errors import UsageError
from tests.fakes.faulty_asker import SAMPLES, FaultyAsker


def test_what_is_kept_is_not_asked_again(tmp_path: Path) -> None:
    first, second = FaultyAsker(), FaultyAsker()
    ask_all(first, SAMPLES[:2], Records(tmp_path / "records.jsonl"))
    ask_all(second, SAMPLES, Records(tmp_path / "records.jsonl"), parallel=3)
    assert sorted(first.asked) == ["holt", "venn"]
    assert sorted(second.asked) == ["premise", "unknown"]
    assert {record.id for record in read_records(tmp_path / "records.jsonl")} == {sample.id for sample in SAMPLES}


def test_an_error_is_kept_and_asked_again(tmp_path: Path) -> None:
    records = Records(tmp_path / "records.jsonl")
    ask_all(FaultyAsker(fails={"venn": "no"}), SAMPLES, records)
    assert records.last(model="none", id="venn").error is not None
    again = FaultyAsker()
    ask_all(again, SAMPLES, Records(tmp_path / "records.jsonl"))
    assert again.asked == ["venn"]
    assert Records(tmp_path / "records.jsonl").last(model="none", id="venn").answer is not None


def test_a_question_that_has_changed_is_another_question(tmp_path: Path) -> None:
    ask_all(FaultyAsker(), SAMPLES, Records(tmp_path / "records.jsonl"))
    changed = (replace(SAMPLES[0], question="What did Venn say?"), *SAMPLES[1:])
    marked_anew = (changed[0], replace(SAMPLES[1], why="It is so.", spans=()), *SAMPLES[2:])
    again = FaultyAsker()
    ask_all(again, marked_anew, Records(tmp_path / "records.jsonl"))
    assert again.asked == ["venn"]  # new marks alone are scored anew, not asked anew


def test_a_model_is_asked_what_another_was_asked(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    ask_all(FaultyAsker(), SAMPLES, Records(file))
    other = FaultyAsker(model="gpt-9")
    ask_all(other, SAMPLES, Records(file))
    assert len(other.asked) == len(SAMPLES)
    assert [one.model for one in Records(file).of(["gpt-9", "none"], ["venn"])] == ["gpt-9", "none"]


def test_half_a_line_that_a_kill_left_is_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    ask_all(FaultyAsker(), SAMPLES, Records(file))
    whole = file.read_bytes()
    file.write_bytes(whole[: whole.rindex(b'{"id": ') + 200])
    again = FaultyAsker()
    ask_all(again, SAMPLES, Records(file))
    assert len(again.asked) == 1
    assert len({record.id for record in read_records(file)}) == len(SAMPLES)


def test_what_is_no_record_is_an_error_and_not_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text('{"answer": 1}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="line 1 is no record"):
        Records(file)


def test_a_record_holds_an_answer_or_an_error() -> None:
    with pytest.raises(ValueError, match="one of them"):
        Record("a", "none", "x")


class Stops(FaultyAsker):
    def ask(self, sample: Sample) -> Record:
        if len(self.asked) == 2:
            raise LimitReached("spent", hint="more")
        return super().ask(sample)


def test_a_limit_stops_the_run_and_keeps_what_was_answered(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    with pytest.raises(LimitReached):
        ask_all(Stops(), SAMPLES, Records(file))
    assert len(list(read_records(file))) == 2


KILLED = """
import os, sys
from pathlib import Path
from evals.runs.loop import ask_all
from evals.results.records import Records
from tests.fakes.faulty_asker import SAMPLES, FaultyAsker

class Dies(FaultyAsker):
    def ask(self, sample):
        if len(self.asked) == 3:
            os._exit(9)
        return super().ask(sample)

ask_all(Dies(), SAMPLES, Records(Path(sys.argv[1])))
"""


def test_a_run_that_is_killed_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file)], cwd=root, env=environment, check=False)
    assert killed.returncode == 9
    again = FaultyAsker()
    ask_all(again, SAMPLES, Records(file))
    assert again.asked == [SAMPLES[3].id]


def test_a_fingerprint_is_of_what_is_asked() -> None:
    asked = SAMPLES[0]
    assert fingerprint(asked) == fingerprint(replace(asked, why="another", tags=("other",)))
    assert fingerprint(asked) != fingerprint(replace(asked, as_of="2026-01-01"))
    assert fingerprint(replace(asked, as_of="2026-01-01")) == fingerprint(
        replace(asked, filters={"as_of": "2026-01-01"})
    )
