"""Who speaks in an index: looked up in a file that the publish made."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexDamaged
from index.people.name_merging import MergedSpeaker, merge_spellings
from index.people.registry import Alias, SpeakerRegistry, open_registry, registry_of, write_registry
from index.storage.files import registry_file
from index.types import Speaker
from tests.fakes.newsroom import make_article
from tests.index.conftest import Newsroom

KNOWN = (
    MergedSpeaker("Oleh Marenskyy", "person", ("Oleh Marenskyy", "Oleh Marensky")),
    MergedSpeaker("Dr Ann Fox Jr.", "person", ("Dr Ann Fox Jr.",)),
    MergedSpeaker("Karl Fox", "person", ("Karl Fox",)),
    MergedSpeaker("Venn", "person", ("Venn",)),
    MergedSpeaker("The Harbour Office", "organisation", ("The Harbour Office", "Harbour Office")),
    MergedSpeaker("a lawyer for Ola Berg", "unnamed", ("a lawyer for Ola Berg",)),
)


@pytest.fixture(params=["file", "memory"])
def voices(request: pytest.FixtureRequest, tmp_path: Path) -> SpeakerRegistry:
    if request.param == "memory":
        return registry_of(KNOWN)
    write_registry(tmp_path / "voices.sqlite", KNOWN)
    return open_registry(tmp_path / "voices.sqlite")


def test_people_are_found_by_their_surname_in_the_order_of_how_much_they_say(voices: SpeakerRegistry) -> None:
    assert voices.called("fox") == [Alias(("ann", "fox"), "Dr Ann Fox Jr."), Alias(("karl", "fox"), "Karl Fox")]
    assert voices.called("venn") == [Alias(("venn",), "Venn")]
    assert voices.called("office") == voices.called("ann") == []


def test_every_spelling_leads_to_the_speaker_and_to_every_other_spelling(voices: SpeakerRegistry) -> None:
    assert voices.canonical(Speaker("Oleh Marensky")) == Speaker("Oleh Marenskyy")
    assert sorted(voices.spellings(["Oleh Marensky"])) == ["Oleh Marensky", "Oleh Marenskyy"]
    assert voices.spellings(["Karl Fox", "nobody"]) == ["Karl Fox", "nobody"]
    assert [one.voice for one in voices.called("marensky")] == ["Oleh Marenskyy"]


def test_a_group_is_found_by_its_own_words_and_not_by_its_client_s(voices: SpeakerRegistry) -> None:
    assert [one.voice for one in voices.groups("office")] == ["The Harbour Office", "The Harbour Office"]
    assert [one.words for one in voices.groups("harbour")] == [("harbour", "office")] * 2
    assert [one.voice for one in voices.groups("lawyer")] == ["a lawyer for Ola Berg"]
    assert voices.groups("berg") == []


def test_surnames_are_found_by_their_sound_and_by_their_length(voices: SpeakerRegistry) -> None:
    assert voices.surnames_that_sound("marensky") == ["marensky", "marenskyy"]
    assert voices.surnames(first="m", shortest=9, longest=20) == ["marenskyy"]
    assert voices.surnames(first="f", shortest=1, longest=3) == ["fox"]
    assert voices.is_first_name("karl")
    assert not voices.is_first_name("venn")


def test_a_forked_process_asks_for_itself(voices: SpeakerRegistry) -> None:
    child = os.fork()
    if not child:
        os._exit(0 if voices.called("venn") == [Alias(("venn",), "Venn")] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert voices.called("venn")


def test_a_publish_knows_the_speakers_of_all_articles_and_a_withdrawn_one_no_more(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1), make_article(2))
    with closing(newsroom.index()) as index:
        view = index.view()
        counted = ((Speaker(one.name, one.kind), one.statements) for one in view.snapshot.statement_counts())
        surnames = {voice.name.split()[-1].lower() for voice in merge_spellings(counted)}
        assert surnames
        assert all(view.voices.called(one) for one in surnames)
        newsroom.ingest(*(replace(make_article(number), text="Nobody spoke.") for number in (1, 2)))
        assert not any(index.view().voices.called(one) for one in surnames)


def test_a_generation_of_an_older_version_has_no_such_file_and_answers_alike(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("index.ingest.publishing.write_registry", lambda *_: None)
        newsroom.ingest(make_article(1))
    assert not registry_file(newsroom.folder / "generations" / "1").exists()
    with closing(newsroom.index()) as index:
        surname = index.view().snapshot.statement_counts()[0].name.split()[-1].lower()
        assert index.view().voices.called(surname)
        newsroom.ingest(make_article(2))
        assert registry_file(index.view().snapshot.folder).exists()
        assert index.view().voices.called(surname)


def test_a_file_that_was_lost_is_damage(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1))
    registry_file(newsroom.folder / "generations" / "1").unlink()
    with (
        closing(newsroom.index()) as index,
        pytest.raises(IndexDamaged, match=r"voices\.sqlite is missing") as told,
    ):
        _ = index.view().voices
    assert "index rebuild" in told.value.hint
