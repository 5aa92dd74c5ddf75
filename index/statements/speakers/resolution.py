"""From the subject of a reporting clause to the speaker: a name the article leaves no doubt about, or nobody.

Keeps, sentence by sentence, who has been spoken of, so that "he said" finds its man where only one can be meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.people.genders import Gender, gender_of
from index.statements.coreference.descriptions import acts, has_office, is_stranger
from index.statements.coreference.organisations import Organisations
from index.statements.coreference.people import People
from index.statements.coreference.salience import Seen, interviews, is_apposition, is_main_subject, is_no_name, is_topic
from index.statements.lexicon import words as lex
from index.statements.syntax.omitted_subjects import main_clause_begin
from index.statements.syntax.subjects import Subject
from index.statements.syntax.verbs import is_verb_form
from index.statements.text.names import Mention, mixes_scripts
from index.statements.text.scene import Scene
from index.types import Speaker

_NEWCOMER = frozenset({"a", "an", "another", "one"})
_PARAGRAPHS_BACK = 2
_ALONE_BACK = 12  # sentences
_SENTENCES_BACK = 8
_FARTHEST = 160  # tokens
_MOST_WORDS = 14
_CROWD = 60  # in a sentence with more names than this no pronoun is clear


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
        self._begin: dict[tuple[int, int], int] = {}
        self._called: dict[tuple[int, int, Gender], int | None] = {}
        self._reporting: dict[tuple[int, int], list[str]] = {}  # the organisations that spoke in a sentence
        for number, scene in enumerate(scenes):
            for mention in scene.mentions:
                if mention.kind == "person":
                    self._see(number, scene, mention)
            self._see_roles(number, scene)

    def _see(self, paragraph: int, scene: Scene, mention: Mention) -> None:
        sentence = scene.paragraph.sentence_of[mention.first]
        if is_no_name(scene, mention):
            return
        if not self._people.looks_like_a_person(mention) and not has_office(scene, mention):
            self._see_doubtful(paragraph, scene, mention, sentence)
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
        topic = is_topic(scene, mention, start)
        subject = topic or (not mention.possessive and self._is_main_subject(paragraph, scene, mention, sentence))
        seen = Seen(name, gender, subject, mention.first, governed and not topic, asks=interviews(scene, mention))
        if not name:
            seen.relatives = tuple((person.name, person.gender) for person in self._people.of_name(mention))
        self._at[paragraph, mention.first] = seen
        self._seen.setdefault((paragraph, sentence), []).append(seen)

    def _see_roles(self, paragraph: int, scene: Scene) -> None:
        """Whom a sentence is about by an office alone: "The president looked pale. *He* …"."""
        for sentence in range(len(scene.paragraph.sentences)):
            first = self._begins(paragraph, sentence)
            role = scene.low(first + 1)
            if scene.low(first) != "the" or role not in lex.ROLES or scene.at[first + 1] is not None:
                continue
            if not (first + 2 < len(scene.tokens) and is_verb_form(scene, first + 2)):
                continue
            person = self._people.described(role, None, former=False, places=frozenset())
            name, gender = (person.name, person.gender) if person is not None else ("", None)
            seen = Seen(name, gender, subject=True, token=first, governed=False, by_office=True, doubtful=not name)
            self._seen.setdefault((paragraph, sentence), []).append(seen)

    def _see_doubtful(self, paragraph: int, scene: Scene, mention: Mention, sentence: int) -> None:
        """A full name of which nothing tells that it is a person's: what comes after it in the place of a subject,
        "he" can mean its bearer as well as anybody."""
        full = len(mention.key) == 2 and not mention.possessive and mention.key[0] not in lex.PLACES
        if full and (
            self._is_main_subject(paragraph, scene, mention, sentence) or is_apposition(scene, mention, sentence)
        ):
            seen = Seen("", None, subject=False, token=mention.first, governed=False, doubtful=True)
            self._at[paragraph, mention.first] = seen
            self._seen.setdefault((paragraph, sentence), []).append(seen)

    def _is_main_subject(self, paragraph: int, scene: Scene, mention: Mention, sentence: int) -> bool:
        before = mention.first - 1
        start = self._begins(paragraph, sentence)
        while before >= start and scene.at[before] is None and scene.low(before) in lex.DETERMINERS | lex.TITLES:
            before -= 1
        return before < start <= mention.first or is_main_subject(
            scene, mention, scene.paragraph.sentences[sentence].start
        )

    def _begins(self, paragraph: int, sentence: int) -> int:
        """Where the main clause of a sentence begins."""
        place = (paragraph, sentence)
        if place not in self._begin:
            scene = self._scenes[paragraph]
            self._begin[place] = main_clause_begin(scene, scene.paragraph.sentences[sentence])
        return self._begin[place]

    def _identity(self, mention: Mention) -> tuple[str, Gender | None]:
        person = self._people.who(mention)
        if person is not None:
            return person.name, person.gender
        gender = gender_of(mention.words, mention.titles)
        return ("" if self._people.is_shared(mention) else " ".join(mention.words)), gender

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
        """Who a subject is; None where the article leaves it open. `inside` another's words no pronoun is clear; where
        "she" adds to what `adds_to` said, she is that speaker."""
        scene = self._scenes[paragraph]
        if subject.kind == "pronoun" and scene.low(subject.first) == "it":
            return None if inside else self._it(scene, subject.first, paragraph, sentence)
        if subject.kind == "pronoun":
            low, said_before = scene.low(subject.first), adds_to.name if adds_to and adds_to.kind == "person" else ""
            return None if inside else self._pronoun(low, subject.first, paragraph, sentence, said_before)
        if subject.kind in {"open", "same"}:
            return None
        speaker = self._named(subject) if subject.mention is not None else None
        if speaker is None and subject.kind == "phrase":
            speaker = self._described(scene, subject)
        if speaker is not None and speaker.kind == "person":
            self._mark_subject(speaker.name, subject, paragraph, sentence, asks=asks)
        if speaker is not None and speaker.kind == "unnamed" and scene.low(subject.first) in _NEWCOMER:
            seen = Seen("", None, subject=True, token=subject.first, governed=False, asks=asks)
            self._seen.setdefault((paragraph, sentence), []).append(seen)
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
            if known.doubtful:  # who speaks is somebody
                known.name, known.gender, known.doubtful = name, self._genders.get(name), False
            known.subject, known.asks, known.reports = True, known.asks or asks, True
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
        places = frozenset(low for low in lows if low not in known)
        whole = not places or bool(places - lex.QUARTERS)
        if (
            not plain
            or not whole
            or not places <= lex.PLACES | lex.PARTS_OF_PLACES
            or "vice" in lows
            or "deputy" in lows
        ):
            return None
        person = self._people.described(role, nation, former="former" in lows, places=places)
        return Speaker(person.name) if person is not None else None

    def _pronoun(self, pronoun: str, token: int, paragraph: int, sentence: int, said_before: str) -> Speaker | None:
        if pronoun not in {"he", "she"}:
            return None
        gender: Gender = "m" if pronoun == "he" else "f"
        adds = said_before and self._genders.get(said_before) in {None, gender}
        found = said_before if adds else self._referent(gender, token, paragraph, sentence)
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
        here = self._in_focus(
            [s for s in everybody if s.token < token and s.may_be(gender) and not s.by_office],
            gender,
            paragraph,
            sentence,
        )
        loose = {s.called(gender) for s in here if s.subject or not s.governed}
        if loose:
            return self._sure(loose, gender, everybody)
        for past in self._sentences_before(paragraph, sentence):
            seen = self._in_focus([s for s in self._seen.get(past, ())[:_CROWD] if s.may_be(gender)], gender, *past)
            seen = [s for s in seen if s.name or not s.asks] or seen  # "A reporter asked Fox. *She* said"
            if any(s.subject and not s.by_office for s in seen):
                seen = [s for s in seen if not s.by_office]
            if not seen:
                continue
            if any(s.doubtful for s in seen):
                return None
            subjects = {s.called(gender) for s in seen if s.subject}
            if not subjects and any(s.governed for s in seen):
                alone = past[0] == paragraph and not self._has_stranger(paragraph, past[1], token)
                if not alone or seen[0].gender != gender or len({s.called(gender) for s in seen}) > 1:
                    break
            chosen = subjects or {s.called(gender) for s in seen}
            if any(s.asks and s.called(gender) in chosen for s in seen):
                return None
            said = min((s.token for s in seen if s.reports and s.called(gender) in chosen), default=None)
            near = [s for s in seen if said is None or s.token <= said]
            return self._sure(chosen, gender, [*everybody, *near])
        return self._alone(gender, token, paragraph, sentence)

    def _has_stranger(self, paragraph: int, first: int, token: int) -> bool:
        """Whether somebody without a name comes in between the beginning of a sentence and a token."""
        scene = self._scenes[paragraph]
        start = scene.paragraph.sentences[first].start
        return token - start > _FARTHEST or any(is_stranger(scene, n) for n in range(start, token))

    def _in_focus(self, seen: list[Seen], gender: Gender, paragraph: int, sentence: int) -> list[Seen]:
        """Of the people in a sentence that speaks of "he" or "she" only those named before: "When Fox came, *she* met
        Hill", "*she* does not think Hill can"."""
        if not seen or any(s.subject for s in seen):
            return seen
        first = self._first_called(gender, paragraph, sentence)
        return seen if first is None else [s for s in seen if s.token < first]

    def _first_called(self, gender: Gender, paragraph: int, sentence: int) -> int | None:
        """The first "he" or "she" of a sentence. Kept: a sentence may be a book, and be asked about at each of them."""
        place = (paragraph, sentence, gender)
        if place not in self._called:
            scene, pronoun = self._scenes[paragraph], "he" if gender == "m" else "she"
            tokens = scene.paragraph.sentences[sentence]
            self._called[place] = next((n for n in tokens if scene.low(n) == pronoun), None)
        return self._called[place]

    def _sure(self, names: set[str], gender: Gender, near: Sequence[Seen]) -> str | None:
        """The one of the names, unless its gender is not known and somebody of the right one is near."""
        if len(names) != 1:
            return None
        [name] = names
        known = any(
            s.gender == gender or (s.relatives and s.called(gender) == name) for s in near if s.called(gender) == name
        )
        others = any(s.gender == gender and s.called(gender) != name for s in near)
        return name if known or not others else None

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
