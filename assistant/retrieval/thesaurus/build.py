"""Builds the thesaurus table from WordNet 3.0: `python -m assistant.retrieval.thesaurus.build FOLDER`.

FOLDER holds WordNet's `data.*` and `index.*` files, as in /usr/share/wordnet of Debian's package `wordnet-base`.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.retrieval.thesaurus.lookup import TABLE
from assistant.understanding.stemming import stem

SENSES = 4
"""The most frequent senses of each word; rarer ones are seldom meant."""
_PARTS = ("noun", "verb", "adj", "adv")
_UPWARD = frozenset("@ + & $".split())
"""Pointers to more general, derived or similar meanings."""
_INSTANCE = "@i"
"""A pointer that only names have (cities, rivers, people); names are left out."""
_WORD = re.compile(r"[a-z][a-z'-]+")


def main(arguments: Sequence[str]) -> int:
    """Write the table and print its number of stems."""
    lines = sorted(table_of(Path(arguments[0])))
    TABLE.write_bytes("".join(f"{line}\n" for line in lines).encode("ascii"))
    sys.stdout.write(f"{len(lines)} stems\n")
    return 0


def table_of(folder: Path) -> Iterator[str]:
    """Yield a line for each stem: the stem, its meanings, and the meanings one step more general."""
    own: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, str] = {}
    for part in _PARTS:
        upward = dict(_upward(folder / f"data.{part}", part))
        for word, senses in _senses(folder / f"index.{part}", part):
            for sense in [one for one in senses if one in upward][:SENSES]:
                own[stem(word)].add(_numbered(sense, numbers))
                above[stem(word)].update(_numbered(one, numbers) for one in upward[sense])
    for stemmed, meanings in own.items():
        yield f"{stemmed} {','.join(sorted(meanings))} {','.join(sorted(above[stemmed] - meanings))}"


def _upward(file: Path, part: str) -> Iterator[tuple[str, list[str]]]:
    for fields in _fields(file):
        words = int(fields[3], 16)
        pointers = fields[5 + 2 * words :]
        kinds = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
        found = [pointers[at : at + 3] for at in range(0, 4 * int(fields[4 + 2 * words]), 4)]
        if not any(how == _INSTANCE for how, _, _ in found):
            yield f"{part}{fields[0]}", [f"{kinds[to]}{where}" for how, where, to in found if how in _UPWARD]


def _senses(file: Path, part: str) -> Iterator[tuple[str, list[str]]]:
    for fields in _fields(file):
        if _WORD.fullmatch(fields[0]):
            yield fields[0], [f"{part}{where}" for where in fields[-int(fields[2]) :]]


def _fields(file: Path) -> Iterator[list[str]]:
    """Yield the fields of each entry before its gloss, skipping the indented licence."""
    for line in file.read_text(encoding="latin-1").splitlines():
        if not line.startswith("  "):
            yield line.split(" | ")[0].split()


def _numbered(sense: str, numbers: dict[str, str]) -> str:
    """Return a short number for a sense, unique within the table."""
    return numbers.setdefault(sense, f"{len(numbers):x}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
