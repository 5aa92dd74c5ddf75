"""Adversarial replies over the golden set: `python -m tests.adversarial`.

The model server on loopback is a fake from `tests.fakes`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

from assistant import open_assistant
from assistant.verification.entailment import Claim, Judgement
from assistant.verification.entailment.rules import RuleChecker
from evals.command_line import make_parser
from evals.datasets.samples import ARTICLES, load_golden_articles, load_samples
from tests.adversarial.run import Report, make_cases, run_cases
from tests.fakes.openai_server import Reply, fake_openai, pieces

MIN_ACCURACY = 0.99


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if nothing false was shown and the verdicts are right, otherwise 1."""
    parser = make_parser("adversarial", __doc__)
    parser.add_argument("--a-family", type=int, default=40, metavar="N", help="at most N replies of a family (40)")
    parser.add_argument("--believe", action="store_true", help="with a checker of meaning that believes everything")
    options = parser.parse_args(arguments)
    with patch.object(RuleChecker, "check", believe_claims) if options.believe else nullcontext():
        report = measure(a_family=options.a_family)
    print(json.dumps(summarize(report)) if options.json else render(report))
    return 0 if report.accuracy >= MIN_ACCURACY and not report.false else 1


def measure(*, a_family: int) -> Report:
    """Ask the golden questions of a model that replies as scripted."""
    with tempfile.TemporaryDirectory() as folder, fake_openai() as server:
        model = {"model": "scripted", "verifier": "rules", "openai_base_url": server.base_url, "openai_api_key": "none"}
        with open_assistant(index=str(Path(folder) / "index"), **model) as assistant:
            assistant.ingest([ARTICLES])
            texts = [row["text"] for row in load_golden_articles()]
            cases = make_cases(assistant, load_samples(), a_family=a_family)
            return run_cases(assistant, cases, lambda text, end: server.enqueue(make_reply(text, end)), texts)


def believe_claims(_: RuleChecker, claims: Sequence[Claim]) -> list[Judgement]:
    return [Judgement("entailed") for _ in claims]


def make_reply(text: str, ending: str) -> Reply:
    """Return the reply on the wire, cut anywhere, as a model streams it."""

    def forever() -> Iterator[str]:
        while True:
            yield text

    if ending == "endless":
        return Reply(forever())
    size = 17 if len(text) < 2_000 else 400
    return Reply(pieces(text, size=size), cut=ending == "cut", finish="length" if ending == "length" else "stop")


def summarize(report: Report) -> dict[str, object]:
    return {
        "replies": len(report.judged),
        "verdict_accuracy": round(report.accuracy, 4),
        "false_shown": len(report.false),
        "families": {name: {"right": right, "of": total} for name, (right, total) in report.families.items()},
    }


def render(report: Report) -> str:
    lines = [f"{'family':<34}{'right':>7}{'of':>6}"]
    lines += [f"{name:<34}{right:>7}{total:>6}" for name, (right, total) in report.families.items()]
    counts = f"{len(report.judged)} replies, verdict accuracy {report.accuracy:.4f}, false shown: {len(report.false)}"
    lines += ["", counts]
    for reply in report.judged:
        if not reply.right:
            case = reply.case
            lines += ["", f"{case.scripted.family} ({case.sample.id})", f"  wrote  {case.reply[:300]}"]
            lines += [f"  FALSE  {problem}" for problem in reply.false]
            lines += [f"  wrong  {problem}" for problem in reply.wrong]
            lines += [f"  shown  {' / '.join(reply.text.split(chr(10)))[:300]}"] if reply.false else []
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
