"""The golden set with a real model that hallucinates: `python -m evals.real_model`. `make test-model` installs it."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from assistant import open_assistant
from evals.command_line import make_parser
from evals.datasets.question_sets import load_shipped_set
from evals.datasets.samples import spread
from evals.real_model.run import Outcome, Report, ask_all
from evals.real_model.server import find_model, serve_model
from index.errors import OnrecordError

PYTHON = Path(".venv-model/bin/python")
MAX_INPUT_TOKENS = 1_200
"""By our count. The model's tokenizer counts a sixth more, and the reply needs room."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every shown answer is correct, 1 otherwise, or the exit code of CONTRACT.md for an error."""
    parser = make_parser("real_model", __doc__)
    parser.add_argument("--python", type=Path, default=PYTHON, help="the Python of the model's environment")
    parser.add_argument("--base-url", metavar="URL", help="use a running model server instead of starting one")
    parser.add_argument("--limit", type=int, metavar="N", help="N questions, taken evenly from the golden set")
    parser.add_argument("--log", type=Path, metavar="FILE", help="keep the log of the model's server")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            report = _measure(options, Path(temporary))
    except OnrecordError as error:
        print(f"real_model: {error}; {error.hint}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(report.summarize()) if options.json else render(report))
    return 1 if report.faults else 0


def render(report: Report) -> str:
    lines = []
    for name, value in report.summarize().items():
        text = ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else value
        lines.append(f"{name.replace('_', ' '):<32}{text}")
    return "\n".join([*lines, *(f"FAULT {fault}" for fault in report.faults)])


def _measure(options: argparse.Namespace, folder: Path) -> Report:
    if options.base_url:
        return _ask(options.base_url, folder, options.limit)
    with serve_model(options.python, find_model(options.python), log=options.log or folder / "server.log") as base_url:
        return _ask(base_url, folder, options.limit)


def _ask(base_url: str, folder: Path, limit: int | None) -> Report:
    golden = load_shipped_set("golden")
    with open_assistant(
        index=str(folder / "index"),
        model="smollm2",
        openai_base_url=base_url,
        openai_api_key="none",
        input_tokens=MAX_INPUT_TOKENS,
        timeout=300,
    ) as assistant:
        assistant.ingest(golden.articles)
        texts = tuple(golden.corpus.texts.values())
        return ask_all(assistant, spread(golden.samples, limit), texts=texts, progress=_print_progress)


def _print_progress(outcome: Outcome) -> None:
    print(f"{outcome.status:<12}{outcome.seconds:>6.1f} s  {outcome.question}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
