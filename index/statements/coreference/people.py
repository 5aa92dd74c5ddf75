"""Resolve the names in an article to its people, wherever the article leaves no doubt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from index.people.genders import FEMALE_TITLES, FIRST_NAMES, MALE_TITLES, OPPOSITE, gender_of
from index.statements.coreference.person import SINGULAR_OFFICES, Person, offices_of
from index.statements.lexicon import words as lex
from index.statements.text.names import Mention, mixes_scripts

_MIN_SURNAME_USES = 2  # uses of a surname alone that establish whose it is
_NAMESAKE_DISTANCE = 600  # characters, about four sentences, in which a reader still has a namesake in mind


class People:
    """The people of one article. A name that may belong to two people resolves to nobody."""

    def __init__(self, mentions: Sequence[Mention], quoted: Sequence[Mention] = ()) -> None:
        self._people: list[Person] = []
        self._by_surname: dict[str, list[Person]] = defaultdict(list)
        self._by_first_name: dict[str, list[Person]] = defaultdict(list)
        single = [m for m in mentions if len(m.key) == 1]
        self._single_counts = Counter(m.key[0] for m in single)
        self._titled = {m.key[0] for m in single if m.titles}
        self._add_all(mentions, quoted)
        self._surname_positions: dict[str, list[int]] = defaultdict(list)
        for mention in single:
            if not mention.titles:
                self._surname_positions[mention.key[0]].append(mention.start)
        self._full_name_positions: dict[Person, list[int]] = defaultdict(list)
        for mention in mentions:
            for person in self.candidates(mention) if _is_full(mention) else ():
                self._full_name_positions[person].append(mention.start)
        self._title_genders = {(m.key[0], gender_of((), m.titles)) for m in single}
        self._retype_as_people(mentions)
        self._learn_titles(mentions)

    def _add_all(self, mentions: Sequence[Mention], quoted: Sequence[Mention]) -> None:
        for mention in sorted(mentions, key=lambda m: -len(m.words)):
            if _is_full(mention):
                self._add(mention)
        for mention in quoted:
            if _is_full(mention) and mention.key[-1] not in self._by_surname:
                self._add(mention)
        for mention in mentions:
            if self._has_no_full_name(mention):
                self._add_surname_only(mention)

    def _add(self, mention: Mention) -> None:
        key = mention.key
        person = next((p for p in self._by_surname[key[-1]] if p.has_form(mention)), None)
        if person is None:
            person = Person(first_seen=mention.start)
            self._people.append(person)
            self._by_surname[key[-1]].append(person)
            self._by_first_name[key[0]].append(person)
        person.forms[mention.words] += 1
        person.gender = person.gender or gender_of(mention.words, mention.titles)
        person.first_seen = min(person.first_seen, mention.start)

    def _has_no_full_name(self, mention: Mention) -> bool:
        """Whether the article never names this person in full: "President Fox", or "Mr. Fox" beside Ann Fox."""
        titles = set(mention.titles)
        if mention.kind != "person" or len(mention.key) != 1 or not titles & (lex.ROLES | MALE_TITLES | FEMALE_TITLES):
            return False
        gender = gender_of((), titles)
        return not any(person.may_be(gender) for person in self.candidates(mention) if not person.surname_only)

    def _add_surname_only(self, mention: Mention) -> None:
        gender = gender_of((), mention.titles)
        bearers = self._by_surname[mention.key[0]]
        known = (one for one in bearers if one.surname_only and one.has_compatible_title(mention))
        person = next((one for one in known if one.may_be(gender)), None)
        if person is None:
            person = Person(first_seen=mention.start, surname_only=True)
            self._people.append(person)
            bearers.append(person)
        person.forms[mention.words] += 1
        person.name_titles.update(mention.titles)
        person.gender = person.gender or gender

    def _retype_as_people(self, mentions: Sequence[Mention]) -> None:
        """Treat a lone "Fox" as Ann Fox unless a firm has that name, and a lone "Dean" as Ida Dean unless the article
        has another dean."""
        firms = {word for m in mentions if m.kind == "organisation" and len(m.key) > 1 for word in m.key}
        firms |= {m.key[0] for m in mentions if len(m.key) == 1 and m.placed and m.key[0] in lex.PLACES}
        offices = {title.rstrip(".") for m in mentions for title in m.titles}
        for mention in mentions:
            word = mention.key[0] if len(mention.key) == 1 else ""
            firm = mention.kind == "organisation" and word not in firms
            office = mention.kind == "title" and word in lex.SURNAME_TITLES - offices
            if word in self._by_surname and (firm or office):
                mention.kind = "person"

    def _learn_titles(self, mentions: Sequence[Mention]) -> None:
        for mention in mentions:
            if mention.kind != "person":
                continue
            named = self._with_title(mention) or self.candidates(mention)
            if len(named) != 1 or self._may_be_namesakes(mention, named[0]):
                continue
            [person] = named
            offices = offices_of(mention.titles)
            person.titles.update(offices)
            person.unqualified_titles.update(offices if lex.TITLES.issuperset(mention.titles) else ())
            person.name_titles.update(mention.titles if len(mention.key) > 1 else ())
            person.nations.update(lex.NATIONALITIES[t] for t in mention.titles if t in lex.NATIONALITIES)
            person.gender = person.gender or gender_of((), mention.titles)
            person.surname_count += len(mention.key) == 1
            person.is_independent = person.is_independent or not mention.placed

    def candidates(self, mention: Mention) -> list[Person]:
        """Return all people that a name can denote."""
        key = mention.key
        if not key:
            return []
        named = [person for person in self._by_surname.get(key[-1], ()) if person.matches(key)]
        if not named and len(key) == 2 and key[0] in lex.ROLES:
            named = list(self._by_surname.get(key[-1], ()))
        if not named and len(key) == 1:
            named = list(self._by_first_name.get(key[0], ()))
        return named

    def _with_title(self, mention: Mention) -> list[Person]:
        """Return the only person with this title and surname that the article never names in full."""
        titles = set(mention.titles)
        named = [one for one in self.candidates(mention) if one.surname_only and titles & one.name_titles]
        return named if len(named) == 1 and len(mention.key) == 1 else []

    def find(self, mention: Mention) -> Person | None:
        """Return the person a mention names, or None if it fits several or the article gives no full name."""
        named = self._with_title(mention) or self.candidates(mention)
        gender = gender_of((), mention.titles)
        if gender:  # "Mr. Fox" is not Ann Fox, even if she is the only Fox with a first name
            named = [person for person in named if person.may_be(gender)]
            sure = [person for person in named if person.gender == gender or person.acts]
            named = sure if len(named) > 1 else named
        roles = set(mention.titles) & lex.ROLES
        holders = [person for person in named if roles & person.name_titles]
        if len(holders) == 1:
            return holders[0]
        if not gender and len(mention.key) == 1 and any(self._has_namesake(person) for person in named):
            return None
        if roles and len(named) > 1:
            return None
        if len(named) > 1:
            before = [person for person in named if person.first_seen <= mention.start]
            named = before if len(before) == 1 and gender in {None, before[0].gender} else named
        if len(named) > 1 and not gender and len(mention.key) == 1:
            return self._main_bearer(named, mention.start)
        return named[0] if len(named) == 1 else None

    def _main_bearer(self, named: Sequence[Person], position: int) -> Person | None:
        """Return the bearer of a shared surname that the surname alone denotes.

        That is the person named in full first, and either more often than all others or called by the surname before
        they came, while none of the others was named in full shortly before the position.
        """
        first = min(named, key=lambda person: person.first_seen)
        count = self._full_names_before(first, position)
        counts = ((other, self._full_names_before(other, position)) for other in named if other is not first)
        others = [(other, times) for other, times in counts if times]
        arrival = min((self._full_name_positions[other][0] for other, _ in others), default=position)
        uses = self._surname_positions[first.surname]
        settled = bisect_left(uses, arrival) - bisect_right(uses, first.first_seen) >= _MIN_SURNAME_USES
        if not count or not (count > sum(times for _, times in others) or settled):
            return None
        distances = (position - self._full_name_positions[other][times - 1] for other, times in others)
        return first if all(distance > _NAMESAKE_DISTANCE for distance in distances) else None

    def _full_names_before(self, person: Person, position: int) -> int:
        """Count full names before a position, by bisection: a text may consist of one repeated name."""
        return bisect_left(self._full_name_positions[person], position)

    def _has_namesake(self, person: Person) -> bool:
        """Whether the article has a Mr. Fox too, so that a bare "Fox" may not be Ann."""
        return person.gender is not None and (person.surname, OPPOSITE[person.gender]) in self._title_genders

    def _may_be_namesakes(self, mention: Mention, person: Person) -> bool:
        """Whether a surname alone may belong to a namesake: "Mr. Fox" is not Ann, nor is "President Fox" beside him."""
        if len(mention.key) > 1:
            return False
        gender = gender_of((), mention.titles)
        return not person.may_be(gender) if gender else self._has_namesake(person)

    def find_holder(self, role: str, nation: str | None, *, former: bool, places: frozenset[str]) -> Person | None:
        """Return the only person introduced with an office ("the Ukrainian president", "the Ohio senator")."""
        if role in self._by_surname:  # Amy Pope, beside a pope
            return None
        named = [p for p in self._people if role in p.titles and ("former" in p.titles) == former]
        gender = gender_of((), (role,))
        named = [p for p in named if p.may_be(gender)]
        if places:  # West Virginia's governor is not Virginia's
            named = [p for p in named if places <= p.titles and not (p.titles & lex.PARTS_OF_PLACES) - places]
        if nation is None:
            holder = named[0] if len(named) == 1 else _main_holder(named, role)
            return holder if holder is not None and holder.can_hold(role) else None
        exact = [person for person in named if nation in person.nations]
        if exact:
            return exact[0] if len(exact) == 1 else None
        stateless = [person for person in named if not person.nations]
        return stateless[0] if len(stateless) == 1 else None

    def drop_shared_descriptions(self, positions: Mapping[str, set[int]]) -> None:
        """Forget every noun that describes somebody else at one of its character positions."""
        for person in self._people:
            person.descriptions = {
                noun: own for noun, own in person.descriptions.items() if not positions.get(noun, set()) - {own}
            }

    def find_described(self, noun: str, before: int) -> Person | None:
        """Return the only person that the article has called "a noun" before a character position."""
        named = [person for person in self._people if noun in person.descriptions]
        return named[0] if len(named) == 1 and named[0].descriptions[noun] < before else None

    def looks_like_a_person(self, mention: Mention) -> bool:
        """Whether a first name, a title, an initial or a lone use of the surname shows that a name is a person's."""
        key = mention.key
        if not key or mention.titles or len(key) == 1:
            return bool(key)
        person = self.find(mention)
        if person is not None and person.acts and person.gender is not None:
            return True
        has_initial = any(len(word.rstrip(".")) == 1 for word in key)
        has_suffix = any(word.lower() in lex.SUFFIXES for word in mention.words)
        used_alone = key[-1] in self._titled or self._single_counts[key[-1]] > 0
        return key[0] in FIRST_NAMES or has_initial or has_suffix or used_alone


def _is_full(mention: Mention) -> bool:
    if mention.kind != "person" or not 2 <= len(mention.key) <= 5 or mixes_scripts(" ".join(mention.words)):
        return False
    if any(c.isdigit() for word in mention.key for c in word):
        return False
    return mention.key[0] not in lex.PLACES or mention.key[0] in FIRST_NAMES


def _main_holder(named: Sequence[Person], role: str) -> Person | None:
    """Return the only holder of an office without a country or firm, if named most often of several holders."""
    holders = [person for person in named if role in person.unqualified_titles]
    if role not in SINGULAR_OFFICES or len(holders) != 1:
        return None
    [holder] = holders
    return holder if all(holder.mention_count > other.mention_count for other in named if other is not holder) else None
