"""`onrecord eval init` and `candidates`: a newsroom's own questions, from its index and from its readers' feedback."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter

from assistant import open_assistant
from evals.candidates import Feedback
from evals.candidates import candidates as candidates_of
from evals.cli.printing import lines, say
from evals.samples import read_lines
from evals.template import template
from index.errors import StorageFailed, UsageError


def init(options: argparse.Namespace) -> int:
    """Write the template; refuses to write over anything."""
    with open_assistant(index=options.index) as assistant:
        text = template(assistant.statements())
    _write_new(Path(options.file), text)
    lines([f"{options.file}: read it, mend the questions, then: onrecord eval run --set {options.file}"])
    return 0


def candidates(options: argparse.Namespace) -> int:
    """Write the candidates, worst verdict first, or print them."""
    found = list(candidates_of(read_feedback(options.journal)))
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    if options.file:
        _write_new(Path(options.file), text)
        lines([f"{options.file}: {len(found)} candidates. Read each, put it right, take its `review` out"])
    else:
        lines(text.splitlines())
        say(options, f"{len(found)} candidates, none of them reviewed")
    return 0


def read_feedback(file: str | None) -> Iterable[Feedback]:
    """The feedback there is. The one place where the assistant's journal is joined: until it is, a file is read."""
    if file is None:
        raise UsageError("there is no journal of feedback yet", hint="give its rows as JSON lines: --journal FILE")
    path = Path(file)
    if not path.is_file():
        raise UsageError(f"no file {file!r}", hint="give rows of feedback as JSON lines; see docs/evaluation.md")
    return read_lines(path, TypeAdapter(Feedback))


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise UsageError(f"{str(file)!r} is there already", hint="name another file, or remove it") from None
    except OSError as error:
        raise StorageFailed(f"{str(file)!r} cannot be written: {error.strerror}", hint="name another file") from error
