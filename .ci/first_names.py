"""Makes index/people/first_names.txt: first names of one gender, from the data of the package nomquamgender.

    pip download --no-deps nomquamgender==0.1.4 && unzip nomquamgender-*.whl
    python .ci/first_names.py nomquamgender/name_data.json nomquamgender-0.1.4.dist-info/LICENSE

A name is kept where at least `SOURCES` of the 36 registers the data was put together from have it, for `BEARERS` people
or more, and `SHARE` of these are of one gender.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from pathlib import Path

SOURCES, BEARERS, SHARE = 8, 300, 0.98
OUT = Path(__file__).parents[1] / "index" / "people" / "first_names.txt"
NAME = re.compile(r"[a-z][a-z'’-]+")
HEAD = """\
First names that are a woman's (f) or a man's (m) for {share:.0%} of all who bear them, folded to plain small letters.
Made by .ci/first_names.py out of nomquamgender 0.1.4 (https://github.com/ianvanbuskirk/nomquamgender), which is under
this licence:

{licence}"""


def main(data: str, licence: str) -> None:
    known = json.loads(Path(data).read_text(encoding="utf-8"))
    of: dict[str, list[str]] = {"f": [], "m": []}
    for name, (sources, bearers, women, *_) in known.items():
        if sources >= SOURCES and bearers >= BEARERS and NAME.fullmatch(name):
            if women >= SHARE:
                of["f"].append(name)
            elif women <= 1 - SHARE:
                of["m"].append(name)
    head = HEAD.format(share=SHARE, licence=Path(licence).read_text(encoding="utf-8").strip())
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    for gender, names in of.items():
        lines.append(f"[{gender}]")
        lines += textwrap.wrap(" ".join(sorted(names)), width=120, break_on_hyphens=False, break_long_words=False)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
