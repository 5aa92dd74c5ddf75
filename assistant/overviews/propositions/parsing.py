"""Reads the claims of a statement: its clauses, as far as each can be understood by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.overviews.propositions.claim import Claim, Mood, Stance
from assistant.overviews.propositions.lexicon import (
    CAN,
    CONDITION,
    FRAMES,
    FUTURE,
    LIMITS,
    MAY,
    NEGATIONS,
    NOT_RULED_OUT,
    OUGHT,
    PAST,
    PRESENT,
    QUALIFIED,
    RULED_OUT,
    STATE,
    TIMES,
    UNCOUNTED,
    UNSURE,
    WISH,
)
from assistant.understanding.content_words import STOPWORDS, stem
from assistant.understanding.stemming import fold, words_of
from assistant.verification.numbers import days_in, numbers_in
from index.tokenization import split_sentences
from index.types import ArticleStatement, Speaker, Statement

_MARKS = re.compile(r"[\"“”„«»…]|''|``")
_APART = re.compile(r"\([^)]*\)|\[[^\]]*\]|,?\s+(?:which|who|whose)\b[^,;.]*(?:,|$)")
_CUT = re.compile(r"[;:]\s|\s[—–-]+\s|—|,\s+(?:and|but|so|or)\s+|\s+but\s+")
_LEADING = re.compile(
    r"^(?:(?:that|and|but|so|or|because|well|yes|look|however|of course|in fact|again|first|then|now)\b[,\s]+)+",
    re.IGNORECASE,
)
_ASKED = re.compile(r"^.*?\b(?:whether|if)\s+", re.IGNORECASE | re.DOTALL)
_OPINION = re.compile(
    r"^(?:I|we)\s+(?P<turned>(?:do not|don['’]t|did not|didn['’]t|never)\s+)?(?:still\s+|really\s+|firmly\s+)?"
    r"(?:think|believe|thought|believed)\s+(?:that\s+)?",
    re.IGNORECASE,
)
"""What a clause begins with that is about who speaks only in form."""
_RULES = re.compile(r"\brul(?:e|es|ed|ing)\b", re.IGNORECASE)
_OWN = frozenset("i we our my us".split())
_SAME_SPEAKER = frozenset("he she".split())
_OF_A_GROUP = frozenset("it they".split())
_LEANING = re.compile(
    r"\b(?:it|they|them|these|those|him|himself|herself|itself|you|your|such|here|"
    r"(?:this|that)(?=\s+(?:is|was|will|would|has|had|can|could|may|might|should|must)\b|['’]s\b|\W*$))\b",
    re.IGNORECASE,
)
_BEGINS_WHOLE = frozenset(
    "the a an this that these those there no nobody nothing none his her its our my their all some every".split()
)
LONGEST = 40
"""Words of a clause: a longer one says too much to be held against another."""


def read_claims(one: ArticleStatement) -> tuple[Claim, ...]:
    """The claims of a statement that can be told; none of what others pass on, or of a speaker without a name."""
    statement = one.statement
    speaker = statement.speaker
    if speaker is None or speaker.kind == "unnamed" or statement.relayed_by or statement.commitment == "conditional":
        return ()
    direct, cue = statement.kind == "direct", _cue(one)
    texts = _joined([piece.of(one.article.text) for piece in statement.pieces])
    return tuple(claim for text in texts for claim in _claims_in(text, speaker, statement.commitment, direct, cue))


def _joined(pieces: Sequence[str]) -> list[str]:
    """Pieces that go on in the middle of a sentence with what they go on from: "The pier," she said, "will close."."""
    texts: list[str] = []
    for piece in pieces:
        letters = _MARKS.sub(" ", piece).strip()
        if texts and letters[:1].islower():
            texts[-1] = f"{texts[-1]} {piece}"
        else:
            texts.append(piece)
    return texts


def _cue(one: ArticleStatement) -> str:
    return one.statement.cue.of(one.article.text) if one.statement.cue else ""


@lru_cache(maxsize=16_384)
def _claims_in(text: str, speaker: Speaker, commitment: str, direct: bool, cue: str) -> tuple[Claim, ...]:  # noqa: FBT001
    return tuple(
        claim
        for clause, whole in _clauses(_declined(text) if commitment == "declined" and not _RULES.search(cue) else text)
        if (claim := _read(clause, speaker, commitment, cue, direct=direct, whole=whole))
    )


def _declined(text: str) -> str:
    """What somebody declined to say, as a clause: "to say whether trains would run" is of trains that would run."""
    return _ASKED.sub("", text) if _ASKED.match(text) else ""


def _clauses(text: str) -> Iterator[tuple[str, bool]]:
    """The clauses of sentences without a condition, each with whether a sentence begins with it."""
    plain = _MARKS.sub(" ", text)
    for sentence in split_sentences(plain):
        words = sentence.of(plain).strip()
        if words.endswith("?") or CONDITION.search(words):
            continue
        parts = [part for part in _CUT.split(_APART.sub(" ", words)) if part and part.strip()]
        yield from ((part.strip(" ,.!"), number == 0) for number, part in enumerate(parts))


def _read(clause: str, speaker: Speaker, commitment: str, cue: str, *, direct: bool, whole: bool) -> Claim | None:
    words = _LEADING.sub("", clause)
    opinion = _OPINION.match(words)
    words = words[opinion.end() :] if opinion else words
    ruled = _ruled(words)
    if _RULES.search(cue) and not direct:
        ruled = "may" if commitment == "declined" else "no"  # "did not rule out", "ruled out": what, is the content
    words = _what_is_ruled(words) if ruled else words
    if UNSURE.search(words) or len(words.split()) > LONGEST:
        return None
    turned = sum(_turns(fold(word)) for word in words_of(words)) + (commitment == "denied" and not ruled)
    turned += bool(opinion and opinion["turned"])
    if turned > 1 or (turned and (QUALIFIED.search(words) or ruled)):
        return None
    subject, rest = _subject(words, speaker, direct=direct, implied=bool(ruled) or commitment == "denied")
    if subject is None or _LEANING.search(rest) or not (whole or _is_whole(words)):
        return None
    stance: Stance = ruled or ("silent" if commitment == "declined" else "no" if turned else _may(words))
    return _claim(words, rest, subject, stance, _mood(words, direct=direct))


def _may(words: str) -> Stance:
    return "may" if MAY.search(words) else "yes"


def _ruled(words: str) -> Stance | None:
    """What somebody rules out is not so, in their words; what they do not rule out may be."""
    if NOT_RULED_OUT.search(words):
        return "may"
    return "no" if RULED_OUT.search(words) else None


def _what_is_ruled(words: str) -> str:
    """What follows "rule out that"; of "rule out running" it is who speaks that runs."""
    match = NOT_RULED_OUT.search(words) or RULED_OUT.search(words)
    if match is None:
        return words
    before, after = words[: match.start()], words[match.end() :].strip()
    return after if fold(match.group().split()[-1]) == "that" else f"{before} {after}"


def _turns(folded: str) -> bool:
    return folded in NEGATIONS or folded.endswith("n't")


def _subject(words: str, speaker: Speaker, *, direct: bool, implied: bool) -> tuple[str | None, str]:
    """Who a clause is about as far as a pronoun tells it ("" where a noun does), and what is left to read; None where
    the pronoun stands for somebody or something elsewhere."""
    first, _, rest = words.partition(" ")
    pronoun = re.split(r"['’]", fold(first))[0]
    if pronoun in _OWN:
        return f"@{fold(speaker.name)}", rest
    if pronoun in _SAME_SPEAKER and not direct and speaker.kind == "person":
        return f"@{fold(speaker.name)}", rest
    if pronoun in _OF_A_GROUP and not direct and speaker.kind == "organisation":
        return f"@{fold(speaker.name)}", rest
    if pronoun in _SAME_SPEAKER | _OF_A_GROUP:
        return None, rest
    if implied and pronoun.endswith("ing"):
        return f"@{fold(speaker.name)}", words
    return "", words


def _is_whole(words: str) -> bool:
    """Whether a part of a sentence begins like one: with who or what it is about."""
    first = words.split(" ", 1)[0]
    return first[:1].isupper() or first[:1].isdigit() or fold(first) in _BEGINS_WHOLE | _OWN | _SAME_SPEAKER


def _mood(words: str, *, direct: bool) -> Mood:
    for pattern, mood in ((OUGHT, "ought"), (WISH, "wish"), (FUTURE, "future"), (CAN, "can")):
        if pattern.search(words):
            return mood  # type: ignore[return-value]
    if PAST.search(words):
        return "past" if direct else "reported"
    return "present" if PRESENT.search(words) and direct else "reported"


def _claim(words: str, rest: str, subject: str, stance: Stance, mood: Mood) -> Claim:
    numbers = numbers_in(words)
    spelled = {fold(word) for number in numbers for word in words_of(number.written)}
    said = [word for word in words_of(rest) if fold(word) not in spelled]
    stems = [stem(word) for word in said if _says_something(fold(word))]
    names = {stem(word) for word in words_of(rest)[1:] if word[0].isupper() and _says_something(fold(word))}
    return Claim(
        words=words,
        stems=tuple(dict.fromkeys((subject, *stems) if subject else stems)),
        stance=stance,
        mood=mood,
        names=frozenset({*names, subject} - {""}),
        numbers=tuple(numbers),
        days=tuple(days_in(words)),
        is_state=mood in ("present", "reported") and not subject and bool(STATE.search(words)),
        times=frozenset(stem(word) for word in said if fold(word) in TIMES),
        limits=frozenset(fold(word) for word in said if fold(word) in LIMITS - UNCOUNTED),
    )


def _says_something(folded: str) -> bool:
    folded = folded if _turns(folded) else folded.split("'", maxsplit=1)[0]  # "there's", "we'll"
    return (
        len(folded) > 1
        and not folded[0].isdigit()
        and folded not in STOPWORDS
        and folded not in TIMES
        and folded not in LIMITS
        and not _turns(folded)
        and stem(folded) not in FRAMES
    )


def is_told_before(statement: Statement, text: str) -> bool:
    """Whether an article gives words as said at a time before it, without a day: "had told", "once said"."""
    if statement.cue is None or statement.said_on is not None:
        return False
    before = text[max(0, statement.cue.start - 24) : statement.cue.end]
    return bool(re.search(r"\b(?:had|previously|earlier|once|last \w+|in the past)\b", before, re.IGNORECASE))
