"""Find the speech claims of a sentence: who, according to it, said, denied or promised something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.content_words import CALENDAR, STOPWORDS, stem
from assistant.understanding.stemming import fold, split_words

NEUTRAL_VERBS = frozenset(
    """said says saying told tells telling stated stating added adding noted noting explained explaining
    remarked commented wrote writes writing replied responded answered spoke speaks described describes
    describing called calling expressed announced mentioned pointed asked according""".split()
)
"""Verb forms that only report that someone spoke."""
_STANCE_VERBS = frozenset(
    """denied denies denying confirmed confirms confirming promised promises promising admitted admits admitting warned
    warns warning claimed claims claiming insisted insists insisting accused accuses accusing blamed blames blaming
    vowed vows vowing pledged pledges pledging threatened threatens threatening praised praises praising criticised
    criticises criticized criticizes condemned condemns condemning suggested suggests suggesting urged urges urging
    demanded demands demanding acknowledged acknowledges conceded concedes emphasised emphasized emphasises emphasizes
    stressed stresses reiterated reiterates repeated repeats predicted predicts declared declares asserted asserts
    alleged alleges maintained maintains apologised apologized boasted lied joked mocked swore vowing argued argues
    arguing""".split()
)
"""Verb forms that also report how someone spoke."""
ATTITUDE_VERBS = frozenset(
    """agreed agrees agreeing rejected rejects rejecting refused refuses refusing declined declines declining believed
    believes believing thinks thought hopes hoped expects expected wants wanted supports supported opposes opposed
    disputed disputes contradicted contradicts proposed proposes requested welcomed welcomes dismissed dismisses
    questioned ordered ruled estimated considers considered feels felt fears feared""".split()
)
"""Verb forms for an opinion or an act, which an article may report without a statement."""
_SPEECH_NOUNS = frozenset(
    "statement statements remark remarks comment comments words position view views claim claims denial".split()
)
_VERBS = NEUTRAL_VERBS | _STANCE_VERBS | ATTITUDE_VERBS
_BE_FORMS = frozenset("was were been being is are be".split())
_AUXILIARIES_AND_ADVERBS = frozenset(
    """has had have having also later then again reportedly repeatedly publicly earlier previously did does do
    would will could can may might must should not never just once even still yet now today both all to""".split()
)
_LINKING_WORDS = frozenset("who and but that which or as while".split())
_DETERMINERS = frozenset("the a an this that these those his her their its our my your no any some every each".split())
_CONJUNCTIONS = frozenset("and but or while as".split())
_PRONOUNS = frozenset("he she they it we i you him her them".split())
_ARTICLE_NOUNS = frozenset(
    "article articles report reports passage passages story paper newspaper evidence text account piece column".split()
)
_TAKES_HEARER = frozenset("told tells telling asked".split())
"""Verbs that a hearer follows, and never their subject."""
_MAX_DATE_LENGTH = 5
_NEVER_NAMES = STOPWORDS | CALENDAR | _PRONOUNS
_OPENINGS = frozenset("yes no not asked speaking neither".split())
_PREPOSITIONS = frozenset("of for from at in with to near".split())
_PARTICLES = frozenset("of the de la van von der den bin al el da do dos di du y and".split())
_TOKEN = re.compile(r"\ufffc|[^\W_]+(?:\.[^\W_]+)+\.?|[^\W_]+(?:['’-][^\W_]+)*['’]?|[,;:.()—–]")
_POSSESSIVE = re.compile(r"['’]s?$")
TITLES = frozenset(
    """mr mrs ms miss dr sir lord lady prof professor president vice prime minister chancellor secretary state foreign
    defence defense us u.s of the senator sen representative rep congressman congresswoman governor gov mayor judge
    general gen colonel col captain chief envoy ambassador king queen prince princess pope reverend rev chairman
    chairwoman chair speaker commissioner director spokesman spokeswoman spokesperson former deputy""".split()
)


@dataclass(frozen=True, slots=True)
class SpeechClaim:
    """A speech verb with its subject. `kind` is "name", "pronoun", "noun", or "article" for the article itself."""

    position: int
    """Offset of the verb in the sentence."""
    verb: str
    kind: str
    words: tuple[str, ...]

    @property
    def speaker(self) -> str:
        return " ".join(self.words)


def find_speech_claims(sentence: str) -> tuple[SpeechClaim, ...]:
    """Return all speech claims in order. `\\ufffc` stands for quoted or inserted words."""
    tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(sentence)]
    words = [token for token, _ in tokens]
    found: list[SpeechClaim] = []
    for at, (word, position) in enumerate(tokens):
        folded = fold(word)
        if folded == "according" or (word[0].islower() and (folded in _VERBS)):
            subject = _find_subject(words, at, found)
            if subject is not None:
                found.append(SpeechClaim(position, folded, *subject))
        elif folded in _SPEECH_NOUNS and at and _POSSESSIVE.search(words[at - 1]):
            found.append(SpeechClaim(position, "said", *_subject_ending_at(words, at - 1)))
    return tuple(found)


_Subject = tuple[str, tuple[str, ...]]
"""The kind and the words of a SpeechClaim."""


def _find_subject(words: Sequence[str], at: int, previous: Sequence[SpeechClaim]) -> _Subject | None:
    """Return the subject of the verb at `at`; None if it is not used as a speech verb or has no subject."""
    if fold(words[at]) == "according":
        return _subject_starting_at(words, at + 2) if words[at + 1 : at + 2] == ["to"] else None
    left = at - 1
    while left >= 0 and (fold(words[left]) in _AUXILIARIES_AND_ADVERBS | _BE_FORMS or fold(words[left]).endswith("ly")):
        left -= 1
    is_passive = any(fold(word) in _BE_FORMS for word in words[left + 1 : at]) and not fold(words[at]).endswith("ing")
    if is_passive:
        by = next((n for n in range(at + 1, min(at + 4, len(words))) if fold(words[n]) == "by"), None)
        return _subject_starting_at(words, by + 1) if by else None
    if left < 0 or words[left] in "\ufffc,;:.":
        return _subject_across_comma(words, left, at)
    return _adjacent_subject(words, left, at, previous)


def _adjacent_subject(words: Sequence[str], left: int, at: int, previous: Sequence[SpeechClaim]) -> _Subject | None:
    """Return the subject directly before the verb, or before the "and" or "who" that links it."""
    word = fold(words[left])
    if left == at - 1 and word in _DETERMINERS:
        return None  # "the warning sirens", "an expected rise"
    if word not in _LINKING_WORDS:
        return _subject_ending_at(words, left)
    if previous and word in _CONJUNCTIONS and previous[-1].kind != "noun":
        return previous[-1].kind, previous[-1].words
    return _last_name_before(words, left)


def _subject_across_comma(words: Sequence[str], left: int, at: int) -> _Subject | None:
    """Return the subject in: "…," said X; "X, the mayor of Y, said"; "X spoke, saying"."""
    after = None if fold(words[at]) in _TAKES_HEARER else _subject_starting_at(words, at + 1)
    has_comma = left >= 0 and words[left] == ","
    if not has_comma or (after is not None and after[0] == "name"):
        return after
    opening = next((n for n in range(left - 1, 0, -1) if words[n] == ","), None)
    if opening is not None and words[opening - 1][0].isalnum():
        is_named = all(_is_name(word) for word in words[opening + 1 : left])  # "the manager, Ana Ruiz, said"
        return _subject_ending_at(words, left - 1 if is_named else opening - 1)
    return _last_name_before(words, left) or after


def _subject_ending_at(words: Sequence[str], last: int) -> _Subject:
    """Return the subject that ends at `last`: a name, a pronoun, or a noun with the name before it."""
    word = words[last]
    if fold(word) in _PRONOUNS:
        end = _antecedent_of_who_clause(words, last)
        return _subject_ending_at(words, end) if end is not None else ("pronoun", (fold(word),))
    if not _is_name(word) or (last > 0 and _POSSESSIVE.search(words[last - 1]) and _is_name(words[last - 1])):
        return _noun_subject(words, last)
    first = last
    while first > 0 and (_is_name(words[first - 1]) or _joins_names(words, first - 1)):
        first -= 1
    if first > 1 and fold(words[first - 1]) in _PREPOSITIONS and words[first - 2][0].islower():
        return _noun_subject(words, first - 2)  # "a spokesman for Rubio said", "the mayor of Arlen said"
    return "name", tuple(words[first : last + 1])


def _antecedent_of_who_clause(words: Sequence[str], last: int) -> int | None:
    """Return the end of the subject before a "who" clause that ends with a pronoun: "the engineer who saw it said"."""
    who = next((n for n in range(last - 1, max(last - 6, 0), -1) if fold(words[n]) == "who"), None)
    if who is None or who == last - 1 or any(not word[0].isalnum() for word in words[who:last]):
        return None
    return who - 1 if fold(words[last - 1]) not in _LINKING_WORDS and words[who - 1][0].isalnum() else None


def _noun_subject(words: Sequence[str], at: int) -> _Subject:
    noun = words[at]
    if noun[0].isdigit():  # "An article of Feb. 27, 2025, says"
        before = (fold(word) for word in reversed(words[max(0, at - _MAX_DATE_LENGTH) : at]))
        noun = next((word for word in before if word in _ARTICLE_NOUNS), noun)
    if fold(noun) in _ARTICLE_NOUNS:
        return "article", (fold(noun),)
    return "noun", (words[at - 1], noun) if at > 0 and _is_name(words[at - 1]) else (noun,)


def _subject_starting_at(words: Sequence[str], first: int) -> _Subject | None:
    while first < len(words) and fold(words[first]) in ("the", "a", "an", "to"):
        first += 1
    if first >= len(words) or not words[first][0].isalnum():
        return None
    if fold(words[first]) in _PRONOUNS:
        return "pronoun", (fold(words[first]),)
    if fold(words[first]) in STOPWORDS - _DETERMINERS:
        return None  # "adding up to", "saying that"
    last = first
    while last + 1 < len(words) and not _is_name(words[last]) and words[last + 1][0].isalnum():
        if fold(words[last]) in STOPWORDS or last - first > 2:
            break
        last += 1
    if not _is_name(words[last]):
        return _noun_subject(words, first)
    while last + 1 < len(words) and (_is_name(words[last + 1]) or _joins_names(words, last + 1)):
        last += 1
    return "name", tuple(words[first : last + 1])


def _last_name_before(words: Sequence[str], end: int) -> _Subject | None:
    last = next((n for n in range(end - 1, -1, -1) if _is_name(words[n])), None)
    return _subject_ending_at(words, last) if last is not None else None


def _joins_names(words: Sequence[str], at: int) -> bool:
    """Return whether a particle joins two names: "Secretary of State", "van der Berg", "Rubio and Witkoff"."""
    is_inside = 0 < at < len(words) - 1
    return is_inside and fold(words[at]) in _PARTICLES and _is_name(words[at - 1]) and _is_name(words[at + 1])


def _is_name(word: str) -> bool:
    return word[0].isupper() and fold(word) not in _NEVER_NAMES


def name_tokens(words: Sequence[str]) -> tuple[str, ...]:
    """Return the folded words of a name without possessives and titles; a name made of titles keeps them."""
    folded = [part for word in words for part in re.split(r"[-.]", _POSSESSIVE.sub("", fold(word))) if part]
    return tuple([word for word in folded if word not in TITLES and word not in _PARTICLES] or folded)


def split_joint_names(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Split "Rubio and Witkoff" into two names."""
    names: list[list[str]] = [[]]
    for word in words:
        if fold(word) == "and":
            names.append([])
        else:
            names[-1].append(word)
    return [tuple(name) for name in names if name]


def is_same_person(claimed: Sequence[str], *, name: str, mention: str) -> bool:
    """Return whether a claimed name fits a speaker: surname or full name, but never another first name."""
    wanted, speaker = name_tokens(_without_office(claimed)), name_tokens(name.split())
    if not wanted or not speaker:
        return False
    mentioned = set(name_tokens(mention.split()))
    return wanted[-1] == speaker[-1] and all(
        word in speaker or word in mentioned or (len(word) == 1 and speaker[0].startswith(word)) for word in wanted
    )


def names_in(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the runs of capitalised words, without days, months and words that begin a sentence."""
    names: list[list[str]] = [[]]
    for word in words:
        if _is_name(word) and fold(word) not in _OPENINGS:
            names[-1].append(word)
        elif names[-1]:
            names.append([])
    return [tuple(name) for name in names if name]


def _without_office(words: Sequence[str]) -> Sequence[str]:
    """Return a name without the office before it: "Labour Minister Ann Fox" is Ann Fox."""
    last = max((number for number, word in enumerate(words) if fold(word) in TITLES), default=-1)
    return words[last + 1 :] or words


def matches_description(nouns: Sequence[str], *, name: str, mention: str) -> bool:
    """Return whether the article itself describes the speaker by these nouns ("officials", "Ukrainian president")."""
    known = {stem(word) for word in split_words(f"{mention} {name}")}
    return all(stem(word) in known for noun in nouns for word in split_words(noun))
