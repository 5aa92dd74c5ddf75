"""The report is one complete page that loads nothing and runs nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

from evals.report.junit import render_junit
from evals.report.page import render_page
from evals.results.scoring import JudgeSummary
from tests.evals.pier import model_result, result
from tests.evals.scorers.test_metrics import wrong_name_in_a_row
from tests.fakes.faulty_asker import ROTTEN, Row

VOID = {"meta", "br", "img", "link", "input", "hr"}


class Reader(HTMLParser):
    """Every element in its place, and all of the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def hostile(answers: dict[str, Row]) -> None:
    answers["venn"]["statements"] = []
    answers["venn"]["text"] = "<script>alert(1)</script><img src=http://evil.example/x> & “so” [1]"


def test_every_failure_shows_the_expected_and_the_shown_answer_with_marked_passages() -> None:
    reader = read(render_page(result(model_result(wrong_name_in_a_row))))
    text = "".join(reader.text)
    assert "What did Bo Holt say about the pier?" in text
    assert f"MISATTRIBUTED: {ROTTEN!r} is shown under Ada Venn, but was said by Bo Holt" in text
    assert "He says that it is rotten." in text
    assert "shown as said by" in text
    marked = [tag for tag, _ in reader.elements if tag == "mark"]
    assert len(marked) == 2  # in what was expected, and in what was shown
    assert "What did Ada Venn say about the pier?" not in text  # it has no fault


def test_the_page_has_metrics_charts_and_tables_by_tag() -> None:
    reader = read(render_page(result(model_result())))
    text = "".join(reader.text)
    for name in ("misattribution", "nDCG@10 by passage", "false_premise", "Latency of 4 uncached answers", "split dev"):
        assert name in text
    assert len([tag for tag, _ in reader.elements if tag == "figure"]) == 3
    assert "No answer has a fault." in text


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    html = render_page(result(model_result(hostile)))
    reader = read(html)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in reader.elements}
    assert not any(name in attributes for _, attributes in reader.elements for name in ("src", "href", "onclick"))
    assert not re.search(r"url\(|@import", html)
    assert "<script>alert(1)</script>" in "".join(reader.text)


def test_an_invalid_run_says_so_first() -> None:
    text = "".join(read(render_page(result(model_result(fails={"venn": "the model did not answer"})))).text)
    assert "INVALID: 1 of 4 questions ended in an error." in text
    assert "the model did not answer" in text


def test_models_are_compared() -> None:
    text = "".join(read(render_page(result(model_result(), model_result(model="gpt-9")))).text)
    assert "Comparison of the models" in text
    assert "Without a model" in text


def test_a_judged_share_has_its_agreement_with_people() -> None:
    one = model_result()
    judged = JudgeSummary("gpt-9", "judge@1#0", right=3, of=4, unjudged=0, kappa=0.5, labelled=24, labelled_unjudged=1)
    object.__setattr__(one, "judged", judged)
    text = "".join(read(render_page(result(one))).text)
    assert "0.750 (3 of 4; 0 without a verdict), judged by gpt-9 with judge@1#0" in text
    assert "kappa 0.50 on 24 labelled answers, 1 without a verdict" in text


def test_junit_has_a_case_a_question_with_its_failure_or_error() -> None:
    xml = render_junit(result(model_result(wrong_name_in_a_row, fails={"unknown": "gone \x00 <away>"})))
    [suite] = ElementTree.fromstring(xml)
    assert suite.attrib == {"name": "none", "tests": "4", "failures": "1", "errors": "1"}
    kinds = {case.attrib["name"]: [child.tag for child in case] for case in suite}
    assert kinds == {"venn": [], "holt": ["failure"], "premise": [], "unknown": ["error"]}
