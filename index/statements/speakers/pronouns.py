"""Resolve "he", "she" and "it" to the only person or organisation that the sentences before allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from index.people.genders import Gender, gender_of
from index.statements.coreference.descriptions import acts, has_office, is_stranger
from index.statements.coreference.people import People
from index.statements.coreference.salience import (
    Referent,
    before_name,
    is_apposition,
    is_interviewer,
    is_main_subject,
    is_place_or_people,
    is_topic,
)
from index.statements.lexicon import words as lex
from index.statements.syntax.omitted_subjects import main_clause_begin
from index.statements.syntax.subjects import Subject
from index.statements.syntax.verbs import is_verb_form
from index.statements.text.names import Mention
from index.statements.text.scene import Scene
from index.types import Speaker

_NEWCOMER = frozenset({"a", "an", "another", "one"})
_MAX_PARAGRAPHS_BACK = 2
_MAX_SENTENCES_BACK = 8
_MAX_SENTENCES_BACK_ALONE = 12
_MAX_DISTANCE = 160  # tokens
_CROWD = 60  # names; no pronoun is clear among more

Place = tuple[int, int]
"""A paragraph, and a sentence in it."""


class PronounResolver:
    """Records who each sentence of an article mentions. Ask for pronouns in reading order."""

    def __init__(self, scenes: Sequence[Scene], people: People) -> None:
        self._scenes = scenes
        self._people = people
        self._referents: dict[Place, list[Referent]] = defaultdict(list)
        self._by_token: dict[tuple[int, int], Referent] = {}  # by paragraph and token
        self._genders: dict[str, Gender | None] = {}
        self._first_places: dict[str, Place] = {}
        self._acting = {m.key for scene in scenes for m in scene.mentions if m.titles or acts(scene, m)}
        self._main_clauses: dict[Place, int] = {}
        self._first_pronouns: dict[tuple[Place, Gender], int | None] = {}
        self._organisations: dict[Place, list[str]] = defaultdict(list)  # those that spoke in a sentence
        for paragraph, scene in enumerate(scenes):
            for mention in scene.mentions:
                if mention.kind == "person" and not is_place_or_people(scene, mention):
                    self._add_name(scene, mention, (paragraph, scene.paragraph.sentence_of[mention.first]))
            for sentence in range(len(scene.paragraph.sentences)):
                self._add_office(scene, (paragraph, sentence))

    def _add_name(self, scene: Scene, mention: Mention, place: Place) -> None:
        start = scene.paragraph.sentences[place[1]].start
        if not self._people.looks_like_a_person(mention) and not has_office(scene, mention):
            full = len(mention.key) == 2 and not mention.possessive and mention.key[0] not in lex.PLACES
            if full and (self._is_main_subject(scene, mention, place) or is_apposition(scene, mention, start)):
                self._add(place, Referent("", None, mention.first, is_doubtful=True), by_token=True)
            return
        person = self._people.find(mention)
        if len(mention.words) == 1 and mention.key not in self._acting and person is None:
            return  # "left Lowfield": a name that never acts may be a place
        candidates = self._people.candidates(mention)
        if person is not None:
            name, gender = person.name, person.gender
        else:
            name, gender = "" if candidates else " ".join(mention.words), gender_of(mention.words, mention.titles)
        self._genders[name] = gender
        self._first_places.setdefault(name, place)
        governed = mention.first > start and (
            scene.is_preposition(mention.first - 1)
            or mention.possessive
            or (scene.low(mention.first - 1) in {"and", "or"} and not scene.is_mark(mention.first - 2, ","))
        )
        topic = is_topic(scene, mention, start)
        subject = topic or (not mention.possessive and self._is_main_subject(scene, mention, place))
        referent = Referent(name, gender, mention.first, subject, governed and not topic)
        referent.asks = is_interviewer(scene, mention)
        if not name:
            referent.namesakes = tuple((one.name, one.gender) for one in candidates)
        self._add(place, referent, by_token=True)

    def _add_office(self, scene: Scene, place: Place) -> None:
        """Record a sentence about an office without a name: "The president looked pale. *He* …"."""
        first = self._main_clause(place)
        role = scene.low(first + 1)
        if scene.low(first) != "the" or role not in lex.ROLES or scene.at[first + 1] is not None:
            return
        if not (first + 2 < len(scene.tokens) and is_verb_form(scene, first + 2)):
            return
        holder = self._people.find_holder(role, None, former=False, places=frozenset())
        name, gender = (holder.name, holder.gender) if holder is not None else ("", None)
        self._add(place, Referent(name, gender, first, is_subject=True, by_office=True, is_doubtful=not name))

    def _add(self, place: Place, referent: Referent, *, by_token: bool = False) -> None:
        self._referents[place].append(referent)
        if by_token:
            self._by_token[place[0], referent.token] = referent

    def _is_main_subject(self, scene: Scene, mention: Mention, place: Place) -> bool:
        start = self._main_clause(place)
        if before_name(scene, mention, start) < start <= mention.first:
            return True
        return is_main_subject(scene, mention, scene.paragraph.sentences[place[1]].start)

    def _main_clause(self, place: Place) -> int:
        """Return the token at which the main clause of a sentence begins."""
        if place not in self._main_clauses:
            scene = self._scenes[place[0]]
            self._main_clauses[place] = main_clause_begin(scene, scene.paragraph.sentences[place[1]])
        return self._main_clauses[place]

    def add_speaker(self, speaker: Speaker, subject: Subject, place: Place, *, asks: bool, inside: bool) -> None:
        """Record who speaks in a sentence. Organisations `inside` another's words do not count."""
        if speaker.kind == "person":
            self._add_person(speaker.name, subject, place, asks=asks)
        elif speaker.kind == "organisation" and not inside:
            self._organisations[place].append(speaker.name)
        elif speaker.kind == "unnamed" and self._scenes[place[0]].low(subject.first) in _NEWCOMER:
            self._add(place, Referent("", None, subject.first, is_subject=True, asks=asks))

    def _add_person(self, name: str, subject: Subject, place: Place, *, asks: bool) -> None:
        known = self._by_token.get((place[0], subject.mention.first)) if subject.mention is not None else None
        if known is None:
            self._add(place, Referent(name, self._genders.get(name), subject.first, is_subject=True))
            return
        if known.is_doubtful:  # a speaker is a person
            known.name, known.gender, known.is_doubtful = name, self._genders.get(name), False
        known.is_subject, known.asks, known.reports = True, known.asks or asks, True

    def resolve(self, token: int, place: Place, *, adds_to: Speaker | None) -> Speaker | None:
        """Return the speaker that the pronoun at a token denotes, or None if the article leaves doubt.

        In a sentence that adds to a statement, "she" is its speaker `adds_to`.
        """
        pronoun = self._scenes[place[0]].low(token)
        if pronoun == "it":
            return self._resolve_it(token, place)
        if pronoun not in {"he", "she"}:
            return None
        gender: Gender = "m" if pronoun == "he" else "f"
        before = adds_to.name if adds_to and adds_to.kind == "person" else ""
        adds = before and self._genders.get(before) in {None, gender}
        name = before if adds else self._find_name(gender, token, place)
        if not name:
            return None
        self._add(place, Referent(name, gender, token, is_subject=True))
        return Speaker(name)

    def _resolve_it(self, token: int, place: Place) -> Speaker | None:
        """Resolve "It said" at the head of a sentence to the only organisation that spoke in the sentence before."""
        paragraph, sentence = place
        if token != self._scenes[paragraph].paragraph.sentences[sentence].start or not sentence:
            return None
        spoke = set(self._organisations.get((paragraph, sentence - 1), ()))
        if len(spoke) != 1:
            return None
        [name] = spoke
        self._organisations[place].append(name)
        return Speaker(name, kind="organisation")

    def _find_name(self, gender: Gender, token: int, place: Place) -> str | None:
        everybody = self._referents.get(place, [])
        if len(everybody) > _CROWD:
            return None
        here = [s for s in everybody if s.token < token and s.may_be(gender) and not s.by_office]
        free = {s.name_for(gender) for s in self._in_focus(here, gender, place) if s.is_subject or not s.is_governed}
        if free:
            return _only_name(free, gender, everybody)
        for past in self._sentences_before(place):
            seen = [s for s in self._referents.get(past, [])[:_CROWD] if s.may_be(gender)]
            seen = self._in_focus(seen, gender, past)
            seen = [s for s in seen if s.name or not s.asks] or seen  # "A reporter asked Fox. *She* said"
            if any(s.is_subject and not s.by_office for s in seen):
                seen = [s for s in seen if not s.by_office]
            if not seen:
                continue
            if any(s.is_doubtful for s in seen):
                return None
            names = {s.name_for(gender) for s in seen}
            subjects = {s.name_for(gender) for s in seen if s.is_subject}
            if not subjects and any(s.is_governed for s in seen):
                near = past[0] == place[0] and not self._has_stranger(past, token)
                if not near or seen[0].gender != gender or len(names) > 1:
                    break
            chosen = subjects or names
            if any(s.asks and s.name_for(gender) in chosen for s in seen):
                return None
            reported = min((s.token for s in seen if s.reports and s.name_for(gender) in chosen), default=None)
            rivals = [s for s in seen if reported is None or s.token <= reported]
            return _only_name(chosen, gender, [*everybody, *rivals])
        return self._only_person(gender, token, place)

    def _has_stranger(self, place: Place, token: int) -> bool:
        """Whether a person without a name appears between the beginning of a sentence and a token."""
        scene = self._scenes[place[0]]
        start = scene.paragraph.sentences[place[1]].start
        return token - start > _MAX_DISTANCE or any(is_stranger(scene, n) for n in range(start, token))

    def _in_focus(self, seen: list[Referent], gender: Gender, place: Place) -> list[Referent]:
        """Drop the people after the pronoun of a sentence: "When Fox came, *she* met Hill"."""
        if not seen or any(s.is_subject for s in seen):
            return seen
        first = self._first_pronoun(gender, place)
        return seen if first is None else [s for s in seen if s.token < first]

    def _first_pronoun(self, gender: Gender, place: Place) -> int | None:
        """Return the first "he" or "she" of a sentence. Cached: a sentence may be a book of pronouns."""
        if (place, gender) not in self._first_pronouns:
            scene, pronoun = self._scenes[place[0]], "he" if gender == "m" else "she"
            tokens = scene.paragraph.sentences[place[1]]
            self._first_pronouns[place, gender] = next((n for n in tokens if scene.low(n) == pronoun), None)
        return self._first_pronouns[place, gender]

    def _only_person(self, gender: Gender, token: int, place: Place) -> str | None:
        """Return the only person of a gender that the article has named so far, unless a stranger came in since."""
        if len(self._first_places) > _CROWD:
            return None
        before = [n for n, first in self._first_places.items() if first < place and self._genders[n] in {None, gender}]
        if len(before) != 1 or self._genders[before[0]] != gender:
            return None
        for at in [place, *islice(self._backwards(place), _MAX_SENTENCES_BACK_ALONE - 1)]:
            scene = self._scenes[at[0]]
            tokens = scene.paragraph.sentences[at[1]]
            if any(is_stranger(scene, n) for n in range(tokens.start, token if at == place else tokens.stop)):
                return None
            if any(s.name == before[0] for s in self._referents.get(at, [])[:_CROWD]):
                return before[0]
        return None

    def _sentences_before(self, place: Place) -> list[Place]:
        places = list(islice(self._backwards(place), _MAX_SENTENCES_BACK))
        return [one for one in places if one[0] > places[0][0] - _MAX_PARAGRAPHS_BACK]

    def _backwards(self, place: Place) -> Iterator[Place]:
        """Yield the sentences before a place, closest first."""
        paragraph, sentence = place
        yield from ((paragraph, n) for n in range(sentence - 1, -1, -1))
        for number in range(paragraph - 1, -1, -1):
            yield from ((number, n) for n in range(len(self._scenes[number].paragraph.sentences) - 1, -1, -1))


def _only_name(names: set[str], gender: Gender, rivals: Sequence[Referent]) -> str | None:
    """Return the only name, unless its gender is unknown and a rival has the right one."""
    if len(names) != 1:
        return None
    [name] = names
    known = any(s.gender == gender or s.namesakes for s in rivals if s.name_for(gender) == name)
    others = any(s.gender == gender and s.name_for(gender) != name for s in rivals)
    return name if known or not others else None
