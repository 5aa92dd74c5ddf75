"""Summaries by a model: map and reduce, verification, and cached replies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.errors import ModelFailed
from assistant.interfaces.cli import main
from assistant.overviews.summary.from_model import ModelSummariser, format_bullets
from tests.fakes.openai_server import FakeOpenAI, Reply

pytestmark = pytest.mark.usefixtures("checked_by_rules")


@pytest.fixture
def told(server: FakeOpenAI, index: str) -> Iterator[Assistant]:
    with open_assistant(index=index, model="gpt-test") as opened:
        yield opened


def test_one_article_needs_one_call(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("The dam at Brell was built in 1931 [1]. Ilse Marrant said {S1}.")

    answer = told.summarise("dam")

    assert answer.receipt.composer == "gpt-test"
    assert (answer.receipt.prompt or "").startswith("summarise@")
    assert [one.speaker for one in answer.statements] == ["Ilse Marrant"]
    assert len(server.requests) == 1


def test_several_articles_are_summarised_one_by_one_and_then_together(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(
        "The dam at Brell was built in 1931 [1].",
        "Renata Sool said the ferry will stay in port until May [1].",
        "The dam at Brell was built in 1931 [1].",
    )

    answer = told.summarise("dam", "ferry")

    assert len(server.requests) == 3
    assert answer.text == "The dam at Brell was built in 1931 [1]."
    assert answer.receipt.usage.calls == 3


def test_a_cached_summary_is_not_paid_for_twice(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("The dam at Brell was built in 1931 [1].")
    told.summarise("dam")

    again = told.summarise("dam")

    assert len(server.requests) == 1
    assert again.receipt.cached
    assert again.receipt.usage.calls == 0


@pytest.mark.parametrize("lie", ["Tomas Oduya said {S1}.", "The dam at Brell was built in 1913 [1].", "All is well."])
def test_an_unverified_sentence_is_replaced_by_sentences_of_the_article(
    told: Assistant, server: FakeOpenAI, lie: str
) -> None:
    server.enqueue(lie)

    answer = told.summarise("dam")

    assert answer.receipt.composer == "extractive"
    assert answer.receipt.degraded == "nothing that gpt-test wrote could be verified"
    assert answer.receipt.dropped


def test_a_strict_model_raises_an_error_if_it_fails(server: FakeOpenAI, index: str) -> None:
    server.enqueue("All is well.")
    with open_assistant(index=index, model="gpt-test", strict_model=True) as assistant, pytest.raises(ModelFailed):
        assistant.summarise("dam")


def test_a_long_article_is_sent_completely_in_parts_that_fit_the_budget(server: FakeOpenAI, tmp_path: Path) -> None:
    middle = "\n\n".join(f"Clerk number {at} counted the boats of pier {at} again." for at in range(2_000))
    file = tmp_path / "long.txt"
    file.write_text(
        f"A storm sank nine boats in Brell.\n\n{middle}\n\nThe harbour will close in June.", encoding="utf-8"
    )
    server.enqueue(*["Nothing follows."] * 20)

    with open_assistant(index=str(tmp_path / "none"), model="gpt-test", input_tokens=6_000) as assistant:
        assistant.summarise(str(file))

    sent = [request["messages"][-1]["content"] for request in server.requests]
    assert 4 <= len(sent) <= 12
    assert "The harbour will close in June." in sent[-1]
    assert all(f"pier {at} again" in "".join(sent) for at in range(2_000))
    assert max(len(one) for one in sent) < 6_000 * 6


def test_bullets_have_one_line_for_each_sentence() -> None:
    assert (
        format_bullets("One fell [1]. Two rose [2][3]. Three [4].")
        == "- One fell [1].\n- Two rose [2][3].\n- Three [4]."
    )


def test_model_summaries_of_stories_use_the_markers_of_the_digest(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("Renata Sool said the ferry will stay in port until May [1].", "Ilse Marrant said {S1}.")

    made = told.digest()

    assert [story.summary for story in made.stories] == [
        "Renata Sool said the ferry will stay in port until May [1].",
        "Ilse Marrant said “The dam will hold through the winter” [2].",
    ]
    assert made.answer.receipt.composer == "gpt-test"
    assert made.answer.receipt.degraded is None
    assert made.answer.receipt.usage.calls == 2
    assert {one.article.id for one in made.answer.citations} == {"ferry", "dam"}


@pytest.mark.parametrize("lie", ["Tomas Oduya said {S1}.", "The dam was built in 1913 [1].", "“It will burst,” [1]"])
def test_a_story_with_an_unverified_summary_uses_the_words_of_its_article(
    told: Assistant, server: FakeOpenAI, lie: str
) -> None:
    server.enqueue("Renata Sool said the ferry will stay in port until May [1].", lie)

    made = told.digest()

    assert "1913" not in made.answer.text
    assert "burst" not in made.answer.text
    assert "The dam at Brell was built in 1931." in made.stories[1].summary
    assert "1 of 2 stories use the articles' own words" in (made.answer.receipt.degraded or "")
    assert made.answer.receipt.dropped


def test_an_unreachable_model_is_asked_once_and_no_story_is_missing(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(Reply(status=401, error="bad key"))

    made = told.digest()

    assert len(made.stories) == 2
    assert len(server.requests) == 1
    assert made.answer.receipt.composer == "extractive"
    assert "2 of 2 stories" in (made.answer.receipt.degraded or "")


def test_a_digest_stays_within_its_cost_budget(server: FakeOpenAI, index: str) -> None:
    server.enqueue("Renata Sool said the ferry will stay in port until May [1].")
    with open_assistant(index=index, model="gpt-4o", max_cost=0.0041) as assistant:
        made = assistant.digest()
    assert len(server.requests) < 2
    assert "max_cost" in (made.answer.receipt.degraded or "")


def test_a_strict_model_raises_an_error_if_it_does_not_summarise_every_story(server: FakeOpenAI, index: str) -> None:
    server.enqueue("Nothing of it.", "Nothing of it.")
    with (
        open_assistant(index=index, model="gpt-test", strict_model=True) as assistant,
        pytest.raises(ModelFailed, match="2 of 2 stories"),
    ):
        assistant.digest()


def test_the_command_reports_stories_without_the_model(
    server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "2 of 2 stories use the articles' own words"
    server.enqueue(*[Reply(status=401, error="bad key")] * 2)
    assert main(["digest", "--index", index, "--model", "gpt-test"]) == 0
    assert told in capsys.readouterr().out
    assert main(["digest", "--index", index, "--model", "gpt-test", "--html", "-"]) == 0
    said = capsys.readouterr()
    assert told in said.err
    assert told not in said.out


def test_a_story_has_at_most_two_sentences_of_the_model(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue(
        "Renata Sool said the ferry will stay in port until May [1].",
        "The dam at Brell was built in 1931 [1]. Ilse Marrant said {S1}. Tomas Oduya declined to comment [1].",
    )
    made = told.digest()
    dam = made.stories[1]
    assert dam.summary == (
        "The dam at Brell was built in 1931 [2]. Ilse Marrant said “The dam will hold through the winter” [3]."
    )
    assert {one.speaker for one in dam.shown} == {"Ilse Marrant"}
    assert not any(voice.name == "Ilse Marrant" for voice in dam.voices)
    assert dam.shown[0] in made.answer.statements


def test_a_cached_story_is_not_paid_for_twice(told: Assistant, server: FakeOpenAI) -> None:
    server.enqueue("Renata Sool said the ferry will stay in port until May [1].", "Ilse Marrant said {S1}.")
    told.digest()
    again = told.digest()
    assert len(server.requests) == 2
    assert again.answer.receipt.cached
    assert (again.answer.receipt.usage.calls, again.answer.receipt.composer) == (0, "gpt-test")


def test_an_event_is_summarised_article_by_article_and_then_in_two_sentences(
    server: FakeOpenAI, tmp_path: Path
) -> None:
    rows = [
        {
            "id": "a",
            "title": "Old mill at Brell burned down",
            "publisher": "A",
            "text": "The old mill at Brell burned down on Monday night. Forty people were led out of houses.",
        },
        {
            "id": "b",
            "title": "Fire takes the old mill of Brell",
            "publisher": "B",
            "text": "A fire has taken the old mill at Brell, which burned down on Monday night. Smoke"
            " stood over the river until noon, and the bridge was closed to lorries.",
        },
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row | {"published": "2025-03-04"}) + "\n" for row in rows))
    server.enqueue(*["The old mill at Brell burned down on Monday night [1]."] * 3)
    with open_assistant(index=str(tmp_path / "index"), model="gpt-test") as assistant:
        assistant.ingest([tmp_path / "a.jsonl"])
        (story,) = assistant.digest().stories
    assert story.summary == "The old mill at Brell burned down on Monday night [1]."
    asked = [request["messages"][-1]["content"].split("<question>")[1] for request in server.requests]
    assert ["3 sentences" in one for one in asked] == [True, True, False]
    assert "2 sentences" in asked[2]


def test_an_interrupted_digest_stops(told: Assistant, server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ModelSummariser, "summarise", interrupt)
    assert main(["digest", "--index", str(told.settings.index), "--model", "gpt-test"]) == 130
