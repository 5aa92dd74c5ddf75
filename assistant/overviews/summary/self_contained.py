"""Whether a sentence of an article says by itself whom and what it is about, when those around it are not shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.overviews.types import Reading
from assistant.understanding.stemming import stem, words_of
from assistant.verification.dangling_references import remove_dangling_references
from index.people.genders import Gender, gender_of
from index.types import ArticleStatement

_NOBODY = re.compile(r"(?:he|she|they|it|who|we|i|his|her|their|its|the (?:man|woman|two|pair|former|latter))\b", re.I)
_POINTS_BACK = re.compile(
    r"\b(?:den(?:y|ies|ied)|sa(?:y|ys|id)|rejected|confirmed|disputed|doubted) (?:that|this|so|it|them)\W*$"
)
_SOMEBODY = re.compile(r"\b(?:(he|him|his|himself)|she|her|hers|herself)\b", re.I)
_FULL_NAME = re.compile(
    r"\b(?!(?:The|A|An|In|On|At|For|By|But|And|As|When|After|Her|His|Their)\b)[A-Z][\w.’'-]* [A-Z][\w’'-]+"
)
_NAME = re.compile(r"[\w’'-]+")
_LONE_NAME = re.compile(r"([A-Z][\w’-]+)(?:[’']s)?,? [a-z]")
_THE = re.compile(r"The ([a-z][\w’'-]*)(?: ([a-z][\w’'-]*))?(, [A-Z])?")
_GOES_ON = re.compile(
    r"(?:but|and|yet|so|then|still|however|meanwhile)\b|(?:this|that|these|those) (?:is|was|are|were|has|had)\b", re.I
)
_HOWEVER = re.compile(r"[^,.]{1,60}, (?:however|though|meanwhile|in turn|too|for (?:his|her|its|their) part),", re.I)
_SOMEBODY_THERE = re.compile(
    r"\b(?:(?i:an?|the|one|two|three|four|five|another|no|every|each|some|many|several) [a-z]|(?<=[a-z,;] )[A-Z]"
    r"|[A-Z][\w’'-]+ [A-Z])"
)
"""A name, or somebody whom an article need not name: "a surgeon"."""
_TO_IT = re.compile(
    r"^(?:[^\s,]+ ){1,7}(?:of|about|above|below|under|over|behind|beside|near|to|for|with|from|in|on|at|by|against)"
    r" (?:it|them)\b",
    re.I,
)
"""A short way into a sentence there is little in it yet that "it" could mean."""
_TELLS_WHICH = frozenset("of that who which whose where between in at on for from to".split())
_ONLY_ONE = frozenset(
    map(
        stem,
        "government parliament police court council army military president premier minister ministry king queen pope"
        " authorities country nation world public economy weather sea sun".split(),
    )
)
"""What a paper's readers know without being told which: "the government"."""


@dataclass(frozen=True, slots=True)
class Known:
    """Whom an article lets speak, by surname, which of them it calls he or she, and the words of its headline and
    lead, which a reader is taken to have seen."""

    surnames: frozenset[str] = frozenset()
    called: Mapping[str, Gender] = field(default_factory=dict)
    spoken_of: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()
    """Surnames that stand behind a first name somewhere in the article."""


def known_of(reading: Reading, lead: str) -> Known:
    """What can be known of an article whose first sentence is `lead`."""
    surnames: set[str] = set()
    called: dict[str, Gender] = {}
    for one in reading.statements:
        for speaker in one.statement.speakers:
            name = speaker.name.split()
            if name:
                surnames.add(name[-1])
                gender = gender_of(name, ()) or _called(one)
                if gender:
                    called[name[-1]] = gender
    spoken_of = frozenset(stem(word) for word in words_of(f"{reading.article.title} {lead}"))
    full = frozenset(name.split()[-1] for name in _FULL_NAME.findall(reading.article.text))
    return Known(frozenset(surnames), called, spoken_of, full)


def stands_alone(words: str, known: Known) -> bool:
    """Whether nobody in the sentence is only pointed at: by "he" without a name, by "But", by "denied that"."""
    return not _leans(words) and names_before(words, known)


def stands_first(words: str) -> bool:
    """Whether an article's first sentence tells its news: it has nothing before it to lean on, but may put it off
    ("They share a surname and nothing else")."""
    opening = words.lstrip("“\"‘'")
    put_off = _NOBODY.match(opening) or _GOES_ON.match(opening) or _POINTS_BACK.search(words)
    pronoun = _SOMEBODY.search(words)
    nobody = pronoun is not None and not _SOMEBODY_THERE.search(words[: pronoun.start()])
    return not (put_off or nobody)


def leans_on_the_unsaid(words: str, known: Known) -> bool:
    """Whether a sentence may mean a thing that only those before it name: it begins with one as if it had been spoken
    of, and it has not ("The wrist still aches"), or has something done to "it" ("Trawlers may not anchor above it")."""
    return bool(_TO_IT.search(words)) or _opens_with_the_unknown(words, known) or _opens_with_a_stranger(words, known)


def _opens_with_a_stranger(words: str, known: Known) -> bool:
    """Whether a sentence begins with the surname alone of somebody whom the headline and the lead do not name."""
    name = _LONE_NAME.match(words)
    return name is not None and name.group(1) in known.full and stem(name.group(1)) not in known.spoken_of


def _opens_with_the_unknown(words: str, known: Known) -> bool:
    match = _THE.match(words)
    if match is None or match.group(3) or match.group(2) in _TELLS_WHICH:
        return False
    named = {stem(word) for word in match.groups()[:2] if word}
    return not named & (known.spoken_of | _ONLY_ONE)


def _called(one: ArticleStatement) -> Gender | None:
    """What the article calls who speaks there."""
    source = one.statement.source
    said = source.of(one.article.text).lower() if source else ""
    return "m" if said == "he" else "f" if said == "she" else None


def is_named(words: str) -> bool:
    """Whether a mention tells who it is: no pronoun, and no "the man"."""
    return _NOBODY.match(words) is None


def _leans(words: str) -> bool:
    opening = words.lstrip("“\"‘'")
    points = _NOBODY.match(opening) or _POINTS_BACK.search(words) or _HOWEVER.match(words)
    return bool(points) or remove_dangling_references(words) != words


def names_before(words: str, known: Known) -> bool:
    """Whether whoever "he" or "her" means is named before it in the sentence: "low expectations, by *his* account" is
    whoever came before, and "Lorring did not ask for *his* resignation" is somebody else, where the article calls
    somebody else so and nobody says what Lorring is."""
    pronoun = _SOMEBODY.search(words)
    if pronoun is None:
        return True
    meant: Gender = "m" if pronoun.group(1) else "f"
    genders = _named_in(words[: pronoun.start()], known)
    if not genders or meant in genders.values():
        return bool(genders)
    others = [gender for name, gender in known.called.items() if name not in genders]
    return None in genders.values() and meant not in others


def _named_in(words: str, known: Known) -> dict[str, Gender | None]:
    """Who is named there, by surname, and what they are known to be."""
    found: dict[str, Gender | None] = {}
    for name in _FULL_NAME.findall(words):
        parts: Sequence[str] = name.split()
        found[parts[-1]] = known.called.get(parts[-1]) or gender_of(parts, ())
    for name in known.surnames & set(_NAME.findall(words)):
        found.setdefault(name, known.called.get(name))
    return found
