"""The rules of the rooms that no linter knows. The arrows between them are import-linter's (`make lint`)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(file for room in ("assistant", "index", "prompts", "evals") for file in (ROOT / room).rglob("*.py"))
PACKAGES = [file for file in MODULES if file.name == "__init__.py"]
NO_NAMES = {"utils", "helpers", "common", "manager", "service", "handler", "base"}
SDKS = {"bpe_openai", "chromadb", "langchain", "langchain_core", "langchain_openai", "openai", "tantivy", "tiktoken"}


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_module_fits_into_a_head(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= 400, f"{lines} lines: it does more than one thing; split it where its job divides"


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_module_is_named_for_what_it_does(file: Path) -> None:
    words = {word for part in file.relative_to(ROOT).with_suffix("").parts for word in part.split("_")}
    assert not words & (NO_NAMES | {f"{word}s" for word in NO_NAMES})


@pytest.mark.parametrize("file", PACKAGES, ids=name)
def test_a_package_says_what_it_is_for_and_what_it_must_not_know(file: Path) -> None:
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    assert len(re.findall(r"[.!?](?=\s|$)", docstring)) >= 2, "two sentences at least: its job, and its boundary"


@pytest.mark.parametrize("statement", ["import assistant", "import index", "import prompts", "import evals"])
def test_importing_a_room_loads_no_sdk(statement: str) -> None:
    code = f"import sys; {statement}; print(*{{module.partition('.')[0] for module in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not SDKS & set(loaded.split())
