"""Rules of the code base that no linter knows. import-linter checks the order of the packages (`make lint`)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(file for top in ("assistant", "index", "prompts", "evals") for file in (ROOT / top).rglob("*.py"))
PACKAGES = [file for file in MODULES if file.name == "__init__.py"]
BANNED_NAMES = {"utils", "helpers", "common", "manager", "service", "handler", "base"}
SDKS = {"bpe_openai", "chromadb", "langchain", "langchain_core", "langchain_openai", "openai", "tantivy", "tiktoken"}
OLD_PUBLIC_NAMES = {"filters.py", "moved.py", "qa.py", "retriever.py", "wire.py"}
MAX_LINES = 300
MAX_ENTRIES = 14

LAZY_IMPORTS = {
    # The composition root and the command tables: a command loads only what it runs.
    "assistant/app/articles.py": "reading and statement rules",
    "assistant/app/assistant.py": "one function for each command",
    "assistant/wiring.py": "one implementation for each port",
    # Slow libraries, or libraries of an extra.
    "assistant/interfaces/cli/chat.py": "prompt_toolkit",
    "assistant/interfaces/cli/slack.py": "slack-bolt and slack-sdk",
    "evals/benchmarks/article_extraction.py": "trafilatura",
    "evals/runs/runner.py": "inspect-ai",
    "evals/scorers/retrieval.py": "ir-measures",
    "index/embedding/choice.py": "tokenizers, onnxruntime, openai",
    "index/reading/content.py": "lxml, trafilatura, feedparser",
    "index/reading/formats/documents.py": "lxml, trafilatura, python-docx",
    "index/reading/formats/pdf_text.py": "pypdf",
    "index/storage/probe.py": "chromadb, tantivy, numpy, in a process of its own",
    "index/storage/vectors/choice.py": "chromadb, httpx",
}
"""The only modules that import inside a function, and what they put off."""


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_module_is_short(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_LINES, f"{lines} lines: split it by idea"


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_module_is_named_for_what_it_does(file: Path) -> None:
    words = {word for part in file.relative_to(ROOT).with_suffix("").parts for word in part.split("_")}
    assert not words & (BANNED_NAMES | {f"{word}s" for word in BANNED_NAMES})


@pytest.mark.parametrize("file", PACKAGES, ids=name)
def test_a_package_states_its_job_and_its_boundary(file: Path) -> None:
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    assert len(re.findall(r"[.!?](?=\s|$)", docstring)) >= 2, "two sentences at least: its job, and its boundary"


@pytest.mark.parametrize("package", ["assistant", "index"])
def test_a_top_level_package_has_few_entries(package: str) -> None:
    entries = {
        entry.name
        for entry in (ROOT / package).iterdir()
        if entry.suffix == ".py" or (entry.is_dir() and any(entry.glob("*.py")))
    }
    assert len(entries - OLD_PUBLIC_NAMES - {"__init__.py"}) <= MAX_ENTRIES


def test_only_listed_modules_import_inside_functions() -> None:
    found = {name(file) for file in MODULES if any(_lazy_imports(ast.parse(file.read_text(encoding="utf-8"))))}
    assert found == set(LAZY_IMPORTS)


def _lazy_imports(tree: ast.Module) -> Iterator[ast.stmt]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            yield from (node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


@pytest.mark.parametrize("statement", ["import assistant", "import index", "import prompts", "import evals"])
def test_importing_a_package_loads_no_sdk(statement: str) -> None:
    code = f"import sys; {statement}; print(*{{module.partition('.')[0] for module in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not SDKS & set(loaded.split())
