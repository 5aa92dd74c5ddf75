"""Whom a sentence says to have said, denied or promised something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.content_words import CALENDAR, STOPWORDS, stem
from assistant.understanding.stemming import fold, words_of

NEUTRAL = frozenset(
    """said says saying told tells telling stated stating added adding noted noting explained explaining
    remarked commented wrote writes writing replied responded answered spoke speaks described describes
    describing called calling expressed announced mentioned pointed asked according""".split()
)
"""Forms that only say that somebody spoke."""
STANCE = frozenset(
    """denied denies denying confirmed confirms confirming agreed agrees agreeing promised promises promising
    admitted admits admitting warned warns warning claimed claims claiming insisted insists insisting accused
    accuses accusing blamed blames blaming rejected rejects rejecting refused refuses refusing declined declines
    declining vowed vows vowing pledged pledges pledging threatened threatens threatening praised praises
    praising criticised criticises criticized criticizes condemned condemns condemning suggested suggests
    suggesting urged urges urging demanded demands demanding believed believes believing thinks thought hopes
    hoped expects expected wants wanted supports supported opposes opposed disputed disputes contradicted
    contradicts acknowledged acknowledges conceded concedes emphasised emphasized emphasises emphasizes stressed
    stresses reiterated reiterates repeated repeats predicted predicts proposed proposes requested declared
    declares asserted asserts alleged alleges maintained maintains apologised apologized welcomed welcomes
    dismissed dismisses questioned ordered boasted lied joked mocked ruled swore vowing argued argues arguing
    estimated considers considered feels felt fears feared""".split()
)
"""Forms that say how somebody spoke, or what they think: the evidence must say so too."""
_NOUNS = frozenset(
    "statement statements remark remarks comment comments words position view views claim claims denial".split()
)
_BE = frozenset("was were been being is are be".split())
_SKIPPED = frozenset(
    """has had have having also later then again reportedly repeatedly publicly earlier previously did does do
    would will could can may might must should not never just once even still yet both all have't to""".split()
)
_LINKS = frozenset("who and but that which or as while".split())
_DETERMINERS = frozenset("the a an this that these those his her their its our my your no any some every each".split())
_CARRY = frozenset("and but or while as".split())
_PRONOUNS = frozenset("he she they it we i you him her them".split())
_OUR_OWN = frozenset(
    "article articles report reports passage passages story paper newspaper evidence text account".split()
)
_PREPOSITIONS = frozenset("of for from at in with to near".split())
_PARTICLES = frozenset("of the de la van von der den bin al el da do dos di du y and".split())
_TOKEN = re.compile(r"\ufffc|[^\W_]+(?:\.[^\W_]+)+\.?|[^\W_]+(?:['’-][^\W_]+)*['’]?|[,;:.()—–]")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class SpeechClaim:
    """A speech verb and its subject: a name's words, a pronoun, or a common noun; `article` is our own voice."""

    position: int
    """Where the verb stands in the sentence."""
    verb: str
    kind: str
    words: tuple[str, ...]

    @property
    def shown(self) -> str:
        return " ".join(self.words)


def claims_in(sentence: str) -> tuple[SpeechClaim, ...]:
    """Every claim that somebody spoke, in reading order; `\\ufffc` stands for words put in or quoted."""
    tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(sentence)]
    words = [token for token, _ in tokens]
    found: list[SpeechClaim] = []
    for at, (word, position) in enumerate(tokens):
        folded = fold(word)
        if folded == "according" or (word[0].islower() and (folded in NEUTRAL or folded in STANCE)):
            subject = _subject(words, at, found)
            if subject is not None:
                found.append(SpeechClaim(position, folded, *subject))
        elif folded in _NOUNS and at and _POSSESSIVE.search(words[at - 1]):
            found.append(SpeechClaim(position, "said", *_ending_at(words, at - 1)))
    return tuple(found)


_Subject = tuple[str, tuple[str, ...]]


def _subject(words: Sequence[str], at: int, before: Sequence[SpeechClaim]) -> _Subject | None:
    """Who speaks by the verb at that place; None where it is no verb of speaking, or nobody is said to speak."""
    if fold(words[at]) == "according":
        return _starting_at(words, at + 2) if words[at + 1 : at + 2] == ["to"] else None
    left = at - 1
    while left >= 0 and (fold(words[left]) in _SKIPPED | _BE or fold(words[left]).endswith("ly")):
        left -= 1
    if any(fold(word) in _BE for word in words[left + 1 : at]) and not fold(words[at]).endswith("ing"):
        by = next((n for n in range(at + 1, min(at + 4, len(words))) if fold(words[n]) == "by"), None)
        return _starting_at(words, by + 1) if by else None
    if left < 0 or words[left] in "\ufffc,;:.":
        return _over_a_comma(words, left, at)
    return _beside(words, left, at, before)


def _beside(words: Sequence[str], left: int, at: int, before: Sequence[SpeechClaim]) -> _Subject | None:
    """The subject that stands directly before the verb, or before the "and" or "who" that joins it on."""
    word = fold(words[left])
    if left == at - 1 and word in _DETERMINERS:
        return None  # "the warning sirens", "an expected rise"
    if word not in _LINKS:
        return _ending_at(words, left)
    if before and word in _CARRY and before[-1].kind != "noun":
        return before[-1].kind, before[-1].words
    return _nearest_name(words, left)


def _over_a_comma(words: Sequence[str], left: int, at: int) -> _Subject | None:
    """ "…," said X; "X, the mayor of Y, said"; "X spoke, saying"."""
    after = _starting_at(words, at + 1)
    if after is not None and (left < 0 or words[left] != "," or after[0] == "name"):
        return after
    if left >= 0 and words[left] == ",":
        opening = next((n for n in range(left - 1, 0, -1) if words[n] == ","), None)
        if opening is not None and words[opening - 1][0].isalnum():
            is_named = all(_is_name(word) for word in words[opening + 1 : left])  # "the manager, Ana Ruiz, said"
            return _ending_at(words, left - 1 if is_named else opening - 1)
        return _nearest_name(words, left) or after
    return after


def _ending_at(words: Sequence[str], last: int) -> _Subject:
    """The subject whose last word is there: a run of names, a pronoun, or a noun with the name before it."""
    word = words[last]
    if fold(word) in _PRONOUNS:
        whose = _clause_of(words, last)
        return _ending_at(words, whose) if whose is not None else ("pronoun", (fold(word),))
    if not _is_name(word) or (last > 0 and _POSSESSIVE.search(words[last - 1]) and _is_name(words[last - 1])):
        return _noun(words, last)
    first = last
    while first > 0 and (_is_name(words[first - 1]) or _joins(words, first - 1)):
        first -= 1
    if first > 1 and fold(words[first - 1]) in _PREPOSITIONS and words[first - 2][0].islower():
        return _noun(words, first - 2)  # "a spokesman for Rubio said", "the mayor of Arlen said"
    return "name", tuple(words[first : last + 1])


def _clause_of(words: Sequence[str], last: int) -> int | None:
    """Where the subject ends whose "who …" clause a pronoun closes: "the engineer who inspected it told"."""
    opening = next((n for n in range(last - 1, max(last - 6, 0), -1) if fold(words[n]) == "who"), None)
    if opening is None or opening == last - 1 or any(not word[0].isalnum() for word in words[opening:last]):
        return None
    return opening - 1 if fold(words[last - 1]) not in _LINKS and words[opening - 1][0].isalnum() else None


def _noun(words: Sequence[str], at: int) -> _Subject:
    noun = words[at]
    if fold(noun) in _OUR_OWN:
        return "article", (fold(noun),)
    named = at > 0 and _is_name(words[at - 1])
    return "noun", (words[at - 1], noun) if named else (noun,)


def _starting_at(words: Sequence[str], first: int) -> _Subject | None:
    while first < len(words) and fold(words[first]) in ("the", "a", "an", "to"):
        first += 1
    if first >= len(words) or not words[first][0].isalnum():
        return None
    if fold(words[first]) in _PRONOUNS:
        return "pronoun", (fold(words[first]),)
    last = first
    while last + 1 < len(words) and not _is_name(words[last]) and words[last + 1][0].isalnum():
        if fold(words[last]) in STOPWORDS or last - first > 2:
            break
        last += 1
    if not _is_name(words[last]):
        return _noun(words, first)
    while last + 1 < len(words) and (_is_name(words[last + 1]) or _joins(words, last + 1)):
        last += 1
    return "name", tuple(words[first : last + 1])


def _nearest_name(words: Sequence[str], before: int) -> _Subject | None:
    last = next((n for n in range(before - 1, -1, -1) if _is_name(words[n])), None)
    return _ending_at(words, last) if last is not None else None


def _joins(words: Sequence[str], at: int) -> bool:
    """A particle inside a name: "Secretary of State", "van der Berg", "Rubio and Witkoff"."""
    return (
        0 < at < len(words) - 1
        and fold(words[at]) in _PARTICLES
        and _is_name(words[at - 1])
        and _is_name(words[at + 1])
    )


def _is_name(word: str) -> bool:
    folded = fold(word)
    return word[0].isupper() and folded not in STOPWORDS and folded not in CALENDAR and folded not in _PRONOUNS


TITLES = frozenset(
    """mr mrs ms miss dr sir lord lady prof professor president vice prime minister chancellor secretary state foreign
    defence defense us u.s of the senator sen representative rep congressman congresswoman governor gov mayor judge
    general gen colonel col captain chief envoy ambassador king queen prince princess pope reverend rev chairman
    chairwoman chair speaker commissioner director spokesman spokeswoman spokesperson former deputy""".split()
)


def name_words(words: Sequence[str]) -> tuple[str, ...]:
    """A name's folded words without possessive endings and titles; a name of titles only keeps them."""
    folded = [part for word in words for part in re.split(r"[-.]", _POSSESSIVE.sub("", fold(word))) if part]
    bare = [word for word in folded if word not in TITLES and word not in _PARTICLES]
    return tuple(bare or folded)


def split_joint(words: Sequence[str]) -> list[tuple[str, ...]]:
    """ "Rubio and Witkoff" as two names."""
    names: list[list[str]] = [[]]
    for word in words:
        if fold(word) == "and":
            names.append([])
        else:
            names[-1].append(word)
    return [tuple(name) for name in names if name]


def is_the_same(claimed: Sequence[str], *, name: str, mention: str) -> bool:
    """Whether a name in a claim is that speaker: the surname, or the whole name; never another first name."""
    wanted = name_words(claimed)
    speaker = name_words(name.split())
    if not wanted or not speaker:
        return False
    around = set(name_words(mention.split()))
    return wanted[-1] == speaker[-1] and all(
        word in speaker or word in around or (len(word) == 1 and speaker[0].startswith(word)) for word in wanted
    )


def nouns_match(nouns: Sequence[str], *, name: str, mention: str) -> bool:
    """Whether "officials", or "Ukrainian president", is how the article itself calls the speaker."""
    known = {stem(word) for word in words_of(f"{mention} {name}")}
    return all(stem(word) in known for noun in nouns for word in words_of(noun))
