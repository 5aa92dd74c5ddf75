"""Who speaks in an index: looked up in a file that the publish made."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexDamaged
from index.people.name_merging import Voice, join_spellings
from index.people.registry import Calling, Voices, open_voices, voices_of, write_voices
from index.storage.files import voices_file
from index.types import Speaker
from tests.fakes.newsroom import make_article
from tests.index.conftest import Newsroom

KNOWN = (
    Voice("Oleh Marenskyy", "person", ("Oleh Marenskyy", "Oleh Marensky")),
    Voice("Dr Ann Fox Jr.", "person", ("Dr Ann Fox Jr.",)),
    Voice("Karl Fox", "person", ("Karl Fox",)),
    Voice("Venn", "person", ("Venn",)),
    Voice("The Harbour Office", "organisation", ("The Harbour Office", "Harbour Office")),
    Voice("a lawyer for Ola Berg", "unnamed", ("a lawyer for Ola Berg",)),
)


@pytest.fixture(params=["file", "memory"])
def voices(request: pytest.FixtureRequest, tmp_path: Path) -> Voices:
    if request.param == "memory":
        return voices_of(KNOWN)
    write_voices(tmp_path / "voices.sqlite", KNOWN)
    return open_voices(tmp_path / "voices.sqlite")


def test_people_are_found_by_their_surname_in_the_order_of_how_much_they_say(voices: Voices) -> None:
    assert voices.called("fox") == [Calling(("ann", "fox"), "Dr Ann Fox Jr."), Calling(("karl", "fox"), "Karl Fox")]
    assert voices.called("venn") == [Calling(("venn",), "Venn")]
    assert voices.called("office") == voices.called("ann") == []


def test_every_spelling_leads_to_the_speaker_and_to_every_other_spelling(voices: Voices) -> None:
    assert voices.canonical(Speaker("Oleh Marensky")) == Speaker("Oleh Marenskyy")
    assert sorted(voices.spellings(["Oleh Marensky"])) == ["Oleh Marensky", "Oleh Marenskyy"]
    assert voices.spellings(["Karl Fox", "nobody"]) == ["Karl Fox", "nobody"]
    assert [one.voice for one in voices.called("marensky")] == ["Oleh Marenskyy"]


def test_a_group_is_found_by_its_own_words_and_not_by_its_client_s(voices: Voices) -> None:
    assert [one.voice for one in voices.groups("office")] == ["The Harbour Office", "The Harbour Office"]
    assert [one.words for one in voices.groups("harbour")] == [("harbour", "office")] * 2
    assert [one.voice for one in voices.groups("lawyer")] == ["a lawyer for Ola Berg"]
    assert voices.groups("berg") == []


def test_surnames_are_found_by_their_sound_and_by_their_length(voices: Voices) -> None:
    assert voices.surnames_that_sound("marensky") == ["marensky", "marenskyy"]
    assert voices.surnames(first="m", shortest=9, longest=20) == ["marenskyy"]
    assert voices.surnames(first="f", shortest=1, longest=3) == ["fox"]
    assert voices.is_first_name("karl")
    assert not voices.is_first_name("venn")


def test_a_forked_process_asks_for_itself(voices: Voices) -> None:
    child = os.fork()
    if not child:
        os._exit(0 if voices.called("venn") == [Calling(("venn",), "Venn")] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert voices.called("venn")


def test_a_publish_knows_the_speakers_of_all_articles_and_a_withdrawn_one_no_more(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1), make_article(2))
    with closing(newsroom.index()) as index:
        view = index.view()
        counted = ((Speaker(one.name, one.kind), one.statements) for one in view.snapshot.statement_counts())
        surnames = {voice.name.split()[-1].lower() for voice in join_spellings(counted)}
        assert surnames
        assert all(view.voices.called(one) for one in surnames)
        newsroom.ingest(*(replace(make_article(number), text="Nobody spoke.") for number in (1, 2)))
        assert not any(index.view().voices.called(one) for one in surnames)


def test_a_generation_of_an_older_version_has_no_such_file_and_answers_alike(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("index.ingest.writer.write_voices", lambda *_: None)
        newsroom.ingest(make_article(1))
    assert not voices_file(newsroom.folder / "generations" / "1").exists()
    with closing(newsroom.index()) as index:
        surname = index.view().snapshot.statement_counts()[0].name.split()[-1].lower()
        assert index.view().voices.called(surname)
        newsroom.ingest(make_article(2))
        assert voices_file(index.view().snapshot.folder).exists()
        assert index.view().voices.called(surname)


def test_a_file_that_was_lost_is_damage(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1))
    voices_file(newsroom.folder / "generations" / "1").unlink()
    with (
        closing(newsroom.index()) as index,
        pytest.raises(IndexDamaged, match=r"voices\.sqlite is missing") as told,
    ):
        _ = index.view().voices
    assert "index rebuild" in told.value.hint
