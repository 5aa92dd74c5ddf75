"""Find words that the evidence gives to one speaker and the claim to another."""

from __future__ import annotations

from assistant.understanding.stemming import fold
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.people.actors import names_of, people_of
from assistant.verification.entailment.words import Sentence, Word
from assistant.verification.reported_speech import NEUTRAL_VERBS

_SPEECH = frozenset(
    """said says told testified added explained promised warned announced argued insisted claimed denied predicted stated
    confirmed complained admitted asked wrote noted believes thinks put called""".split()
)
_SAME = 0.6
_HE_OR_SHE = frozenset("he she".split())


def find_other_speaker(comparison: Comparison) -> str | None:
    """Return who said it according to the evidence, if the claim names somebody else; None if it may be the same."""
    people = people_of(comparison)
    for part in comparison.propositions:
        verb = next((n for n, word in enumerate(part.words) if word.folded in _SPEECH and n), None)
        if verb is None or any(one in part.folded[:verb] for one in ("he", "she", "they", "it", "who")):
            continue
        subject = Sentence(part.text, part.words[:verb])
        said = Sentence(part.text, tuple(word for word in part.words[verb + 1 :] if word.folded not in NEUTRAL_VERBS))
        if len(said.content) < 3 or not subject.content or len(subject.words) > 12:
            continue
        shares = [comparison.share(said, one) for one in comparison.evidence]
        best = max(shares, default=0.0)
        if best < _SAME:
            continue
        speakers = [
            _speaker(number, people, comparison) for number, share in enumerate(shares) if share >= best - 0.15
        ]
        if speakers and all(one and not _can_be(subject, one, people, comparison) for one in speakers):
            first = speakers[0]
            assert first is not None
            return f"the evidence gives this to {first.written.removesuffix('’s')}"
    return None


def _speaker(number: int, people: set[str], comparison: Comparison) -> Word | None:
    """Return the only person a sentence names beside a word of speech, or to whom its "he" or "she" refers."""
    sentence = comparison.evidence[number]
    if not any(word.folded in _SPEECH for word in sentence.words):
        return None
    named = _named(sentence, people)
    if named:
        return named[0] if len({word.stem for word in named}) == 1 else None
    if sentence.words[0].folded not in _HE_OR_SHE or not number:
        return None
    named = _named(comparison.evidence[number - 1], people)
    return named[0] if len({word.stem for word in named}) == 1 else None


def _named(sentence: Sentence, people: set[str]) -> list[Word]:
    return [name[-1] for name in names_of(sentence) if name[-1].stem in people]


def _can_be(subject: Sentence, speaker: Word, people: set[str], comparison: Comparison) -> bool:
    """Return whether the words for the claim's speaker can mean the speaker of the evidence."""
    if speaker.stem in subject.stems:
        return True
    if any(word.is_name and word.stem in people for word in subject.words):
        return False
    described: set[str] = set()
    texts = [*comparison.evidence, *comparison.background]
    for number, sentence in enumerate(texts):
        if speaker.stem in sentence.stems:
            for other in texts[max(0, number - 1) : number + 2]:
                described |= other.content
    return any(
        stem in described or not comparison.meanings(stem).isdisjoint(described) for stem in subject.content
    ) or any(fold(word.written) in ("spokesman", "spokeswoman", "spokesperson") for word in subject.words)
