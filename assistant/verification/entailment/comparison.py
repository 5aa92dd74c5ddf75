"""A claim beside its evidence: which sentences of the evidence tell what a part of the claim tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.retrieval.thesaurus.lookup import ABOVE, relatedness
from assistant.understanding.content_words import content_stems
from assistant.verification.entailment.port import Claim
from assistant.verification.entailment.propositions import split_propositions
from assistant.verification.entailment.words import Sentence, read_sentence, read_sentences

SAME_EVENT = 0.5
"""Share of a proposition's content words that a sentence of the evidence has when both tell the same event."""
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
    evidence: tuple[Sentence, ...]
    background: tuple[Sentence, ...]
    published: date | None

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


def compare(claim: Claim) -> Comparison:
    """Return the claim beside its evidence."""
    sentence = read_sentence(claim.text)
    parts = tuple(read_sentence(one) for one in split_propositions(claim.text)) or (sentence,)
    return Comparison(
        sentence, parts, read_sentences(claim.evidence), read_sentences(claim.background), claim.published
    )


def has_same_subject(one: str, other: str) -> bool:
    """Return whether two phrases share a content word."""
    return not set(content_stems(one)).isdisjoint(content_stems(other))
