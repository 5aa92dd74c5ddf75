"""A person of one article, and the offices before and after a name: "Sen. Ann Fox (R-Ohio)"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.people.genders import Gender
from index.statements.lexicon import words as lex
from index.statements.text.names import Mention, name_key
from index.statements.text.scene import Scene

SINGULAR_OFFICES = frozenset({"president", "premier", "chancellor", "king", "queen", "pope"})
_OFFICES = {
    "sen": ("senator",),
    "gov": ("governor",),
    "rep": ("representative", "congressman", "congresswoman"),
    "congressman": ("representative",),
    "congresswoman": ("representative",),
    "pres": ("president",),
    "gen": ("general",),
    "prof": ("professor",),
}
_QUALIFIERS = frozenset("vice deputy acting lieutenant lt assistant associate under shadow".split())
_STATES = {
    "ala": "alabama", "ariz": "arizona", "ark": "arkansas", "calif": "california", "colo": "colorado",
    "conn": "connecticut", "del": "delaware", "fla": "florida", "ga": "georgia", "ill": "illinois", "ind": "indiana",
    "kan": "kansas", "ky": "kentucky", "la": "louisiana", "md": "maryland", "mass": "massachusetts", "mich": "michigan",
    "minn": "minnesota", "miss": "mississippi", "mo": "missouri", "mont": "montana", "neb": "nebraska", "nev": "nevada",
    "okla": "oklahoma", "ore": "oregon", "pa": "pennsylvania", "tenn": "tennessee", "tex": "texas", "vt": "vermont",
    "va": "virginia", "wash": "washington", "wis": "wisconsin", "wyo": "wyoming", "tx": "texas", "fl": "florida",
    "ca": "california", "oh": "ohio", "az": "arizona", "ut": "utah", "ia": "iowa", "me": "maine", "mn": "minnesota",
    "wi": "wisconsin", "tn": "tennessee", "mi": "michigan",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Person:
    """One person of the article."""

    first_seen: int
    forms: Counter[tuple[str, ...]] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    unqualified_titles: set[str] = field(default_factory=set)  # no country or firm, unlike "Acme President Hill"
    name_titles: set[str] = field(default_factory=set)  # beside the full name; they distinguish relatives
    descriptions: dict[str, int] = field(default_factory=dict)  # noun to position: "Ann Fox, a developer"
    nations: set[str] = field(default_factory=set)
    surname_count: int = 0
    surname_only: bool = False  # the article never gives a first name
    is_independent: bool = False  # some mention follows no preposition, unlike "worked *for President Fox*"
    acts: bool = False  # the name does what people do, so that "he" and "she" can refer to it
    gender: Gender | None = None

    @property
    def name(self) -> str:
        """The longest form; the more frequent of equally long ones."""
        longest = max(self.forms, key=lambda form: (len(form), self.forms[form], form))
        return " ".join(longest)

    @property
    def surname(self) -> str:
        return name_key(next(iter(self.forms)))[-1]

    @property
    def mention_count(self) -> int:
        return self.surname_count if self.surname_only else self.surname_count + self.forms.total()

    def can_hold(self, role: str) -> bool:
        """Whether a bare office can mean this person. The Senate has a president, too, and history had others."""
        unqualified = role in self.unqualified_titles and self.is_independent
        return not self.surname_only or role not in SINGULAR_OFFICES or unqualified

    def matches(self, key: tuple[str, ...]) -> bool:
        return any(_is_short_form(key, name_key(form)) for form in self.forms)

    def has_form(self, mention: Mention) -> bool:
        """Whether a full name is another form of this name. A Jr. is not his father."""
        return any(
            is_junior(mention.words) == is_junior(form) and _is_short_form(mention.key, name_key(form))
            for form in self.forms
        )

    def has_compatible_title(self, mention: Mention) -> bool:
        """Whether the titles before one surname can belong to one person: "Mrs. Fox" is President Fox's wife."""
        same = is_junior(mention.words) == any(is_junior(form) for form in self.forms)
        return same and ("mrs" in mention.titles) == ("mrs" in self.name_titles)

    def may_be(self, gender: Gender | None) -> bool:
        return gender is None or self.gender is None or self.gender == gender


def is_junior(words: Sequence[str]) -> bool:
    return any(word.lower().rstrip(".") in {"jr", "ii", "iii", "iv"} for word in words)


def _is_short_form(key: tuple[str, ...], full: tuple[str, ...]) -> bool:
    if full[-len(key) :] == key and (len(key) < len(full) or len(key) == 1):
        return True
    return len(key) > 1 and len(full) > 1 and key[-1] == full[-1] and _are_one_first_name(key[0], full[0])


def _are_one_first_name(one: str, other: str) -> bool:
    """Whether two first names are equal, a nickname and its full form, or a name and its initial."""
    one, other = one.rstrip("."), other.rstrip(".")
    if _undoubled(one) == _undoubled(other) or lex.NICKNAMES.get(one, one) == lex.NICKNAMES.get(other, other):
        return True
    return min(len(one), len(other)) == 1 and one[:1] == other[:1]


def _undoubled(word: str) -> str:
    """Return a name without double letters, which vary between spellings ("Philip", "Phillip")."""
    return "".join(letter for letter, before in zip(word, " " + word, strict=False) if letter != before)


def offices_of(titles: Iterable[str]) -> set[str]:
    """Return titles and the offices that they abbreviate ("sen" is a senator). A vice president is no president."""
    offices: set[str] = set()
    before = ""
    for title in titles:
        if before.rstrip(".") not in _QUALIFIERS and (before, title) != ("attorney", "general"):
            offices.update((title, *_OFFICES.get(title, ())))
        before = title
    return offices


def home_of(scene: Scene, mention: Mention) -> str | None:
    """Return the state or country after a name: "(R-Ohio)", "of Ohio"."""
    at = mention.last
    if scene.is_mark(at, "("):
        party, _, place = scene.low(at + 1).partition("-")
        place = place.rstrip(".")
        return _STATES.get(place, place) if len(party) == 1 and place else None
    place = scene.low(at + 1) if scene.low(at) == "of" else ""
    return place if place in lex.PLACES else None


def office_after(scene: Scene, mention: Mention) -> str | None:
    """Return the office in "Ann Fox, *the mayor* of Arlen"."""
    at = mention.last
    if mention.possessive or not scene.is_mark(at, ",") or scene.low(at + 1) != "the":
        return None
    for n in range(at + 2, min(at + 6, len(scene.tokens))):
        if scene.tokens[n].kind != "word" or scene.is_preposition(n) or scene.low(n) in {"former", "vice", "deputy"}:
            return None
        if scene.low(n) in lex.ROLES and scene.low(n + 1) not in lex.ROLES | lex.PERSON_NOUNS:
            return scene.low(n)
    return None
