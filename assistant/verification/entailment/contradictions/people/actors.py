"""Find what the evidence tells of one person and the claim of another, and who did it to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.wording.alignment import read_tokens, runs
from assistant.verification.entailment.verbs import is_finite, is_past
from assistant.verification.entailment.words import Sentence, Word
from assistant.verification.reported_speech import NEUTRAL_VERBS
from index.statements.lexicon.words import ORGANISATION_NOUNS, ORGANISATION_WORDS, PERSON_NOUNS, PLACES, ROLES, TITLES

_SUBJECT_PRONOUNS = frozenset("he she".split())
_SAME = 0.6
_REACH = 7
_MIN_RUN = 5
_PEOPLE = PERSON_NOUNS | ROLES | ORGANISATION_NOUNS
_BE = frozenset("was were been being is are be".split())
_PRONOUNS = frozenset("he she it they we who i you".split())
_STOP = frozenset("that and but which who while when if because , said".split())
_RELATIVE = frozenset("who whom whose which that".split())


def find_other_actor(comparison: Comparison) -> str | None:
    """Return of whom the evidence says the very words that the claim says of somebody else."""
    people = people_of(comparison)
    for part in comparison.propositions:
        tokens = read_tokens(part)
        for sentence in comparison.evidence:
            others = read_tokens(sentence)
            for run in runs(part, sentence):
                own, other = tokens.index(run.own[0]), others.index(run.other[0])
                if not own or not other or len(run.own) < _MIN_RUN or not is_finite(run.own[0].word):
                    continue
                name, named = tokens[own - 1].word, others[other - 1].word
                if not {name.stem, named.stem} <= people or name.stem == named.stem or name.stem in sentence.stems:
                    continue
                return f"the evidence says this of {named.written}"
    return None


def people_of(comparison: Comparison) -> set[str]:
    """Return the stems of surnames: the last words of names of two or three words that are no places or bodies."""
    found: set[str] = set()
    for sentence in (*comparison.evidence, *comparison.background):
        for name in names_of(sentence):
            bare = [word.folded.removesuffix("'s") for word in name]
            if len(name) > 1 and not any(word in ORGANISATION_WORDS or word in PLACES for word in bare):
                if name[-1].written.isupper() or len(name[-1].folded) < 3 or len(name) > 3:
                    continue
                before = name[0].start and sentence.text[: name[0].start].rstrip().lower().endswith(" the")
                if not before:
                    found.add(name[-1].stem)
    return found


def names_of(sentence: Sentence) -> Iterator[list[Word]]:
    """Yield the runs of words that are names."""
    run: list[Word] = []
    for word in sentence.words:
        adjoins = bool(run) and sentence.text[run[-1].end : word.start].strip(" .") == ""
        if run and not (word.is_name and adjoins and not run[-1].folded.endswith("'s")):
            yield run
            run = []
        if word.is_name and word.folded not in TITLES:
            run.append(word)
    if run:
        yield run


def _is_framing(word: Word) -> bool:
    return word.is_name or word.folded in NEUTRAL_VERBS or not word.is_content


def _actors(number: int, people: set[str], comparison: Comparison) -> set[str]:
    """Return whom a sentence of the evidence names, or to whom its subject "he" or "she" can refer."""
    sentence = comparison.evidence[number]
    named = {word.stem for word in sentence.words if word.stem in people and word.is_name}
    if named:
        return named if set(sentence.folded) & NEUTRAL_VERBS else set()
    if not set(sentence.folded[:2]) & _SUBJECT_PRONOUNS:
        return set()
    for before in reversed(comparison.evidence[max(0, number - 2) : number]):
        named = {word.stem for word in before.words if word.stem in people and word.is_name}
        if named:
            return named
    return set()


def find_exchanged_roles(comparison: Comparison) -> str | None:
    """Return who did it to whom, if the claim says it the other way round: "A told B" for "B told A"."""
    words = comparison.claim.words
    # After "the film whose remake Disney released", the object comes first.
    end = next((number for number, word in enumerate(words) if word.folded in _RELATIVE), len(words))
    for number, verb in enumerate(words[:end]):
        if not is_past(verb) or verb.stem not in comparison.evidence_stems:
            continue
        own = _sides(words, number)
        if own is None:
            continue
        crossed: list[str] = []
        for sentence in comparison.evidence:
            for at, other in enumerate(sentence.words):
                is_same = other.stem == verb.stem and is_past(other) and not _is_attribute(sentence.words, at)
                sides = _sides(sentence.words, at) if is_same else None
                if sides is None:
                    continue
                if own[0] & sides[0] or own[1] & sides[1]:
                    return None
                if own[0] & sides[1] and own[1] & sides[0]:
                    crossed.append(sentence.text)
        if crossed:
            return f"the evidence says it the other way round: “{crossed[0][:80]}”"
    return None


def _is_attribute(words: Sequence[Word], at: int) -> bool:
    """Return whether a participle stands before its noun: "Disney's animated film"."""
    return at > 0 and words[at - 1].folded.endswith(("'s", "’s"))


def _sides(words: Sequence[Word], at: int) -> tuple[set[str], set[str]] | None:
    """Return the names and nouns before a verb and after it, exchanged if the verb is passive."""
    if at and words[at - 1].folded in _PRONOUNS:  # who did it stands somewhere before
        return None
    following = words[at + 1].folded if at + 1 < len(words) else ""
    left = _parties(reversed(words[max(0, at - _REACH) : at]))
    right = _parties(words[at + 1 : at + _REACH])
    if following in ("him", "her", "them"):
        right = {word.stem for word in words[: max(0, at - _REACH)] if _is_party(word)}
    if not left or not right:
        return None
    if {word.folded for word in words[max(0, at - 2) : at]} & _BE:
        return (right, left) if following == "by" else None
    return left, right


def _parties(words: Iterable[Word]) -> set[str]:
    """Return the parties among words up to the first that opens another clause."""
    return {word.stem for word in takewhile(lambda one: one.folded not in _STOP, words) if _is_party(word)}


def _is_party(word: Word) -> bool:
    """Return whether the word can name somebody who acts or is acted upon."""
    return word.is_content and (word.written[0].isupper() or word.folded in _PEOPLE)
