"""Check that the speakers a sentence names are shown to have spoken, and in the way it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.types import Query
from assistant.understanding.content_words import is_negated, stem, stems_of
from assistant.understanding.stemming import fold, split_words
from assistant.verification.evidence import Excerpt, NumberedEvidence, UnsupportedError, Utterance
from assistant.verification.parsed_sentence import ParsedSentence
from assistant.verification.reported_speech import (
    NEUTRAL_VERBS,
    SpeechClaim,
    is_same_person,
    matches_description,
    name_tokens,
    split_joint_names,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speech claim with the cited utterances that support it."""

    claim: SpeechClaim
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class AttributedSentence:
    """A sentence to check: parsed, with the excerpts it cites and its attributions."""

    parsed: ParsedSentence
    cited: Sequence[Excerpt]
    attributions: Sequence[Attribution]
    evidence: NumberedEvidence
    query: Query

    @property
    def bare(self) -> str:
        return self.parsed.bare

    @property
    def utterances(self) -> list[Utterance]:
        return [utterance for attribution in self.attributions for utterance in attribution.utterances]


def attribute(
    claims: Sequence[SpeechClaim],
    utterances: Sequence[Utterance],
    *,
    previous_speakers: Sequence[str],
    publishers: Sequence[str],
) -> tuple[Attribution, ...]:
    """Return each claim with its supporting utterances. Raises UnsupportedError for a claim without support.

    `previous_speakers` are the speakers of the sentence before, to whom a pronoun may refer. Speech of a publisher or
    of "the article" is narration and needs no utterance.
    """
    found: list[Attribution] = []
    for claim in claims:
        if claim.kind == "article":
            continue
        resolved = _resolve_pronoun(claim, found, previous_speakers)
        names = [resolved.words] if resolved.kind == "noun" else split_joint_names(resolved.words)
        for name in names:
            words = set(name_tokens(name))
            is_publisher = any(words <= set(name_tokens(publisher.split())) for publisher in publishers)
            if resolved.kind == "noun" or not is_publisher:
                one = replace(resolved, words=name)
                found.append(Attribution(one, _supporting(one, utterances)))
    return tuple(found)


def is_mentioned(utterance: Utterance, text: str) -> bool:
    """Return whether the text names the speaker by surname, or by the last word of the article's description."""
    tokens = name_tokens(utterance.name.split())
    return bool(tokens) and tokens[-1] in {fold(part) for word in split_words(text) for part in word.split("-")}


def is_speaker(claim: SpeechClaim, utterance: Utterance) -> bool:
    """Return whether the claim names the speaker of the utterance, or the person who relayed it."""
    names = [one.name for one in utterance.statement.speakers] or [utterance.name]
    if any(is_same_person(claim.words, name=name, mention=utterance.mention) for name in names):
        return True
    return is_same_person(claim.words, name=utterance.statement.relayed_by or "", mention="")


def _resolve_pronoun(claim: SpeechClaim, found: Sequence[Attribution], previous_speakers: Sequence[str]) -> SpeechClaim:
    if claim.kind != "pronoun":
        return claim
    if found:
        return replace(claim, kind=found[-1].claim.kind, words=found[-1].claim.words)
    if len(previous_speakers) != 1:
        raise UnsupportedError(f"does not say who {claim.speaker!r} is")
    return replace(claim, kind="name", words=tuple(previous_speakers[0].split()))


def _supporting(claim: SpeechClaim, utterances: Sequence[Utterance]) -> tuple[Utterance, ...]:
    if claim.kind == "noun":
        speaker = repr(claim.speaker)
        theirs = [u for u in utterances if matches_description(claim.words, name=u.name, mention=u.mention)]
    else:
        speaker = claim.speaker
        theirs = [utterance for utterance in utterances if is_speaker(claim, utterance)]
    if not theirs:
        raise UnsupportedError(f"no cited statement is by {speaker}")
    matching = tuple(utterance for utterance in theirs if _supports_verb(utterance, claim.verb))
    if not matching:
        raise UnsupportedError(f"the cited evidence does not show that {claim.speaker} {claim.verb} it")
    return matching


def _supports_verb(utterance: Utterance, verb: str) -> bool:
    if verb.startswith(("denie", "deny", "denial")):
        return utterance.statement.commitment == "denied" or is_negated(utterance.text)
    if verb in NEUTRAL_VERBS:
        return utterance.statement.commitment != "declined"
    return stem(verb) in stems_of(utterance.text)
