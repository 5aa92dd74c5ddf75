"""Align a claim with a sentence of its evidence, word by word: what differs between equal words is certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from assistant.verification.entailment.words import Sentence, Word

_MAX_WORDS = 80
_FORMS = {
    form: forms.split()[0]
    for forms in (
        "be is are was were been being am 's",
        "have has had having",
        "will would shall 'll",
        "can could",
        "may might",
        "a an",
    )
    for form in forms.split()
}
"""Forms that a report changes: "will not" is "would not" in reported speech."""
_NOT = frozenset("not never no cannot".split())
_SKIPPED = frozenset("do does did yet ever also that".split())
_NO_DENIAL = frozenset(
    "only just merely simply all every everyone always necessarily least more less fewer longer".split()
)
"""After these, "not" denies no more than a part."""
_CONTRACTED = {"wo": "will", "ca": "can", "sha": "shall"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word without its inflection, and whether a negation stands directly before it."""

    key: str
    word: Word
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """The claim's words in the place of words of the evidence, and the equal words on both sides."""

    own: Sequence[Token]
    other: Sequence[Token]
    before: Sequence[Token]
    after: Sequence[Token]
    ends: bool
    """The claim ends after its own words, or after the equal words that follow them."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of equal words, as the claim and as the evidence writes them."""

    own: Sequence[Token]
    other: Sequence[Token]
    ends: bool
    """The claim ends after the run."""

    @property
    def reversed(self) -> tuple[Token, ...]:
        """The claim's words that only one of the two denies."""
        pairs = zip(self.own, self.other, strict=True)
        return tuple(own for own, other in pairs if own.negated != other.negated)


@lru_cache(maxsize=4096)
def read_tokens(sentence: Sentence) -> tuple[Token, ...]:
    """Return the words of a sentence as tokens; a negation is part of the token that follows it."""
    found: list[Token] = []
    negated = False
    words = sentence.words[:_MAX_WORDS]
    for number, word in enumerate(words):
        folded = word.folded
        if folded in _NOT and folded != "cannot":
            following = words[number + 1].folded if number + 1 < len(words) else ""
            negated = following not in _NO_DENIAL
            continue
        if folded.endswith("n't") or folded == "cannot":
            bare = folded.removesuffix("n't").removesuffix("not")
            bare = _CONTRACTED.get(bare, bare)
            if bare not in _SKIPPED:
                found.append(Token(_FORMS.get(bare, bare), word, negated))
            negated = True
            continue
        if folded in _SKIPPED:
            continue
        key = _FORMS.get(folded, word.stem)
        if folded[0].isdigit() and number + 1 < len(words):  # the same number is another if it counts something else
            key = f"{key} {words[number + 1].stem}"
        found.append(Token(key, word, negated))
        negated = False
    return tuple(found)


def runs(claim: Sentence, evidence: Sentence) -> Iterator[Run]:
    """Yield the runs of words that both have in the same order."""
    own, other = read_tokens(claim), read_tokens(evidence)
    for tag, first, last, start, end in _align(claim, evidence):
        if tag == "equal":
            yield Run(own[first:last], other[start:end], last == len(own))


def differences(claim: Sentence, evidence: Sentence) -> Iterator[Difference]:
    """Yield what the claim replaced between words that both have."""
    own, other = read_tokens(claim), read_tokens(evidence)
    codes = _align(claim, evidence)
    for number, (tag, first, last, start, end) in enumerate(codes):
        if tag != "replace" or number == 0:
            continue
        before = codes[number - 1]
        after = codes[number + 1] if number + 1 < len(codes) else None
        if before[0] != "equal" or (after is not None and after[0] != "equal"):
            continue
        following = own[after[1] : after[2]] if after else ()
        ends = last + len(following) == len(own)
        yield Difference(own[first:last], other[start:end], own[before[1] : before[2]], following, ends)


def has_words(evidence: Sequence[Sentence], claim: Sentence, words: Sequence[Token]) -> bool:
    """Return whether a sentence of the evidence has these words of the claim between the claim's own neighbours."""
    wanted = {token.word.start for token in words}
    return any(
        len(run.own) > len(words) + 1 and wanted <= {token.word.start for token in run.own if token not in run.reversed}
        for sentence in evidence
        for run in runs(claim, sentence)
    )


@lru_cache(maxsize=2048)
def _align(
    claim: Sentence, evidence: Sentence
) -> list[tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]]:
    own, other = ([token.key for token in read_tokens(one)] for one in (claim, evidence))
    return SequenceMatcher(None, own, other, autojunk=False).get_opcodes()
