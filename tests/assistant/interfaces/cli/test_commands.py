"""The `onrecord` command as scripts and people use it: what it prints where, and with which exit code."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from assistant.interfaces.cli import main
from assistant.interfaces.cli.arguments import build_parser
from assistant.interfaces.cli.command_table import COMMANDS
from tests.assistant.conftest import DAM, FERRY
from tests.fakes.sentence_model import write_export


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    row: dict[str, Any] = json.loads(out)
    return row


def test_an_answer_in_a_pipe_is_plain_text_that_keeps_the_links(capsys: pytest.CaptureFixture[str], index: str) -> None:
    code, out, err = run(capsys, "ask", "What did Marrant say about the dam?", "--index", index)

    assert (code, err) == (0, "")
    assert "Ilse Marrant said" in out
    assert "“The dam will hold through the winter,” [1]" in out
    assert "<https://kestrel.example/dam#:~:text=" in out
    assert "Kestrel Post, Mar 4, 2025" in out
    assert "\x1b" not in out


def test_no_record_is_an_answer_with_exit_code_0(capsys: pytest.CaptureFixture[str], index: str) -> None:
    answer = run_json(capsys, "ask", "What did Oduya say about the winter?", "--index", index)

    assert answer["status"] == "no_evidence"
    assert answer["text"].startswith(
        "No record of Tomas Oduya on the winter in 2 articles from Mar 4, 2025 to Mar 9, 2025."
    )
    assert answer["said_by"] == ["Ilse Marrant"]


def test_no_record_shows_the_nearest_passages(capsys: pytest.CaptureFixture[str], index: str) -> None:
    question = "Who painted the dam at Brell?"
    row = run_json(capsys, "ask", question, "--index", index)
    _, out, _ = run(capsys, "ask", question, "--index", index)

    assert row["text"] == "No record that answers this in 2 articles from Mar 4, 2025 to Mar 9, 2025."
    (near,) = row["nearest"]
    assert DAM["text"][near["start"] : near["end"]] == near["quote"] == "The dam at Brell was built in 1931."
    assert (
        "Nearest passages, which may not answer the question:\n"
        "  - The dam at Brell was built in 1931.\n"
        "    Brell dam will hold, engineer says  Kestrel Post, Mar 4, 2025\n"
        "    <https://kestrel.example/dam#:~:text=The%20dam"
    ) in out


def test_nothing_is_near_if_the_filters_leave_no_article(capsys: pytest.CaptureFixture[str], index: str) -> None:
    question = ["ask", "Who painted the dam at Brell?", "--index", index, "--since", "2030-01-01"]
    row = run_json(capsys, *question)

    assert (row["status"], row["nearest"]) == ("no_evidence", [])
    assert "Nearest" not in run(capsys, *question)[1]


def test_global_options_stand_before_or_after_the_verb(capsys: pytest.CaptureFixture[str], index: str) -> None:
    before = run(capsys, "--index", index, "--json", "show", "dam")
    after = run(capsys, "show", "dam", "--json", "--index", index)

    assert before == after
    assert json.loads(before[1])["text"] == DAM["text"]


def test_a_filter_narrows_what_is_searched(capsys: pytest.CaptureFixture[str], index: str) -> None:
    answer = run_json(capsys, "ask", "Who said the ferry will stay?", "--index", index, "--until", "2025-03-05")

    assert answer["status"] == "no_evidence"
    assert answer["receipt"]["articles_searched"] == 1
    assert answer["receipt"]["filters"]["until"] == "2025-03-05"


def test_a_batch_gives_one_row_for_each_in_order_and_goes_on_after_a_bad_one(
    capsys: pytest.CaptureFixture[str], index: str, tmp_path: Path
) -> None:
    rows = [
        json.dumps({"id": "a", "question": "What did Marrant say about the dam?"}),
        "{broken",
        json.dumps(
            {"id": "c", "question": "And Oduya?", "history": [{"question": "What did Marrant say about the gates?"}]}
        ),
        json.dumps({"id": "d", "question": "?", "filters": {"since": "soon"}}),
        json.dumps({"id": "e"}),
    ]
    batch = tmp_path / "questions.jsonl"
    batch.write_text("\n".join(rows), encoding="utf-8")

    code, out, err = run(capsys, "ask", "--batch", str(batch), "--index", index)

    answers = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row.get("id") for row in answers] == ["a", None, "c", "d", "e"]
    assert [("error" in row) for row in answers] == [False, True, False, True, True]
    assert answers[2]["statements"][0]["speaker"] == "Tomas Oduya"
    assert "YYYY-MM-DD" in answers[3]["error"]["message"]


def test_a_bad_row_or_file_of_a_batch_is_named_in_plain_words(
    capsys: pytest.CaptureFixture[str], index: str, tmp_path: Path
) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('What?\n{"id": 2}\n["What?"]\n{"question": 5}\n', encoding="utf-8")

    _, out, _ = run(capsys, "ask", "--batch", str(batch), "--index", index)
    code, _, err = run(capsys, "ask", "--batch", "nowhere.jsonl", "--index", index)

    assert [json.loads(line)["error"]["message"] for line in out.splitlines()] == [
        "line 1 is not JSON",
        'line 2 has no "question"',
        "line 3 is not a JSON object",
        'line 4 is not a question: "question" cannot be 5',
    ]
    assert (code, "no such file: 'nowhere.jsonl'" in err) == (2, True)


def test_hostile_rows_of_a_batch_are_their_own_errors_and_ids_come_back_as_given(
    capsys: pytest.CaptureFixture[str], index: str, tmp_path: Path
) -> None:
    rows = [
        "[" * 100_000,
        '{"id": "half", "question": "What did \\ud800 say?"}',
        json.dumps({"id": 5, "question": "What did Marrant\u2028say about the dam?"}, ensure_ascii=False),
        json.dumps({"id": "list", "question": "?", "filters": {"speaker": ["Marrant"]}}),
        json.dumps({"id": "day", "question": "?", "filters": {"since": "2026-03-01garbage"}}),
    ]
    batch = tmp_path / "questions.jsonl"
    batch.write_text("\n".join(rows), encoding="utf-8")

    for verb in ("ask", "search"):
        code, out, _ = run(capsys, verb, "--batch", str(batch), "--index", index)

        answers = [json.loads(line) for line in out.split("\n") if line]
        assert code == 0
        assert [row.get("id") for row in answers] == [None, "half", 5, "list", "day"]
        assert [("error" in row) for row in answers] == [True, True, False, True, True]


def test_the_version_is_told_after_the_verb_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["ask", "--version"])

    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("onrecord ")


def test_search_shows_ranked_passages_with_how_they_were_found(capsys: pytest.CaptureFixture[str], index: str) -> None:
    row = run_json(capsys, "search", "What did Marrant say about the dam?", "--index", index, "--k", "2")

    assert row["query"]["speakers"] == ["Ilse Marrant"]
    assert row["hits"][0]["article_id"] == "dam"
    assert {"lexical", "dense", "speaker"} >= set(row["hits"][0]["via"])
    assert [hit["rank"] for hit in row["hits"]] == list(range(1, len(row["hits"]) + 1))
    for hit in row["hits"]:
        text = DAM["text"] if hit["article_id"] == "dam" else FERRY["text"]
        assert text[hit["start"] : hit["end"]] == hit["text"]


def test_statements_of_files_need_no_index(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    article = tmp_path / "dam.json"
    article.write_text(json.dumps(DAM), encoding="utf-8")

    code, out, err = run(capsys, "statements", str(article), "--json", "--index", str(tmp_path / "none"))

    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row["speaker"] for row in rows] == ["Ilse Marrant", "Tomas Oduya"]
    assert rows[1]["commitment"] == "denied"
    assert not (tmp_path / "none").exists()


def test_statements_of_many_files_come_in_their_order_and_an_unreadable_one_stops_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    dam, empty, ferry = tmp_path / "dam.json", tmp_path / "empty.txt", tmp_path / "ferry.json"
    dam.write_text(json.dumps(DAM), encoding="utf-8")
    empty.touch()
    ferry.write_text(json.dumps(FERRY), encoding="utf-8")

    code, out, err = run(capsys, "statements", str(dam), str(empty), str(ferry), "--json")

    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, [row["article"] for row in rows]) == (5, ["dam", "dam", "ferry"])
    assert f"rejected: {empty}: " in err
    for row in rows:
        text = DAM["text"] if row["article"] == "dam" else FERRY["text"]
        assert row["speaker"].split()[-1] in text[row["source"]["start"] : row["source"]["end"]]
        assert row["kind"] in ("direct", "indirect", "mixed")
        assert {"start", "end"} <= set(row["cue"]) & set(row["content"])


def test_statements_of_the_index_are_narrowed_by_speaker_and_topic(
    capsys: pytest.CaptureFixture[str], index: str
) -> None:
    _, out, _ = run(capsys, "statements", "--speaker", "oduya", "--json", "--index", index)
    assert [json.loads(line)["speaker"] for line in out.splitlines()] == ["Tomas Oduya"]

    _, out, _ = run(capsys, "statements", "--about", "the ferry", "--json", "--index", index)
    assert [json.loads(line)["article"] for line in out.splitlines()] == ["ferry"]

    assert run(capsys, "statements", "--speaker", "nobody", "--index", index)[1] == "No statements.\n"


def test_ingesting_again_changes_nothing_and_says_so(
    capsys: pytest.CaptureFixture[str], index: str, tmp_path: Path
) -> None:
    article = tmp_path / "dam.json"
    article.write_text(json.dumps(DAM), encoding="utf-8")

    code, out, _ = run(capsys, "ingest", str(article), "--index", index)

    assert code == 0
    assert out.startswith("Nothing new: 1 already in the index.")


def test_a_bad_input_is_named_with_exit_code_5_and_the_others_are_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good, empty = tmp_path / "good.json", tmp_path / "empty.txt"
    good.write_text(json.dumps(FERRY), encoding="utf-8")
    empty.touch()

    code, out, err = run(capsys, "ingest", str(empty), str(good), "--index", str(tmp_path / "index"), "--json")

    report = json.loads(out)
    assert (code, report["new"]) == (5, 1)
    assert [rejected["input"] for rejected in report["rejected"]] == [str(empty)]
    assert f"rejected: {empty}: " in err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["ask", "What?", "--index", "{tmp}/nowhere"], 3, "onrecord ingest"),
        (["ask", "--index", "{index}"], 2, "give one question"),
        (["ask", "", "--index", "{index}"], 2, "give one question"),
        (["ask", "x", "--since", "soon", "--index", "{index}"], 2, "YYYY-MM-DD"),
        (["ask", "--batch", "{tmp}/nowhere.jsonl", "--index", "{index}"], 2, "nowhere.jsonl"),
        (["show", "nothing", "--index", "{index}"], 2, "no article 'nothing'"),
        (["search", "x", "--k", "0", "--index", "{index}"], 2, "between 1 and 100"),
        (["statements", "x.txt", "--about", "y"], 2, "ingest the files first"),
    ],
)
def test_wrong_use_says_what_to_do_with_the_contracts_exit_code(
    capsys: pytest.CaptureFixture[str], index: str, tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    given = [one.format(index=index, tmp=tmp_path) for one in arguments]

    got, out, err = run(capsys, *given)

    assert (got, out) == (code, "")
    assert told in err
    assert "Traceback" not in err


def test_an_unknown_option_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["ask", "--spaeker", "x"])

    assert left.value.code == 2


def test_a_bug_ends_in_a_line_and_a_log_not_in_a_traceback(
    capsys: pytest.CaptureFixture[str], index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug made for this test")

    monkeypatch.setattr("assistant.app.assistant.Assistant.record", broken)
    code, _, err = run(capsys, "show", "dam", "--index", index)

    assert code == 1
    assert "a bug made for this test" in err
    assert "Traceback" not in err
    log = Path(err.rsplit("please report it with the details in ", maxsplit=1)[1].strip())
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_the_doctor_tells_what_is_there_and_keeps_the_key(
    capsys: pytest.CaptureFixture[str], index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")

    code, out, _ = run(capsys, "doctor", "--index", index)

    assert code == 0
    assert "2 articles" in out
    assert "LANGSMITH_TRACING is set" in out
    assert "key ***" in out
    assert "very-secret" not in out


def test_the_doctor_finds_an_index_that_cannot_be_used(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"not a database at all" * 100)

    code, out, _ = run(capsys, "doctor", "--index", str(tmp_path))

    assert code == 3
    assert "problem" in out


def test_help_loads_none_of_the_sdks() -> None:
    check = (
        "import sys, contextlib\nfrom assistant.interfaces.cli import main\n"
        "with contextlib.suppress(SystemExit):\n    main(['--help'])\n"
        "heavy = set('chromadb langchain langchain_core langchain_openai openai tiktoken numpy tantivy'.split())\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"
    assert "onrecord" in done.stdout


def test_asking_a_small_index_loads_neither_chroma_nor_a_models_sdk(index: str) -> None:
    check = (
        "import sys\nfrom assistant.interfaces.cli import main\n"
        f"main(['ask', 'What did Marrant say about the dam?', '--index', {index!r}])\n"
        "print(sorted({'chromadb', 'langchain_openai', 'openai', 'tiktoken'} & set(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"
    assert "Ilse Marrant said" in done.stdout


def test_an_index_is_looked_after_from_the_command_line(
    capsys: pytest.CaptureFixture[str], index: str, tmp_path: Path
) -> None:
    copy, backup = tmp_path / "copy", tmp_path / "backup.gz"
    assert run_json(capsys, "index", "backup", str(backup), "--index", index)["articles"] == 2
    code, out, err = run(capsys, "index", "backup", str(backup), "--index", index)
    assert (code, out) == (2, "")
    assert "--force" in err
    assert run_json(capsys, "index", "restore", str(backup), "--index", str(copy))["articles"] == 2
    assert run_json(capsys, "ask", "What did Marrant say about the dam?", "--index", str(copy))["statements"]

    held = run_json(capsys, "index", "stats", "--index", str(copy))
    assert (held["articles"], held["first"], held["last"]) == (2, "2025-03-04", "2025-03-09")
    assert set(held["bytes"]) == {"catalog", "tantivy", "chroma", "voices"}
    code, out, _ = run(capsys, "index", "stats", "--index", str(copy))
    assert code == 0
    assert "bytes per passage" in out

    assert run_json(capsys, "index", "check", "--index", str(copy))["damages"] == []
    assert run(capsys, "index", "prune", "--index", str(copy), "--dry-run")[:2] == (0, "Nothing to delete.\n")
    code, _, err = run(capsys, "index", "prune", "--index", str(copy), "--older-than", "soon")
    assert code == 2
    assert "30d" in err


@pytest.mark.slow
def test_an_index_is_refined_and_every_answer_says_with_whose_vectors_it_was_searched(
    capsys: pytest.CaptureFixture[str], index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ("--index", str(shutil.copytree(index, tmp_path / "index")))
    ask = ("ask", "What did Marrant say about the dam?", *at)
    before = run_json(capsys, *ask)
    assert [name.partition("@")[0] for name in before["receipt"]["vectors"]] == ["wordllama-256"]

    monkeypatch.setenv("ONRECORD_REFINER", str(write_export(tmp_path / "small")))
    report = run_json(capsys, "index", "refine", *at)
    assert report["refined"] == report["passages"] > 0
    answer = run_json(capsys, *ask)
    assert answer["receipt"]["vectors"] == [report["refiner"]]
    assert answer["statements"] == before["statements"]
    held = run_json(capsys, "index", "stats", *at)
    assert (held["refiner"], held["refined"]) == (report["refiner"], report["passages"])
    assert "refined" in held["bytes"]
    assert run(capsys, "index", "stats", *at)[1].count(report["refiner"]) == 1
    code, out, _ = run(capsys, "index", "refine", *at)
    assert code == 0
    assert "nothing left to embed" in out
    assert f"passages with {report['refiner']}" in run(capsys, "doctor", *at)[1]

    monkeypatch.setenv("ONRECORD_REFINER", str(write_export(tmp_path / "other")))
    assert run_json(capsys, *ask)["receipt"]["vectors"] == before["receipt"]["vectors"]
    assert "the refiner set here is other@" in run(capsys, "doctor", *at)[1]
    monkeypatch.setenv("ONRECORD_REFINER", "psychic")
    code, _, err = run(capsys, *ask)
    assert code == 2
    assert "unknown refiner 'psychic'" in err


def test_damage_is_exit_3_with_what_to_run_and_doctor_says_the_same(
    capsys: pytest.CaptureFixture[str], index: str, tmp_path: Path
) -> None:
    folder = shutil.copytree(index, tmp_path / "index")
    (store,) = (file for file in folder.glob("generations/*/tantivy/*.term"))
    store.write_bytes(store.read_bytes()[:-1] + b"!")
    at = ("--index", str(folder))
    code, out, err = run(capsys, "ask", "What did Marrant say about the dam?", *at)
    assert (code, out) == (3, "")
    assert f"tantivy/{store.name} does not match its checksum" in err
    assert "onrecord index rebuild" in err
    code, out, _ = run(capsys, "index", "check", *at)
    assert code == 3
    assert f"{store.name} does not match its checksum\n        run `onrecord index rebuild`" in out
    code, out, _ = run(capsys, "doctor", "--json", *at)
    [finding] = [one for one in json.loads(out)["findings"] if one["about"] == "index"]
    assert (code, finding["state"], "index rebuild" in finding["hint"]) == (3, "problem", True)
    assert run(capsys, "index", "rebuild", *at)[0] == 0
    assert run(capsys, "index", "check", *at)[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("ask", "--version"),
        ("show", "--version"),
        ("show", "an-id", "--version"),
        ("index", "stats", "--version"),
    ],
)
def test_the_version_of_the_program_is_told_before_and_after_every_verb(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    out, err = capsys.readouterr()
    assert (left.value.code, err) == (0, "")
    assert re.fullmatch(r"onrecord \d+\.\d+\.\d+\S*\n", out)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["sumarise", "x"], "did you mean summarise?"),
        (["ask", "What?", "--spaeker", "Rubio"], "did you mean --speaker?"),
        (["index", "bakup"], "did you mean backup?"),
    ],
)
def test_an_unknown_command_or_option_names_the_closest_one(
    capsys: pytest.CaptureFixture[str], arguments: list[str], hint: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert hint in capsys.readouterr().err


def test_an_unknown_option_shows_the_usage_of_its_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["ask", "What?", "--nonsense"])
    assert stopped.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("usage: onrecord ask ")
    assert "onrecord ask: error: unrecognized arguments: --nonsense" in err


def test_every_command_has_its_function() -> None:
    commands = next(one.choices for one in build_parser()._actions if isinstance(one.choices, dict))
    assert set(commands) == set(COMMANDS)
    for path in COMMANDS.values():
        module, _, function = path.partition(":")
        assert callable(getattr(import_module(module), function))
