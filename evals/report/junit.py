"""A run as JUnit XML: one suite per model, one case per question."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from evals.results.scoring import RunResult, ScoredSample

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(result: RunResult) -> str:
    """Return the XML. Faults of an answer are a failure, an error is an error."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for model in result.models:
        failures = sum(bool(scored.faults) and not scored.errored for scored in model.scored)
        counts = f'tests="{len(model.scored)}" failures="{failures}" errors="{model.errored}"'
        lines += [f"<testsuite name={_attribute(model.model)} {counts}>", *map(_case, model.scored), "</testsuite>"]
    return "\n".join([*lines, "</testsuites>", ""])


def _case(scored: ScoredSample) -> str:
    sample = scored.sample
    group = f"{sample.split or 'questions'}.{sample.tags[0]}"
    head = f'<testcase classname={_attribute(group)} name={_attribute(sample.id)} time="{scored.record.seconds:.3f}">'
    if not scored.faults:
        return f"{head}</testcase>"
    kind = "error" if scored.errored else "failure"
    text = escape(_NOT_XML.sub("�", "\n".join([sample.question, *scored.faults])))
    return f"{head}<{kind} message={_attribute(scored.faults[0])}>{text}</{kind}></testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("�", text))
