"""The people a question asks about, matched against those whose statements the index holds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.words import fold, words_of
from index.speakers import Voice
from index.spelling import SUFFIXES, fold_name, sound
from index.types import Speaker

TITLES = frozenset(
    """mr mrs ms miss dr sir lord lady prof professor president minister chancellor secretary state senator sen
    representative rep congressman congresswoman governor gov mayor deputy judge justice general gen colonel col captain
    chief envoy ambassador king queen prince princess pope reverend rev chairman chairwoman chair speaker commissioner
    director spokesman spokeswoman spokesperson councillor councilman councilwoman alderman master sergeant inspector
    superintendent officer engineer librarian coach bishop archbishop cardinal rabbi imam sheriff treasurer manager
    editor author historian economist scientist doctor lawyer farmer fisherman""".split()
)
"""Words that may stand before a name and are none of it: everything up to the last of them is left out."""
_PARTICLES = frozenset("al bin da de del della den der di dos du el ibn la le van von zu".split())
_TYPO = 0.86
"""difflib ratio from which a name is taken for a misspelling: one letter in seven."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name in a question stands for: the index's speakers of that name, or nobody in it."""

    asked: str
    names: tuple[str, ...]


class Registry:
    """The speakers of an index, by every form a question may use for them."""

    def __init__(self, speakers: Iterable[Voice | Speaker]) -> None:
        self._people: dict[str, dict[tuple[str, ...], list[str]]] = {}
        """Who is called so, by the words of every spelling, by the last word of it: the surname."""
        self._sounds: dict[str, set[str]] = {}
        """Surnames by what they are without differences of transliteration."""
        self._first_names: set[str] = set()
        self._groups: dict[str, list[tuple[str, frozenset[str]]]] = {}
        """Organisations and unnamed speakers with their words, by each of them."""
        for speaker in speakers:
            for spelling in speaker.names if isinstance(speaker, Voice) else (speaker.name,):
                words = name_words(_without_article(spelling))
                if words and speaker.kind == "person":
                    self._add_person(speaker.name, words)
                else:
                    self._add_group(speaker.name, spelling, words)

    def _add_person(self, name: str, words: tuple[str, ...]) -> None:
        words, _ = _without_suffix(words)
        called = self._people.setdefault(words[-1], {}).setdefault(words, [])
        if name not in called:
            called.append(name)
        self._sounds.setdefault(sound(words[-1]), set()).add(words[-1])
        if len(words) > 1:
            self._first_names.add(words[0])

    def _add_group(self, name: str, spelling: str, words: tuple[str, ...]) -> None:
        # "a lawyer for Ola Berg" is not asked about by her client's name.
        own = re.split(r" (?:for|of|to|from|with|near)\b|['’]s\b", _without_article(spelling))[0]
        for word in name_words(own):
            self._groups.setdefault(word, []).append((name, frozenset(words)))

    def resolve(self, asked: str) -> Resolved:
        """The speakers that a name, surname or titled name may stand for; a small misspelling is forgiven.

        An organisation or an unnamed speaker is meant where the index's words for it hold all of the question's.
        """
        wanted, suffix = _without_suffix(name_words(_without_article(asked)))
        if not wanted:
            return Resolved(asked, ())
        groups = [name for name, words in self._groups.get(wanted[-1], ()) if words.issuperset(wanted)]
        people = self._called(wanted, [wanted[-1]])
        found = dict.fromkeys(people or groups or self._spelled_otherwise(wanted))
        return Resolved(asked, _of_suffix(found, suffix) if len(wanted) > 1 else tuple(found))

    def is_first_name(self, word: str) -> bool:
        """Whether some speaker has this first name, which alone tells nobody from another."""
        return fold(word.strip()) in self._first_names

    def _called(self, wanted: Sequence[str], surnames: Iterable[str]) -> list[str]:
        """Who of these surnames may be meant. With a first name, a surname that stands alone in the index is meant only
        where it has no other bearer."""
        forms = {words: names for last in surnames for words, names in self._people.get(last, {}).items()}
        full = {words for words in forms if len(words) > 1}
        like = {words for words in full if _stands_for((*wanted[:-1], words[-1]), words)}
        lone = forms.keys() - full if len(wanted) == 1 or like == full else set()
        fitting = like | lone
        return [name for words in forms if words in fitting for name in forms[words]]

    def _spelled_otherwise(self, wanted: Sequence[str]) -> list[str]:
        last = wanted[-1]
        if len(last) < 5:
            return []
        found = self._called(wanted, sorted(self._sounds.get(sound(last), ())))
        if found:
            return found
        candidates = [surname for surname in self._people if surname[0] == last[0]]
        return self._called(wanted, difflib.get_close_matches(last, candidates, cutoff=_TYPO))


def _without_suffix(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    return (words[:-1], words[-1]) if len(words) > 1 and words[-1] in SUFFIXES else (words, "")


def _of_suffix(names: Iterable[str], suffix: str) -> tuple[str, ...]:
    """Those who bear the suffix that was asked for; without one the father is meant, where the index knows both."""
    by_suffix = {name: _without_suffix(name_words(name))[1] for name in names}
    bearers = tuple(name for name, own in by_suffix.items() if own == suffix)
    return bearers if bearers or suffix else tuple(by_suffix)


def _without_article(name: str) -> str:
    return re.sub(r"^(?:the|a|an) ", "", name.strip(), flags=re.IGNORECASE)


def name_words(asked: str) -> tuple[str, ...]:
    """The folded words of a name without what describes its bearer ("deputy mayor Ruan Pellick", "Mr Pellick's")."""
    words = words_of(re.sub(r"['’]s?$", "", asked.strip()))
    titles = [position for position, word in enumerate(words[:-1]) if fold(word) in TITLES]
    if titles:
        words = words[titles[-1] + 1 :]
    if words and words[-1][0].isupper():
        # "the hydrologist Lantry": a name that is capitalised has no small words before it, but for particles inside.
        while len(words) > 1 and words[0].islower() and fold(words[0]) not in _PARTICLES:
            words = words[1:]
    return tuple(fold_name(word) for word in words)


def _stands_for(wanted: Sequence[str], name: Sequence[str]) -> bool:
    """`rubio`, `marco rubio` and `m rubio` stand for Marco Rubio, `antonio rubio` does not. Surnames are equal."""
    if tuple(name[-len(wanted) :]) == tuple(wanted):
        return True  # "Bo Tran" stands for Nurse Bo Tran
    if len(wanted) == 1 or len(name) == 1:
        return True
    if len(wanted) > 2 and len(name) > 2 and wanted[1][0] != name[1][0]:
        return False  # George H. is not George W.
    first, other = wanted[0], name[0]
    return sound(first) == sound(other) or (min(len(first), len(other)) == 1 and first[0] == other[0])
