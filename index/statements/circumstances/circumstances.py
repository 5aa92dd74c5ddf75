"""When, where and to whom something was said, as the words beside the cue tell it.

Only three places are read: what follows the cue, what stands between subject and cue, and what opens the sentence
("On Thursday, in a statement, …"). A day inside what is reported is never the day it was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.statements.candidates.drafts import Draft
from index.statements.circumstances.complements import Reach, noun_phrase
from index.statements.circumstances.venues import ROOMS, is_venue, past_state
from index.statements.content.boundaries import Clause
from index.statements.lexicon import words as lex
from index.statements.text.dates import find_weekday, parse_time
from index.statements.text.scene import Scene
from index.types import Period, Span

_FURTHEST = 48  # tokens after the cue
_ADDITIONS = 4  # "…, adding that …, noting that …"
_NEAR = 7  # days; "after the vote on Thursday" tells the day it was said, "after the floods in 2015" does not
_ADDRESSING = frozenset("ask warn promise caution".split())
_NO_HEARERS = frozenset(
    "story stories truth lie lies joke jokes tale tales cheer cheers applause boos laughter effect".split()
)
_NOT_TO_ANYBODY = frozenset("add respond reply point relate counter object".split())
"""After these "to" names what is added to or answered, not who heard it."""
_AFTERWARDS = frozenset({"after", "following"})
_THROUGH_HEARER = frozenset({"of"})
_THROUGH_VENUE = frozenset({"of", "with", "for", "to", "by", "in", "at", "near", "outside", "inside", "before", "from"})
_SPEAKING = frozenset({"speaking", "appearing", "testifying", "talking", "writing"})
_PUBLISHED = frozenset({"released", "issued", "posted", "sent", "held"})
_PASSED_OVER = (
    _SPEAKING
    | _PUBLISHED
    | frozenset("also earlier later again early late here there onstage aloud however meanwhile though".split())
)
_CONJUNCTIONS = frozenset({"but", "and", "so", "still", "then", "later"})


@dataclass(slots=True)
class Circumstances:
    """The words that tell when, to whom and where; `period` is what `when` comes to."""

    when: Span | None = None
    period: Period | None = None
    hearer: Span | None = None
    venue: Span | None = None

    @property
    def day(self) -> date | None:
        return self.period.since if self.period is not None and self.period.since == self.period.until else None

    @property
    def during(self) -> Period | None:
        return self.period if self.day is None else None


def circumstances_of(
    draft: Draft, scenes: Sequence[Scene], pieces: Sequence[Span], published: date | None
) -> Circumstances:
    """Under which circumstances the statement of a draft was made; `pieces` are its content.

    "…, adding that" is said on the occasion of what it is added to, where it tells none of its own.
    """
    found = Circumstances()
    told: Draft | None = draft
    for _ in range(_ADDITIONS):
        clause = told and (told.clause or (told.lead.clause if told.lead is not None else None))
        if told is None or told.cue is None or not clause:
            break
        found = _told_beside(clause, scenes[told.source_paragraph], pieces, published)
        if clause.rule != "participle" or found != Circumstances():
            break
        told = told.lead
    return found


def _told_beside(clause: Clause, scene: Scene, pieces: Sequence[Span], published: date | None) -> Circumstances:
    sentence = scene.paragraph.sentences[clause.sentence]
    walk = _Walk(scene, pieces, published)
    walk.after(clause, sentence)
    if clause.rule == "subject-verb":
        walk.between(clause)
        walk.before(clause, sentence)
    return walk.found


class _Walk:
    """Reads the phrases beside one cue. What was found first stands."""

    def __init__(self, scene: Scene, pieces: Sequence[Span], published: date | None) -> None:
        self.found = Circumstances()
        self._scene = scene
        self._pieces = pieces
        self._published = published
        self._afterwards = False
        self._tight = False
        self._addresses = True

    def after(self, clause: Clause, sentence: range) -> None:
        first = max(clause.after, clause.cue_last)
        stop = self._unreported(first, sentence.stop)
        self._tight = stop < sentence.stop and not self._scene.is_quote(stop) and self._is_reported(stop)
        self._addresses = clause.cue.lemma not in _NOT_TO_ANYBODY
        told = clause.cue.construction == "hearer" or clause.cue.lemma in _ADDRESSING
        if told and clause.rule != "verb-subject":
            first = self._told(first, stop)
        self._read(first, stop)
        self._tight = False

    def between(self, clause: Clause) -> None:
        subject = clause.subject
        if subject is None or subject.relative is not None or subject.last >= clause.cue_first:
            return
        if not self._scene.low(subject.last - 1).endswith("ed"):  # "the delegates selected Sunday have said"
            self._read(subject.last, self._unreported(subject.last, clause.cue_first))

    def before(self, clause: Clause, sentence: range) -> None:
        """What opens the sentence counts only where the subject of the cue follows upon it."""
        subject = clause.subject
        first = sentence.start + (self._scene.low(sentence.start) in _CONJUNCTIONS)
        if subject is None or not first <= subject.bound < sentence.stop:
            return
        stop = self._unreported(first, subject.bound + 1)
        if stop <= subject.bound:
            return
        other = _Walk(self._scene, self._pieces, self._published)
        if other._read(first, stop) < stop - self._scene.is_mark(subject.bound, ","):
            return
        self.found.hearer = self.found.hearer or other.found.hearer
        self.found.venue = self.found.venue or other.found.venue
        if self.found.when is None:
            self.found.when, self.found.period = other.found.when, other.found.period

    def _unreported(self, first: int, stop: int) -> int:
        """Where the content begins between two tokens, or the words become too many."""
        stop = min(stop, first + _FURTHEST)
        return next((at for at in range(first, stop) if self._is_reported(at)), max(first, stop))

    def _is_reported(self, at: int) -> bool:
        token = self._scene.tokens[at]
        return any(piece.start < token.end and token.start < piece.end for piece in self._pieces)

    def _read(self, at: int, stop: int) -> int:
        """Reads phrase after phrase; gives the token at which it understood nothing more."""
        self._afterwards = False
        while at < stop:
            step = self._phrase(at, stop)
            if step == at and self._scene.is_mark(at, ",") and at + 1 < stop:
                step = self._phrase(at + 1, stop)
                step = at if step == at + 1 else step
            if step == at:
                break
            at = step
        return at

    def _phrase(self, at: int, stop: int) -> int:
        when = parse_time(self._scene.tokens, at, self._published)
        if when is not None and when.stop <= stop:
            return self._at_time(when)
        low = self._scene.low(at)
        if low in {"to", "before"}:
            return self._to(at, stop)
        if self._scene.is_preposition(at) or low in ROOMS:
            return self._where(at, stop)
        if low in _PASSED_OVER:
            return at + 1
        adverb = low.endswith("ly") and self._scene.at[at] is None
        return at + 1 if adverb else at

    def _at_time(self, when: TimeExpression) -> int:
        period, published = when.period, self._published
        if self._afterwards:
            since = period.since if period is not None else None
            if since is None or published is None or (published - since).days > _NEAR:
                return when.stop
        if self.found.when is None:
            self.found.when, self.found.period = self._span(when.first, when.stop), period
        return when.stop

    def _told(self, first: int, stop: int) -> int:
        """ "Told CNN", "told a crowd of supporters"."""
        low = self._scene.low(first)
        if first >= stop or parse_time(self._scene.tokens, first, self._published) is not None:
            return first
        if low in {"him", "them", "me", "us", "it", "you"}:
            last = first + 1
        elif self._scene.is_preposition(first) or low in lex.CLAUSE_OPENERS:
            return first
        else:
            last = self._noun_phrase(first, stop, _THROUGH_HEARER)
            if not self._can_hear(first, last):
                return first
        return self._heard(first, last)

    def _can_hear(self, first: int, last: int) -> bool:
        """Whether a phrase after "told" is who was told and not what: "told *a story*"."""
        lows = {self._scene.low(n) for n in range(first, last)}
        named = any(self._scene.at[n] is not None for n in range(first, last))
        determined = self._scene.low(first) in lex.DETERMINERS and not lows & _NO_HEARERS
        return named or determined or self._is_hearer(first, last)

    def _to(self, at: int, stop: int) -> int:
        """ "Said to reporters", "testified before the council"."""
        first = at + 1
        low = self._scene.low(first)
        named = first < stop and self._scene.at[first] is not None
        if not self._addresses or not (named or low in lex.DETERMINERS | lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS):
            return at
        last = self._noun_phrase(first, stop, _THROUGH_HEARER)
        fits = self._is_hearer if self._scene.low(at) == "before" else self._can_hear
        return self._heard(first, last) if last > first and fits(first, last) else at

    def _is_hearer(self, first: int, last: int) -> bool:
        lows = {self._scene.low(n) for n in range(first, last)}
        return bool(lows & (lex.ORGANISATION_NOUNS | lex.PERSON_NOUNS))

    def _heard(self, first: int, last: int) -> int:
        if last > first and self.found.hearer is None:
            self.found.hearer = self._span(first, last)
        return last

    def _where(self, at: int, stop: int) -> int:
        """A phrase that tells where, or with "after" that it was then; anything else ends the reading."""
        low = self._scene.low(at)
        last = self._noun_phrase(at + 1, stop, _THROUGH_VENUE)
        if last == at + 1:
            return at
        if low in _AFTERWARDS:
            self._afterwards = True
            return last
        if not is_venue(self._scene, low, at + 1, last):
            return at
        last = past_state(self._scene, last, stop)
        if self.found.venue is None:
            self.found.venue = self._span(at, last)
        occasion = find_weekday(self._scene.tokens[at + 1 : last], self._published)
        if occasion is not None and self.found.when is None:
            first = at + 1 + occasion.first
            self.found.when, self.found.period = self._span(first, first + 1), occasion.period
        return last

    def _noun_phrase(self, first: int, stop: int, through: frozenset[str]) -> int:
        reach = Reach(stop, through, self._tight, self._published)
        return noun_phrase(self._scene, first, reach)

    def _span(self, first: int, last: int) -> Span:
        return Span(self._scene.tokens[first].start, self._scene.tokens[last - 1].end)
