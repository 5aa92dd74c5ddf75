"""A surname alone ("President Lund") beside Karl and Ann Lund in another paper. All of them are invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.types import Answer

TEXTS = {
    "karl": "Karl Lund, the president, said on Monday that the ferry would sail.",
    "ann": "Ann Lund, a painter, said on Monday that the harbour was blue.",
    "mister": "President Lund came to Arlen.\n\n“The dam will hold,” Mr. Lund said. “The town is safe from the lake.”",
    "he": "President Lund came to Brell.\n\n“The bridge is rotten,” he said on Friday.",
    "untold": "President Lund came to Tamsel.\n\n“The tunnel is flooded,” Lund said on Friday.",
    "mistress": "“The school will close,” Mrs. Lund said on Friday.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("namesakes")
    with open_assistant(index=str(folder / "index")) as assistant:
        ingest(assistant, folder, TEXTS)
        yield assistant


def ingest(assistant: Assistant, folder: Path, texts: dict[str, str]) -> None:
    rows = [{"id": one, "title": f"News of {one}", "text": text} for one, text in texts.items()]
    articles = folder / "articles.jsonl"
    articles.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    assistant.ingest([articles])


def shown(answer: Answer) -> list[str]:
    return list(dict.fromkeys(one.article.id for one in answer.statements))


@pytest.mark.parametrize(("topic", "told_in"), [("the dam", "mister"), ("the bridge", "he"), ("the ferry", "karl")])
def test_mr_lund_is_karl_if_the_only_other_lund_is_a_woman(assistant: Assistant, topic: str, told_in: str) -> None:
    assert shown(assistant.ask(f"What did Karl Lund say about {topic}?")) == [told_in]
    assert assistant.ask(f"What did Ann Lund say about {topic}?").status == "no_evidence"


def test_mrs_lund_is_ann(assistant: Assistant) -> None:
    assert shown(assistant.ask("What did Ann Lund say about the school?")) == ["mistress"]
    assert assistant.ask("What did Karl Lund say about the school?").status == "no_evidence"


@pytest.mark.parametrize("name", ["Karl", "Ann"])
def test_a_lund_of_unknown_gender_is_neither(assistant: Assistant, name: str) -> None:
    assert assistant.ask(f"What did {name} Lund say about the tunnel?").status == "no_evidence"


def test_a_question_about_lund_finds_every_lund(assistant: Assistant) -> None:
    assert shown(assistant.ask("What did Lund say about the tunnel?")) == ["untold"]
    assert shown(assistant.ask("What did Lund say about the school?")) == ["mistress"]


def test_the_statement_keeps_the_name_in_its_article(assistant: Assistant) -> None:
    answer = assistant.ask("What did Karl Lund say about the dam?")
    assert answer.text.startswith("Lund said")
    assert "No record of Karl Lund on whales" in assistant.ask("What did Karl Lund say about whales?").text


def test_a_comparison_separates_the_two_lunds(assistant: Assistant) -> None:
    for names, rows in (
        (["Karl Lund"], {"Karl Lund": []}),
        (["Ann Lund"], {"Lund": ["mistress"]}),
        (["Karl Lund", "Ann Lund"], {"Lund": ["mistress"]}),
    ):
        grid = assistant.compare(about="the school", speakers=names).grid
        assert {row.speaker: [one.article.id for one in row.statements] for row in grid} == rows


def test_a_second_man_makes_mr_lund_ambiguous(tmp_path: Path) -> None:
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        ingest(assistant, tmp_path, {**TEXTS, "bob": "Bob Lund said on Monday that the mill would turn."})
        assert assistant.ask("What did Karl Lund say about the dam?").status == "no_evidence"
        assert shown(assistant.ask("What did Ann Lund say about the school?")) == ["mistress"]


def test_mr_lund_is_listed_among_the_other_speakers(assistant: Assistant) -> None:
    assert assistant.ask("What did Ann Lund say about the dam?").said_by == ()
    answer = assistant.ask("What did Cy Ott say about the dam?")
    assert answer.said_by == ("Lund",)


@pytest.mark.parametrize(
    "text",
    [
        "President Lund came to Arlen with Mrs. Lund.\n\n“The canal is deep,” the president said.",
        "Lund said on Friday that the canal is deep. Her husband, Mr. Lund, was away.",
        "“The canal is deep,” Lund said. A street is called after Mr. Lund-Hansen.",
        "“The canal is deep,” Chairman Lund said.",
    ],
)
def test_an_ambiguous_title_does_not_identify(tmp_path: Path, text: str) -> None:
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        ingest(assistant, tmp_path, {**TEXTS, "canal": text})
        for name in ("Karl", "Ann"):
            assert assistant.ask(f"What did {name} Lund say about the canal?").status == "no_evidence"


def test_mrs_lund_is_not_karl_even_if_he_is_the_only_lund(tmp_path: Path) -> None:
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        ingest(assistant, tmp_path, {one: TEXTS[one] for one in ("karl", "mistress", "untold")})
        assert assistant.ask("What did Karl Lund say about the school?").status == "no_evidence"
        assert shown(assistant.ask("What did Karl Lund say about the tunnel?")) == ["untold"]


JUNIOR = {**TEXTS, "karl": "Karl Lund Jr., the president, said on Monday that the ferry would sail."}


@pytest.mark.parametrize("name", ["Karl Lund", "Karl Lund Jr."])
def test_mr_lund_may_be_a_junior_and_mrs_lund_may_not(tmp_path: Path, name: str) -> None:
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        ingest(assistant, tmp_path, JUNIOR)
        for topic, told_in in (("the school", []), ("the dam", ["mister"]), ("the ferry", ["karl"])):
            assert shown(assistant.ask(f"What did {name} say about {topic}?")) == told_in
            grid = assistant.compare(about=topic, speakers=[name]).grid
            assert list(dict.fromkeys(one.article.id for row in grid for one in row.statements)) == told_in


def test_mr_lund_is_not_the_junior_if_the_father_is_known(tmp_path: Path) -> None:
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        ingest(assistant, tmp_path, {**JUNIOR, "father": TEXTS["karl"].replace("the ferry", "the whaler")})
        assert assistant.ask("What did Karl Lund Jr. say about the dam?").status == "no_evidence"
        assert shown(assistant.ask("What did Karl Lund Jr. say about the ferry?")) == ["karl"]
