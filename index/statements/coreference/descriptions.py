"""What the article itself tells about its people: whom it calls "he" or "she", and who is "the developer"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.people.genders import Gender
from index.statements.coreference.offices import home_of, office_behind
from index.statements.coreference.people import People, Person
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.text.names import Mention
from index.statements.text.scene import Scene

_PERSON_ENDINGS = ("ist", "er", "or", "ian", "man", "woman", "ant", "yst")
# Too many people are one of these for "the official" to mean the last one named.
_ANYBODY = frozenset(
    "official aide adviser advisor source person man woman member friend critic supporter voter student resident child "
    "boy girl participant observer leader ally colleague reporter other number year order paper matter".split()
)
_CROWD = 60  # of more people than these no pronoun is clear
_AGE = 2  # digits
_PHRASE = 7  # tokens of "a retired property developer"


def get_acquainted(scenes: Sequence[Scene], people: People) -> None:
    """Teaches the people what the scenes tell of them, in reading order."""
    _Acquaintance(people).read(scenes)


class _Acquaintance:
    def __init__(self, people: People) -> None:
        self._people = people
        self._named: dict[Person, None] = {}  # in order
        self._strangers = False  # whether anybody has come in who is not known by name

    def read(self, scenes: Sequence[Scene]) -> None:
        for scene in scenes:
            alone: Person | None = None
            for sentence in scene.paragraph.sentences:
                self._sentence(scene, sentence, alone)
                alone = self._only_subject(scene, sentence)
        places: dict[str, set[int]] = defaultdict(set)
        roles = {noun for person in self._named for noun in person.roles}
        for scene in scenes:
            for at, token in enumerate(scene.tokens):
                noun = token.low if token.low in roles else token.low.removesuffix("s")
                if noun in roles and scene.at[at] is None and _is_indefinite(scene, at):
                    places[noun].add(token.start)
        self._people.drop_roles(places)

    def _sentence(self, scene: Scene, sentence: range, alone: Person | None) -> None:
        for at in sentence:
            mention = scene.at[at]
            if mention is not None:
                if mention.first == at and mention.kind == "person":
                    self._meet(scene, mention)
            elif scene.low(at) in {"he", "she"}:
                self._called(scene, at, alone if at == sentence.start else None)
            elif is_stranger(scene, at):
                self._strangers = True

    def _meet(self, scene: Scene, mention: Mention) -> None:
        person = self._people.who(mention)
        if person is None:
            self._strangers = self._strangers or self._people.looks_like_a_person(mention)
            return
        self._named.setdefault(person)
        person.acts = person.acts or acts(scene, mention) or self._people.looks_like_a_person(mention)
        person.titles.update(told for told in (home_of(scene, mention), office_behind(scene, mention)) if told)
        noun = _tied_noun(scene, mention)
        if noun is not None:
            person.roles[scene.low(noun)] = scene.tokens[noun].start

    def _called(self, scene: Scene, at: int, alone: Person | None) -> None:
        gender: Gender = "m" if scene.low(at) == "he" else "f"
        if len(self._named) > _CROWD:
            return
        can_be = [person for person in self._named if person.may_be(gender)]
        if alone is None and len(can_be) == 1 and not self._strangers:
            alone = can_be[0]
        if alone is not None and alone.gender is None and alone.acts:
            alone.gender = gender

    def _only_subject(self, scene: Scene, sentence: range) -> Person | None:
        """The one person a sentence names, as the subject of its report, where nobody else is in it."""
        mentions = list(_mentions(scene, sentence))
        if len(mentions) != 1 or any(is_stranger(scene, n) for n in sentence):
            return None
        [mention] = mentions
        cue = CUES.get(scene.low(mention.last))
        reports = cue is not None and cue.form == "finite" and mention.last < sentence.stop
        return self._people.who(mention) if reports and not mention.possessive else None


def _mentions(scene: Scene, sentence: range) -> Iterator[Mention]:
    for at in sentence:
        mention = scene.at[at]
        if mention is not None and mention.first == at and mention.kind == "person":
            yield mention


def acts(scene: Scene, mention: Mention) -> bool:
    """Whether a name does something, or is said to be somebody: what places seldom do."""
    if mention.possessive or mention.last >= len(scene.tokens):
        return False
    if mention.titles or _tied_noun(scene, mention) is not None:
        return True
    following = scene.low(mention.last + scene.is_mark(mention.last, ","))
    governed = mention.first > 0 and scene.is_preposition(mention.first - 1)
    return not governed and (following in lex.AUXILIARIES or following in CUES or following == "who")


def has_office(scene: Scene, mention: Mention) -> bool:
    """Whether a full name has an office before it or an age behind it: "fair manager Robby Mosk", "their coach, Robby
    Mosk,", "Robby Mosk, 18,"."""
    aged = _is_age(scene, mention.last + 1)
    apposed = scene.is_mark(mention.first - 1, ",") and scene.is_mark(mention.last, ",")
    office = scene.low(mention.first - 1 - apposed) if mention.first else ""
    introduced = office in lex.PERSON_NOUNS or office in lex.ROLES
    return (introduced or aged) and len(mention.words) > 1 and mention.kind == "person"


def _is_age(scene: Scene, at: int) -> bool:
    """Whether a small number stands between commas."""
    if not scene.is_mark(at - 1, ",") or not scene.is_mark(at + 1, ","):
        return False
    return scene.low(at).isdigit() and len(scene.low(at)) <= _AGE


def is_stranger(scene: Scene, at: int) -> bool:
    """Whether a noun brings in one person without a name: "a neighbour", "her mother"."""
    low = scene.low(at)
    if scene.at[at] is not None or scene.tokens[at].capital or low in lex.DETERMINERS:
        return False
    if low in lex.PERSON_NOUNS or low in lex.ROLES:
        return not _names_known(scene, at)
    if not low.endswith(_PERSON_ENDINGS):
        return False
    first = _phrase_start(scene, at)
    return first is not None and scene.low(first) in {"a", "an", "another"} and not _names_known(scene, at)


def _names_known(scene: Scene, at: int) -> bool:
    """Whether a noun stands in an apposition or a predicate of somebody named: "Ann Fox, a *neighbour*"."""
    first = _phrase_start(scene, at)
    if first is None:
        return False
    left = first - 1
    if scene.is_mark(left, ",") or scene.low(left) in {"is", "was"}:
        left -= 1
    return left >= 0 and left < first - 1 and scene.at[left] is not None


def _phrase_start(scene: Scene, at: int) -> int | None:
    """The determiner of the noun phrase that ends with a noun."""
    for first in range(at - 1, max(-1, at - _PHRASE), -1):
        if scene.tokens[first].kind != "word" or scene.is_preposition(first):
            return None
        if scene.low(first) in lex.DETERMINERS:
            return first
    return None


def _is_indefinite(scene: Scene, at: int) -> bool:
    """Whether a noun means one of several or a newcomer, not somebody known: "another developer", "developers"."""
    low = scene.low(at)
    if low.endswith("s"):
        return True
    first = _phrase_start(scene, at)
    return first is not None and scene.low(first) not in {"the", "this", "that"} and not _names_known(scene, at)


def _tied_noun(scene: Scene, mention: Mention) -> int | None:
    """The noun in "Ann Fox, a property *developer*" and "Ann Fox is a *developer*"."""
    first = mention.last
    if mention.possessive or first + 2 >= len(scene.tokens):
        return None
    if not (scene.is_mark(first, ",") or scene.low(first) in {"is", "was"}) or scene.low(first + 1) not in {"a", "an"}:
        return None
    at = first + 2
    limit = min(len(scene.tokens), at + _PHRASE)
    while at < limit and scene.tokens[at].kind == "word" and not _ends_noun(scene, at):
        at += 1
    noun = at - 1
    low = scene.low(noun)
    person = low in lex.PERSON_NOUNS or low in lex.ROLES or low.endswith(_PERSON_ENDINGS)
    return noun if noun > first + 1 and scene.at[noun] is None and person and low not in _ANYBODY else None


def _ends_noun(scene: Scene, at: int) -> bool:
    low = scene.low(at)
    return scene.is_preposition(at) or low in lex.CLAUSE_OPENERS or low in {"who", "and"} or low in lex.AUXILIARIES
