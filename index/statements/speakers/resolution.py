"""Resolve the subject of a reporting clause to a speaker, or to nobody if the article leaves doubt."""

from __future__ import annotations

from collections.abc import Sequence

from index.statements.coreference.descriptions import Organisations
from index.statements.coreference.people import People
from index.statements.lexicon import words as lex
from index.statements.speakers.pronouns import PronounResolver
from index.statements.syntax.subjects import Subject
from index.statements.text.names import mixes_scripts
from index.statements.text.scene import Scene
from index.types import Speaker

_MAX_DESCRIPTION = 14  # tokens


class SpeakerResolver:
    """Resolves the subjects of one article. Ask for them in reading order."""

    def __init__(self, scenes: Sequence[Scene], people: People, text: str) -> None:
        self._scenes = scenes
        self._people = people
        self._text = text
        self._organisations = Organisations([m for scene in scenes for m in scene.mentions])
        self._pronouns = PronounResolver(scenes, people)

    def resolve(
        self,
        subject: Subject,
        paragraph: int,
        sentence: int,
        *,
        asks: bool = False,
        inside: bool = False,
        adds_to: Speaker | None = None,
    ) -> Speaker | None:
        """Return the speaker that a subject denotes, or None if the article leaves doubt.

        Args:
            asks: whether the subject asks a question.
            inside: whether the clause is part of another's words, where no pronoun is clear.
            adds_to: the speaker of the statement that this one continues ("she added").
        """
        scene, place = self._scenes[paragraph], (paragraph, sentence)
        if subject.kind == "pronoun":
            return None if inside else self._pronouns.resolve(subject.first, place, adds_to=adds_to)
        if subject.kind in {"open", "same"}:
            return None
        speaker = self._resolve_name(subject)
        if speaker is None and subject.kind == "phrase":
            speaker = self._resolve_description(scene, subject)
        if speaker is not None:
            self._pronouns.add_speaker(speaker, subject, place, asks=asks, inside=inside)
        return speaker

    def _resolve_name(self, subject: Subject) -> Speaker | None:
        mention = subject.mention
        if mention is None or mention.kind == "title":
            return None
        words = " ".join(mention.words)
        if mixes_scripts(words):
            return None
        if subject.kind == "organisation" or mention.kind == "organisation":
            return Speaker(words, kind="organisation")
        person = self._people.find(mention)
        if person is not None:
            return Speaker(person.name)
        if self._people.candidates(mention):
            return None
        return Speaker(words, kind="person" if self._people.looks_like_a_person(mention) else "organisation")

    def _resolve_description(self, scene: Scene, subject: Subject) -> Speaker | None:
        """Return an organisation, an unnamed person, or the only person who holds the named office."""
        tokens = scene.tokens[subject.first : subject.last]
        lows = [t.low.rstrip(".") if t.low != "u.s." else t.low for t in tokens if t.kind == "word"]
        if not lows or len(tokens) > _MAX_DESCRIPTION:
            return None
        cut = next((n for n, low in enumerate(lows) if n and low in lex.PREPOSITIONS), len(lows))
        head = lows[cut - 1]
        definite = lows[0] in {"the", "this"} or subject.mention is not None
        if head in lex.ROLES and definite:
            return self._resolve_office(lows, head) if cut == len(lows) else None
        if head in lex.ROLES and lows[0] in {"his", "her", "their"}:
            return None
        start = tokens[0].start
        if head in lex.ORGANISATION_NOUNS and head not in lex.PERSON_NOUNS:
            name = self._organisations.find(head, start) if lows == ["the", head] else None
            if name is not None:
                return Speaker(name, kind="organisation")
            bare = tokens[1:] if lows[0] in {"the", "a", "an"} and len(tokens) > 1 else tokens
            return Speaker(self._text[bare[0].start : bare[-1].end], kind="organisation")
        person = self._people.find_described(head, start) if lows == ["the", head] else None
        return Speaker(self._text[start : tokens[-1].end], kind="unnamed") if person is None else Speaker(person.name)

    def _resolve_office(self, lows: Sequence[str], role: str) -> Speaker | None:
        """Return the holder of "the Ohio senator", if nothing but countries and places qualifies the office."""
        nation = next((lex.NATIONALITIES[low] for low in lows if low in lex.NATIONALITIES), None)
        known = lex.NATIONALITIES.keys() | lex.TITLES | {"the", "this"}
        places = frozenset(low for low in lows if low not in known)
        if places and places <= lex.QUARTERS:
            return None
        if not places <= lex.PLACES | lex.PARTS_OF_PLACES or "vice" in lows or "deputy" in lows:
            return None
        person = self._people.find_holder(role, nation, former="former" in lows, places=places)
        return Speaker(person.name) if person is not None else None
