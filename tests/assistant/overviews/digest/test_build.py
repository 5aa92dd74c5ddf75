"""Digests: stories, titles, voices and pages."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.interfaces.cli import main
from assistant.interfaces.cli.digest_pages import digest_html, digest_markdown
from assistant.overviews.digest import build as digests
from assistant.overviews.digest.story import is_same_person
from assistant.overviews.types import Digest
from assistant.types import MARKER
from index.errors import UsageError

SINCE, UNTIL = date(2026, 9, 1), date(2026, 9, 15)


def test_articles_about_one_event_are_one_story(newsroom: Assistant) -> None:
    made = newsroom.digest(since=SINCE, until=UNTIL)

    ids = [{one.article.id for one in story.sources} for story in made.stories]
    assert ids == [{"event-h12", "event-h13", "event-h14"}, {"event-h15", "event-h16"}]
    assert [story.independent_outlets for story in made.stories] == [3, 2]


def test_every_line_of_a_story_is_cited_from_its_own_articles(newsroom: Assistant) -> None:
    made = newsroom.digest()
    cited = {one.marker: one.article.id for one in made.answer.citations}

    assert made.answer.status == "answered"
    for story in made.stories:
        own = {one.article.id for one in story.sources}
        markers = [int(one) for one in MARKER.findall(story.summary)]
        assert 1 <= len(markers) <= 2
        assert {cited[one] for one in (*markers, *(voice.shown.marker for voice in story.voices))} <= own
        assert len({voice.name for voice in story.voices}) == len(story.voices)


def test_a_wire_story_counts_as_one_outlet(newsroom: Assistant) -> None:
    made = newsroom.digest(topic="ferry strike rosters")

    story = made.stories[0]
    assert story.independent_outlets == 1
    assert len(story.sources) + sum(len(one.also_carried_by) for one in story.sources) >= 2


def test_a_topic_finds_all_articles_of_a_matching_story(newsroom: Assistant) -> None:
    made = newsroom.digest(topic="earthquake")

    assert {"event-h17", "event-h18"} <= {one.article.id for one in made.stories[0].sources}


@pytest.mark.parametrize(
    "narrowed",
    [{"since": date(1999, 1, 1), "until": date(1999, 1, 2)}, {"topic": "zeppelin racing"}, {"publisher": "Nobody"}],
)
def test_a_digest_without_articles_is_no_record(newsroom: Assistant, narrowed: dict[str, object]) -> None:
    made = newsroom.digest(**narrowed)  # type: ignore[arg-type]

    assert made.stories == ()
    assert made.answer.status == "no_evidence"
    assert made.answer.text.startswith("No record of a story")


def test_too_many_articles_raise_an_error_with_a_hint(newsroom: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MAX_ARTICLES", 3)

    with pytest.raises(UsageError, match="too many for one digest") as error:
        newsroom.digest()
    assert "--since" in (error.value.hint or "")


def test_omitted_stories_are_counted(newsroom: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    every = newsroom.digest()
    monkeypatch.setattr(digests, "MAX_STORIES", 1)
    one = newsroom.digest()

    assert one.left_out == len(every.stories) + every.left_out - 1
    assert "smaller stories are not shown" in digest_markdown(one)


def test_pages_escape_scripts_and_links_of_articles(tmp_path: Path) -> None:
    row = {
        "id": "evil",
        "title": "Brell [mends](javascript:alert(1)) bridge <script>alert(1)</script>",
        "url": "https://kestrel.example/a?b=<script>&c=1",
        "published": "2026-01-02",
        "text": "The council of Brell <img src=x onerror=alert(1)> voted on Monday to mend the *bridge* [7] in May.",
    }
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        assert assistant.ingest([file]).new == 1
        made = assistant.digest()
    page, text = digest_html(made), digest_markdown(made)

    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    assert "<img" not in text.replace("\\<img", "")


def test_the_command_prints_json_and_writes_pages(
    newsroom: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--index", str(newsroom.settings.index), "digest", "--since", "2026-09-01", "--until", "2026-09-15"]
    page = tmp_path / "digest.html"

    assert main([*at, "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert main([*at, "--html", str(page)]) == 0
    assert capsys.readouterr() == (f"Wrote 2 stories to {page}.\n", "")
    assert main([*at[:2], "digest", "--topic", "submarine", "--html", str(tmp_path / "empty.html")]) == 0
    shown = capsys.readouterr()
    assert shown.out == f"Wrote 0 stories to {tmp_path / 'empty.html'}.\n"
    assert shown.err.startswith("onrecord: No record of a story on submarine")
    assert main([*at, "--markdown", "-"]) == 0

    assert len(row["stories"]) == 2
    assert {"status", "citations", "receipt"} <= row.keys()
    assert "Lakeland votes out its premier" in page.read_text(encoding="utf-8")
    assert capsys.readouterr().out.startswith("# Digest")
    assert main([*at, "--html", str(tmp_path / "no" / "where.html")]) == 2
    assert main([*at[:3], "--since", "someday"]) == 2


BODY = (
    "Crews on the ferries at Brell voted on Monday to stop work, Ilse Marrant said. “We are tired,” Tomas Oduya said."
)


@pytest.mark.parametrize(
    ("headline", "kind", "title"),
    [
        ("Brell ferry crews vote to stop work", "news", "Brell ferry crews vote to stop work"),
        ("A long wait for the ferries", "news", "Brell Post: “A long wait for the ferries”"),
        ("Ferries ‘finished for good’", "news", "What Ilse Marrant said"),
        ("‘Crews on the ferries’ vote to stop work", "news", "‘Crews on the ferries’ vote to stop work"),
        ("Marrant: ‘We are tired’", "news", "What Ilse Marrant said"),
        ("Marrant says ‘We are tired’", "news", "What Ilse Marrant said"),
        ("Oduya: We are tired of nights in harbours", "news", "What Ilse Marrant said"),
        ("Are the ferries finished?", "news", "What Ilse Marrant said"),
        ("Ferries lose 40 captains", "news", "What Ilse Marrant said"),
        ("Ferries will never run again", "news", "What Ilse Marrant said"),
        ("Mayor says ferries cheat", "news", "What Ilse Marrant said"),
        ("The ferries deserve better than this", "opinion", "What Ilse Marrant said"),
    ],
)
def test_a_story_title_claims_no_more_than_its_article(tmp_path: Path, headline: str, kind: str, title: str) -> None:
    row = {"id": "a", "title": headline, "kind": kind, "text": BODY, "publisher": "Brell Post"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row | {"published": "2025-03-04"}, ensure_ascii=False))
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        assistant.ingest([tmp_path / "a.jsonl"])
        (story,) = assistant.digest().stories
    assert story.title == title


def digested(tmp_path: Path, *rows: dict[str, str]) -> Digest:
    days = {"published": "2025-03-04", "publisher": "Brell Post"}
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(days | row, ensure_ascii=False) + "\n" for row in rows))
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        assistant.ingest([tmp_path / "a.jsonl"])
        return assistant.digest()


TRIAL = """A former attaché denied on Tuesday that he had passed plans of the radar to a foreign power.

“I gave nobody anything but my telephone number,” Captain Orso Brell told the court.

Prosecutor Ilse Marrant said that eleven letters had been found. She had come, she said, because the matter was grave.

The defence ministry said that it would wait for the verdict of the court.

Captain Brell is not related to Pavo Brell, who was fined in August."""


def test_a_story_summary_begins_with_the_news(tmp_path: Path) -> None:
    (story,) = digested(
        tmp_path, {"id": "a", "title": "Former attaché denies passing on radar plans", "text": TRIAL}
    ).stories
    assert story.summary.startswith("A former attaché denied on Tuesday that he had passed plans")
    assert "not related" not in story.summary


def test_voices_are_complete_sentences_without_repetition(tmp_path: Path) -> None:
    made = digested(tmp_path, {"id": "a", "title": "Former attaché denies passing on radar plans", "text": TRIAL})
    (story,) = made.stories
    told = [voice.line for voice in story.voices]
    assert any(one.startswith("Ilse Marrant said, in the article's words, that eleven letters") for one in told)
    assert any(one.startswith("The defence ministry said") for one in told)
    assert not any("because" in one for one in told)
    assert not any(voice.shown.quote in story.summary for voice in story.voices)
    assert {"Orso Brell", "Ilse Marrant"} <= {one.speaker for one in made.answer.statements}


def test_a_story_title_is_the_most_typical_headline_with_its_publisher(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "The old mill at Brell burned down on Monday night, and forty people were led out of the houses beside it."
    rows = [
        {"id": "a", "title": "Forty led out of houses", "text": told, "publisher": "Brell Post"},
        {
            "id": "b",
            "title": "Old mill at Brell burned down",
            "text": f"{told} Nobody was hurt.",
            "publisher": "Ledger",
        },
        {
            "id": "c",
            "title": "Fire takes the old mill",
            "text": "A fire has taken the old mill at Brell, which burned down on Monday night.",
            "publisher": "Radio Brell",
        },
    ]
    made = digested(tmp_path, *rows)
    (story,) = made.stories
    assert (story.title, story.headline_of.publisher if story.headline_of else None) == (
        "Old mill at Brell burned down",
        "Ledger",
    )
    assert main(["digest", "--index", str(tmp_path / "index")]) == 0
    assert "headline: Ledger" in capsys.readouterr().out
    assert "headline: Ledger" in digest_markdown(made)
    assert "headline: Ledger" in digest_html(made)


@pytest.mark.parametrize(
    ("name", "other", "one"),
    [
        ("Inspector Reyer", "Inspector Maud Reyer", True),
        ("Inspector Maud Reyer", "Maud Reyer", True),
        ("Reyer", "Maud Reyer", True),
        ("Anke Drevin", "Pavo Drevin", False),
        ("Inspector Anke Drevin", "Pavo Drevin", False),
        ("Maud Reyer", "Maud Oduya", False),
    ],
)
def test_two_forms_of_a_name_are_one_voice(name: str, other: str, one: bool) -> None:
    assert is_same_person(name, other) is is_same_person(other, name) is one


def test_a_shared_notice_does_not_join_articles(newsroom: Assistant) -> None:
    """Each golden article ends with a notice that it is invented."""
    made = newsroom.digest(since=date(2026, 7, 13), until=date(2026, 7, 17))

    ids = [{one.article.id for one in story.sources} for story in made.stories]
    assert {"event-h7", "event-h8", "event-h9"} in ids
    assert {"event-h10", "event-h11"} in ids
