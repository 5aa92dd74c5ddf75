"""`onrecord eval`, as it is typed."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from assistant import open_assistant
from assistant.interfaces.cli import main
from assistant.journal import ExchangeContent, Journal
from assistant.types import Filters
from evals.cli import checks as gating
from evals.datasets.question_sets import load_shipped_set
from evals.datasets.samples import ARTICLES
from evals.results.gate import Floors, Limit, write_floors
from evals.runs.asker import ask_all
from tests.evals.pier import SET, model_result, result
from tests.evals.scorers.test_metrics import never_refuses
from tests.fakes.openai_server import fake_openai


def ask_without_inspect(asker: Any, samples: Any, records: Any, *, log: Path, scores: Any, **how: Any) -> None:
    """Replace Inspect, whose own tests are slow: ask the questions and make its log folder."""
    ask_all(asker, samples, records, **how)
    log.mkdir(exist_ok=True)
    assert all(scores(sample, records.last(model=asker.model, id=sample.id)) for sample in samples)


@pytest.fixture(autouse=True, scope="module")
def without_inspect() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evals.runs.runner.load_inspect_runner", lambda: ask_without_inspect)
        yield


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom's index."""
    index = tmp_path_factory.mktemp("newsroom") / "index"
    assert main(["--index", str(index), "ingest", str(ARTICLES), "--quiet"]) == 0
    return index


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of three questions on the golden articles."""
    folder = tmp_path_factory.mktemp("runs") / "one"
    assert main(["eval", "run", "--limit", "3", "--out", str(folder), "--quiet"]) == 0
    return folder


def test_a_run_is_one_folder(ran: Path) -> None:
    assert {file.name for file in ran.iterdir()} == {"run.json", "records.jsonl", "report.html", "junit.xml", "inspect"}
    about = json.loads((ran / "run.json").read_text(encoding="utf-8"))
    assert about["models"] == ["none"]
    assert about["set_hash"] == load_shipped_set("golden").hash
    assert about["prompts"].keys() >= {"answer", "rewrite"}
    assert about["versions"]["onrecord"]
    assert about["generation"] == 1
    assert len(about["questions"]) == 3
    assert "key" not in json.dumps(about["settings"])


def test_show_scores_a_run_again_without_asking(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (ran / "records.jsonl").read_bytes()
    assert main(["eval", "show", str(ran), "--json"]) == 0
    [model] = json.loads(capsys.readouterr().out)["models"]
    assert (model["asked"], model["missing"], model["errored"]) == (3, 0, 0)
    assert model["figures"]["verbatim"]["value"] == 1
    assert (ran / "records.jsonl").read_bytes() == before


def test_a_run_that_lost_an_answer_continues_with_that_one(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = ran / "records.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:2]), encoding="utf-8")
    assert main(["eval", "run", "--resume", str(ran), "--quiet"]) == 0
    resumed = file.read_text(encoding="utf-8").splitlines(keepends=True)
    assert resumed[:2] == lines[:2]
    assert json.loads(resumed[2])["answer"]["text"] == json.loads(lines[2])["answer"]["text"]
    assert "3 of 3 questions asked" in capsys.readouterr().out


def test_a_run_does_not_differ_from_itself(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "diff", str(ran), str(ran)]) == 0
    assert "no question changed between right and wrong" in capsys.readouterr().out


def test_a_run_does_not_write_into_a_folder_with_contents(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "run", "--limit", "3", "--out", str(ran), "--quiet"]) == 2
    assert "--resume" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--tags", "no_such_tag"], "no question matches"),
        (["run", "--set", "nothing.jsonl"], "no set or file 'nothing.jsonl'"),
        (["run", "--set", "benchmark:nothing"], "no benchmark 'nothing'"),
        (["run", "--limit", "0"], "--limit is 0"),
        (["run", "--parallel", "0"], "--parallel is 0"),
        (["show", "nowhere"], "no run in 'nowhere'"),
        (["gate", "--allow-regression"], "--allow-regression needs --update"),
        (["candidates", "--journal", "nowhere.sqlite"], "no file 'nowhere.sqlite'"),
    ],
)
def test_wrong_use_is_reported(
    arguments: list[str],
    message: str,
    newsroom: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--index", str(newsroom), "eval", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "onrecord-eval").exists()


def test_a_missing_extra_is_reported_with_the_install_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str, *rest: Any) -> ModuleSpec | None:
        return None if name in ("inspect_ai", "ir_measures") else importlib.util.find_spec(name, *rest)

    monkeypatch.setattr("evals.runs.runner.find_spec", missing)
    for action in (["run"], ["gate"], ["show", "x"]):
        assert main(["eval", *action]) == 2
        assert "pip install 'onrecord[eval]'" in capsys.readouterr().err


def run_of(*models: Any) -> Callable[..., Any]:
    return lambda *_, **__: result(*models)


@pytest.mark.parametrize(("fault", "code"), [(None, 0), (never_refuses, 5)])
def test_the_gate_exits_5_below_a_floor(
    fault: Any, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "floors.json"
    limits = {"held": {"refusal recall": Limit("at least", 1.0, 2)}}
    write_floors(Floors("golden", SET.hash, {"dev": 2, "held": 2}, limits), file)
    monkeypatch.setattr(gating, "run_without_inspect", run_of(model_result(fault)))
    assert main(["eval", "gate", "--floors", str(file)]) == code
    out = capsys.readouterr().out
    assert ("every floor is kept" in out) == (code == 0)
    assert ("BELOW" in out) == (code == 5)


def test_a_run_with_too_many_errors_exits_5(
    ran: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = result(model_result(fails={"venn": "no"}))
    monkeypatch.setattr("evals.cli.commands.run_questions", run_of(model_result()))
    monkeypatch.setattr("evals.cli.commands.score_run", lambda *_: broken)
    assert main(["eval", "run", "--resume", str(ran), "--quiet"]) == 5
    assert "INVALID" in capsys.readouterr().out


def test_a_template_can_be_run_unchanged(newsroom: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, folder = tmp_path / "own.jsonl", tmp_path / "run"
    assert main(["--index", str(newsroom), "eval", "init", str(file)]) == 0
    assert main(["--index", str(newsroom), "eval", "init", str(file)]) == 2  # never overwritten
    assert "exists already" in capsys.readouterr().err
    own = ["eval", "run", "--set", str(file), "--out", str(folder), "--quiet", "--json"]
    assert main(["--index", str(newsroom), *own]) == 0
    [model] = json.loads(capsys.readouterr().out.splitlines()[-1])["models"]
    assert model["asked"] == 10
    assert model["figures"]["misattribution"]["of"] > 0  # the questions' own places are the truth


def test_a_judge_is_asked_at_its_url_and_reported_with_its_agreement(
    ran: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with fake_openai() as server:
        server.enqueue(*['{"verdict": "right", "why": "so"}'] * 2, "I would say it is right.")  # the three answers
        server.enqueue(*['{"verdict": "right"}'] * 12, *['{"verdict": "wrong"}'] * 12)  # the labelled ones
        judge = ["--judge", "gpt-4o-mini", "--judge-url", server.base_url]
        assert main(["eval", "run", "--resume", str(ran), "--quiet", *judge]) == 0
        asked = len(server.requests)
        out = capsys.readouterr().out
        assert main(["eval", "run", "--resume", str(ran), "--quiet", *judge]) == 0
        assert len(server.requests) == asked == 27  # its replies are stored
    assert "1.000 (2 of 2; 1 without a verdict), judged by gpt-4o-mini with judge@1#" in out
    assert "kappa" in out
    assert "on 24 labelled answers" in out
    assert "on 24 labelled answers" in (ran / "report.html").read_text(encoding="utf-8")


def test_feedback_in_a_conversation_becomes_a_candidate(
    newsroom: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_assistant(index=str(newsroom)) as assistant, closing(Journal(tmp_path / "journal.sqlite")) as journal:
        for question in ("What did Ada Venn say?", "What did nobody at all say?"):
            answer = assistant.ask(question)
            number = journal.record(
                "chat:1", ExchangeContent(question, answer.text, answer, filters=Filters(publisher="Courier"))
            )
        journal.give_feedback(number, who="you", verdict="wrong", note="somebody did")
    assert main(["eval", "candidates", "--journal", str(tmp_path / "journal.sqlite")]) == 0
    [row] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["question"] == "What did nobody at all say?"
    assert row["review"].startswith("wrong: somebody did (chat:1")
    assert row["history"] == [{"question": "What did Ada Venn say?"}]
    assert row["filters"] == {"publisher": "Courier"}


def test_candidates_cannot_be_run_before_they_are_reviewed(
    newsroom: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal, file = tmp_path / "feedback.jsonl", tmp_path / "candidates.jsonl"
    answer = {"status": "no_evidence", "statements": [], "citations": [], "said_by": ["Ada Venn"], "text": "No record"}
    row = {
        "question": "What did Bo say?",
        "answer": answer,
        "verdict": "wrong",
        "origin": "slack:T1:C1",
        "note": "he did",
    }
    journal.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main(["eval", "candidates", "--journal", str(journal), str(file)]) == 0
    assert main(["--index", str(newsroom), "eval", "run", "--set", str(file)]) == 2
    assert "review: Unexpected keyword argument" in capsys.readouterr().err
