"""The people a question asks about, matched against those whose statements the index holds."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from math import ceil

from assistant.understanding.stemming import fold
from index.people.aliases import name_words, without_article, without_suffix
from index.people.name_merging import MergedSpeaker
from index.people.name_parts import phonetic_key
from index.people.namesakes import distinguishing_gender
from index.people.registry import SpeakerRegistry, registry_of
from index.types import Speaker

_DESCRIBING = frozenset(
    "republican democrat democratic independent conservative liberal labour tory green socialist billionaire candidate"
    " nominee frontrunner former ex incumbent rival".split()
)
_TYPO = 0.86
"""difflib ratio from which a name is taken for a misspelling: one letter in seven."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name in a question stands for: the index's speakers of that name, or nobody in it."""

    asked: str
    names: tuple[str, ...]


class SpeakerMatcher:
    """The speakers of an index, by every form a question may use for them."""

    def __init__(self, voices: SpeakerRegistry) -> None:
        self._voices = voices

    @classmethod
    def of(cls, speakers: Iterable[MergedSpeaker | Speaker]) -> SpeakerMatcher:
        """Of speakers that no index holds."""
        return cls(
            registry_of(
                one if isinstance(one, MergedSpeaker) else MergedSpeaker(one.name, one.kind, (one.name,))
                for one in speakers
            )
        )

    def resolve(self, asked: str) -> Resolved:
        """The speakers that a name, surname or titled name may stand for; a small misspelling is forgiven.

        An organisation or an unnamed speaker is meant where the index's words for it hold all of the question's.
        """
        wanted, suffix = without_suffix(name_words(without_article(asked)))
        if not wanted:
            return Resolved(asked, ())
        groups = [one.voice for one in self._voices.groups(wanted[-1]) if set(one.words).issuperset(wanted)]
        people = self._called(wanted, [wanted[-1]])
        found = dict.fromkeys(people or groups or self._described(wanted) or self._spelled_otherwise(wanted))
        return Resolved(asked, _of_suffix(found, suffix) if len(wanted) > 1 else tuple(found))

    def is_first_name(self, word: str) -> bool:
        """Whether some speaker has this first name, which alone tells nobody from another."""
        return self._voices.is_first_name(fold(word.strip()))

    def _called(self, wanted: Sequence[str], surnames: Iterable[str]) -> list[str]:
        """Who of these surnames may be meant. With a first name, a surname that stands alone in the index is meant only
        where it has no other bearer, or they can be told apart (`index.people.namesakes`)."""
        forms: dict[tuple[str, ...], dict[str, None]] = {}
        for last in surnames:
            for one in self._voices.called(last):
                forms.setdefault(one.words, {})[one.voice] = None
        full = {words for words in forms if len(words) > 1}
        like = {words for words in full if _stands_for((*wanted[:-1], words[-1]), words)}
        alone = len(wanted) == 1 or like == full or distinguishing_gender(like, full - like)
        lone = forms.keys() - full if alone else set()
        fitting = like | lone
        return [name for words in forms if words in fitting for name in forms[words]]

    def _described(self, wanted: Sequence[str]) -> list[str]:
        """ "Republican Ann Fox": a person behind words that are part of an organisation's name and not of hers."""
        bare = list(dropwhile(_DESCRIBING.__contains__, wanted))
        return self._called(bare, [bare[-1]]) if bare and len(bare) < len(wanted) else []

    def _spelled_otherwise(self, wanted: Sequence[str]) -> list[str]:
        last = wanted[-1]
        if len(last) < 5:
            return []
        found = self._called(wanted, self._voices.surnames_that_sound(phonetic_key(last)))
        if found:
            return found
        # The ratio is 2 * shared letters / letters of both: no other length can reach it.
        lengths = (ceil(len(last) * _TYPO / (2 - _TYPO)), int(len(last) * (2 - _TYPO) / _TYPO))
        candidates = self._voices.surnames(first=last[0], shortest=lengths[0], longest=lengths[1])
        return self._called(wanted, difflib.get_close_matches(last, candidates, cutoff=_TYPO))


def _of_suffix(names: Iterable[str], suffix: str) -> tuple[str, ...]:
    """Those who bear the suffix that was asked for; without one the father is meant, where the index knows both.

    A surname alone, which has no suffix, is somebody's among them; a junior's only where his father is not known.
    """
    words = {name: without_suffix(name_words(name)) for name in names}
    full = [name for name, (bare, _) in words.items() if len(bare) > 1]
    bearers = [name for name in full if words[name][1] == suffix]
    if suffix and (not full or bearers != full):
        return tuple(bearers)
    meant = bearers or full
    return tuple(name for name in words if name in meant or name not in full)


def _stands_for(wanted: Sequence[str], name: Sequence[str]) -> bool:
    """`rubio`, `marco rubio` and `m rubio` stand for Marco Rubio, `antonio rubio` does not. Surnames are equal."""
    if tuple(name[-len(wanted) :]) == tuple(wanted):
        return True  # "Bo Tran" stands for Nurse Bo Tran
    if len(wanted) == 1 or len(name) == 1:
        return True
    if len(wanted) > 2 and len(name) > 2 and wanted[1][0] != name[1][0]:
        return False  # George H. is not George W.
    first, other = wanted[0], name[0]
    return phonetic_key(first) == phonetic_key(other) or (min(len(first), len(other)) == 1 and first[0] == other[0])


_TABLE = """
abigail abby; albert al bert; alexander alex sandy; alexandra alex sandra; alfred alf fred; andrew andy drew; anthony
tony; arthur art; barbara barb; benjamin ben; bernard bernie; bernadette bernie; catherine cathy kate kitty; charles
charlie chuck; christine chris; christopher chris kit; daniel dan danny; david dave davy; deborah deb debbie; donald
don donny; dorothy dot; douglas doug; edward ed eddie ted ned; eleanor ellie nell; elizabeth beth betty eliza lisa liz
lizzie; emily em; eugene gene; frances fran; francis frank; frederick fred freddie; gerald gerry jerry; gregory greg;
harold harry hal; henry harry hank; isabella bella; jacob jake; james jim jimmy jamie; janet jan; jeffrey jeff;
jennifer jen jenny; jessica jess; john jack johnny; jonathan jon; joseph joe joey; joshua josh; judith judy; katherine
kate kathy katie; kenneth ken kenny; kimberly kim; lawrence larry; leonard leo len; madeleine maddie; margaret maggie
meg peggy; martin marty; matthew matt; michael mike mick; nancy nan; nathaniel nate; nicholas nick; pamela pam;
patricia pat patty tricia; patrick pat paddy; peter pete; philip phil; raymond ray; rebecca becky; richard dick rich
rick ricky; robert bob bobby rob robbie bert; ronald ron ronnie; samantha sam; samuel sam sammy; stanley stan; stephen
steve; steven steve; stuart stu; susan sue susie; theodore ted theo; theresa terry tess; thomas tom tommy; timothy
tim; victoria vicky tori; vincent vince; walter walt wally; william bill billy will willie; zachary zach
"""
_ALSO: dict[str, set[str]] = {}
for _entry in _TABLE.split(";"):
    _formal, *_short = _entry.split()
    for _one in _short:
        _ALSO.setdefault(_one, set()).add(_formal)
        _ALSO.setdefault(_formal, set()).add(_one)


def nickname_variants(name: str) -> tuple[str, ...]:
    """The name with each other form of its first word; nothing for a name of one word."""
    first, _, rest = name.strip().partition(" ")
    return tuple(f"{other.capitalize()} {rest}" for other in sorted(_ALSO.get(fold(first), ()))) if rest else ()
