"""Decides whether words are certainly a speaker's, from their wording and from how the article names the speaker.

Words that may be the reporter's are not shown under a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.types import Query
from assistant.understanding.content_words import CALENDAR
from assistant.understanding.stemming import fold, split_words
from assistant.understanding.topic import STOPWORDS
from index.people.aliases import TITLES
from index.types import Article, ArticleStatement, Span, Statement

_MARK = re.compile(r"[\"“”„«»]|''|``|(?<!\w)[‘']|[’'](?!\w)")
_THAT = re.compile(r"that\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]|''(?:(?!'').)*''", re.DOTALL)
_CAPITALISED = re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*")
_NOT_NAMES = STOPWORDS | CALENDAR
MAX_ANTECEDENT_DISTANCE = 600
"""Characters before "he said" in which the antecedent must be named."""
MIN_WORDS = 4
"""Shorter indirect speech is often only "to investors" or "as he put it"."""
MIN_WORDS_OF_THING = 2
"""The minimum if the words begin like a thing or an act: "proposed taxing fuel", "urged a firm stand"."""
_DETERMINERS = frozenset("a an the his her its their my our your this that these those no more some any all".split())
MAX_GAP = 12
"""Characters between cue and content, apart from the source, hearer, time and place."""


def certain_statements(query: Query, candidates: Iterable[ArticleStatement]) -> list[ArticleStatement]:
    """Return the certain pieces of statements with a known speaker and the requested commitment."""
    known = (one for one in candidates if one.statement.speaker is not None and _has_commitment(one.statement, query))
    return [certain for one in known if (certain := certain_pieces(one))]


def certain_pieces(one: ArticleStatement) -> ArticleStatement | None:
    """Return the statement with only its certain pieces, quoted or beside the cue, or None if it has none."""
    statement, article = one.statement, one.article
    if statement.kind == "direct":
        return one
    certain = [piece for piece in statement.pieces if _is_certain(piece, statement, article)]
    pieces = tuple(part for piece in certain for part in without_asides(piece, article.text))
    return replace(one, statement=replace(statement, pieces=pieces)) if pieces else None


def is_certain_speaker(one: ArticleStatement, voices: Collection[str]) -> bool:
    """Return whether the article leaves no doubt about the speaker.

    The article must give a full name or a title ("President Fox"), and the source must repeat part of it. "He" or
    "the developer" is certain if no other person was named since; `voices` are all speakers of the article. Relayed
    statements are never certain.
    """
    speaker, source = one.statement.speaker, one.statement.source
    if speaker is None or source is None or speaker.kind == "unnamed" or one.statement.relayed_by:
        return False
    name = _folded_words(speaker.name)
    if len(name) < 2 and not (speaker.kind == "person" and _is_titled(speaker.name, one.article.text)):
        return False
    # Any word of the name counts, because another paper may spell the surname differently.
    by_name = not set(name).isdisjoint(_folded_words(source.of(one.article.text)))
    return by_name or _is_last_named(name, source, one.article.text, voices)


@lru_cache(maxsize=256)  # a text has many statements
def _is_titled(name: str, text: str) -> bool:
    """Return whether the text has a title before the surname: "Mr. Fox"."""
    return any(fold(word) in TITLES for word in re.findall(rf"\b([A-Z][a-z]+)\.? {re.escape(name)}\b", text))


def _is_last_named(name: Sequence[str], mention: Span, text: str, voices: Collection[str]) -> bool:
    """Return whether the last name before the mention is this one, in its paragraph or the one before."""
    surnames = {_folded_words(voice)[-1] for voice in voices if _folded_words(voice)}
    above = re.split(r"\s*\n\s*", text[max(0, mention.start - MAX_ANTECEDENT_DISTANCE) : mention.start])
    before = _QUOTED.sub(" ", ". ".join(above[-2:]))
    runs = [[word for word in _folded_words(run) if word not in _NOT_NAMES] for run in _CAPITALISED.findall(before)]
    named = [run for run in runs if len(run) > 1 or surnames.intersection(run)]
    return bool(named) and name[-1] in named[-1]


def _folded_words(text: str) -> list[str]:
    return [fold(word) for word in split_words(re.sub(r"['’]s\b", "", text))]


def _is_certain(piece: Span, statement: Statement, article: Article) -> bool:
    words = piece.of(article.text)
    if is_aside(piece, statement, article.text):
        return False
    if _MARK.search(words):
        return True
    if statement.kind == "mixed" and piece != statement.pieces[0]:
        return False
    if statement.commitment == "declined":
        return True  # "to comment" is short
    first = fold(next(iter(split_words(words)), ""))
    minimum = MIN_WORDS_OF_THING if first in _DETERMINERS or first not in STOPWORDS else MIN_WORDS
    return len(words.split()) >= minimum and _is_beside_the_cue(piece, words, statement)


def _is_beside_the_cue(piece: Span, words: str, statement: Statement) -> bool:
    cue = statement.cue
    if cue is None or piece.start < cue.end or _THAT.match(words):
        return True
    between = Span(cue.end, max(piece.start, cue.end + 1))
    attribution = (statement.source, statement.hearer, statement.when, statement.venue)
    return piece.start - cue.end - sum(between.overlap(span) for span in attribution if span is not None) <= MAX_GAP


def _has_commitment(statement: Statement, query: Query) -> bool:
    """Return whether the statement has the requested commitment. "If X says …" and refusals are not statements."""
    if query.commitment:
        return statement.commitment == query.commitment
    excluded = ("conditional", "declined") if query.asks == "who_said" else ("conditional",)
    return statement.commitment not in excluded


_MARKED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)|''.*?(?:''|$)", re.DOTALL)
_PARENTHESIS = re.compile(r"\s+[-–—]+\s+.*?\s+[-–—]+\s+|\s*—[^—]*—\s*", re.DOTALL)
_TAIL = re.compile(
    r"\s+[-–—]+\s+.*|\s*—.*"
    r"|,\s+(?:which|who|whom|whose|the (?:latter|former)|as (?:ha[sd]|have|did|does|do|is|are|was|were|will|would))\b.*"
    r"|,?\s+before \w+ing\b.*",
    re.DOTALL,
)
_OCCASION = re.compile(
    r"(?:\w+day )?(?:[Ii]n|[Oo]n|[Aa]t|[Dd]uring)\b[^“\"”]*"
    r"[“\"](?:(?:[A-Z0-9][\w’'.-]*|of|the|and|a|in|for|to|with|&)[ :,]*)+[”\"],?"
)
"""The occasion of a statement, with a programme or an event in quotation marks."""
_APPOSITION = re.compile(r"(?:an?|the|one|who|whom|whose|which)\b", re.IGNORECASE)
MIN_WORDS_LEFT = 4
"""Words that must remain before an aside that is removed."""


def is_aside(piece: Span, statement: Statement, text: str) -> bool:
    """Return whether a piece is an occasion (`On "Harbour Talk", Ruiz said …`) or describes the speaker."""
    source = statement.source
    if source is None or len(statement.pieces) == 1:
        return False
    if piece.end <= source.start:
        return bool(_OCCASION.fullmatch(piece.of(text)))
    after_speaker = text[source.end : piece.start].strip() == "," and statement.pieces[0].end <= source.start
    return after_speaker and bool(_APPOSITION.match(piece.of(text)))


def without_asides(piece: Span, text: str) -> tuple[Span, ...]:
    """Return the parts of a piece of indirect speech without asides, or the whole piece if too little would remain."""
    words = piece.of(text)
    # Mask quoted words, so that no aside matches inside them and offsets stay the same.
    masked = _MARKED.sub(lambda match: '"' * len(match.group()), words)
    parts: list[Span] = []
    start = 0
    while aside := _PARENTHESIS.search(masked, start) or _TAIL.search(masked, start):
        if '"' in aside.group() or len(masked[start : aside.start()].split()) < MIN_WORDS_LEFT:
            break
        parts.append(Span(piece.start + start, piece.start + aside.start()))
        start = aside.end()
    if start < len(words):
        parts.append(Span(piece.start + start, piece.end))
    return tuple(parts)
