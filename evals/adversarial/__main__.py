"""Replies that lie, over the golden set: `python -m evals.adversarial`. Needs the checkout: its loopback model server
is the tests' own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant import Assistant, open_assistant
from evals.adversarial.run import Report, cases, run
from evals.datasets.samples import ARTICLES, load_golden_articles, load_samples
from tests.fakes.openai_server import FakeOpenAI, Reply, fake_openai, pieces

ENOUGH = 0.99


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print, and give 0 where nothing false was shown and the verdicts are right, else 1."""
    options = _options(arguments)
    report = measure(a_family=options.a_family)
    print(json.dumps(figures(report)) if options.json else render(report))
    return 0 if report.accuracy >= ENOUGH and not report.false else 1


def measure(*, a_family: int) -> Report:
    """Ingest the golden articles and ask the golden questions of a model that replies as scripted."""
    with tempfile.TemporaryDirectory() as folder, fake_openai() as server, _newsroom(folder, server) as assistant:
        assistant.ingest([ARTICLES])
        texts = [row["text"] for row in load_golden_articles()]
        asked = cases(assistant, load_samples(), a_family=a_family)
        return run(assistant, asked, enqueue=lambda text, end: server.enqueue(scripted(text, end)), texts=texts)


def _newsroom(folder: str, server: FakeOpenAI) -> Assistant:
    index = str(Path(folder) / "index")
    return open_assistant(index=index, model="scripted", openai_base_url=server.base_url, openai_api_key="none")


def scripted(text: str, ending: str) -> Reply:
    """The reply on the wire, cut anywhere, as a model streams it."""

    def forever() -> Iterator[str]:
        while True:
            yield text

    if ending == "endless":
        return Reply(forever())
    size = 17 if len(text) < 2_000 else 400
    return Reply(pieces(text, size=size), cut=ending == "cut", finish="length" if ending == "length" else "stop")


def figures(report: Report) -> dict[str, object]:
    """What one run measured."""
    return {
        "replies": len(report.judged),
        "verdict_accuracy": round(report.accuracy, 4),
        "false_shown": len(report.false),
        "families": {name: {"right": right, "of": every} for name, (right, every) in report.families.items()},
    }


def render(report: Report) -> str:
    """The table of one run, and everything that went wrong."""
    lines = [f"{'family':<34}{'right':>7}{'of':>6}"]
    lines += [f"{name:<34}{right:>7}{every:>6}" for name, (right, every) in report.families.items()]
    lines += [
        "",
        f"{len(report.judged)} replies, verdict accuracy {report.accuracy:.4f}, false shown: {len(report.false)}",
    ]
    for one in report.judged:
        if one.wrong or one.false:
            lines += ["", f"{one.case.scripted.family} ({one.case.sample.id})", f"  wrote  {one.case.reply[:300]}"]
            lines += [f"  FALSE  {problem}" for problem in one.false]
            lines += [f"  wrong  {problem}" for problem in one.wrong]
            lines += [f"  shown  {' / '.join(one.text.split(chr(10)))[:300]}"] if one.false else []
    return "\n".join(lines)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.adversarial", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--a-family", type=int, default=40, metavar="N", help="at most N replies of a family (40)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
