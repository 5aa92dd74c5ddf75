"""Check that the speakers a sentence names are shown to have spoken, and in the way it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding.content_words import content_stems, is_negated, stem, stems_of
from assistant.understanding.stemming import fold, split_words
from assistant.verification.evidence import Excerpt, NumberedEvidence, UnsupportedError, Utterance
from assistant.verification.parsed_sentence import ParsedSentence
from assistant.verification.reported_speech import (
    ATTITUDE_VERBS,
    NEUTRAL_VERBS,
    SpeechClaim,
    is_same_person,
    matches_description,
    name_tokens,
    names_in,
    split_joint_names,
)

_DOCUMENTS = (
    r"(?:polls?|polling|numbers|surveys?|reports?|stud(?:y|ies)|data|figures|statistics|analys[ie]s|research|index)\b"
)
_ANAPHORS = frozenset(
    (word,)
    for word in """agency airline authority bank brand broadcaster bureau chain club commission committee company
    department firm giant group institute maker manufacturer ministry network organisation organization publisher
    regulator retailer studio union university watchdog""".split()
)
"""Nouns by which an article goes on to speak of an organisation that it has named."""
_MAX_VERB_DISTANCE = 6
"""Words from a name to its verb in narration."""


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

    @property
    def bare(self) -> str:
        return self.parsed.bare

    @property
    def utterances(self) -> list[Utterance]:
        return [utterance for attribution in self.attributions for utterance in attribution.utterances]


def attribute(
    claims: Sequence[SpeechClaim],
    bare: str,
    cited: Sequence[Excerpt],
    evidence: NumberedEvidence,
    previous_speakers: Sequence[str],
    publishers: Sequence[str],
) -> tuple[Attribution, ...]:
    """Return each claim with its supporting utterances. Raises UnsupportedError for a claim without support.

    `bare` is the sentence of the claims. `previous_speakers` are the speakers of the sentence before, to whom a pronoun
    may refer. Speech of a publisher or of "the article" is narration and needs no utterance. Neither does an attitude
    ("wants", "agreed") that the cited narration may report of the person: whether it does is a question of meaning.
    """
    utterances = evidence.utterances_in(cited)
    found: list[Attribution] = []
    for claim in claims:
        if claim.kind == "article":
            continue
        resolved = _resolve_pronoun(claim, found, previous_speakers, bare)
        names = [resolved.words] if resolved.kind == "noun" else split_joint_names(resolved.words)
        for name in names:
            words = set(name_tokens(name))
            is_publisher = any(words <= set(name_tokens(publisher.split())) for publisher in publishers)
            if is_publisher and resolved.kind != "noun":
                continue
            one = replace(resolved, words=name)
            supporting = _supporting(one, utterances, evidence)
            if supporting:
                _check_denial(one, supporting, bare)
                found.append(Attribution(one, supporting))
            elif not (_may_be_narrated(one, cited, evidence) or _may_be_reported(one, found)):
                raise UnsupportedError(f"no cited statement is by {_named(one)}")
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


def _resolve_pronoun(
    claim: SpeechClaim, found: Sequence[Attribution], previous_speakers: Sequence[str], bare: str
) -> SpeechClaim:
    """Return the claim with the name that its pronoun stands for: the last speaker, else the sentence's first name."""
    if claim.kind != "pronoun":
        return claim
    if found:
        return replace(claim, kind=found[-1].claim.kind, words=found[-1].claim.words)
    names = names_in(split_words(bare[: claim.position]))
    if names:
        return replace(claim, kind="name", words=names[0])
    if claim.words[0] in ("they", "it", "we"):
        return replace(claim, kind="noun")  # a group, an organisation or a document
    if len(previous_speakers) != 1:
        raise UnsupportedError(f"does not say who {claim.speaker!r} is")
    return replace(claim, kind="name", words=tuple(previous_speakers[0].split()))


def _supporting(
    claim: SpeechClaim, utterances: Sequence[Utterance], evidence: NumberedEvidence
) -> tuple[Utterance, ...]:
    """Return the utterances by the claim's speaker that its verb can report. Raises UnsupportedError if none can."""
    if claim.kind == "noun":
        theirs = [one for one in utterances if _is_described_as(claim.words, one, evidence)]
    else:
        theirs = [one for one in utterances if is_speaker(claim, one) or _is_anaphor_of(claim, one, evidence)]
    matching = tuple(utterance for utterance in theirs if _supports_verb(utterance, claim.verb))
    if theirs and not matching:
        raise UnsupportedError(f"the cited evidence does not show that {claim.speaker} {claim.verb} it")
    return matching


def _check_denial(claim: SpeechClaim, supporting: Sequence[Utterance], bare: str) -> None:
    """Raise UnsupportedError if the sentence lets somebody say what the article says that they denied."""
    if is_negated(bare):
        return
    claimed = set(content_stems(bare))
    best = max(supporting, key=lambda one: len(claimed & stems_of(one.statement.content.of(one.article.text))))
    if best.statement.commitment == "denied" and claimed & stems_of(best.statement.content.of(best.article.text)):
        raise UnsupportedError(f"the article says that {claim.speaker} denied it")


def _named(claim: SpeechClaim) -> str:
    return repr(claim.speaker) if claim.kind == "noun" else claim.speaker


def _supports_verb(utterance: Utterance, verb: str) -> bool:
    if verb.startswith(("denie", "deny", "denial")):
        return utterance.statement.commitment == "denied" or is_negated(utterance.text)
    return verb not in NEUTRAL_VERBS or utterance.statement.commitment != "declined"


def _is_described_as(nouns: Sequence[str], utterance: Utterance, evidence: NumberedEvidence) -> bool:
    """Return whether the nouns can stand for the speaker.

    An organisation or an unnamed source has no fixed words ("the ministry", "officials"). A person must be described
    by the nouns in a sentence that also has the name.
    """
    if matches_description(nouns, name=utterance.name, mention=utterance.mention):
        return True
    speaker = utterance.statement.speaker
    if speaker is None or speaker.kind != "person":
        return True
    return any(
        is_mentioned(utterance, words) and matches_description(nouns, name=words, mention="")
        for words in evidence.sentences_of(utterance.article)
    )


def _is_anaphor_of(claim: SpeechClaim, utterance: Utterance, evidence: NumberedEvidence) -> bool:
    """Return whether the speaker is "the company" or "the agency" beside a sentence about the claim's organisation."""
    speaker, names = utterance.statement.speaker, name_tokens(claim.words)
    if speaker is None or not names or name_tokens(speaker.name.split())[-1:] not in _ANAPHORS:
        return False
    place = utterance.context
    near = (excerpt for excerpt in evidence.excerpts if excerpt.article.id == utterance.article.id)
    paragraphs = (excerpt.text for excerpt in near if excerpt.span.overlap(place))
    return any(set(names) <= {fold(word) for word in split_words(text)} for text in paragraphs)


def _may_be_reported(claim: SpeechClaim, found: Sequence[Attribution]) -> bool:
    """Return whether a speaker of the same sentence may report the claim: "Fox said that Hill had agreed"."""
    surname = set(name_tokens(claim.words)[-1:])
    reports = (utterance.text for one in found for utterance in one.utterances)
    return claim.verb in ATTITUDE_VERBS and any(surname <= set(map(fold, split_words(text))) for text in reports)


def _is_published_by(words: Sequence[str], text: str) -> bool:
    """Return whether the text has a poll or data of that name: "a Gallup poll", "interviews conducted by Gallup"."""
    name = re.escape(" ".join(words))
    made_by = r"\b(?:conducted|published|released|compiled|collected|commissioned|produced) by (?:the )?"
    return re.search(rf"\b{name}(?:['’]s)? (?:[a-z]+ )?{_DOCUMENTS}|{made_by}{name}\b", text) is not None


def _may_be_narrated(claim: SpeechClaim, cited: Sequence[Excerpt], evidence: NumberedEvidence) -> bool:
    """Return whether the cited narration may report the claim: an attitude of the person, or the very verb."""
    if claim.kind == "noun":
        return claim.verb in ATTITUDE_VERBS
    if any(_is_published_by(claim.words, excerpt.text) for excerpt in cited):
        return True
    if claim.verb in NEUTRAL_VERBS:
        return False
    surname = name_tokens(claim.words)[-1:]
    for excerpt in cited:
        words = [fold(word) for word in split_words(evidence.narration(excerpt))]
        named = [at for at, word in enumerate(words) if word in surname]
        if named and claim.verb in ATTITUDE_VERBS:
            return True
        if any(stem(word) == stem(claim.verb) for at in named for word in words[at + 1 : at + 1 + _MAX_VERB_DISTANCE]):
            return True
    return False
