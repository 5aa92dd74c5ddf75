"""Every golden question, answered by the extractive composer from one index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import open_assistant
from assistant.answers.json_rows import answer_row
from assistant.app.assistant import Assistant
from assistant.types import read_filters
from evals.datasets.question_sets import Corpus
from evals.datasets.samples import ARTICLES, Sample, current_texts, load_golden_articles, load_samples
from evals.scorers.answer_check import find_problems
from evals.scorers.case import Case

TEXTS = current_texts(load_golden_articles())


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with open_assistant(index=tmp_path_factory.mktemp("golden"), model="none") as opened:
        report = opened.ingest([str(ARTICLES)])
        assert report.rejected == ()
        assert (report.new, report.updated, report.duplicates) == (len(TEXTS) - 1, 1, 1)
        yield opened


@pytest.mark.parametrize("sample", load_samples(), ids=lambda sample: sample.id)
def test_a_golden_question_is_answered_as_a_careful_reader_would(assistant: Assistant, sample: Sample) -> None:
    answer = assistant.ask(sample.question, history=sample.turns, filters=read_filters(sample.filters))
    assert find_problems(Case(sample, answer_row(answer), Corpus(TEXTS))) == (), sample.why
