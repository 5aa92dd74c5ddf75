"""The proposition that speakers disagree on, and their positions, as far as the words prove them.

Negotiators disagree on whether a topic is settled without using the same words, so this is a proposition too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from assistant.overviews.propositions.lexicon import CONDITION
from assistant.overviews.propositions.relation import relate_statements
from assistant.overviews.topic_statements import sort_key, statement_day
from assistant.overviews.types import Difference, Position
from assistant.understanding.stemming import stem, words_of
from index.tokenization import split_sentences
from index.types import ArticleStatement

Side = Literal["agrees", "disputes"]
Settled = Literal["settled", "open"]
_SETTLED_SIDES: Mapping[Settled, Side] = {"settled": "agrees", "open": "disputes"}
Conflict = tuple[ArticleStatement, ArticleStatement, Difference]
"""Statements of two speakers that cannot both be true."""
MAX_STATEMENTS = 3  # of each speaker
MAX_COMPARED = 120  # statements, the closest to the topic first
_DONE = (
    r"(?:agreed|settled|decided|finali[sz]ed|concluded|resolved|signed off|worked out|nailed down|accepted|approved)"
)
_SETTLED = re.compile(
    rf"\b(?:ha(?:s|ve|d)|we)(?:\s+(?:now|already|largely|both|all|finally|in principle))*\s+{_DONE}\b(?P<of>.*)"
    rf"|(?P<about>.*)\b(?:is|are|was|were|been)(?:\s+(?:now|already|largely|all|finally))*\s+{_DONE}\b"
    rf"|\b(?:already|largely|finally)\s+[“\"]?{_DONE}\b(?P<of2>.*)|[“\"](?:largely|already) {_DONE}[”\"](?P<of3>.*)",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    r"\b(?:"
    r"(?:still|yet|remains?|have|has|having|needs?|needed) to (?:be )?(?:work(?:ed)? (?:through|out)|hash(?:ed)? out|"
    r"negotiat(?:e|ed)|settled?|iron(?:ed)? out|agreed|decided?|finali[sz]ed?)"
    r"|no (?:\w+ )?(?:details?|agreement|decision|deal|final \w+|consensus)"
    r"|nothing (?:has been |is |was |had been )?(?:yet )?(?:agreed|settled|decided|final)"
    r"|(?:not|n['’]t) (?:yet )?(?:been )?(?:agreed|settled|decided|finali[sz]ed|resolved)"
    r"|(?:lack|absence) of (?:\w+ )?details?"
    r"|(?:remains?|is|are|still) (?:very |wide |still |an? )*"
    r"(?:open|unclear|unresolved|undecided|unsettled|up in the air)"
    r"|yet to be (?:seen|\w+ed)"
    r")\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:not|never|no|nothing|nobody|none|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
MAX_DISTANCE = 12  # words between "agreed" and the matter


@dataclass(frozen=True, slots=True)
class Proposition:
    """A statement, and the sides that statements take on it, by statement id."""

    statement: ArticleStatement
    sides: Mapping[str, Side]
    kind: Literal["words", "settled"] = "words"


@dataclass(frozen=True, slots=True)
class SpeakerPosition:
    """A speaker's position with the statements that show it, an earlier one of the other side, and further ones."""

    speaker: str
    position: Position
    current: tuple[ArticleStatement, ...] = ()
    earlier: tuple[ArticleStatement, ...] = ()
    further: tuple[ArticleStatement, ...] = ()

    @property
    def statements(self) -> tuple[ArticleStatement, ...]:
        return (*self.current, *self.earlier, *self.further)

    def names_topic(self, title_only: Collection[str]) -> bool:
        """Return whether a statement names the topic itself, and not only the title of its article."""
        return not self.statements or any(item.statement.id not in title_only for item in self.statements)


def find_proposition(
    statements: Sequence[ArticleStatement], topic_stems: Collection[str], *, title_only: Collection[str] = ()
) -> tuple[Proposition | None, list[Conflict]]:
    """Return the proposition for the positions, if any, and all conflicts between two speakers.

    The proposition is the statement that most others dispute, else whether the topic is settled if speakers disagree on
    that, else the statement that most others agree with. The statements in `title_only` do not name the topic.
    """
    compared = [item for item in statements[:MAX_COMPARED] if item.statement.speaker and not item.statement.relayed_by]
    sides: dict[str, dict[str, Side]] = {}
    conflicts: list[Conflict] = []
    for one, other in combinations(compared, 2):
        if set(one.statement.speakers) & set(other.statement.speakers):
            continue
        relation = relate_statements(one, other)
        if relation is None or relation.difference == "force":
            continue
        side: Side = "disputes" if relation.contradicts else "agrees"
        for item, related in ((one, other), (other, one)):
            sides.setdefault(item.statement.id, {item.statement.id: "agrees"})[related.statement.id] = side
        if relation.difference:
            conflicts.append((one, other, relation.difference))
    settled = {
        item.statement.id: state
        for item in compared
        if (state := _find_settled(item, topic_stems)) and item.statement.id not in title_only
    }
    return _choose_proposition(compared, sides, settled), conflicts


def find_position(
    name: str, statements: Sequence[ArticleStatement], proposition: Proposition | None
) -> SpeakerPosition:
    """Return the speaker's latest position on the proposition with its statements."""
    if not statements:
        return SpeakerPosition(name, "silent")
    sides = proposition.sides if proposition else {}
    on_it = sorted((item for item in statements if item.statement.id in sides), key=sort_key, reverse=True)
    position: Position = "other"
    if on_it:
        latest = {sides[item.statement.id] for item in on_it if statement_day(item) == statement_day(on_it[0])}
        position = latest.pop() if len(latest) == 1 else "other"
    current = [item for item in on_it if sides[item.statement.id] == position]
    earlier = [item for item in on_it if item not in current][:1]
    further = [item for item in reversed(statements) if item not in on_it]
    current = current[:MAX_STATEMENTS]
    remaining = max(0, MAX_STATEMENTS - len(current) - len(earlier))
    return SpeakerPosition(name, position, tuple(current), tuple(earlier), tuple(further[:remaining]))


def _find_settled(item: ArticleStatement, topic_stems: Collection[str]) -> Settled | None:
    if item.statement.commitment != "asserted":
        return None
    states = {find_settled(piece.of(item.article.text), topic_stems) for piece in item.statement.pieces} - {None}
    return states.pop() if len(states) == 1 else None


def _choose_proposition(
    compared: Sequence[ArticleStatement], sides: Mapping[str, Mapping[str, Side]], settled: Mapping[str, Settled]
) -> Proposition | None:
    by_id = {item.statement.id: item for item in compared}
    disputed = {id_: sum(side == "disputes" for side in sides[id_].values()) for id_ in sides}
    best = min(sides, key=lambda id_: (-disputed[id_], -len(sides[id_]), sort_key(by_id[id_])), default=None)
    if best and disputed[best]:
        return Proposition(by_id[best], sides[best])
    speakers = {speaker.name for id_ in settled for speaker in by_id[id_].statement.speakers}
    if set(settled.values()) == {"settled", "open"} and len(speakers) > 1:
        first = min((by_id[id_] for id_, state in settled.items() if state == "settled"), key=sort_key)
        return Proposition(first, {id_: _SETTLED_SIDES[state] for id_, state in settled.items()}, "settled")
    return Proposition(by_id[best], sides[best]) if best else None


def find_settled(words: str, topic_stems: Collection[str]) -> Settled | None:
    """Return whether the words call the topic settled ("agreed" must refer to it) or open; None if neither or both."""
    found: set[Settled] = set()
    for sentence in split_sentences(words):
        text = sentence.of(words)
        if CONDITION.search(text) or text.rstrip(' "”').endswith("?"):
            continue
        if _OPEN.search(text):
            found.add("open")
        elif not _NEGATION.search(text) and _is_about_topic(text, topic_stems):
            found.add("settled")
    return found.pop() if len(found) == 1 else None


def _is_about_topic(text: str, topic_stems: Collection[str]) -> bool:
    for match in _SETTLED.finditer(text):
        after = next((match[name] for name in ("of", "of2", "of3") if match[name]), None)
        nearby = words_of(after)[:MAX_DISTANCE] if after else words_of(match["about"] or "")[-MAX_DISTANCE:]
        if {stem(word) for word in nearby} & set(topic_stems):
            return True
    return False
