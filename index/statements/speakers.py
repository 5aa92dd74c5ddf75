"""From the subject of a reporting clause to the speaker: a name the article leaves no doubt about, or nobody.

Keeps, sentence by sentence, who has been spoken of, so that "he said" finds its man where only one can be meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.statements import lexicon as lex
from index.statements.acquaintance import acts, is_stranger
from index.statements.names import Mention, mixes_scripts
from index.statements.organisations import Organisations
from index.statements.people import Gender, People, gender_of
from index.statements.scene import Scene
from index.statements.subjects import Subject
from index.types import Speaker

_INTERVIEWERS = frozenset({"host", "anchor", "moderator", "interviewer", "reporter", "correspondent"})
_BEFORE_NO_NAME = frozenset({"the", "a", "an", "in", "into", "across", "throughout"})
_PARAGRAPHS_BACK = 2
_ALONE_BACK = 12  # sentences
_SENTENCES_BACK = 8
_MOST_WORDS = 14
_CROWD = 60  # in a sentence with more names than this no pronoun is clear


@dataclass(slots=True)
class Seen:
    """Somebody spoken of in a sentence; no name where it is one of two relatives.

    `subject` tells whether the sentence is about what they do.
    """

    name: str
    gender: Gender | None
    subject: bool
    token: int
    governed: bool
    asks: bool = False
    """Whoever asked is not the "he" of the answer."""

    def may_be(self, gender: Gender) -> bool:
        return self.gender is None or self.gender == gender


class Speakers:
    """Resolves the subjects of one article, asked in reading order."""

    def __init__(self, scenes: Sequence[Scene], people: People, text: str) -> None:
        self._scenes = scenes
        self._people = people
        self._text = text
        self._seen: dict[tuple[int, int], list[Seen]] = {}
        self._at: dict[tuple[int, int], Seen] = {}
        self._genders: dict[str, Gender | None] = {}
        self._first: dict[str, tuple[int, int]] = {}  # the sentence that names somebody first
        self._organisations = Organisations([m for scene in scenes for m in scene.mentions])
        self._acting = {m.key for scene in scenes for m in scene.mentions if m.titles or acts(scene, m)}
        self._reporting: dict[tuple[int, int], list[str]] = {}  # the organisations that spoke in a sentence
        for number, scene in enumerate(scenes):
            for mention in scene.mentions:
                if mention.kind == "person":
                    self._see(number, scene, mention)

    def _see(self, paragraph: int, scene: Scene, mention: Mention) -> None:
        sentence = scene.paragraph.sentence_of[mention.first]
        if not self._people.looks_like_a_person(mention) or _is_no_name(scene, mention):
            return
        if len(mention.words) == 1 and mention.key not in self._acting and self._people.who(mention) is None:
            return  # "left Lowfield": what never does anything may be a place
        name, gender = self._identity(mention)
        self._genders[name] = gender
        self._first.setdefault(name, (paragraph, sentence))
        start = scene.paragraph.sentences[sentence].start
        governed = mention.first > start and (
            scene.is_preposition(mention.first - 1)
            or mention.possessive
            or (scene.low(mention.first - 1) in {"and", "or"} and not scene.is_mark(mention.first - 2, ","))
        )
        subject = not mention.possessive and is_main_subject(scene, mention, start)
        seen = Seen(name, gender, subject, mention.first, governed, asks=_interviews(scene, mention))
        self._at[paragraph, mention.first] = seen
        self._seen.setdefault((paragraph, sentence), []).append(seen)

    def _identity(self, mention: Mention) -> tuple[str, Gender | None]:
        person = self._people.who(mention)
        if person is not None:
            return person.name, person.gender
        gender = gender_of(mention.words, mention.titles)
        return ("" if self._people.is_shared(mention) else " ".join(mention.words)), gender

    def resolve(
        self, subject: Subject, paragraph: int, sentence: int, *, asks: bool = False, inside: bool = False
    ) -> Speaker | None:
        """Who a subject is; None where the article leaves it open. `inside` another's words no pronoun is clear."""
        scene = self._scenes[paragraph]
        if subject.kind == "pronoun" and scene.low(subject.first) == "it":
            return None if inside else self._it(scene, subject.first, paragraph, sentence)
        if subject.kind == "pronoun":
            return None if inside else self._pronoun(scene.low(subject.first), subject.first, paragraph, sentence)
        if subject.kind in {"open", "same"}:
            return None
        speaker = self._named(subject) if subject.mention is not None else None
        if speaker is None and subject.kind == "phrase":
            speaker = self._described(scene, subject)
        if speaker is not None and speaker.kind == "person":
            self._mark_subject(speaker.name, subject, paragraph, sentence, asks=asks)
        if speaker is not None and speaker.kind == "organisation" and not inside:
            self._reporting.setdefault((paragraph, sentence), []).append(speaker.name)
        return speaker

    def _it(self, scene: Scene, token: int, paragraph: int, sentence: int) -> Speaker | None:
        """ "It said" at the head of a sentence: the organisation that spoke in the sentence before, if it was alone."""
        if token != scene.paragraph.sentences[sentence].start or not sentence:
            return None
        spoke = set(self._reporting.get((paragraph, sentence - 1), ()))
        if len(spoke) != 1:
            return None
        self._reporting.setdefault((paragraph, sentence), []).extend(spoke)
        return Speaker(spoke.pop(), kind="organisation")

    def _mark_subject(self, name: str, subject: Subject, paragraph: int, sentence: int, *, asks: bool) -> None:
        known = self._at.get((paragraph, subject.mention.first)) if subject.mention is not None else None
        if known is not None:
            known.subject, known.asks = True, known.asks or asks
            return
        seen = self._seen.setdefault((paragraph, sentence), [])
        seen.append(Seen(name, self._genders.get(name), subject=True, token=subject.first, governed=False))

    def _named(self, subject: Subject) -> Speaker | None:
        mention = subject.mention
        if mention is None or mention.kind == "title":
            return None
        words = " ".join(mention.words)
        if mixes_scripts(words):
            return None
        if subject.kind == "organisation" or mention.kind == "organisation":
            return Speaker(words, kind="organisation")
        person = self._people.who(mention)
        if person is not None:
            return Speaker(person.name)
        if self._people.is_shared(mention):
            return None
        return Speaker(words, kind="person" if self._people.looks_like_a_person(mention) else "organisation")

    def _described(self, scene: Scene, subject: Subject) -> Speaker | None:
        """An organisation, an unnamed person, or the one person who holds the title that is named."""
        tokens = scene.tokens[subject.first : subject.last]
        lows = [t.low.rstrip(".") if t.low != "u.s." else t.low for t in tokens if t.kind == "word"]
        if not lows or len(tokens) > _MOST_WORDS:
            return None
        cut = next((n for n, low in enumerate(lows) if n and low in lex.PREPOSITIONS), len(lows))
        head = lows[cut - 1]
        definite = lows[0] in {"the", "this"} or subject.mention is not None
        if head in lex.ROLES and definite:
            return self._titled(lows[:cut], head, plain=cut == len(lows))
        if head in lex.ROLES and lows[0] in {"his", "her", "their"}:
            return None
        words = self._text[tokens[0].start : tokens[-1].end]
        if head in lex.ORGANISATION_NOUNS and head not in lex.PERSON_NOUNS:
            called = self._organisations.called(head, tokens[0].start) if lows == ["the", head] else None
            if called is not None:
                return Speaker(called, kind="organisation")
            bare = tokens[1:] if lows[0] in {"the", "a", "an"} and len(tokens) > 1 else tokens
            return Speaker(self._text[bare[0].start : bare[-1].end], kind="organisation")
        known = self._people.in_role(head, tokens[0].start) if lows == ["the", head] else None
        return Speaker(words, kind="unnamed") if known is None else Speaker(known.name)

    def _titled(self, lows: Sequence[str], role: str, *, plain: bool) -> Speaker | None:
        nation = next((lex.NATIONALITIES[low] for low in lows if low in lex.NATIONALITIES), None)
        known = lex.NATIONALITIES.keys() | lex.TITLES | {"the", "this"}
        if not plain or any(low not in known for low in lows) or "vice" in lows or "deputy" in lows:
            return None
        person = self._people.described(role, nation, former="former" in lows)
        return Speaker(person.name) if person is not None else None

    def _pronoun(self, pronoun: str, token: int, paragraph: int, sentence: int) -> Speaker | None:
        if pronoun not in {"he", "she"}:
            return None
        gender: Gender = "m" if pronoun == "he" else "f"
        found = self._referent(gender, token, paragraph, sentence)
        if not found:
            return None
        self._seen.setdefault((paragraph, sentence), []).append(
            Seen(found, gender, subject=True, token=token, governed=False)
        )
        return Speaker(found)

    def _referent(self, gender: Gender, token: int, paragraph: int, sentence: int) -> str | None:
        everybody = self._seen.get((paragraph, sentence), ())
        if len(everybody) > _CROWD:
            return None
        here = [s for s in everybody if s.token < token and s.may_be(gender)]
        subjects = {s.name for s in here if s.subject}
        loose = {s.name for s in here if not s.governed} | subjects
        if loose:
            return loose.pop() if len(loose) == 1 else None
        for past in self._sentences_before(paragraph, sentence):
            seen = [s for s in self._seen.get(past, ())[:_CROWD] if s.may_be(gender)]
            if not seen:
                continue
            names = {s.name for s in seen}
            subjects = {s.name for s in seen if s.subject}
            if not subjects and any(s.governed for s in seen):
                return self._alone(gender, token, paragraph, sentence)
            chosen = subjects if subjects else names
            if any(s.asks and s.name in chosen for s in seen):
                return None
            return chosen.pop() if len(chosen) == 1 else None
        return self._alone(gender, token, paragraph, sentence)

    def _alone(self, gender: Gender, token: int, paragraph: int, sentence: int) -> str | None:
        """The only person of a gender the article has named so far, unless a stranger came in since."""
        place = (paragraph, sentence)
        if len(self._first) > _CROWD:
            return None
        before = [n for n, first in self._first.items() if first < place and self._genders[n] in {None, gender}]
        if len(before) != 1 or self._genders[before[0]] != gender:
            return None
        at = place
        for _ in range(_ALONE_BACK):
            scene = self._scenes[at[0]]
            tokens = scene.paragraph.sentences[at[1]]
            if any(is_stranger(scene, n) for n in range(tokens.start, token if at == place else tokens.stop)):
                return None
            if any(s.name == before[0] for s in self._seen.get(at, ())[:_CROWD]):
                return before[0]
            at = (at[0], at[1] - 1) if at[1] else (at[0] - 1, len(self._scenes[at[0] - 1].paragraph.sentences) - 1)
            if at[0] < 0:
                break
        return None

    def _sentences_before(self, paragraph: int, sentence: int) -> list[tuple[int, int]]:
        out: list[tuple[int, int]] = []
        while len(out) < _SENTENCES_BACK:
            sentence -= 1
            if sentence < 0:
                paragraph -= 1
                if paragraph < 0:
                    break
                sentence = len(self._scenes[paragraph].paragraph.sentences)
                continue
            out.append((paragraph, sentence))
        first = out[0][0] if out else 0
        return [(p, s) for p, s in out if p >= first - _PARAGRAPHS_BACK + 1]


def _is_no_name(scene: Scene, mention: Mention) -> bool:
    """Whether a lone word is a people, a place or short for one: "the Ruritanians", "in Ruritania", "Rur."."""
    if len(mention.words) > 1 or mention.titles:
        return False
    if mention.words[0].endswith("."):  # "Ore."
        return True
    return mention.first > 0 and scene.low(mention.first - 1) in _BEFORE_NO_NAME


def _interviews(scene: Scene, mention: Mention) -> bool:
    """Whether a name is an interviewer's: "the Post's Ann Fox", "host Ann Fox"."""
    if mention.first and (scene.low(mention.first - 1) in _INTERVIEWERS or _INTERVIEWERS & set(mention.titles)):
        return True
    outlet = scene.at[mention.first - 1] if mention.first else None
    return outlet is not None and outlet.possessive and outlet.kind == "organisation"


def is_main_subject(scene: Scene, mention: Mention, start: int) -> bool:
    """Whether a name stands where the subject of its sentence does: at its head, or after an introduction's comma."""
    before = mention.first - 1
    while before >= start and scene.at[before] is None and scene.low(before) in lex.DETERMINERS | lex.TITLES:
        before -= 1
    if before < start:
        return True
    first = scene.tokens[start]
    introduced = first.low in lex.PREPOSITIONS or first.low in lex.CLAUSE_OPENERS or first.low.endswith(("ing", "ly"))
    return scene.is_mark(before, ",") and introduced
