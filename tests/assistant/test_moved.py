"""Old public module names keep working, and warn with the new name."""

from __future__ import annotations

import importlib

import pytest

from assistant.answers.article_rows import statement_row
from assistant.answers.json_rows import answer_row
from assistant.interfaces.langchain import EvidenceRetriever
from assistant.pipeline import AnswerContext, answer_question
from assistant.types import Filters


@pytest.mark.parametrize(
    ("module", "name", "value", "new_name"),
    [
        ("assistant.retriever", "EvidenceRetriever", EvidenceRetriever, "assistant.interfaces.langchain"),
        ("assistant.filters", "Filters", Filters, "assistant.types"),
        ("assistant.qa", "answer_question", answer_question, "assistant.pipeline"),
        ("assistant.qa", "Desk", AnswerContext, "assistant.pipeline.AnswerContext"),
        ("assistant.wire", "answer_row", answer_row, "assistant.answers.json_rows"),
        ("assistant.wire", "statement_row", statement_row, "assistant.answers.article_rows"),
    ],
)
def test_an_old_name_gives_the_same_object_and_one_warning(
    module: str, name: str, value: object, new_name: str
) -> None:
    with pytest.warns(FutureWarning, match=f"use {new_name}") as caught:
        assert getattr(importlib.import_module(module), name) is value

    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_an_import_from_an_old_module_warns_once() -> None:
    with pytest.warns(FutureWarning) as caught:
        exec("from assistant.retriever import EvidenceRetriever")

    assert [str(one.message) for one in caught] == [
        "assistant.retriever.EvidenceRetriever has moved; use assistant.interfaces.langchain.EvidenceRetriever"
    ]


@pytest.mark.parametrize("name", ["Nonexistent", "__path__", "annotations"])
def test_an_old_module_has_no_other_names(name: str) -> None:
    module = importlib.import_module("assistant.filters")

    with pytest.raises(AttributeError, match=name):
        getattr(module, name)
