"""A run as JUnit's XML: one suite a model, one case a question."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from evals.results.aggregation import Scored
from evals.results.run_result import Result

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(result: Result) -> str:
    """The XML. What is wrong with an answer is a failure, an error is an error."""
    suites = []
    for one in result.models:
        failures = sum(bool(scored.wrong) and not scored.errored for scored in one.scored)
        head = (
            f'<testsuite name={_attribute(one.model)} tests="{len(one.scored)}" '
            f'failures="{failures}" errors="{one.errored}">'
        )
        suites.append("\n".join([head, *(_case(scored) for scored in one.scored), "</testsuite>"]))
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *suites, "</testsuites>", ""])


def _case(scored: Scored) -> str:
    sample = scored.sample
    group = f"{sample.split or 'questions'}.{sample.tags[0]}"
    head = f'<testcase classname={_attribute(group)} name={_attribute(sample.id)} time="{scored.record.seconds:.3f}">'
    if not scored.wrong:
        return f"{head}</testcase>"
    kind = "error" if scored.errored else "failure"
    told = _text("\n".join([sample.question, *scored.wrong]))
    return f"{head}<{kind} message={_attribute(scored.wrong[0])}>{told}</{kind}></testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("�", text))


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("�", text))
