"""A run that is stopped, or that the disk stops, says so with its exit code and is completed by the next one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import open_assistant
from assistant.interfaces.cli.main import main
from tests.fakes.newsroom import make_article
from tests.fakes.places import needs_root, small_disk


def test_a_full_disk_is_exit_3_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needs_root()
    articles = tmp_path / "articles.jsonl"
    rows = [json.dumps({"id": a.id, "title": a.title, "text": a.text}) for a in map(make_article, range(200))]
    articles.write_text("\n".join(rows), encoding="utf-8")
    with small_disk(tmp_path / "disk", kilobytes=600) as disk:
        assert main(["--index", str(disk / "index"), "ingest", str(articles)]) == 3
        said = capsys.readouterr()
        assert said.out == ""
        assert f"onrecord: the disk is full: the index in {str(disk / 'index')!r} could not be written\n" in said.err
        assert "free space on the disk, then run the same command again" in said.err


PROGRAM = (  # Tests that a shell runs in its background ignore an interrupt, and so would what they start.
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from assistant.interfaces.cli import main; raise SystemExit(main())"
)


@pytest.mark.parametrize("stop", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_stopped_in_the_middle_of_an_ingest(tmp_path: Path, stop: signal.Signals) -> None:
    folder = tmp_path / "index"
    rows = [json.dumps({"id": a.id, "title": a.title, "text": a.text}) for a in (make_article(n) for n in range(400))]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--index", str(folder), "ingest", "-"],
        cwd=Path(__file__).parents[4],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        # More than the pipe holds: once all is written, a part was read, and it waits for more that never comes.
        process.stdin.write("\n".join(rows) + "\n")
        process.stdin.flush()
        process.send_signal(stop)
        assert process.wait(60) == 130
        assert "interrupted; nothing was left half-written" in process.stderr.read()
    assert not list(folder.glob("writer.json*"))
    assert not (folder / "generations").exists()
    (tmp_path / "articles.jsonl").write_text("\n".join(rows), encoding="utf-8")
    with open_assistant(index=str(folder)) as assistant:
        assert assistant.ingest([tmp_path / "articles.jsonl"]).articles == 400
