"""Whether a sentence of an article can be understood without the sentences around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.overviews.types import Reading
from assistant.understanding.stemming import split_words, stem
from assistant.verification.replies.dangling_references import remove_dangling_references
from index.people.genders import Gender, gender_of

_UNNAMED = re.compile(r"(?:he|she|they|it|who|we|i|his|her|their|its|the (?:man|woman|two|pair|former|latter))\b", re.I)
_REFERS_BACK = re.compile(
    r"\b(?:den(?:y|ies|ied)|sa(?:y|ys|id)|rejected|confirmed|disputed|doubted) (?:that|this|so|it|them)\W*$"
)
_PRONOUN = re.compile(r"\b(?:(he|him|his|himself)|she|her|hers|herself)\b", re.I)
_FULL_NAME = re.compile(
    r"\b(?!(?:The|A|An|In|On|At|For|By|But|And|As|When|After|Her|His|Their)\b)[A-Z][\w.’'-]* [A-Z][\w’'-]+"
)
_NAME = re.compile(r"[\w’'-]+")
_SURNAME_FIRST = re.compile(r"([A-Z][\w’-]+)(?:[’']s)?,? [a-z]")
_DEFINITE_SUBJECT = re.compile(r"The ([a-z][\w’'-]*)(?: ([a-z][\w’'-]*))?(, [A-Z])?")
_CONTINUES = re.compile(
    r"(?:but|and|yet|so|then|still|however|meanwhile)\b|(?:this|that|these|those) (?:is|was|are|were|has|had)\b", re.I
)
_HOWEVER = re.compile(r"[^,.]{1,60}, (?:however|though|meanwhile|in turn|too|for (?:his|her|its|their) part),", re.I)
_PERSON = re.compile(
    r"\b(?:(?i:an?|the|one|two|three|four|five|another|no|every|each|some|many|several) [a-z]|(?<=[a-z,;] )[A-Z]"
    r"|[A-Z][\w’'-]+ [A-Z])"
)
"""A name, or a person that needs no name: "a surgeon"."""
_EARLY_IT = re.compile(
    r"^(?:[^\s,]+ ){1,7}(?:of|about|above|below|under|over|behind|beside|near|to|for|with|from|in|on|at|by|against)"
    r" (?:it|them)\b",
    re.I,
)
"""An "it" so early in the sentence that it rarely refers to something in it."""
_DEFINING_WORDS = frozenset("of that who which whose where between in at on for from to".split())
_UNIQUE_NOUNS = frozenset(
    map(
        stem,
        "government parliament police court council army military president premier minister ministry king queen pope"
        " authorities country nation world public economy weather sea sun".split(),
    )
)
"""Things that readers know without an introduction: "the government"."""
_PRONOUN_GENDERS: Mapping[str, Gender] = {"he": "m", "she": "f"}


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The people of an article, and the words that its headline and lead have introduced to the reader."""

    surnames: frozenset[str] = frozenset()
    """The surnames of speakers."""
    genders: Mapping[str, Gender] = field(default_factory=dict)
    """Genders by surname, from first names or pronouns."""
    introduced: frozenset[str] = frozenset()
    """Stems of the headline and the lead."""
    full_name_surnames: frozenset[str] = frozenset()
    """Surnames that follow a first name somewhere in the article."""


def read_context(reading: Reading, lead: str) -> ArticleContext:
    """Return the context of an article with the first sentence `lead`."""
    surnames: set[str] = set()
    genders: dict[str, Gender] = {}
    for item in reading.statements:
        for speaker in item.statement.speakers:
            name = speaker.name.split()
            if name:
                surnames.add(name[-1])
                source = item.statement.source
                mention = source.of(item.article.text).lower() if source else ""
                gender = gender_of(name, ()) or _PRONOUN_GENDERS.get(mention)
                if gender:
                    genders[name[-1]] = gender
    introduced = frozenset(stem(word) for word in split_words(f"{reading.article.title} {lead}"))
    full_names = frozenset(name.split()[-1] for name in _FULL_NAME.findall(reading.article.text))
    return ArticleContext(frozenset(surnames), genders, introduced, full_names)


def is_self_contained(words: str, context: ArticleContext) -> bool:
    """Return whether no part refers to another sentence: no "he" without a name, no "But", no "denied that"."""
    opening = words.lstrip("“\"‘'")
    refers = _UNNAMED.match(opening) or _REFERS_BACK.search(words) or _HOWEVER.match(words)
    return not refers and remove_dangling_references(words) == words and has_antecedent(words, context)


def is_opening(words: str) -> bool:
    """Return whether a first sentence tells the news, unlike "They share a surname and nothing else"."""
    opening = words.lstrip("“\"‘'")
    delays = _UNNAMED.match(opening) or _CONTINUES.match(opening) or _REFERS_BACK.search(words)
    pronoun = _PRONOUN.search(words)
    is_unclear = pronoun is not None and not _PERSON.search(words[: pronoun.start()])
    return not (delays or is_unclear)


def has_unknown_reference(words: str, context: ArticleContext) -> bool:
    """Return whether the sentence may refer to something introduced before it: "The wrist still aches"."""
    surname = _SURNAME_FIRST.match(words)
    if surname and surname.group(1) in context.full_name_surnames and stem(surname.group(1)) not in context.introduced:
        return True
    match = _DEFINITE_SUBJECT.match(words)
    if _EARLY_IT.search(words) or match is None or match.group(3) or match.group(2) in _DEFINING_WORDS:
        return _EARLY_IT.search(words) is not None
    stems = {stem(word) for word in match.groups()[:2] if word}
    return not stems & (context.introduced | _UNIQUE_NOUNS)


def is_named(words: str) -> bool:
    """Return whether a mention identifies a person: no pronoun, and no "the man"."""
    return _UNNAMED.match(words) is None


def has_antecedent(words: str, context: ArticleContext) -> bool:
    """Return whether the sentence names the person of its first pronoun before the pronoun.

    In "Lorring did not ask for his resignation", "his" means somebody else if Lorring's gender is unknown and the
    article calls another person "he".
    """
    pronoun = _PRONOUN.search(words)
    if pronoun is None:
        return True
    gender: Gender = "m" if pronoun.group(1) else "f"
    genders = _named_genders(words[: pronoun.start()], context)
    if not genders or gender in genders.values():
        return bool(genders)
    others = [known for name, known in context.genders.items() if name not in genders]
    return None in genders.values() and gender not in others


def _named_genders(words: str, context: ArticleContext) -> dict[str, Gender | None]:
    """Return the surnames in the words with their genders, None if unknown."""
    found: dict[str, Gender | None] = {}
    for name in _FULL_NAME.findall(words):
        parts: Sequence[str] = name.split()
        found[parts[-1]] = context.genders.get(parts[-1]) or gender_of(parts, ())
    for name in context.surnames & set(_NAME.findall(words)):
        found.setdefault(name, context.genders.get(name))
    return found
