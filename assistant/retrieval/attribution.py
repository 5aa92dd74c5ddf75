"""How sure it is that words are somebody's: by how they are set and by how the article names who said them.

What cannot be told from the reporter's own words is not shown under a name; what is shown to somebody who did not ask
for it must be plainer still.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.types.types import Query
from assistant.understanding.content_words import CALENDAR
from assistant.understanding.stemming import fold, words_of
from assistant.understanding.topic_words import STOPWORDS
from index.people.aliases import TITLES
from index.types import Article, ArticleStatement, Span, Statement

_MARK = re.compile(r"[\"“”„«»]|''|``|(?<!\w)[‘']|[’'](?!\w)")
_THAT = re.compile(r"that\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]|''(?:(?!'').)*''", re.DOTALL)
_CAPITALISED = re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*")
_NO_NAME = STOPWORDS | CALENDAR
FARTHEST_BACK = 600
"""Characters before "he said" in which whom it means must be named."""
FEWEST_WORDS = 4
"""Fewer words of indirect speech are as likely to be "to investors" or "as he put it" as anything that was said."""
FEWEST_OF_A_THING = 2
"""Unless they begin like a thing or a deed: "proposed taxing fuel", "urged a firm stand"."""
_DETERMINERS = frozenset("a an the his her its their my our your this that these those no more some any all".split())
FARTHEST = 12
"""Characters between the words of attribution and what was said that tell neither who, to whom, when nor where."""


def certain_statements(query: Query, candidates: Iterable[ArticleStatement]) -> list[ArticleStatement]:
    """Words whose speaker is not known are nobody's answer, nor are words of another force than is asked for; of the
    others what is certain."""
    known = (one for one in candidates if one.statement.speaker is not None and _has_the_force(one.statement, query))
    return [certain for one in known if (certain := certain_pieces(one))]


def certain_pieces(one: ArticleStatement) -> ArticleStatement | None:
    """The statement with those of its pieces that are certainly its speaker's; None where none is.

    Words in quotation marks are, and those of indirect speech that stand beside the words of attribution.
    """
    statement, article = one.statement, one.article
    if statement.kind == "direct":
        return one
    certain = [piece for piece in statement.pieces if _is_certain(piece, statement, article)]
    pieces = tuple(part for piece in certain for part in without_asides(piece, article.text))
    return replace(one, statement=replace(statement, pieces=pieces)) if pieces else None


def is_certain_speaker(one: ArticleStatement, voices: Collection[str]) -> bool:
    """Whether the article leaves no doubt about who spoke: somebody named in full, or like "President Fox" all through,
    and by name where they speak.

    "He" or "the developer" is as plain where nobody else has been named since that name; `voices` are the names of all
    who speak in the article. What somebody else passed on is never plain.
    """
    speaker, source = one.statement.speaker, one.statement.source
    if speaker is None or source is None or speaker.kind == "unnamed" or one.statement.relayed_by:
        return False
    name = _folded(speaker.name)
    if len(name) < 2 and not (speaker.kind == "person" and _is_titled(speaker.name, one.article.text)):
        return False
    # Any word of the name: another paper may have spelled the surname otherwise.
    by_name = not set(name).isdisjoint(_folded(source.of(one.article.text)))
    return by_name or _is_last_named(name, source, one.article.text, voices)


@lru_cache(maxsize=256)  # once an article and name: a text has many statements
def _is_titled(name: str, text: str) -> bool:
    """Whether a text has a title before a surname: "Mr. Fox"."""
    before = re.findall(rf"\b([A-Z][a-z]+)\.? {re.escape(name)}\b", text)
    return any(fold(word) in TITLES for word in before)


def _is_last_named(name: Sequence[str], mention: Span, text: str, voices: Collection[str]) -> bool:
    """Whether nobody but the bearer of the name was named last before a mention, in its paragraph or the one before."""
    surnames = {_folded(voice)[-1] for voice in voices if _folded(voice)}
    above = re.split(r"\s*\n\s*", text[max(0, mention.start - FARTHEST_BACK) : mention.start])
    before = _QUOTED.sub(" ", ". ".join(above[-2:]))
    runs = [[word for word in _folded(run) if word not in _NO_NAME] for run in _CAPITALISED.findall(before)]
    named = [run for run in runs if len(run) > 1 or surnames.intersection(run)]
    return bool(named) and name[-1] in named[-1]


def _folded(text: str) -> list[str]:
    return [fold(word) for word in words_of(re.sub(r"['’]s\b", "", text))]


def _is_certain(piece: Span, statement: Statement, article: Article) -> bool:
    words = piece.of(article.text)
    if is_aside(piece, statement, article.text):
        return False
    if _MARK.search(words):
        return True
    if statement.kind == "mixed" and piece != statement.pieces[0]:
        return False
    if statement.commitment == "declined":
        return True  # "to comment": nothing was said, in few words
    enough = FEWEST_OF_A_THING if _begins_a_thing(words) else FEWEST_WORDS
    return len(words.split()) >= enough and _is_beside_the_cue(piece, words, statement)


def _begins_a_thing(words: str) -> bool:
    first = fold(words_of(words)[0]) if words_of(words) else ""
    return first in _DETERMINERS or first not in STOPWORDS


def _is_beside_the_cue(piece: Span, words: str, statement: Statement) -> bool:
    cue = statement.cue
    if cue is None or piece.start < cue.end or _THAT.match(words):
        return True
    between = Span(cue.end, max(piece.start, cue.end + 1))
    told = (statement.source, statement.hearer, statement.when, statement.venue)
    return piece.start - cue.end - sum(between.overlap(span) for span in told if span is not None) <= FARTHEST


def _has_the_force(statement: Statement, query: Query) -> bool:
    """Whether the statement is of the force that is asked for. "If X says …" says nothing; a refusal is no saying."""
    if query.commitment:
        return statement.commitment == query.commitment
    silent = ("conditional", "declined") if query.asks == "who_said" else ("conditional",)
    return statement.commitment not in silent


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
"""Where it was said, with the name of a programme or an event in quotation marks."""
_APPOSITION = re.compile(r"(?:an?|the|one|who|whom|whose|which)\b", re.IGNORECASE)
FEWEST_LEFT = 4
"""Words that must be left in front of an aside for it to be cut off."""


def is_aside(piece: Span, statement: Statement, text: str) -> bool:
    """Whether a whole piece tells where it was said (`On "Harbour Talk", Ruiz said …`) or who the speaker is
    (`…, according to Ruiz, an engineer`), beside other pieces that tell what.
    """
    source = statement.source
    if source is None or len(statement.pieces) == 1:
        return False
    if piece.end <= source.start:
        return bool(_OCCASION.fullmatch(piece.of(text)))
    after_speaker = text[source.end : piece.start].strip() == "," and statement.pieces[0].end <= source.start
    return after_speaker and bool(_APPOSITION.match(piece.of(text)))


def without_asides(piece: Span, text: str) -> tuple[Span, ...]:
    """The parts of a piece of indirect speech that are no aside, in order; all of it where too little would be left."""
    words = piece.of(text)
    # Quotation marks and what they enclose keep their length and match nothing.
    bare = _MARKED.sub(lambda match: '"' * len(match.group()), words)
    kept: list[Span] = []
    start = 0
    while aside := _PARENTHESIS.search(bare, start) or _TAIL.search(bare, start):
        if '"' in aside.group() or len(bare[start : aside.start()].split()) < FEWEST_LEFT:
            break
        kept.append(Span(piece.start + start, piece.start + aside.start()))
        start = aside.end()
    if start < len(words):
        kept.append(Span(piece.start + start, piece.end))
    return tuple(kept)
