"""make_env.py finds a Python that runs, fetches the pip of the lock and no other, and installs only what is missing."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import requires
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "make_env.py"
WHEEL = b"a wheel of pip"
HASH = hashlib.sha256(WHEEL).hexdigest()


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_env", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def make_env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script on a machine without settings of pip and without ensurepip. Its lock pins pip 99.1."""
    module = load_script()
    lock = tmp_path / "requirements-dev.lock"
    names = [*module.BUILD_TOOLS, "pytest"]
    hashes = f"--hash=sha256:{'0' * 64} \\\n    --hash=sha256:{HASH}"
    lock.write_text("-r requirements.lock\n" + "".join(f"{name}==99.1 \\\n    {hashes}\n" for name in names))
    (tmp_path / "requirements.lock").write_text(f"numpy==9.1 \\\n    --hash=sha256:{HASH}\n")
    monkeypatch.setattr(module, "RUNTIME_LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(module, "DEV_LOCK", lock)
    monkeypatch.setattr(module, "succeeds", lambda *command: False)
    for name in ("PIP_INDEX_URL", "PIP_CERT", "PIP_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    return module


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
        """Nothing."""


@pytest.fixture
def package_index(tmp_path: Path) -> Iterator[str]:
    """The address of a package index on this machine, with three versions of pip on it."""
    root = tmp_path / "index"
    (root / "simple" / "pip").mkdir(parents=True)
    names = [f"pip-{version}-py3-none-any.whl" for version in ("9.1", "99.1", "99.10")]
    for name in names:
        (root / name).write_bytes(WHEEL if "99.1-" in name else b"another")
    page = "\n".join(f'<a href="../../{name}?a=1&amp;b=2#sha256={HASH}">{name}</a>' for name in names)
    (root / "simple" / "pip" / "index.html").write_text(page)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple"
        server.shutdown()


def test_the_pip_of_the_lock_is_fetched_from_the_index_that_pip_would_ask(
    make_env: ModuleType, package_index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", package_index)
    assert make_env.download("pip-99.1-py3-none-any.whl") == WHEEL


def test_pips_own_settings_file_names_the_index_too(make_env: ModuleType, a_home_of_its_own: Path) -> None:
    settings = a_home_of_its_own / ".config" / "pip" / "pip.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text("[global]\nindex-url = https://mirror.example/simple\n")
    assert make_env.index_url() == "https://mirror.example/simple"


def test_a_pip_that_is_not_the_locks_is_never_run(
    make_env: ModuleType, package_index: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", package_index)
    monkeypatch.setattr(make_env, "run", lambda *command: pytest.fail(f"ran {command}"))
    (tmp_path / "index" / "pip-99.1-py3-none-any.whl").write_bytes(b"something else")
    with pytest.raises(SystemExit, match=r"has another hash than in requirements-dev\.lock"):
        make_env.install_pip(tmp_path)


def test_an_index_that_cannot_be_reached_ends_in_what_to_do(
    make_env: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(SystemExit, match=r"cannot fetch pip-99\.1.*\n  hint: set PIP_INDEX_URL"):
        make_env.install_pip(tmp_path)


def test_an_index_without_that_version_says_so(
    make_env: ModuleType, package_index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", package_index)
    with pytest.raises(ValueError, match="does not list it"):
        make_env.download("pip-99.2-py3-none-any.whl")


def test_a_python_that_does_not_run_is_refused_with_the_names_of_others(make_env: ModuleType) -> None:
    with pytest.raises(
        SystemExit, match=r"'/nowhere/python' is no Python 3\.11, .*3\.14 .*\n  hint: name one of these: /"
    ):
        make_env.choose_python("/nowhere/python")


def a_python(folder: Path, name: str, *, version: str) -> str:
    """A program that prints what a Python of that version prints when it is asked."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {version.replace('.', ' ')}\necho {program}\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make_env: ModuleType) -> Path:
    """The only folder in which programs are found; pyenv has no Python, and the script runs on one that is gone."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sh").symlink_to("/bin/sh")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(make_env.sys, "executable", str(tmp_path / "gone"))
    return tmp_path / "bin"


def test_the_newest_supported_python_is_chosen(make_env: ModuleType, path: Path) -> None:
    a_python(path, "python3", version="3.11")
    newest = a_python(path, "python3.13", version="3.13")
    a_python(path, "python3.15", version="3.15")
    assert make_env.choose_python(None) == newest


def test_a_pyenv_shim_that_leads_nowhere_is_passed_over(make_env: ModuleType, path: Path) -> None:
    shim = path / "python3.14"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.14: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    works = a_python(path, "python3.12", version="3.12")
    assert make_env.choose_python(None) == works


def test_a_python_in_the_folder_of_pyenv_is_found_without_a_shim(
    make_env: ModuleType, path: Path, tmp_path: Path
) -> None:
    a_python(path, "python3", version="3.11")
    newest = a_python(tmp_path / "pyenv" / "versions" / "3.14.1" / "bin", "python", version="3.14")
    assert make_env.choose_python(None) == newest


def test_a_machine_without_a_supported_python_is_told_to_install_one(make_env: ModuleType, path: Path) -> None:
    a_python(path, "python3", version="3.10")
    with pytest.raises(SystemExit, match=r"this machine has no Python 3\.11, .*\n  hint: install one"):
        make_env.choose_python(None)


class Stages:
    """Records the stages that the script runs, in place of running them."""

    def __init__(self, script: ModuleType, venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._script = script
        self._venv = venv
        self._run: list[str] = []
        monkeypatch.setattr(script, "install_runtime", self._install_runtime)
        monkeypatch.setattr(script, "install_project", lambda venv: self._run.append("project"))
        monkeypatch.setattr(script, "install_tools", lambda venv: self._run.append("tools"))

    def _install_runtime(self, venv: Path, python: str) -> None:
        shutil.rmtree(venv, ignore_errors=True)
        (venv / "bin").mkdir(parents=True)
        (venv / "bin" / "python").symlink_to(sys.executable)
        self._run.append("runtime")

    def update(self, *, dev: bool = False, named: str | None = None) -> list[str]:
        """Return the stages that this update ran."""
        self._run.clear()
        self._script.update(self._venv, named, dev=dev)
        return list(self._run)


@pytest.fixture
def stages(make_env: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stages:
    return Stages(make_env, tmp_path / "venv", monkeypatch)


def test_running_needs_no_development_tools_and_a_second_run_does_nothing(stages: Stages) -> None:
    assert stages.update() == ["runtime", "project"]
    assert stages.update() == []


def test_the_tools_are_added_to_the_same_environment(stages: Stages) -> None:
    stages.update()
    assert stages.update(dev=True) == ["tools"]
    assert stages.update(dev=True) == []
    assert stages.update() == []


def test_new_settings_of_the_project_install_only_the_project_again(
    stages: Stages, make_env: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages.update(dev=True)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(make_env, "PYPROJECT", tmp_path / "pyproject.toml")
    assert stages.update(dev=True) == ["project"]


def test_a_new_runtime_lock_builds_the_environment_anew(stages: Stages, make_env: ModuleType) -> None:
    stages.update(dev=True)
    make_env.RUNTIME_LOCK.write_text("numpy==9.2\n")
    assert stages.update() == ["runtime", "project"]
    assert stages.update(dev=True) == ["tools"]


def test_a_new_lock_of_the_tools_matters_only_to_development(stages: Stages, make_env: ModuleType) -> None:
    stages.update(dev=True)
    lock = make_env.DEV_LOCK
    lock.write_text(lock.read_text().replace("pytest==99.1", "pytest==99.2"))
    assert stages.update() == []
    assert stages.update(dev=True) == ["runtime", "project", "tools"]


def test_a_stage_that_failed_is_run_again(
    stages: Stages, make_env: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(venv: Path) -> None:
        raise SystemExit("no network")

    with monkeypatch.context() as broken:
        broken.setattr(make_env, "install_tools", fail)
        with pytest.raises(SystemExit):
            stages.update(dev=True)
    assert stages.update(dev=True) == ["tools"]


def test_a_named_python_of_another_version_builds_the_environment_anew(
    stages: Stages, make_env: ModuleType, tmp_path: Path
) -> None:
    stages.update()
    assert stages.update(named=sys.executable) == []
    here = sys.version_info[:2]
    other = "3.12" if here != (3, 12) else "3.13"
    assert stages.update(named=a_python(tmp_path, "another", version=other)) == ["runtime", "project"]


def test_the_runtime_gets_everything_that_builds_the_project() -> None:
    """pip checks hashes, so it refuses a dependency of hatchling that make_env.py does not take out of the lock."""
    needed = {"editables", "pip"}
    open_names = ["hatchling"]
    while open_names:
        name = open_names.pop()
        needed.add(name)
        requirements = map(Requirement, requires(name) or ())
        open_names += [one.name for one in requirements if not one.marker or one.marker.evaluate({"extra": ""})]
    assert needed - {"packaging"} == set(load_script().BUILD_TOOLS)  # packaging is a runtime package
