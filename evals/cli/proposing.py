"""`onrecord eval init` and `candidates`: new questions from a newsroom's index and from its readers' feedback."""

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
from assistant.types import SWITCHES, Filters
from evals.cli.output import print_notice, print_text
from evals.datasets.proposals import Feedback, make_candidates, make_template
from evals.datasets.samples import read_json_lines
from index.errors import StorageFailed, UsageError

_SQLITE = b"SQLite format 3\0"


def init(options: argparse.Namespace) -> int:
    """Write the template to a new file."""
    with open_assistant(index=options.index) as assistant:
        text = make_template(assistant.statements())
    _write_new(Path(options.file), text)
    print_text([f"{options.file}: correct the questions, then run: onrecord eval run --set {options.file}"])
    return 0


def propose_candidates(options: argparse.Namespace) -> int:
    """Write the candidates to a new file, worst verdict first, or print them."""
    candidates = list(make_candidates(read_feedback(options.journal)))
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in candidates)
    if options.file:
        _write_new(Path(options.file), text)
        print_text([f"{options.file}: {len(candidates)} candidates. Correct each, then remove its key `review`"])
    else:
        print_text(text.splitlines())
        print_notice(options, f"{len(candidates)} candidates, none of them reviewed")
    return 0


def read_feedback(file: str | None) -> Iterable[Feedback]:
    """Return the feedback in a journal, by default the settings', or in JSON lines. Raises UsageError."""
    path = Path(file) if file else load_settings({}).journal
    if not path.is_file():
        hint = "give a journal, or rows of feedback as JSON lines; see docs/evaluation.md"
        raise UsageError(f"no file {str(path)!r}", hint=hint)
    with path.open("rb") as opened:
        is_journal = opened.read(len(_SQLITE)) == _SQLITE
    return _journal_feedback(path) if is_journal else read_json_lines(path, TypeAdapter(Feedback))


def _journal_feedback(file: Path) -> Iterator[Feedback]:
    """Yield the feedback on complete answers, with the earlier questions of the conversation."""
    with closing(Journal(file)) as journal:
        for exchange in journal.judged():
            if exchange.answer is None:
                continue
            earlier = [item for item in journal.exchanges(exchange.session) if item.id < exchange.id]
            history = tuple(item.asked.question for item in earlier if not item.replaced)
            for opinion in exchange.feedback:
                yield Feedback(
                    question=exchange.asked.question,
                    answer=answer_row(exchange.answer),
                    verdict=opinion.verdict,
                    origin=exchange.session,
                    note=opinion.note,
                    given=opinion.given.isoformat(),
                    history=history,
                    filters=_filter_row(exchange.asked.filters),
                )


def _filter_row(filters: Filters) -> dict[str, str]:
    """Return the filters as a golden question has them, without switches."""
    values = {field.name: getattr(filters, field.name) for field in fields(filters) if field.name not in SWITCHES}
    return {name: str(value) for name, value in values.items() if value is not None}


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise UsageError(f"{str(file)!r} exists already", hint="name another file, or remove it") from None
    except OSError as error:
        raise StorageFailed(f"cannot write {str(file)!r}: {error.strerror}", hint="name another file") from error
