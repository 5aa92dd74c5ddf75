"""Writes requirements.lock and requirements-dev.lock from the ranges in pyproject.toml.

A pin changes only if the ranges require it. `--upgrade` takes the newest version of every package, and
`--upgrade-package NAME` of one. The development lock includes the runtime lock and adds only the tools, so that no
package is pinned twice.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "requirements.lock"
DEV = ROOT / "requirements-dev.lock"
UV = "uv==0.13.9"
HEADER = """\
# Written by `make lock` from pyproject.toml. Do not edit.
# For Python 3.11 to 3.14 on every platform; `pip install -r {name}` is enough.
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tool = Path(folder) / "uv"
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tool), UV], check=True)
        compile_lock(tool, RUNTIME, sys.argv[1:])
        everything = Path(folder) / "everything.lock"
        everything.write_text(RUNTIME.read_text() + "".join(entries(DEV.read_text()).values() if DEV.exists() else ()))
        compile_lock(tool, everything, [*sys.argv[1:], "--group", "dev", "--constraints", str(RUNTIME)])
        runtime = entries(RUNTIME.read_text())
        added = {key: text for key, text in entries(everything.read_text()).items() if key not in runtime}
        RUNTIME.write_text(HEADER.format(name=RUNTIME.name) + "".join(runtime.values()))
        DEV.write_text(HEADER.format(name=DEV.name) + f"-r {RUNTIME.name}\n" + "".join(added.values()))


def compile_lock(tool: Path, output: Path, options: list[str]) -> None:
    """Update a lock file with uv. Its entries have markers and hold for every supported Python and platform."""
    command = [str(tool / "bin" / "uv"), "pip", "compile", "pyproject.toml", "--output-file", str(output)]
    fixed = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    subprocess.run([*command, *fixed, *options], check=True, cwd=ROOT)


def entries(lock: str) -> dict[str, str]:
    """Return each pinned requirement with its hashes, keyed by its first line."""
    found = re.findall(r"^([a-z0-9][^\n]*\n(?:[ ]+--hash[^\n]*\n)*)", lock, re.MULTILINE)
    return {text.split("\\", 1)[0].strip(): text for text in found}


if __name__ == "__main__":
    main()
