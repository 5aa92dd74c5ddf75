"""The golden set with a real model that hallucinates: `python -m evals.real_model`. `make test-model` installs it."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from assistant import open_assistant
from evals.command_line import make_parser, run_command
from evals.datasets.question_sets import load_shipped_set
from evals.datasets.samples import spread
from evals.real_model.server import find_model, serve_model
from evals.results.records import Records, Row
from evals.results.scoring import MISATTRIBUTED, ScoredSample, compute_costs, score_records
from evals.runs.asker import AssistantAsker, ask_all
from evals.runs.folder import RECORDS
from evals.scorers.unsupported import has_control_characters

PYTHON = Path(".venv-model/bin/python")
MODEL = "smollm2"
MAX_INPUT_TOKENS = 1_400  # by our count; the model's tokenizer counts a sixth more
_FAULTS = (MISATTRIBUTED, "marker ", "not verbatim", "errored")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every shown answer is correct, 1 otherwise, or the exit code of CONTRACT.md for an error."""
    parser = make_parser("real_model", __doc__)
    parser.add_argument("--python", type=Path, default=PYTHON, help="the Python of the model's environment")
    parser.add_argument("--base-url", metavar="URL", help="use a running model server instead of starting one")
    parser.add_argument("--limit", type=int, metavar="N", help="N questions, taken evenly from the golden set")
    parser.add_argument("--log", type=Path, metavar="FILE", help="keep the log of the model's server")
    asked: list[ScoredSample] = []

    def measure(python: Path, base_url: str | None, limit: int | None, log: Path | None) -> list[ScoredSample]:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            log = log or folder / "server.log"
            base_url = base_url or stack.enter_context(serve_model(python, find_model(python), log=log))
            asked.extend(_ask(base_url, folder, limit))
        return asked

    code = run_command(parser, arguments, measure, render, summarize)
    return code or int(any(find_faults(scored) for scored in asked))


def _ask(base_url: str, folder: Path, limit: int | None) -> list[ScoredSample]:
    """Ask the golden questions; after Ctrl-C, return those asked so far."""
    golden, records = load_shipped_set("golden"), Records(folder / RECORDS)
    samples = spread(golden.samples, limit)
    with open_assistant(
        index=str(folder / "index"),
        model=MODEL,
        openai_base_url=base_url,
        openai_api_key="none",
        input_tokens=MAX_INPUT_TOKENS,
        timeout=300,
    ) as assistant:
        assistant.ingest(golden.articles)
        with suppress(KeyboardInterrupt):
            ask_all(AssistantAsker(assistant), samples, records, progress=_print_progress)
    return score_records(samples, records.select([MODEL], [sample.id for sample in samples]), golden.corpus)


def _print_progress(done: int, total: int) -> None:
    print(f"{done} of {total} questions asked", file=sys.stderr, flush=True)


def find_faults(scored: ScoredSample) -> list[str]:
    """Return the false content that a reader was shown. An answer that only shows too little has no such fault."""
    faults = [fault for fault in scored.faults if fault.startswith(_FAULTS)]
    if (verbatim := scored.scores.get("verbatim")) and verbatim.got < verbatim.of:
        faults.append("a quotation is in no cited article")
    if scored.record.answer and has_control_characters(scored.record.answer["text"]):
        faults.append("the text contains control characters")
    return faults + (
        ["the answer is neither verified nor degraded"] if _status(scored.record.answer) == "neither" else []
    )


def _status(answer: Row | None) -> str:
    """Return `verified` for the model's sentences, `degraded` for the extracted answer instead of them."""
    if answer is None:
        return "errored"
    receipt = answer["receipt"]
    if receipt["composer"] != "extractive" or receipt["degraded"]:
        return "degraded" if receipt["composer"] == "extractive" else "verified"
    return "neither" if receipt["usage"]["calls"] or answer["status"] == "answered" else "no_evidence"


def summarize(asked: Sequence[ScoredSample]) -> dict[str, object]:
    answers = [scored.record.answer for scored in asked if scored.record.answer]
    statuses = Counter(map(_status, answers))
    dropped = Counter(row["why"].partition(":")[0] for answer in answers for row in answer["receipt"]["dropped"])
    to_model = [scored.record for scored in asked if _status(scored.record.answer) in ("verified", "degraded")]
    return {
        "questions": len(asked),
        **{status: statuses[status] for status in ("verified", "degraded", "no_evidence")},
        "faults": sum(len(find_faults(scored)) for scored in asked),
        "sentences_dropped": dropped.total(),
        "dropped_by_verdict": dropped,
        "median_seconds": compute_costs(to_model).p50,
    }


def render(asked: Sequence[ScoredSample]) -> str:
    faults = (f"FAULT {scored.sample.id}: {fault}" for scored in asked for fault in find_faults(scored))
    return "\n".join([*(f"{name.replace('_', ' '):<24}{value}" for name, value in summarize(asked).items()), *faults])


if __name__ == "__main__":
    sys.exit(main())
