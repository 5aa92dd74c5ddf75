"""A person of one article, with the forms of the name, the titles and the gender that the article gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.people.genders import Gender
from index.statements.lexicon import words as lex
from index.statements.text.names import Mention, name_key

SINGULAR_OFFICES = frozenset({"president", "premier", "chancellor", "king", "queen", "pope"})


@dataclass(slots=True, eq=False)
class Person:
    """One person of the article."""

    first_seen: int
    forms: Counter[tuple[str, ...]] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    unqualified_titles: set[str] = field(default_factory=set)
    """Titles without a country or a firm: "President Fox" is the president, "Acme President Hill" is not."""
    name_titles: set[str] = field(default_factory=set)
    """Titles beside the full name, which distinguish relatives."""
    descriptions: dict[str, int] = field(default_factory=dict)
    """Nouns from phrases such as "Ann Fox, a developer", with the character position of each."""
    nations: set[str] = field(default_factory=set)
    surname_count: int = 0
    surname_only: bool = False
    """Whether the article never gives a first name."""
    is_independent: bool = False
    """Whether some mention follows no preposition, unlike "worked *for President Fox*"."""
    acts: bool = False
    """Whether the name does what people do, so that "he" and "she" can refer to it."""
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
