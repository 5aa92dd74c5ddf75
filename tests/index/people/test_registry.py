"""The speaker registry, in a published file and in memory."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexDamaged
from index.people.name_merging import MergedSpeaker, merge_spellings
from index.people.registry import Alias, SpeakerRegistry, build_registry, open_registry, write_registry
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
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> SpeakerRegistry:
    if request.param == "memory":
        return build_registry(KNOWN)
    write_registry(tmp_path / "voices.sqlite", KNOWN)
    return open_registry(tmp_path / "voices.sqlite")


def test_a_surname_finds_people_by_statement_count(registry: SpeakerRegistry) -> None:
    assert registry.find_people("fox") == [Alias(("ann", "fox"), "Dr Ann Fox Jr."), Alias(("karl", "fox"), "Karl Fox")]
    assert registry.find_people("venn") == [Alias(("venn",), "Venn")]
    assert registry.find_people("office") == registry.find_people("ann") == []


def test_every_spelling_finds_the_speaker_and_the_other_spellings(registry: SpeakerRegistry) -> None:
    assert registry.canonical(Speaker("Oleh Marensky")) == Speaker("Oleh Marenskyy")
    assert sorted(registry.spellings(["Oleh Marensky"])) == ["Oleh Marensky", "Oleh Marenskyy"]
    assert registry.spellings(["Karl Fox", "nobody"]) == ["Karl Fox", "nobody"]
    assert [one.voice for one in registry.find_people("marensky")] == ["Oleh Marenskyy"]


def test_a_group_is_found_by_its_head_words_only(registry: SpeakerRegistry) -> None:
    assert [one.voice for one in registry.groups("office")] == ["The Harbour Office", "The Harbour Office"]
    assert [one.words for one in registry.groups("harbour")] == [("harbour", "office")] * 2
    assert [one.voice for one in registry.groups("lawyer")] == ["a lawyer for Ola Berg"]
    assert registry.groups("berg") == []


def test_surnames_are_found_by_phonetic_key_and_by_length(registry: SpeakerRegistry) -> None:
    assert registry.surnames_sounding_like("marensky") == ["marensky", "marenskyy"]
    assert registry.surnames(first="m", shortest=9, longest=20) == ["marenskyy"]
    assert registry.surnames(first="f", shortest=1, longest=3) == ["fox"]
    assert registry.is_first_name("karl")
    assert not registry.is_first_name("venn")


def test_a_forked_process_opens_its_own_connection(registry: SpeakerRegistry) -> None:
    child = os.fork()
    if not child:
        os._exit(0 if registry.find_people("venn") == [Alias(("venn",), "Venn")] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert registry.find_people("venn")


def test_a_publish_contains_the_speakers_of_current_articles_only(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1), make_article(2))
    with closing(newsroom.index()) as index:
        view = index.view()
        counted = ((Speaker(one.name, one.kind), one.statements) for one in view.snapshot.statement_counts())
        surnames = {one.name.split()[-1].lower() for one in merge_spellings(counted)}
        assert surnames
        assert all(view.voices.find_people(one) for one in surnames)
        newsroom.ingest(*(replace(make_article(number), text="Nobody spoke.") for number in (1, 2)))
        assert not any(index.view().voices.find_people(one) for one in surnames)


def test_a_generation_without_the_file_builds_the_registry_in_memory(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("index.ingest.publishing.write_registry", lambda *_: None)
        newsroom.ingest(make_article(1))
    assert not registry_file(newsroom.folder / "generations" / "1").exists()
    with closing(newsroom.index()) as index:
        surname = index.view().snapshot.statement_counts()[0].name.split()[-1].lower()
        assert index.view().voices.find_people(surname)
        newsroom.ingest(make_article(2))
        assert registry_file(index.view().snapshot.folder).exists()
        assert index.view().voices.find_people(surname)


def test_a_missing_registry_file_is_damage(newsroom: Newsroom) -> None:
    newsroom.ingest(make_article(1))
    registry_file(newsroom.folder / "generations" / "1").unlink()
    with (
        closing(newsroom.index()) as index,
        pytest.raises(IndexDamaged, match=r"voices\.sqlite is missing") as caught,
    ):
        _ = index.view().voices
    assert "index rebuild" in caught.value.hint
