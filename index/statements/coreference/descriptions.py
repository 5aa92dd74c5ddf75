"""Descriptions that stand for a name: who is "the developer", "the league", or the only "he" of an article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.people.genders import Gender
from index.statements.coreference.people import People
from index.statements.coreference.person import Person, home_of, office_after
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.text.names import Mention, fold
from index.statements.text.scene import Scene

_PERSON_ENDINGS = ("ist", "er", "or", "ian", "man", "woman", "ant", "yst")
# Too many people are one of these for "the official" to mean the last one named.
_TOO_COMMON = frozenset(
    "official aide adviser advisor source person man woman member friend critic supporter voter student resident child "
    "boy girl participant observer leader ally colleague reporter other number year order paper matter".split()
)
# Many of these have no name in the article, so a name that ends in the word proves nothing.
_OFTEN_UNNAMED = frozenset(
    {"house", "white", "state", "government", "administration", "campaign", "court", "police", "army"}
)
_CROWD = 60  # people; no pronoun is clear among more
_MAX_AGE_DIGITS = 2
_MAX_PHRASE = 7  # tokens of "a retired property developer"


class Organisations:
    """The organisations that an article names, by the last noun of the name."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._by_noun: dict[str, dict[tuple[str, ...], Mention]] = defaultdict(dict)
        for mention in mentions:
            if mention.kind != "organisation" or len(mention.words) < 2:
                continue
            key = tuple(fold(word) for word in mention.words)
            if key[-1] in lex.ORGANISATION_NOUNS - _OFTEN_UNNAMED:
                self._by_noun[key[-1]].setdefault(key, mention)

    def find(self, noun: str, before: int) -> str | None:
        """Return the full name of the only organisation named before a character position that "the noun" can mean."""
        named = self._by_noun.get(noun, {})
        if not named:
            return None
        fullest = max(named, key=len)
        if any(fullest[-len(key) :] != key for key in named):
            return None
        return " ".join(named[fullest].words) if min(m.start for m in named.values()) < before else None


def learn_descriptions(scenes: Sequence[Scene], people: People) -> None:
    """Add to the people of an article the genders, offices and descriptions that its sentences give."""
    _DescriptionReader(people).read(scenes)


class _DescriptionReader:
    def __init__(self, people: People) -> None:
        self._people = people
        self._named: dict[Person, None] = {}  # in reading order
        self._has_strangers = False

    def read(self, scenes: Sequence[Scene]) -> None:
        for scene in scenes:
            antecedent: Person | None = None
            for sentence in scene.paragraph.sentences:
                self._read_sentence(scene, sentence, antecedent)
                antecedent = self._only_subject(scene, sentence)
        nouns = {noun for person in self._named for noun in person.descriptions}
        positions: dict[str, set[int]] = defaultdict(set)
        for scene in scenes:
            for at, token in enumerate(scene.tokens):
                noun = token.low if token.low in nouns else token.low.removesuffix("s")
                if noun in nouns and scene.at[at] is None and _is_indefinite(scene, at):
                    positions[noun].add(token.start)
        self._people.drop_shared_descriptions(positions)

    def _read_sentence(self, scene: Scene, sentence: range, antecedent: Person | None) -> None:
        for at in sentence:
            mention = scene.at[at]
            if mention is not None:
                if mention.first == at and mention.kind == "person":
                    self._read_name(scene, mention)
            elif scene.low(at) in {"he", "she"}:
                self._read_pronoun(scene, at, antecedent if at == sentence.start else None)
            elif is_stranger(scene, at):
                self._has_strangers = True

    def _read_name(self, scene: Scene, mention: Mention) -> None:
        person = self._people.find(mention)
        if person is None:
            self._has_strangers = self._has_strangers or self._people.looks_like_a_person(mention)
            return
        self._named.setdefault(person)
        person.acts = person.acts or acts(scene, mention) or self._people.looks_like_a_person(mention)
        person.titles.update(title for title in (home_of(scene, mention), office_after(scene, mention)) if title)
        noun = _describing_noun(scene, mention)
        if noun is not None:
            person.descriptions[scene.low(noun)] = scene.tokens[noun].start

    def _read_pronoun(self, scene: Scene, at: int, person: Person | None) -> None:
        gender: Gender = "m" if scene.low(at) == "he" else "f"
        if len(self._named) > _CROWD:
            return
        candidates = [one for one in self._named if one.may_be(gender)]
        if person is None and len(candidates) == 1 and not self._has_strangers:
            [person] = candidates
        if person is not None and person.gender is None and person.acts:
            person.gender = gender

    def _only_subject(self, scene: Scene, sentence: range) -> Person | None:
        """Return the only person in a sentence, if it is the subject of a finite reporting verb."""
        mentions = [m for at in sentence if (m := scene.at[at]) is not None and m.first == at and m.kind == "person"]
        if len(mentions) != 1 or any(is_stranger(scene, n) for n in sentence):
            return None
        [mention] = mentions
        cue = CUES.get(scene.low(mention.last))
        reports = cue is not None and cue.form == "finite" and mention.last < sentence.stop
        return self._people.find(mention) if reports and not mention.possessive else None


def acts(scene: Scene, mention: Mention) -> bool:
    """Whether a name has a verb, a title or a description, which places seldom have."""
    if mention.possessive or mention.last >= len(scene.tokens):
        return False
    if mention.titles or _describing_noun(scene, mention) is not None:
        return True
    following = scene.low(mention.last + scene.is_mark(mention.last, ","))
    governed = mention.first > 0 and scene.is_preposition(mention.first - 1)
    return not governed and (following in lex.AUXILIARIES or following in CUES or following == "who")


def has_office(scene: Scene, mention: Mention) -> bool:
    """Whether an office precedes or an age follows a full name: "their coach, Robby Mosk,", "Robby Mosk, 18,"."""
    at = mention.last + 1
    aged = scene.is_mark(at - 1, ",") and scene.is_mark(at + 1, ",")
    aged = aged and scene.low(at).isdigit() and len(scene.low(at)) <= _MAX_AGE_DIGITS
    apposed = scene.is_mark(mention.first - 1, ",") and scene.is_mark(mention.last, ",")
    office = scene.low(mention.first - 1 - apposed) if mention.first else ""
    introduced = office in lex.PERSON_NOUNS or office in lex.ROLES
    return (introduced or aged) and len(mention.words) > 1 and mention.kind == "person"


def is_stranger(scene: Scene, at: int) -> bool:
    """Whether a noun introduces a person without a name: "a neighbour", "her mother"."""
    low = scene.low(at)
    if scene.at[at] is not None or scene.tokens[at].capital or low in lex.DETERMINERS:
        return False
    if low in lex.PERSON_NOUNS or low in lex.ROLES:
        return not _describes_name(scene, at)
    if not low.endswith(_PERSON_ENDINGS):
        return False
    first = _phrase_start(scene, at)
    return first is not None and scene.low(first) in {"a", "an", "another"} and not _describes_name(scene, at)


def _describes_name(scene: Scene, at: int) -> bool:
    """Whether a noun is an apposition to a name or its predicate: "Ann Fox, a *neighbour*"."""
    first = _phrase_start(scene, at)
    if first is None:
        return False
    left = first - 1
    if scene.is_mark(left, ",") or scene.low(left) in {"is", "was"}:
        left -= 1
    return left >= 0 and left < first - 1 and scene.at[left] is not None


def _phrase_start(scene: Scene, at: int) -> int | None:
    """Return the determiner of the noun phrase that ends with a noun."""
    for first in range(at - 1, max(-1, at - _MAX_PHRASE), -1):
        if scene.tokens[first].kind != "word" or scene.is_preposition(first):
            return None
        if scene.low(first) in lex.DETERMINERS:
            return first
    return None


def _is_indefinite(scene: Scene, at: int) -> bool:
    """Whether a noun means several people or a newcomer: "another developer", "developers"."""
    if scene.low(at).endswith("s"):
        return True
    first = _phrase_start(scene, at)
    return first is not None and scene.low(first) not in {"the", "this", "that"} and not _describes_name(scene, at)


def _describing_noun(scene: Scene, mention: Mention) -> int | None:
    """Return the noun in "Ann Fox, a property *developer*" and "Ann Fox is a *developer*"."""
    first = mention.last
    if mention.possessive or first + 2 >= len(scene.tokens):
        return None
    if not (scene.is_mark(first, ",") or scene.low(first) in {"is", "was"}) or scene.low(first + 1) not in {"a", "an"}:
        return None
    at = first + 2
    limit = min(len(scene.tokens), at + _MAX_PHRASE)
    while at < limit and scene.tokens[at].kind == "word" and not _ends_noun_phrase(scene, at):
        at += 1
    noun = at - 1
    low = scene.low(noun)
    person = low in lex.PERSON_NOUNS or low in lex.ROLES or low.endswith(_PERSON_ENDINGS)
    return noun if noun > first + 1 and scene.at[noun] is None and person and low not in _TOO_COMMON else None


def _ends_noun_phrase(scene: Scene, at: int) -> bool:
    low = scene.low(at)
    return scene.is_preposition(at) or low in lex.CLAUSE_OPENERS or low in {"who", "and"} or low in lex.AUXILIARIES
