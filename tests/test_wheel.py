"""The wheel is whole: built here, installed elsewhere, it runs without this folder."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from assistant.config.version import __version__
from index.embedding.static import WORDLLAMA

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    finished = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with the hatchling that is here: a build that fetches its tools could not be repeated."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder)]
    run(sys.executable, "-m", "pip", "wheel", *options, ROOT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another environment: the wheel, and the dependencies of this one, but not this one's onrecord."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    [site] = (folder / "env").glob("lib/python*/site-packages")
    options = ["--quiet", "--no-deps", "--no-index"]
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=folder)
    # A folder named in a .pth file is searched, but its own .pth files, such as an editable install's, are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def test_the_wheel_carries_the_prompts_the_prices_the_golden_set_and_the_model(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    data = [
        *(ROOT / "prompts").glob("*"),
        *(ROOT / "evals" / "golden").rglob("*"),
        *(file for kind in ("json", "jsonl", "css") for file in (ROOT / "evals").rglob(f"*.{kind}")),
        *(ROOT / "assistant").rglob("*.toml"),
        *WORDLLAMA.iterdir(),
    ]
    expected = {str(file.relative_to(ROOT)) for file in data if file.is_file() and file.suffix != ".pyc"}
    assert any(name.startswith("prompts/") and name.endswith(".md") for name in expected)
    assert "assistant/generation/prices.toml" in expected
    assert {file.name for file in WORDLLAMA.iterdir()} >= {"LICENSE", "l2_supercat_256.safetensors"}
    assert expected <= names


def test_the_wheel_carries_our_packages_and_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in ZipFile(wheel).namelist()}
    assert tops == {"assistant", "index", "prompts", "evals", f"onrecord-{__version__}.dist-info"}


def test_the_wheel_carries_its_licence(wheel: Path) -> None:
    [licence] = [name for name in ZipFile(wheel).namelist() if name.endswith("licenses/LICENSE")]
    assert b"Apache License" in ZipFile(wheel).read(licence)


def test_installed_elsewhere_the_command_says_its_version(elsewhere: Path) -> None:
    assert re.search(re.escape(__version__), run(elsewhere / "env" / "bin" / "onrecord", "--version", cwd=elsewhere))


def test_installed_elsewhere_it_runs_on_its_own_files(elsewhere: Path) -> None:
    code = "import assistant, evals, index, prompts; print(assistant.__file__, evals.__file__, prompts.load_prompt)"
    shown = run(elsewhere / "env" / "bin" / "python", "-c", code, cwd=elsewhere)
    assert str(elsewhere) in shown
    assert str(ROOT) not in shown


@pytest.mark.slow
def test_installed_elsewhere_it_answers_from_the_articles_it_carries(elsewhere: Path, tmp_path: Path) -> None:
    [articles] = (elsewhere / "env").glob("lib/python*/site-packages/evals/golden/articles.jsonl")
    command = elsewhere / "env" / "bin" / "onrecord"
    run(command, "--index", tmp_path / "index", "ingest", articles, cwd=elsewhere)
    question = "What did Witkoff say about Article 5?"
    assert "Steve Witkoff" in run(command, "--index", tmp_path / "index", "ask", question, cwd=elsewhere)
