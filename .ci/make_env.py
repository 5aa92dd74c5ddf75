"""Builds the project's environment from the lock files. Does nothing if the environment is up to date.

There are two stages. The first installs what onrecord needs to run; `make demo` needs no more. The second, `--dev`,
adds the development tools to the same folder.

The script needs a supported Python and a package index, but no pip, no ensurepip and no compiler. It downloads the pip
that the lock file pins, and checks its hash.
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
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
PYPROJECT = ROOT / "pyproject.toml"
SUPPORTED = [(3, minor) for minor in (11, 12, 13, 14)]
PYPI = "https://pypi.org/simple"
BUILD_TOOLS = ("editables", "hatchling", "pathspec", "pip", "pluggy", "tomlkit", "trove-classifiers")
"""Packages of the development lock that the first stage needs too: pip and hatchling install onrecord itself."""
WHEELS_ONLY = ("--only-binary=:all:", "--no-compile")
"""Options of pip: no package is built on this machine, and the bytecode is written later."""
RUNTIME_SIZE = "640 MB"
DEV_SIZE = "1.1 GB"
NEVER_IMPORTED = r"/(kubernetes|pip)/"
"""Packages without bytecode. That of kubernetes, which chromadb requires, would take 53 MB."""
IMPORT_EVERYTHING = """\
import importlib, pkgutil, sys
sys.dont_write_bytecode = False
for name in ("assistant", "index", "prompts"):
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}.", onerror=lambda name: None):
        try:
            importlib.import_module(module.name)
        except Exception:  # it needs an extra such as `slack`
            pass
"""
"""Writes bytecode for each module that onrecord uses: 25 MB, where bytecode for all modules takes 145 MB."""
CHECK = """\
import ssl, sqlite3, sys, sysconfig, venv, zlib
if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
    sys.exit("few packages publish wheels for it")
print(*sys.version_info[:2])
print(getattr(sys, "_base_executable", sys.executable))
"""
"""Prints the version and the path of a Python; fails if onrecord cannot run on it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=Path(".venv"), help="the folder of the environment")
    parser.add_argument("--python", help="the Python to build it with (default: the newest supported one)")
    parser.add_argument("--dev", action="store_true", help="add the development tools")
    parser.add_argument("--list-pythons", action="store_true", help="only list the supported Pythons, oldest first")
    arguments = parser.parse_args()
    if arguments.list_pythons:
        print(*(python for _, python in sorted(find_pythons(usual_names()).items())), sep="\n")
    else:
        update((ROOT / arguments.venv).resolve(), arguments.python, dev=arguments.dev)


def update(venv: Path, named: str | None, *, dev: bool) -> None:
    """Run the stages that the environment lacks. The stamp file records each finished stage."""
    started = time.monotonic()
    stamp = venv / "onrecord-environment.json"
    wanted = {
        "place": str(venv),
        "runtime": digest(RUNTIME_LOCK.read_text("utf-8"), *build_tools(), Path(__file__).read_text("utf-8")),
        "project": digest(PYPROJECT.read_text("utf-8")),
        "tools": digest(DEV_LOCK.read_text("utf-8")),
    }
    done = read_stamp(stamp)
    if must_start_anew(venv, done, wanted, named, dev=dev):
        python = choose_python(named)
        say(f"building {venv.name} with {python} (about a minute, once; {RUNTIME_SIZE} on disk)")
        install_runtime(venv, python)
        done = record(stamp, {key: wanted[key] for key in ("place", "runtime")})
    if done.get("project") == wanted["project"] and ("tools" in done or not dev):
        return
    if done.get("project") != wanted["project"]:
        say("installing onrecord itself")
        install_project(venv)
        done = record(stamp, {**done, "project": wanted["project"]})
    if dev and "tools" not in done:
        say(f"adding the development tools to {venv.name} (half a minute, once; {DEV_SIZE} on disk in all)")
        install_tools(venv)
        record(stamp, {**done, "tools": wanted["tools"]})
    say(f"the environment in {venv.name} is ready after {time.monotonic() - started:.0f} s")


def must_start_anew(venv: Path, done: dict[str, str], wanted: dict[str, str], named: str | None, *, dev: bool) -> bool:
    """Return whether the environment holds wrong packages or another Python, so that adding to it is not enough."""
    python = venv / "bin" / "python"
    if not python.exists() or any(done.get(key) != wanted[key] for key in ("place", "runtime")):
        return True
    if dev and done.get("tools", wanted["tools"]) != wanted["tools"]:
        return True
    return named is not None and find_pythons([named]).keys() != find_pythons([str(python)]).keys()


def install_runtime(venv: Path, python: str) -> None:
    """Replace the folder with a new environment that holds the runtime packages and the build tools."""
    run(python, "-m", "venv", "--clear", "--without-pip", str(venv))
    install_pip(venv)
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "runtime-and-build-tools.lock"
        lock.write_text("".join([RUNTIME_LOCK.read_text("utf-8"), *build_tools()]), encoding="utf-8")
        pip(venv, "install", *WHEELS_ONLY, "--requirement", str(lock))


def install_project(venv: Path) -> None:
    """Install onrecord so that it runs from this folder, and write the bytecode that its starts need.

    Bytecode halves the time of a start. Python writes it by itself, but not where PYTHONDONTWRITEBYTECODE is set.
    """
    pip(venv, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    run(str(venv / "bin" / "python"), "-W", "ignore", "-c", IMPORT_EVERYTHING)


def install_tools(venv: Path) -> None:
    """Add the development tools, with bytecode for all packages that anything may import."""
    pip(venv, "install", *WHEELS_ONLY, "--requirement", str(DEV_LOCK))
    compileall = ("-W", "ignore", "-m", "compileall", "-q", "-j", "0", "-x", NEVER_IMPORTED)
    run(str(venv / "bin" / "python"), *compileall, str(venv / "lib"))


def choose_python(named: str | None) -> str:
    """Return the path of the named Python, or of the newest supported one on this machine."""
    found = find_pythons([named] if named else usual_names())
    if found:
        return found[max(found)]
    versions = ", ".join(f"{major}.{minor}" for major, minor in SUPPORTED)
    others = find_pythons(usual_names()).values() if named else ()
    wanted = f"{named!r} is" if named else "this machine has"
    raise stop(
        f"{wanted} no Python {versions} that runs and has ssl and sqlite3",
        f"name one of these: {', '.join(others)}"
        if others
        else "install one, or name it: make demo PYTHON=/path/to/it",
    )


def usual_names() -> list[str]:
    """Return the names that Pythons usually have. Some of them do not exist, and some do not run."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    names = ["python3", sys.executable]
    for major, minor in SUPPORTED:
        names += [f"python{major}.{minor}", *map(str, sorted(pyenv.glob(f"{major}.{minor}.*/bin/python")))]
    return names


def find_pythons(names: Iterable[str]) -> dict[tuple[int, ...], str]:
    """Return the path of one Python for each supported version among the names.

    Each name is run to see whether it works: pyenv puts a `python3.14` on the path that fails unless that version is
    selected.
    """
    found: dict[tuple[int, ...], str] = {}
    for name in names:
        try:
            answer = subprocess.run(
                [name, "-I", "-c", CHECK],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        numbers, path = answer.stdout.splitlines()
        version = tuple(map(int, numbers.split()))
        if version in SUPPORTED:
            found.setdefault(version, path)
    return found


def build_tools() -> list[str]:
    """Return the entries of the build tools in the development lock, hashes included."""
    return [locked(name) for name in BUILD_TOOLS]


def locked(name: str) -> str:
    """Return the entry of one package in the development lock."""
    found = re.search(rf"^{re.escape(name)}==.*\n(?:[ ]+--hash=.*\n)+", DEV_LOCK.read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise stop(f"no {name} in {DEV_LOCK.name}", "run `make lock`")
    return found[0]


def install_pip(venv: Path) -> None:
    """Install the pip of the lock, or the pip that this Python brings if the package index cannot be reached."""
    python = str(venv / "bin" / "python")
    entry = locked("pip")
    version = entry.partition("==")[2].split()[0]
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
    if hashlib.sha256(content).hexdigest() not in re.findall(r"sha256:(\w+)", entry):
        raise stop(
            f"the {wheel} of {index_url()!r} has another hash than in {DEV_LOCK.name}", "use another package index"
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / wheel
        path.write_bytes(content)
        run(python, str(path / "pip"), "install", "-qq", "--no-index", "--no-compile", str(path))


def download(wheel: str) -> bytes:
    """Return the bytes of a wheel of pip, from the package index that pip itself would use."""
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
    """Return a context that verifies the package index, if this machine has any certificate authority.

    A machine without one relies on the hash of the wheel, which is checked in any case.
    """
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
    """Return a setting as pip would read it: from its environment variable, else from its files, the user's last."""
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
        raise stop(f"this command failed: {' '.join(command)}", "read its own message above")


def succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def digest(*texts: str) -> str:
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def read_stamp(stamp: Path) -> dict[str, str]:
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def record(stamp: Path, done: dict[str, str]) -> dict[str, str]:
    stamp.write_text(json.dumps(done), encoding="utf-8")
    return done


def say(text: str) -> None:
    print(f"onrecord: {text}", file=sys.stderr, flush=True)


def stop(problem: str, hint: str) -> SystemExit:
    return SystemExit(f"onrecord: error: {problem}\n  hint: {hint}")


if __name__ == "__main__":
    main()
