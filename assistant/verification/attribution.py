"""Whether those whom a sentence makes speak are shown to have spoken, and in that way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding.content_words import is_negated, stem, stems_of
from assistant.understanding.stemming import fold, words_of
from assistant.verification.evidence import Voice
from assistant.verification.reported_speech import (
    NEUTRAL,
    SpeechClaim,
    is_the_same,
    name_words,
    nouns_match,
    split_joint,
)
from assistant.verification.unsupported import UnsupportedError


@dataclass(frozen=True, slots=True)
class Attribution:
    """A claim that somebody spoke, and what they are shown to have said."""

    claim: SpeechClaim
    voices: tuple[Voice, ...]


def attribute(
    claims: Sequence[SpeechClaim], voices: Sequence[Voice], *, heard: Sequence[str], publishers: Sequence[str]
) -> tuple[Attribution, ...]:
    """Each claim with the cited statements that bear it out. Raises UnsupportedError for one without.

    `heard` are the speakers of the sentence before: whom a pronoun may mean. What a publisher or "the article" is said
    to say is the article's own voice and needs no statement.
    """
    found: list[Attribution] = []
    for claim in claims:
        if claim.kind == "article":
            continue
        spoken = _named(claim, found, heard)
        if spoken.kind == "noun":
            found.append(Attribution(spoken, _in_that_way(spoken, _by_noun(spoken, voices))))
            continue
        for name in split_joint(spoken.words):
            if not any(_is_publisher(name, publisher) for publisher in publishers):
                one = replace(spoken, words=name)
                found.append(Attribution(one, _in_that_way(one, _by_name(one, voices))))
    return tuple(found)


def is_mentioned(voice: Voice, text: str) -> bool:
    """Whether a text names the speaker by the surname, or by the last word of what the article calls them."""
    words = name_words(voice.name.split())
    return bool(words) and words[-1] in {fold(part) for word in words_of(text) for part in word.split("-")}


def speaks(voice: Voice, claim: SpeechClaim) -> bool:
    """Whether the claim names the speaker of the statement, or who relayed it."""
    names = [one.name for one in voice.statement.speakers] or [voice.name]
    if any(is_the_same(claim.words, name=name, mention=voice.mention) for name in names):
        return True
    relayed_by = voice.statement.relayed_by
    return bool(relayed_by) and is_the_same(claim.words, name=relayed_by or "", mention="")


def _named(claim: SpeechClaim, before: Sequence[Attribution], heard: Sequence[str]) -> SpeechClaim:
    if claim.kind != "pronoun":
        return claim
    if before:
        return replace(claim, kind=before[-1].claim.kind, words=before[-1].claim.words)
    if len(heard) != 1:
        raise UnsupportedError(f"leaves open who {claim.shown!r} is")
    return replace(claim, kind="name", words=tuple(heard[0].split()))


def _by_name(claim: SpeechClaim, voices: Sequence[Voice]) -> tuple[Voice, ...]:
    matching = tuple(voice for voice in voices if speaks(voice, claim))
    if not matching:
        raise UnsupportedError(f"no cited statement of {claim.shown}")
    return matching


def _by_noun(claim: SpeechClaim, voices: Sequence[Voice]) -> tuple[Voice, ...]:
    matching = tuple(v for v in voices if nouns_match(claim.words, name=v.name, mention=v.mention))
    if not matching:
        raise UnsupportedError(f"no cited statement of {claim.shown!r}")
    return matching


def _in_that_way(claim: SpeechClaim, voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
    matching = tuple(voice for voice in voices if _has_the_force_of(voice, claim.verb))
    if not matching:
        raise UnsupportedError(f"{claim.shown} is not shown to have {claim.verb} it")
    return matching


def _has_the_force_of(voice: Voice, verb: str) -> bool:
    if verb.startswith(("denie", "deny", "denial")):
        return voice.statement.commitment == "denied" or is_negated(voice.text)
    if verb in NEUTRAL:
        return voice.statement.commitment != "declined"
    return stem(verb) in stems_of(voice.text)


def _is_publisher(name: Sequence[str], publisher: str) -> bool:
    return set(name_words(name)) <= set(name_words(publisher.split()))
