"""A machine that brings no pip gets the lock's pip, from its own package index, and no other."""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "make_env.py"
WHEEL = b"a wheel of pip"
HASH = hashlib.sha256(WHEEL).hexdigest()


@pytest.fixture
def make_env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script on a machine without pip's settings and without ensurepip; its lock pins pip 99.1."""
    spec = importlib.util.spec_from_file_location("make_env", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lock = tmp_path / "requirements-dev.lock"
    lock.write_text(f"-r requirements.lock\npip==99.1 \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{HASH}\n")
    monkeypatch.setattr(module, "LOCKS", (lock,))
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
    with pytest.raises(SystemExit, match=r"is not the one in requirements-dev\.lock"):
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


def test_a_python_that_is_not_supported_is_refused_with_the_way_to_name_another(make_env: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"no Python 3\.11, 3\.12, 3\.13 .*nowhere.*\n  hint: .*PYTHON="):
        make_env.choose_python("/nowhere/python")
