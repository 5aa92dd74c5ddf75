"""A real model that hallucinates, asked the golden set: `python -m evals.real_model`. `make test-model` installs it."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from assistant import open_assistant
from evals.datasets.question_sets import QuestionSet, load_named
from evals.datasets.samples import Sample
from evals.real_model.run import Outcome, Report, ask_all
from evals.real_model.server import find_model, served
from index.errors import OnrecordError

INPUT = 1_200
"""Tokens of a prompt by our count. The model's own tokenizer counts a sixth more, and its reply needs room."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print, and give 0 where nothing was shown that may not be, else 1; the code of CONTRACT.md for errors."""
    options = _options(arguments)
    asked = load_named("golden")
    samples = spread(asked.samples, options.limit)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            if options.base_url:
                report = _ask(options.base_url, folder, asked, samples)
            else:
                model = find_model(options.python)
                with served(options.python, model, log=options.log or folder / "server.log") as base_url:
                    report = _ask(base_url, folder, asked, samples)
    except OnrecordError as error:
        print(f"real_model: {error}; {error.hint}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(report.figures()) if options.json else render(report))
    return 1 if report.faults else 0


def spread(samples: Sequence[Sample], limit: int | None) -> list[Sample]:
    """At most so many, from all over the set."""
    if limit is None or limit >= len(samples):
        return list(samples)
    return [samples[number * len(samples) // limit] for number in range(limit)]


def render(report: Report) -> str:
    """The figures of one run, and every fault."""
    figures = report.figures()
    lines = []
    for name, value in figures.items():
        told = ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else value
        lines.append(f"{name.replace('_', ' '):<32}{told}")
    return "\n".join([*lines, *(f"FAULT {fault}" for fault in report.faults)])


def _ask(base_url: str, folder: Path, asked: QuestionSet, samples: Sequence[Sample]) -> Report:
    with open_assistant(
        index=str(folder / "index"),
        model="smollm2",
        openai_base_url=base_url,
        openai_api_key="none",
        input_tokens=INPUT,
        timeout=300,
    ) as assistant:
        assistant.ingest(asked.articles)
        return ask_all(assistant, samples, texts=tuple(asked.corpus.texts.values()), progress=_tell)


def _tell(outcome: Outcome) -> None:
    print(f"{outcome.status:<12}{outcome.seconds:>6.1f} s  {outcome.question}", file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    about = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m evals.real_model", description=about)
    parser.add_argument(
        "--python", type=Path, default=Path(".venv-model/bin/python"), help="of the model's environment"
    )
    parser.add_argument("--base-url", metavar="URL", help="a model that is served already, instead of starting one")
    parser.add_argument("--limit", type=int, metavar="N", help="N questions from all over the golden set")
    parser.add_argument("--log", type=Path, metavar="FILE", help="keep what the model's server says")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
