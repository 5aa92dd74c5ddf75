"""A claim beside its evidence: which sentences of the evidence tell what a part of the claim tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from assistant.retrieval.thesaurus.lookup import ABOVE, relatedness
from assistant.understanding.content_words import content_stems
from assistant.verification.entailment.port import Claim
from assistant.verification.entailment.propositions import split_propositions
from assistant.verification.entailment.words import Sentence, Word, read_sentence, read_sentences
from assistant.verification.reported_speech import NEUTRAL_VERBS

SAME_EVENT = 0.5
"""Share of a proposition's content words that a sentence of the evidence has when both tell the same event."""
_FRAMING = NEUTRAL_VERBS | frozenset(
    """reported reports article articles article's words
    not no never nobody nothing none neither nor without cannot""".split()
)
"""Words that assert nothing alone: of reporting, and negations."""
_QUOTATION = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_MAX_STEMS = 1_500
"""Different words of the evidence in which synonyms are sought."""


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence of the evidence, and the share of a proposition's content words that it has."""

    sentence: Sentence
    share: float


@dataclass(frozen=True)
class Comparison:
    """A claim and its evidence, read into sentences and words."""

    claim: Sentence
    propositions: tuple[Sentence, ...]
    """The parts of the claim beside the words that it quotes from the evidence; empty if it only quotes."""
    evidence: tuple[Sentence, ...]
    background: tuple[Sentence, ...]
    published: date | None
    quoted: tuple[str, ...] = ()
    """The quotations of the claim, with their marks, that are the evidence's own words."""

    @cached_property
    def evidence_stems(self) -> frozenset[str]:
        return frozenset().union(*(one.stems for one in self.evidence))

    @cached_property
    def background_stems(self) -> frozenset[str]:
        return frozenset().union(*(one.stems for one in self.background))

    @cached_property
    def related(self) -> dict[str, frozenset[str]]:
        """The stems of the evidence that can mean the same as each content stem of the claim."""
        names = {word.stem for word in self.claim.words if word.is_name}
        content = frozenset().union(*(one.content for one in self.evidence))
        others = sorted(content)[:_MAX_STEMS]
        return {
            stem: frozenset({stem})
            if stem in self.evidence_stems or stem in names
            else frozenset(other for other in others if relatedness(stem, other) >= ABOVE)
            for stem in self.claim.content
        }

    def share(self, part: Sentence, other: Sentence) -> float:
        """Return the share of the part's content words that the other sentence has, synonyms included."""
        content = part.content
        if not content:
            return 0.0
        return sum(not self.meanings(stem).isdisjoint(other.stems) for stem in content) / len(content)

    def meanings(self, stem: str) -> frozenset[str]:
        """Return the stems of the evidence that can mean the same as a stem of the claim."""
        return self.related.get(stem) or frozenset({stem})

    def matches(self, part: Sentence, least: float = SAME_EVENT) -> list[Match]:
        """Return the sentences of the evidence that tell the same event, the closest first."""
        found = [Match(one, self.share(part, one)) for one in self.evidence]
        return sorted((one for one in found if one.share >= least), key=lambda one: -one.share)

    def closest(self, part: Sentence, least: float = SAME_EVENT) -> list[Sentence]:
        """Return the closest sentences of the evidence, several if they are equally close."""
        matches = self.matches(part, least)
        return [one.sentence for one in matches if one.share >= matches[0].share - 1e-9]

    def parts(self) -> Iterator[tuple[Sentence, list[Sentence]]]:
        """Yield each proposition with the closest sentences of the evidence."""
        for part in self.propositions:
            yield part, self.closest(part)


@lru_cache(maxsize=64)
def compare(claim: Claim) -> Comparison:
    """Return the claim beside its evidence."""
    sentence, evidence = read_sentence(claim.text), read_sentences(claim.evidence)
    quoted = _quoted_from(evidence, claim.text)
    parts = [read_sentence(one) for one in split_propositions(claim.text)] or [sentence]
    if quoted:
        parts = [one for one in parts if own_words(one, quoted)]
    return Comparison(sentence, tuple(parts), evidence, read_sentences(claim.background), claim.published, quoted)


def own_words(part: Sentence, quoted: Sequence[str] = ()) -> list[Word]:
    """Return the words with which a part of a claim asserts something: no quoted words, names or verbs of reporting."""
    text = part.text
    for one in quoted:
        text = text.replace(one, " ")
    words = read_sentence(text).words if quoted else part.words
    return [word for word in words if word.is_content and not word.is_name and word.folded not in _FRAMING]


def _quoted_from(evidence: Sequence[Sentence], text: str) -> tuple[str, ...]:
    """Return the quotations of a claim that consist of the evidence's own words."""
    told = " ".join(sentence.plain for sentence in evidence)
    told = " ".join(told.split())
    return tuple(
        match.group()
        for match in _QUOTATION.finditer(text)
        if all(_words(piece) in told for piece in match.group(1).split("…"))
    )


def _words(text: str) -> str:
    return read_sentence(text).plain.strip()


def has_same_subject(one: str, other: str) -> bool:
    """Return whether two phrases share a content word."""
    return not set(content_stems(one)).isdisjoint(content_stems(other))
