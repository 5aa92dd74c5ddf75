"""Records are stored at once, and answered questions are not asked again."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evals.datasets.samples import Sample
from evals.results.records import Record, Records, read_records
from evals.runs.asker import LimitReached, ask_all, fingerprint
from index.errors import UsageError
from tests.fakes.faulty_asker import SAMPLES, FaultyAsker


def test_a_stored_answer_is_not_asked_again(tmp_path: Path) -> None:
    first, second = FaultyAsker(), FaultyAsker()
    ask_all(first, SAMPLES[:2], Records(tmp_path / "records.jsonl"))
    ask_all(second, SAMPLES, Records(tmp_path / "records.jsonl"), parallel=3)
    assert sorted(first.asked) == ["holt", "venn"]
    assert sorted(second.asked) == ["premise", "unknown"]
    assert {record.id for record in read_records(tmp_path / "records.jsonl")} == {sample.id for sample in SAMPLES}


def test_an_error_is_stored_and_asked_again(tmp_path: Path) -> None:
    records = Records(tmp_path / "records.jsonl")
    ask_all(FaultyAsker(fails={"venn": "no"}), SAMPLES, records)
    assert records.last(model="none", id="venn").error is not None
    again = FaultyAsker()
    ask_all(again, SAMPLES, Records(tmp_path / "records.jsonl"))
    assert again.asked == ["venn"]
    assert Records(tmp_path / "records.jsonl").last(model="none", id="venn").answer is not None


def test_a_changed_question_is_asked_again(tmp_path: Path) -> None:
    ask_all(FaultyAsker(), SAMPLES, Records(tmp_path / "records.jsonl"))
    changed = (replace(SAMPLES[0], question="What did Venn say?"), *SAMPLES[1:])
    marked_anew = (changed[0], replace(SAMPLES[1], why="It is so.", spans=()), *SAMPLES[2:])
    again = FaultyAsker()
    ask_all(again, marked_anew, Records(tmp_path / "records.jsonl"))
    assert again.asked == ["venn"]  # new marks alone are scored anew, not asked anew


def test_each_model_is_asked_every_question(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    ask_all(FaultyAsker(), SAMPLES, Records(file))
    other = FaultyAsker(model="gpt-9")
    ask_all(other, SAMPLES, Records(file))
    assert len(other.asked) == len(SAMPLES)
    assert [one.model for one in Records(file).select(["gpt-9", "none"], ["venn"])] == ["gpt-9", "none"]


def test_a_cut_off_record_is_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    ask_all(FaultyAsker(), SAMPLES, Records(file))
    whole = file.read_bytes()
    file.write_bytes(whole[: whole.rindex(b'{"id": ') + 200])
    again = FaultyAsker()
    ask_all(again, SAMPLES, Records(file))
    assert len(again.asked) == 1
    assert len({record.id for record in read_records(file)}) == len(SAMPLES)


def test_a_malformed_record_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text('{"answer": 1}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="line 1 is not a record"):
        Records(file)


def test_a_record_needs_an_answer_or_an_error() -> None:
    with pytest.raises(ValueError, match="one of them"):
        Record("a", "none", "x")


class Stops(FaultyAsker):
    def ask(self, sample: Sample) -> Record:
        if len(self.asked) == 2:
            raise LimitReached("spent", hint="more")
        return super().ask(sample)


def test_a_limit_stops_the_run_and_keeps_the_answers(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    with pytest.raises(LimitReached):
        ask_all(Stops(), SAMPLES, Records(file))
    assert len(list(read_records(file))) == 2


KILLED = """
import os, sys
from pathlib import Path
from evals.runs.asker import ask_all
from evals.results.records import Records
from tests.fakes.faulty_asker import SAMPLES, FaultyAsker

class Dies(FaultyAsker):
    def ask(self, sample):
        if len(self.asked) == 3:
            os._exit(9)
        return super().ask(sample)

ask_all(Dies(), SAMPLES, Records(Path(sys.argv[1])))
"""


def test_a_killed_run_loses_no_answer(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file)], cwd=root, env=environment, check=False)
    assert killed.returncode == 9
    again = FaultyAsker()
    ask_all(again, SAMPLES, Records(file))
    assert again.asked == [SAMPLES[3].id]


def test_a_fingerprint_covers_the_question_but_not_its_annotations() -> None:
    asked = SAMPLES[0]
    assert fingerprint(asked) == fingerprint(replace(asked, why="another", tags=("other",)))
    assert fingerprint(asked) != fingerprint(replace(asked, as_of="2026-01-01"))
    assert fingerprint(replace(asked, as_of="2026-01-01")) == fingerprint(
        replace(asked, filters={"as_of": "2026-01-01"})
    )
