"""A real process that reads damaged indexes: `python -m tests.fakes.damage_process FOLDER WORK SEED TRIALS`.

It repeatedly copies the index, damages it in one place and queries it. It prints each damage as a line of JSON before
reading, and the outcome after, so that the cause of a crash or a hang is known.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import index.search.dense
from assistant import open_assistant
from assistant.answers.article_rows import article_row, statement_row
from assistant.answers.json_rows import answer_row, search_row
from index.errors import IndexUnavailable
from index.storage.lexical import remove_store_folder

QUESTION = "What did Ada Quill say about the harbour?"


def read_all(folder: Path) -> list[Any]:
    """Return everything that a person can be shown."""
    with open_assistant(index=str(folder)) as assistant:
        found = assistant.search(QUESTION)
        answer = answer_row(assistant.ask(QUESTION))
        answer["receipt"].pop("seconds")
        statements = [statement_row(one.statement) for one in assistant.statements()]
        shown = article_row(assistant.article(found.hits[0].article.id))
        return [search_row(found.query, found.hits), answer, statements, shown]


def flip(file: Path, rng: random.Random) -> str:
    held = bytearray(file.read_bytes())
    place = rng.randrange(len(held))
    held[place] ^= rng.randrange(1, 256)
    file.write_bytes(held)
    return f"flipped byte {place} of {len(held)}"


def cut(file: Path, rng: random.Random) -> str:
    length = rng.randrange(file.stat().st_size)
    os.truncate(file, length)
    return f"cut to {length} bytes"


def lose(file: Path, rng: random.Random) -> str:
    file.unlink()
    return "lost"


def outcome(folder: Path, sound: list[Any]) -> dict[str, str]:
    try:
        return {"outcome": "same" if read_all(folder) == sound else "another answer"}
    except IndexUnavailable as error:
        return {"outcome": type(error).__name__, "said": str(error), "hint": error.hint}
    except Exception:  # noqa: BLE001  what must not happen is told
        return {"outcome": "crash", "said": traceback.format_exc()}


def main(folder: str, work: str, seed: str, trials: str) -> None:
    index.search.dense.EXACT_BELOW = 0  # use Chroma even for a small index
    original, copy, rng = Path(folder), Path(work), random.Random(int(seed))
    sound = read_all(original)
    files = sorted(file.relative_to(original) for file in original.rglob("*") if file.is_file() and file.stat().st_size)
    rng.shuffle(files)
    ways: tuple[Callable[[Path, random.Random], str], ...] = (flip, flip, flip, cut, lose)
    for trial in range(int(trials)):
        shutil.copytree(original, copy / str(trial))
        name = files[trial % len(files)]
        file = copy / str(trial) / name
        times = file.stat()
        done = rng.choice(ways)(file, rng)
        if file.exists() and rng.random() < 0.5:  # like a disk error, which keeps the time
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        print(json.dumps({"file": str(name), "done": done}), flush=True)
        print(json.dumps(outcome(copy / str(trial), sound)), flush=True)
        remove_store_folder(copy / str(trial))


if __name__ == "__main__":
    main(*sys.argv[1:])
