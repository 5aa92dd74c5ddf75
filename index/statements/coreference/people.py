"""Who an article's names are: every mention resolved to the fullest name, where the article leaves no doubt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.people.genders import FEMALE_TITLES, FIRST_NAMES, MALE_TITLES, OPPOSITE, Gender, gender_of
from index.statements.coreference.offices import offices_of
from index.statements.lexicon import words as lex
from index.statements.text.names import Mention, mixes_scripts, name_key

_SETTLED = 2
"""Times that a surname alone settles whose it is."""
_NEAR = 600
"""Characters, some four sentences, in which a namesake is still in mind."""


_ONE_IN_A_COUNTRY = frozenset({"president", "premier", "chancellor", "king", "queen", "pope"})


@dataclass(slots=True, eq=False)
class Person:
    """One person of the article, with every form of the full name and every title it is introduced with."""

    first_seen: int
    forms: Counter[tuple[str, ...]] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    plainly: set[str] = field(default_factory=set)
    """The titles without a country or a firm: "President Fox" is the president, "Acme President Hill" is not."""
    introduced: set[str] = field(default_factory=set)
    """The titles that stand beside the full name: these tell one relative from another."""
    roles: dict[str, int] = field(default_factory=dict)
    """What the article calls the person in passing ("Ann Fox, a developer"), and where."""
    nations: set[str] = field(default_factory=set)
    lone: int = 0
    alone: bool = False
    """Whether the article has no first name for them."""
    present: bool = False
    """Whether they are ever more than whom something is done for or under: "worked *for President Fox*"."""
    acts: bool = False
    """Whether the name does what people do, so that "he" and "she" can mean it."""
    gender: Gender | None = None

    @property
    def name(self) -> str:
        """The fullest form; of two equally full ones the more frequent."""
        best = max(self.forms, key=lambda form: (len(form), self.forms[form], form))
        return " ".join(best)

    @property
    def surname(self) -> str:
        return name_key(next(iter(self.forms)))[-1]

    def holds(self, role: str) -> bool:
        """Whether they can be whom an office alone means. The Senate has a president, too, and history had others."""
        return not self.alone or role not in _ONE_IN_A_COUNTRY or (role in self.plainly and self.present)

    @property
    def times(self) -> int:
        """How often the article names them."""
        return self.lone if self.alone else self.lone + self.forms.total()

    def is_called(self, key: tuple[str, ...]) -> bool:
        return any(_is_form_of(key, name_key(form)) for form in self.forms)

    def may_be(self, gender: Gender) -> bool:
        return self.gender is None or self.gender == gender


def _is_form_of(key: tuple[str, ...], full: tuple[str, ...]) -> bool:
    if full[-len(key) :] == key and (len(key) < len(full) or len(key) == 1):
        return True
    return len(key) > 1 and len(full) > 1 and key[-1] == full[-1] and same_first_name(key[0], full[0])


def same_first_name(one: str, other: str) -> bool:
    """Whether two first names can be one person's: equal, a nickname of the other, or its initial."""
    one, other = one.rstrip("."), other.rstrip(".")
    if _undoubled(one) == _undoubled(other) or lex.NICKNAMES.get(one, one) == lex.NICKNAMES.get(other, other):
        return True
    return min(len(one), len(other)) == 1 and one[:1] == other[:1]


def _undoubled(word: str) -> str:
    """A name without its double letters, in which spellings of one name differ: "Philip", "Phillip"."""
    return "".join(letter for letter, before in zip(word, " " + word, strict=False) if letter != before)


class People:
    """The people of one article. `who` never guesses: two who could be meant are nobody."""

    def __init__(self, mentions: Sequence[Mention], quoted: Sequence[Mention] = ()) -> None:
        self._people: list[Person] = []
        self._by_surname: dict[str, list[Person]] = defaultdict(list)
        self._by_first: dict[str, list[Person]] = defaultdict(list)
        self._lone = Counter(m.key[0] for m in mentions if len(m.key) == 1)
        self._titled = {m.key[0] for m in mentions if len(m.key) == 1 and m.titles}
        self._gather(mentions, quoted)
        self._alone_at: dict[str, list[int]] = defaultdict(list)
        for mention in mentions:
            if len(mention.key) == 1 and not mention.titles:
                self._alone_at[mention.key[0]].append(mention.start)
        self._in_full: dict[Person, list[int]] = defaultdict(list)
        for mention in mentions:
            for person in self._candidates(mention) if self._is_full(mention) else ():
                self._in_full[person].append(mention.start)
        self._mistered = {(m.key[-1], gender_of((), m.titles)) for m in mentions if len(m.key) == 1}
        self._claim(mentions)
        self._learn(mentions)

    def _gather(self, mentions: Sequence[Mention], quoted: Sequence[Mention]) -> None:
        for mention in sorted(mentions, key=lambda m: -len(m.words)):
            if self._is_full(mention):
                self._add(mention)
        for mention in quoted:
            if self._is_full(mention) and mention.key[-1] not in self._by_surname:
                self._add(mention)
        for mention in mentions:
            if self._is_titled_alone(mention):
                self._add_alone(mention)

    def _claim(self, mentions: Sequence[Mention]) -> None:
        """A lone "Fox" is Ann Fox where the article has her and no firm of that name, a lone "Dean" Ida Dean
        where it has no other dean."""
        firms = {word for m in mentions if m.kind == "organisation" and len(m.key) > 1 for word in m.key}
        firms |= {m.key[0] for m in mentions if len(m.key) == 1 and m.placed and m.key[0] in lex.PLACES}
        offices = {title.rstrip(".") for m in mentions for title in m.titles}
        for mention in mentions:
            word = mention.key[0] if len(mention.key) == 1 else ""
            firm = mention.kind == "organisation" and word not in firms
            office = mention.kind == "title" and word in lex.SURNAME_TITLES - offices
            if word in self._by_surname and (firm or office):
                mention.kind = "person"

    def _is_full(self, mention: Mention) -> bool:
        if mention.kind != "person" or not 2 <= len(mention.key) <= 5 or mixes_scripts(" ".join(mention.words)):
            return False
        first = mention.key[0]
        if any(c.isdigit() for word in mention.key for c in word):
            return False
        return first not in lex.PLACES or first in FIRST_NAMES

    def _add(self, mention: Mention) -> None:
        key = mention.key
        person = next((p for p in self._by_surname[key[-1]] if self._same(p, mention)), None)
        if person is None:
            person = Person(first_seen=mention.start)
            self._people.append(person)
            self._by_surname[key[-1]].append(person)
            self._by_first[key[0]].append(person)
        person.forms[mention.words] += 1
        person.gender = person.gender or gender_of(mention.words, mention.titles)
        person.first_seen = min(person.first_seen, mention.start)

    def _is_titled_alone(self, mention: Mention) -> bool:
        """Whether this is somebody whom the article never names in full: "President Fox", "Mr. Fox" beside Ann Fox."""
        titles = set(mention.titles)
        if mention.kind != "person" or len(mention.key) != 1 or not titles & (lex.ROLES | MALE_TITLES | FEMALE_TITLES):
            return False
        gender = gender_of((), titles)
        return not any(
            gender is None or person.may_be(gender) for person in self._candidates(mention) if not person.alone
        )

    def _add_alone(self, mention: Mention) -> None:
        gender = gender_of((), mention.titles)
        known = [one for one in self._by_surname[mention.key[0]] if one.alone and _is_titled_alike(one, mention)]
        person = next((one for one in known if gender is None or one.may_be(gender)), None)
        if person is None:
            person = Person(first_seen=mention.start, alone=True)
            self._people.append(person)
            self._by_surname[mention.key[0]].append(person)
        person.forms[mention.words] += 1
        person.introduced.update(mention.titles)
        person.gender = person.gender or gender

    def _same(self, person: Person, mention: Mention) -> bool:
        """Whether a full name is another form of a person's; a Jr. is not his father."""
        for form in person.forms:
            if _is_junior(mention.words) != _is_junior(form):
                continue
            if _is_form_of(mention.key, name_key(form)):
                return True
        return False

    def _learn(self, mentions: Sequence[Mention]) -> None:
        for mention in mentions:
            if mention.kind != "person":
                continue
            named = self._titled_so(mention) or self._candidates(mention)
            if len(named) != 1 or self._is_anothers(mention, named[0]):
                continue
            person = named[0]
            offices = offices_of(mention.titles)
            person.titles.update(offices)
            person.plainly.update(offices if lex.TITLES.issuperset(mention.titles) else ())
            person.introduced.update(mention.titles if len(mention.key) > 1 else ())
            person.nations.update(lex.NATIONALITIES[t] for t in mention.titles if t in lex.NATIONALITIES)
            person.gender = person.gender or gender_of((), mention.titles)
            person.lone += len(mention.key) == 1
            person.present = person.present or not mention.placed

    def _candidates(self, mention: Mention) -> list[Person]:
        key = mention.key
        if not key:
            return []
        named = [person for person in self._by_surname.get(key[-1], ()) if person.is_called(key)]
        if not named and len(key) == 2 and key[0] in lex.ROLES:
            named = list(self._by_surname.get(key[-1], ()))
        if not named and len(key) == 1:
            named = list(self._by_first.get(key[0], ()))
        return named

    def _titled_so(self, mention: Mention) -> list[Person]:
        """Whom the article calls by this surname alone with this title, if that is one person."""
        titles = set(mention.titles)
        alone = [one for one in self._candidates(mention) if one.alone and titles & one.introduced]
        return alone if len(alone) == 1 and len(mention.key) == 1 else []

    def who(self, mention: Mention) -> Person | None:
        """The person a mention names, or None where several could be meant or the article gives no full name."""
        named = self._titled_so(mention) or self._candidates(mention)
        gender = gender_of((), mention.titles)
        if gender:  # "Mr. Fox" is not Ann Fox, even where she is the only Fox with a first name
            named = [person for person in named if person.may_be(gender)]
            sure = [person for person in named if person.gender == gender or person.acts]
            named = sure if len(named) > 1 else named
        roles = set(mention.titles) & lex.ROLES
        tied = [person for person in named if roles & person.introduced]
        if len(tied) == 1:
            return tied[0]
        if not gender and len(mention.key) == 1 and any(self._has_namesake(person) for person in named):
            return None
        if roles and len(named) > 1:
            return None
        if len(named) > 1:
            before = [person for person in named if person.first_seen <= mention.start]
            named = before if len(before) == 1 and gender in {None, before[0].gender} else named
        if len(named) > 1 and not gender and len(mention.key) == 1:
            return self._whom_it_is_about(named, mention.start)
        return named[0] if len(named) == 1 else None

    def _whom_it_is_about(self, named: Sequence[Person], place: int) -> Person | None:
        """Of several who share a surname the one whom the article means by it alone: named in full first, and more
        often than the others or called by it before they came, while none of these was named in full near the place."""
        first = min(named, key=lambda person: person.first_seen)
        often = self._times_in_full(first, place)
        others = [
            (other, times) for other in named if other is not first and (times := self._times_in_full(other, place))
        ]
        came = min((self._in_full[other][0] for other, _ in others), default=place)
        alone = self._alone_at[first.surname]
        settled = bisect_left(alone, came) - bisect_right(alone, first.first_seen) >= _SETTLED
        if not often or not (often > sum(times for _, times in others) or settled):
            return None
        return first if all(place - self._in_full[other][times - 1] > _NEAR for other, times in others) else None

    def _times_in_full(self, person: Person, before: int) -> int:
        """How often the article has named somebody in full. Looked up, not counted: a text may be all one name."""
        return bisect_left(self._in_full[person], before)

    def _has_namesake(self, person: Person) -> bool:
        """Whether the article has a Mr. Fox too, so that a bare "Fox" is not sure to be Ann."""
        return person.gender is not None and (person.surname, OPPOSITE[person.gender]) in self._mistered

    def _is_anothers(self, mention: Mention, person: Person) -> bool:
        """Whether a surname alone is sure to be, or may be, a namesake's: "Mr. Fox" is not Ann's, nor "President Fox"
        where there is a Mr. Fox."""
        if len(mention.key) > 1:
            return False
        gender = gender_of((), mention.titles)
        return not person.may_be(gender) if gender else self._has_namesake(person)

    def of_name(self, mention: Mention) -> list[Person]:
        """Everybody whom a name can mean."""
        return list(self._candidates(mention))

    def is_shared(self, mention: Mention) -> bool:
        """Whether the article has people of this name, so that a name nobody was found for is not a new person's."""
        return bool(self._candidates(mention))

    def described(self, role: str, nation: str | None, *, former: bool, places: frozenset[str]) -> Person | None:
        """The one person whom the article introduces with a role ("the Ukrainian president", "the Ohio senator")."""
        if role in self._by_surname:  # Amy Pope, beside a pope
            return None
        named = [p for p in self._people if role in p.titles and ("former" in p.titles) == former]
        gender = gender_of((), (role,))
        named = [p for p in named if gender is None or p.may_be(gender)]
        if places:  # West Virginia's governor is not Virginia's
            named = [p for p in named if places <= p.titles and not (p.titles & lex.PARTS_OF_PLACES) - places]
        if nation is None:
            known = named[0] if len(named) == 1 else _foremost(named, role)
            return known if known is not None and known.holds(role) else None
        exact = [person for person in named if nation in person.nations]
        if exact:
            return exact[0] if len(exact) == 1 else None
        open_ = [person for person in named if not person.nations]
        return open_[0] if len(open_) == 1 else None

    def drop_roles(self, places: Mapping[str, set[int]]) -> None:
        """Forgets every role in which somebody else than its holder appears at one of its `places`."""
        for person in self._people:
            person.roles = {n: own for n, own in person.roles.items() if not places.get(n, set()) - {own}}

    def in_role(self, noun: str, before: int) -> Person | None:
        """The one person whom the article has called "a noun" before."""
        named = [person for person in self._people if noun in person.roles]
        return named[0] if len(named) == 1 and named[0].roles[noun] < before else None

    def looks_like_a_person(self, mention: Mention) -> bool:
        """Whether a full name shows that it is a person's: a first name, a title, an initial, a surname used alone."""
        key = mention.key
        if not key or mention.titles or len(key) == 1:
            return bool(key)
        person = self.who(mention)
        if person is not None and person.acts and person.gender is not None:
            return True
        known = key[0] in FIRST_NAMES
        initial = any(len(word.rstrip(".")) == 1 for word in key) or any(
            w.lower() in lex.SUFFIXES for w in mention.words
        )
        return known or initial or key[-1] in self._titled or self._lone[key[-1]] > 0


def _is_junior(words: Sequence[str]) -> bool:
    return any(word.lower().rstrip(".") in {"jr", "ii", "iii", "iv"} for word in words)


def _is_titled_alike(person: Person, mention: Mention) -> bool:
    """Whether two titles before one surname can be one person's: "Mrs. Fox" is President Fox's wife."""
    same = _is_junior(mention.words) == any(_is_junior(form) for form in person.forms)
    return same and ("mrs" in mention.titles) == ("mrs" in person.introduced)


def _foremost(named: Sequence[Person], role: str) -> Person | None:
    """Of several who hold an office that a country has once, the one who holds it plainly and is named most often."""
    plainly = [person for person in named if role in person.plainly]
    if role not in _ONE_IN_A_COUNTRY or len(plainly) != 1:
        return None
    [person] = plainly
    return person if all(person.times > other.times for other in named if other is not person) else None
