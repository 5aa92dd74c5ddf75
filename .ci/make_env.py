"""Builds the project's own environment from the lock; does nothing when it stands already.

Needs a Python that requires-python admits and a package index, nothing else: no pip, no ensurepip, no compiler. Where
the Python brings no pip (Debian without python3-venv), exactly the pip of the lock is fetched, checked by its hash.
"""

from __future__ import annotations

import argparse
import configparser
import hashlib
import html
import json
import os
import re
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
PYPROJECT = ROOT / "pyproject.toml"
SUPPORTED = [(3, minor) for minor in (11, 12, 13)]
PYPI = "https://pypi.org/simple"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=Path(".venv"), help="where the environment goes")
    parser.add_argument("--python", help="the Python to build it with (default: the first of 3.11 to 3.13 found)")
    arguments = parser.parse_args()
    venv = (ROOT / arguments.venv).resolve()
    stamp = venv / "onrecord-environment.json"
    wanted = {"place": str(venv), "packages": digest(*LOCKS, Path(__file__)), "project": digest(PYPROJECT)}
    found = read_stamp(stamp) if (venv / "bin" / "python").exists() else {}
    if found == wanted:
        return
    started = time.monotonic()
    if {**found, "project": ""} != {**wanted, "project": ""}:
        build(venv, arguments.python)
        stamp.write_text(json.dumps({**wanted, "project": ""}), encoding="utf-8")
    say("installing onrecord itself")
    pip(venv, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(json.dumps(wanted), encoding="utf-8")
    say(f"the environment in {venv.name} is ready after {time.monotonic() - started:.0f} s")


def build(venv: Path, named: str | None) -> None:
    """A new environment in place of whatever stood there, with every package of the lock and no other."""
    python = choose_python(named)
    say(f"building {venv.name} with {python} (about a minute, once; 900 MB on disk)")
    run(python, "-m", "venv", "--clear", "--without-pip", str(venv))
    install_pip(venv)
    # Wheels only: nothing is ever compiled here.
    pip(venv, "install", "--only-binary=:all:", "--no-compile", "--requirement", str(LOCKS[-1]))
    # To bytecode on every core, even where PYTHONDONTWRITEBYTECODE is set: each later start takes half the time.
    run(str(venv / "bin" / "python"), "-m", "compileall", "-q", "-j", "0", str(venv / "lib"))


def choose_python(named: str | None) -> str:
    """A Python that the project supports, by the name given or by the usual names."""
    candidates = [named] if named else [sys.executable, "python3", *(f"python3.{minor}" for _, minor in SUPPORTED)]
    for candidate in candidates:
        if candidate and python_version(candidate) in SUPPORTED:
            return candidate
    names = ", ".join(f"{major}.{minor}" for major, minor in SUPPORTED)
    raise stop(
        f"no Python {names} among {candidates!r}", "install one, or name it: make test PYTHON=/path/to/python3.11"
    )


def python_version(python: str) -> tuple[int, ...] | None:
    question = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(part) for part in answer.stdout.split())


def install_pip(venv: Path) -> None:
    """The pip of the lock, fetched without pip; else the one this Python brings, where it brings one."""
    python = str(venv / "bin" / "python")
    version, hashes = locked_pip()
    wheel = f"pip-{version}-py3-none-any.whl"
    try:
        content = download(wheel)
    except (OSError, ValueError) as error:
        if succeeds(python, "-m", "ensurepip"):
            return
        reason = getattr(error, "reason", error)
        raise stop(
            f"cannot fetch {wheel} from {index_url()!r}: {reason}",
            "set PIP_INDEX_URL and PIP_CERT for your package index, or: apt-get install python3-venv ca-certificates",
        ) from None
    if hashlib.sha256(content).hexdigest() not in hashes:
        raise stop(f"the {wheel} of {index_url()!r} is not the one in {LOCKS[-1].name}", "distrust this package index")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / wheel
        path.write_bytes(content)
        run(python, str(path / "pip"), "install", "-qq", "--no-index", "--no-compile", str(path))


def locked_pip() -> tuple[str, list[str]]:
    """The version of pip in the lock and the hashes it may have."""
    entry = re.search(r"^pip==(\S+)((?:\s*\\\n\s+--hash=sha256:\w+)+)", LOCKS[-1].read_text("utf-8"), re.MULTILINE)
    if entry is None:
        raise stop(f"no pip in {LOCKS[-1].name}", "run `make lock`")
    return entry[1], re.findall(r"sha256:(\w+)", entry[2])


def download(wheel: str) -> bytes:
    """The bytes of one wheel of pip, from the package index that pip itself would ask."""
    page_url = index_url().rstrip("/") + "/pip/"
    page = fetch(page_url).decode("utf-8", "replace")
    link = next((link for link in re.findall(r'href="([^"]+)"', page) if f"/{wheel}" in f"/{link}"), None)
    if link is None:
        raise ValueError(f"{page_url!r} does not list it")
    return fetch(urllib.parse.urljoin(page_url, html.unescape(link)))


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60, context=tls_context()) as answer:
        return bytes(answer.read())


def tls_context() -> ssl.SSLContext:
    """Verifies the index where this machine knows any authority; else the wheel's hash alone must do, and does."""
    context = ssl.create_default_context(cafile=pip_setting("cert"))
    paths = ssl.get_default_verify_paths()
    authorities_in_folder = paths.capath is not None and any(Path(paths.capath).iterdir())
    if not context.cert_store_stats()["x509_ca"] and not authorities_in_folder:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def index_url() -> str:
    return pip_setting("index-url") or PYPI


def pip_setting(name: str) -> str | None:
    """What pip would read for this setting: its environment variable, else its files, the nearest to the user first."""
    variable = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    if variable:
        return variable
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    files: list[str | Path] = [
        "/etc/xdg/pip/pip.conf",
        "/etc/pip.conf",
        Path.home() / ".pip" / "pip.conf",
        config / "pip" / "pip.conf",
    ]
    parser = configparser.RawConfigParser()
    parser.read([*files, os.environ.get("PIP_CONFIG_FILE", os.devnull)], encoding="utf-8")
    return parser.get("global", name, fallback=None)


def pip(venv: Path, *arguments: str) -> None:
    run(str(venv / "bin" / "python"), "-m", "pip", "-qq", "--disable-pip-version-check", *arguments)


def run(*command: str) -> None:
    finished = subprocess.run(command, check=False)
    if finished.returncode:
        raise stop(f"this failed: {' '.join(command)}", "its own words stand above")


def succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def digest(*paths: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def read_stamp(stamp: Path) -> dict[str, str]:
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def say(text: str) -> None:
    print(f"onrecord: {text}", file=sys.stderr, flush=True)


def stop(problem: str, hint: str) -> SystemExit:
    return SystemExit(f"onrecord: error: {problem}\n  hint: {hint}")


if __name__ == "__main__":
    main()
