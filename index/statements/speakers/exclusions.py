"""Statements that are not credited: an interviewer's questions, quotations of somebody else, disguised names."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from index.statements.candidates.drafts import Draft
from index.statements.coreference.people import People
from index.statements.lexicon.cues import NOUNS, Cue
from index.statements.text.names import fold
from index.statements.text.scene import Scene
from index.types import Article, Speaker, Statement

_INTERVIEWERS = frozenset({"q", "question", "interviewer", "moderator", "host", "reporter"})
_SPOKEN = NOUNS.keys() | frozenset(
    "line lines word words phrase quote quip tweet tweets post posts speech letter answer reply quotation".split()
)
_NAMING = frozenset("call describe label dub characterize characterise brand".split())
_MAX_OWNER_DISTANCE = 3  # words
_LOOKALIKES = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
"""Alphabets with letters that look alike. A Chinese name beside a Latin one is no disguise."""


def drop_interview_questions(
    drafts: Sequence[Draft], scenes: Sequence[Scene], people: People, article: Article
) -> list[Draft]:
    """Drop the interview turns of the interviewer: the outlet, its author, or a label without a name."""
    turns = [draft for draft in drafts if draft.rule == "turn"]
    if not turns:
        return list(drafts)
    questions = Counter(_label(draft) for draft in turns if scenes[draft.paragraph].tokens[-1].text[-1:] == "?")
    totals = Counter(_label(draft) for draft in turns)
    interviewers = _INTERVIEWERS | _words([article.publisher or "", *article.authors])

    def is_interviewer(draft: Draft) -> bool:
        label = _label(draft)
        if set(label.split()) <= interviewers:
            return True
        mention = draft.subject.mention if draft.subject is not None else None
        if mention is None or people.find(mention) is None:
            return questions[label] > 0
        return 2 * questions[label] > totals[label]

    return [draft for draft in drafts if draft.rule != "turn" or not is_interviewer(draft)]


def _label(draft: Draft) -> str:
    mention = draft.subject.mention if draft.subject is not None else None
    return " ".join(fold(word) for word in mention.words) if mention is not None else ""


def _words(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for name in names for word in name.split() if len(word) > 1)


def is_nested_quotation(scene: Scene, piece: range, cue: Cue | None) -> bool:
    """Whether the content attributes its first quotation to another person: "Varga cited Finch: “…”".

    In "called Finch's line “weak”" and "said Finch's line “shows it”" it does not.
    """
    quote = next((n for n in piece if scene.is_quote(n)), None)
    if quote is None:
        return False
    at, colon = quote - 1, False
    while at >= piece.start and (scene.is_mark(at, ",:") or scene.low(at) == "that"):
        colon = colon or scene.is_mark(at, ":")
        at -= 1
    comments = cue is not None and (cue.construction != "object" or cue.lemma in _NAMING)
    if at < piece.start or (comments and at == quote - 1 and scene.low(at) in _SPOKEN):
        return False
    named = scene.at[at]
    if named is not None:
        return colon and named.kind == "person" and not named.possessive
    if scene.low(at) == "called":
        before = scene.at[at - 1]
        return before is not None and before.first > piece.start and scene.low(before.first - 1) == "what"
    return scene.low(at) in _SPOKEN and any(
        (owner := scene.at[n]) is not None and owner.possessive and owner.kind == "person"
        for n in range(max(piece.start, at - _MAX_OWNER_DISTANCE), at)
    )


def drop_disguised_speaker(statement: Statement) -> Statement:
    """Drop the speaker of a statement if a name imitates another, such as "Rubio" with Cyrillic letters."""
    if not any(_is_disguised(one) for one in statement.speakers):
        return statement
    return replace(statement, speaker=None, together_with=(), relayed_by=None, rule=f"{statement.rule}, disguised name")


@lru_cache(maxsize=4096)
def _is_disguised(speaker: Speaker) -> bool:
    """Whether the name of a person or organisation mixes alphabets or contains invisible characters."""
    if speaker.kind == "unnamed" or speaker.name.isascii():
        return False
    if any(unicodedata.category(char) in ("Cf", "Cc") for char in speaker.name):
        return True
    alphabets = {unicodedata.name(char, "").partition(" ")[0] for char in speaker.name if char.isalpha()}
    styled = any(unicodedata.name(char, "").startswith(("MATHEMATICAL", "FULLWIDTH")) for char in speaker.name)
    return styled or len(alphabets.intersection(_LOOKALIKES)) > 1
