"""What the README shows is what a stranger sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.interfaces.cli import main
from evals.datasets.samples import ARTICLES

README = Path(__file__).parent.parent / "README.md"
_TIMES = re.compile(r"\d+\.\d+ s")


def test_the_demo_prints_what_the_readme_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo = next(block for block in README.read_text(encoding="utf-8").split("```") if "$ onrecord" in block)
    index = str(tmp_path / "index")

    assert main(["--index", index, "ingest", str(ARTICLES)]) == 0
    assert main(["--index", index, "ask", "What did Rubio say about Article 5?"]) == 0

    printed = _TIMES.sub("", capsys.readouterr().out.replace(index, ".demo/index"))
    told = [line for line in _TIMES.sub("", demo).splitlines() if line and line != "…" and not line.startswith("$")]
    assert len(told) > 10
    assert [line for line in told if line not in printed] == []
