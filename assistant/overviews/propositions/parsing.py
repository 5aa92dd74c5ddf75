"""Reads the claims of a statement: the clauses that can be understood on their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.overviews.propositions import lexicon
from assistant.overviews.propositions.numbers import Day, Number, days_in, numbers_in
from assistant.understanding.content_words import STOPWORDS, stem
from assistant.understanding.stemming import fold, split_words
from index.tokenization import split_sentences
from index.types import ArticleStatement, Speaker

Stance = Literal["yes", "no", "may", "silent"]
"""The speaker asserts the clause, denies it, calls it possible, or declines to say."""
Difference = Literal["polarity", "force", "number", "day"]
"""A difference between two claims on one proposition."""
Mood = Literal["past", "present", "reported", "future", "ought", "wish", "can"]
"""The time or modality of a claim. `reported` is the past tense of indirect speech, which may mean the present."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause, with everything that distinguishes its proposition from others."""

    stems: tuple[str, ...]
    """The content words in order, the subject first."""
    stance: Stance
    mood: Mood
    names: frozenset[str] = frozenset()
    """Stems of names, and `@` with the speaker's name for "I", "we" and a "he" that means the speaker."""
    numbers: tuple[Number, ...] = ()
    days: tuple[Day, ...] = ()
    times: frozenset[str] = frozenset()
    """Weekdays, months, years and seasons outside full dates."""
    is_state: bool = False
    """Whether it describes a state, which may change from one day to the next, and not an action."""
    limits: frozenset[str] = frozenset()
    """Words that limit or extend the claim: "all", "only", "partly", "at least"."""


_QUOTATION_MARKS = re.compile(r"[\"“”„«»…]|''|``")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|,?\s+(?:which|who|whose)\b[^,;.]*(?:,|$)")
_CLAUSE_BREAK = re.compile(r"[;:]\s|\s[—–-]+\s|—|,\s+(?:and|but|so|or)\s+|\s+but\s+")
_CONNECTIVES = re.compile(
    r"^(?:(?:that|and|but|so|or|because|well|yes|look|however|of course|in fact|again|first|then|now)\b[,\s]+)+",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"^.*?\b(?:whether|if)\s+", re.IGNORECASE | re.DOTALL)
_BELIEF = re.compile(
    r"^(?:I|we)\s+(?P<negated>(?:do not|don['’]t|did not|didn['’]t|never)\s+)?(?:still\s+|really\s+|firmly\s+)?"
    r"(?:think|believe|thought|believed)\s+(?:that\s+)?",
    re.IGNORECASE,
)
"""An opening that adds only that the speaker believes the clause."""
_RULE_VERB = re.compile(r"\brul(?:e|es|ed|ing)\b", re.IGNORECASE)
_FIRST_PERSON = frozenset("i we our my us".split())
_PERSON_PRONOUNS = frozenset("he she".split())
_ORGANISATION_PRONOUNS = frozenset("it they".split())
_REFERENCE = re.compile(
    r"\b(?:it|they|them|these|those|him|himself|herself|itself|you|your|such|here|"
    r"(?:this|that)(?=\s+(?:is|was|will|would|has|had|can|could|may|might|should|must)\b|['’]s\b|\W*$))\b",
    re.IGNORECASE,
)
_SUBJECT_OPENINGS = frozenset(
    "the a an this that these those there no nobody nothing none his her its our my their all some every".split()
)
_MOODS: tuple[tuple[re.Pattern[str], Mood], ...] = (
    (lexicon.OUGHT, "ought"),
    (lexicon.WISH, "wish"),
    (lexicon.FUTURE, "future"),
    (lexicon.CAN, "can"),
)
_NO_CONTENT = STOPWORDS | lexicon.TIMES | lexicon.LIMITS
MAX_CLAUSE_WORDS = 40  # a longer clause contains too much to be compared


def read_claims(item: ArticleStatement) -> tuple[Claim, ...]:
    """Return the claims of a statement; none for relayed or conditional statements and unnamed speakers."""
    statement = item.statement
    speaker = statement.speaker
    if speaker is None or speaker.kind == "unnamed" or statement.relayed_by or statement.commitment == "conditional":
        return ()
    cue = statement.cue.of(item.article.text) if statement.cue else ""
    texts = _join_pieces([piece.of(item.article.text) for piece in statement.pieces])
    is_direct = statement.kind == "direct"
    return tuple(claim for text in texts for claim in _read_text(text, speaker, statement.commitment, is_direct, cue))


def _join_pieces(pieces: Sequence[str]) -> list[str]:
    """Join each piece that continues a sentence to the piece before: "The pier," she said, "will close."."""
    texts: list[str] = []
    for piece in pieces:
        letters = _QUOTATION_MARKS.sub(" ", piece).strip()
        if texts and letters[:1].islower():
            texts[-1] = f"{texts[-1]} {piece}"
        else:
            texts.append(piece)
    return texts


@lru_cache(maxsize=16_384)
def _read_text(text: str, speaker: Speaker, commitment: str, is_direct: bool, cue: str) -> tuple[Claim, ...]:  # noqa: FBT001
    if commitment == "declined" and not _RULE_VERB.search(cue):
        # "Declined to say whether trains would run" is about the clause "trains would run".
        text = _WHETHER.sub("", text) if _WHETHER.match(text) else ""
    return tuple(
        claim
        for clause, is_first in _split_clauses(text)
        if (claim := _read_clause(clause, speaker, commitment, cue, is_direct=is_direct, is_first=is_first))
    )


def _split_clauses(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the clauses of assertions without a condition, and whether each is the first of its sentence."""
    plain = _QUOTATION_MARKS.sub(" ", text)
    for sentence in split_sentences(plain):
        words = sentence.of(plain).strip()
        if words.endswith("?") or lexicon.CONDITION.search(words):
            continue
        parts = [part for part in _CLAUSE_BREAK.split(_ASIDE.sub(" ", words)) if part and part.strip()]
        yield from ((part.strip(" ,.!"), number == 0) for number, part in enumerate(parts))


def _read_clause(
    clause: str, speaker: Speaker, commitment: str, cue: str, *, is_direct: bool, is_first: bool
) -> Claim | None:
    words = _CONNECTIVES.sub("", clause)
    belief = _BELIEF.match(words)
    words = words[belief.end() :] if belief else words
    ruling, words = _read_ruling(words)
    if _RULE_VERB.search(cue) and not is_direct:
        ruling = "may" if commitment == "declined" else "no"  # the cue is "did not rule out" or "ruled out"
    if lexicon.UNCERTAIN.search(words) or len(words.split()) > MAX_CLAUSE_WORDS:
        return None
    negations = sum(_is_negation(fold(word)) for word in split_words(words))
    negations += (commitment == "denied" and not ruling) + bool(belief and belief["negated"])
    if negations > 1 or (negations and (lexicon.QUALIFIED.search(words) or ruling)):
        return None
    subject, rest = _read_subject(
        words, speaker, is_direct=is_direct, is_implied=bool(ruling) or commitment == "denied"
    )
    if subject is None or _REFERENCE.search(rest) or not (is_first or _has_subject(words)):
        return None
    asserted: Stance = "no" if negations else "may" if lexicon.MAY.search(words) else "yes"
    stance = ruling or ("silent" if commitment == "declined" else asserted)
    return _build_claim(words, rest, subject, stance, _read_mood(words, is_direct=is_direct))


def _read_ruling(words: str) -> tuple[Stance | None, str]:
    """Return "no" for a ruled-out clause or "may" for one not ruled out, and its words, with or without a subject."""
    not_ruled_out = lexicon.NOT_RULED_OUT.search(words)
    match = not_ruled_out or lexicon.RULED_OUT.search(words)
    if match is None:
        return None, words
    before, after = words[: match.start()], words[match.end() :].strip()
    return "may" if not_ruled_out else "no", after if fold(match.group().split()[-1]) == "that" else f"{before} {after}"


def _is_negation(folded: str) -> bool:
    return folded in lexicon.NEGATIONS or folded.endswith("n't")


def _read_subject(words: str, speaker: Speaker, *, is_direct: bool, is_implied: bool) -> tuple[str | None, str]:
    """Return "@" with the name for a pronoun of the speaker, "" for a noun, or None, and the remaining words."""
    own = f"@{fold(speaker.name)}"
    first, _, rest = words.partition(" ")
    pronoun = re.split(r"['’]", fold(first))[0]
    if pronoun in _FIRST_PERSON:
        return own, rest
    if pronoun in _PERSON_PRONOUNS | _ORGANISATION_PRONOUNS:
        kind = "person" if pronoun in _PERSON_PRONOUNS else "organisation"
        return (own if not is_direct and speaker.kind == kind else None), rest
    return (own if is_implied and pronoun.endswith("ing") else ""), words


def _has_subject(words: str) -> bool:
    """Return whether a part of a sentence begins with its subject, as a sentence does."""
    first = words.split(" ", 1)[0]
    return (
        first[:1].isupper()
        or first[:1].isdigit()
        or fold(first) in _SUBJECT_OPENINGS | _FIRST_PERSON | _PERSON_PRONOUNS
    )


def _read_mood(words: str, *, is_direct: bool) -> Mood:
    for pattern, mood in _MOODS:
        if pattern.search(words):
            return mood
    if not is_direct:
        return "reported"
    return "past" if lexicon.PAST.search(words) else "present" if lexicon.PRESENT.search(words) else "reported"


def _build_claim(words: str, rest: str, subject: str, stance: Stance, mood: Mood) -> Claim:
    numbers = numbers_in(words)
    spelled = {fold(word) for number in numbers for word in split_words(number.written)}
    plain = [word for word in split_words(rest) if fold(word) not in spelled]
    stems = [stem(word) for word in plain if _is_content(fold(word))]
    names = {stem(word) for word in split_words(rest)[1:] if word[0].isupper() and _is_content(fold(word))}
    return Claim(
        stems=tuple(dict.fromkeys((subject, *stems) if subject else stems)),
        stance=stance,
        mood=mood,
        names=frozenset({*names, subject} - {""}),
        numbers=tuple(numbers),
        days=tuple(days_in(words)),
        is_state=mood in ("present", "reported") and not subject and bool(lexicon.STATE.search(words)),
        times=frozenset(stem(word) for word in plain if fold(word) in lexicon.TIMES),
        limits=frozenset(fold(word) for word in plain if fold(word) in lexicon.LIMITS - lexicon.UNCOUNTED),
    )


def _is_content(folded: str) -> bool:
    folded = folded if _is_negation(folded) else folded.split("'", maxsplit=1)[0]  # "there's", "we'll"
    if len(folded) < 2 or folded[0].isdigit() or folded in _NO_CONTENT or _is_negation(folded):
        return False
    return stem(folded) not in lexicon.FRAMES
