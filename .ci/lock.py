"""Writes requirements.lock and requirements-dev.lock from the ranges in pyproject.toml.

Pins move only as far as the ranges force them; `--upgrade` takes the newest of all, `--upgrade-package NAME` of one.
The dev lock holds only what development adds and reads the other, so the two cannot disagree.
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
# For Python 3.11 to 3.13 on every platform; `pip install -r {name}` is enough.
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
    """`output` brought up to date by uv. One entry serves every Python and platform, through markers."""
    command = [str(tool / "bin" / "uv"), "pip", "compile", "pyproject.toml", "--output-file", str(output)]
    fixed = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    subprocess.run([*command, *fixed, *options], check=True, cwd=ROOT)


def entries(lock: str) -> dict[str, str]:
    """Every pinned requirement with its hashes, by its first line."""
    found = re.findall(r"^([a-z0-9][^\n]*\n(?:[ ]+--hash[^\n]*\n)*)", lock, re.MULTILINE)
    return {text.split("\\", 1)[0].strip(): text for text in found}


if __name__ == "__main__":
    main()
