"""The index serves other people's LangChain chains."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from assistant import Assistant, open_assistant
from assistant.answers.json_rows import search_row
from assistant.interfaces.langchain import EvidenceRetriever
from assistant.types import Filters
from evals.datasets.samples import ARTICLES

README = Path(__file__).parents[3] / "README.md"
QUESTION = "What did Rubio say about Article 5?"


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with open_assistant(index=str(tmp_path_factory.mktemp("index")), model="none") as newsroom:
        newsroom.ingest([ARTICLES])
        yield newsroom


def test_it_gives_what_search_finds_letter_for_letter_and_in_its_order(newsroom: Assistant) -> None:
    found = EvidenceRetriever(assistant=newsroom, k=4).invoke(QUESTION)
    searched = newsroom.search(QUESTION, k=4)
    rows = search_row(searched.query, searched.hits)["hits"]
    assert [one.page_content for one in found] == [row.pop("text") for row in rows]
    assert [{name: one.metadata[name] for name in row} for one, row in zip(found, rows, strict=True)] == rows
    for one, hit in zip(found, searched.hits, strict=True):
        assert hit.article.text[one.metadata["start"] : one.metadata["end"]] == one.page_content


def test_each_passage_comes_with_who_says_what_in_it(newsroom: Assistant) -> None:
    found = EvidenceRetriever(assistant=newsroom, k=10).invoke(QUESTION)
    speakers = {said["speaker"] for one in found for said in one.metadata["statements"]}
    assert {"Steve Witkoff", "Volodymyr Zelensky"} <= speakers
    for one in found:
        for said in one.metadata["statements"]:
            assert said["article"] == one.metadata["article_id"]
            assert said["content"]["start"] < one.metadata["end"]
            assert said["content"]["end"] > one.metadata["start"]


def test_filters_narrow_it_and_a_depth_that_is_none_is_refused(newsroom: Assistant) -> None:
    article = newsroom.search(QUESTION).hits[0].article.id
    found = EvidenceRetriever(assistant=newsroom, filters=Filters(article=article)).invoke(QUESTION)
    assert {one.metadata["article_id"] for one in found} == {article}
    with pytest.raises(ValidationError):
        EvidenceRetriever(assistant=newsroom, k=0)


def test_it_is_a_part_of_a_chain_and_can_be_awaited(newsroom: Assistant) -> None:
    def titles(found: list[Document]) -> list[str]:
        return [one.metadata["title"] for one in found]

    retriever = EvidenceRetriever(assistant=newsroom, k=2)
    chain = retriever | RunnableLambda(titles)
    assert chain.invoke(QUESTION) == titles(asyncio.run(retriever.ainvoke(QUESTION)))


def test_the_five_lines_of_the_readme_run(
    newsroom: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONRECORD_INDEX", str(newsroom.settings.index))
    example = next(
        block
        for block in re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
        if "EvidenceRetriever" in block
    )
    scope: dict[str, EvidenceRetriever] = {}
    exec(example, scope)
    scope["retriever"].assistant.close()
    printed = capsys.readouterr().out
    assert len(example.strip().splitlines()) <= 6
    assert "Article 5" in printed
    assert "'speaker': 'Steve Witkoff'" in printed
