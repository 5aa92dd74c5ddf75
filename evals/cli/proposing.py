"""`onrecord eval init` and `candidates`: a newsroom's own questions, from its index and from its readers' feedback."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path

from pydantic import TypeAdapter

from assistant import open_assistant
from assistant.answers.json_rows import answer_row
from assistant.config.settings import load_settings
from assistant.journal import Journal
from assistant.types.filters import SWITCHES, Filters
from evals.cli.printing import lines, say
from evals.datasets.candidates import Feedback
from evals.datasets.candidates import candidates as candidates_of
from evals.datasets.samples import read_lines
from evals.datasets.template import template
from index.errors import StorageFailed, UsageError

_SQLITE = b"SQLite format 3\0"


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
    """The feedback of a journal (the settings' where none is named), or of JSON lines. Raises UsageError."""
    path = Path(file) if file else load_settings({}).journal
    if not path.is_file():
        hint = "give a journal, or rows of feedback as JSON lines; see docs/evaluation.md"
        raise UsageError(f"no file {str(path)!r}", hint=hint)
    with path.open("rb") as begun:
        is_journal = begun.read(len(_SQLITE)) == _SQLITE
    return _judged(path) if is_journal else read_lines(path, TypeAdapter(Feedback))


def _judged(file: Path) -> Iterator[Feedback]:
    """Each opinion on an answer that was whole, with the questions before it in its conversation."""
    with closing(Journal(file)) as journal:
        for exchange in journal.judged():
            if exchange.answer is None:
                continue
            before = [one for one in journal.exchanges(exchange.session) if one.id < exchange.id and not one.replaced]
            for opinion in exchange.feedback:
                yield Feedback(
                    question=exchange.asked.question,
                    answer=answer_row(exchange.answer),
                    verdict=opinion.verdict,
                    origin=exchange.session,
                    note=opinion.note,
                    given=opinion.given.isoformat(),
                    history=tuple(one.asked.question for one in before),
                    filters=_given(exchange.asked.filters),
                )


def _given(filters: Filters) -> dict[str, str]:
    """What a question was narrowed to by option, as a question of a set has it."""
    values = {one.name: getattr(filters, one.name) for one in fields(filters) if one.name not in SWITCHES}
    return {name: str(value) for name, value in values.items() if value is not None}


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise UsageError(f"{str(file)!r} is there already", hint="name another file, or remove it") from None
    except OSError as error:
        raise StorageFailed(f"{str(file)!r} cannot be written: {error.strerror}", hint="name another file") from error
