"""When, where and to whom something was said, from the words beside the cue.

Only three places count: after the cue, between subject and cue, and at the head of the sentence ("On Thursday, in a
statement, …"). A date inside the content is never the date of the statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.statements.candidates.drafts import Draft
from index.statements.circumstances.complements import (
    MAX_PHRASE,
    PLACE_PREPOSITIONS,
    NounPhrase,
    is_venue,
    skip_state,
)
from index.statements.content.boundaries import Clause
from index.statements.lexicon import words as lex
from index.statements.text.dates import find_weekday, parse_time
from index.statements.text.scene import Scene
from index.types import Period, Span

_MAX_REACH = 48  # tokens after the cue
_MAX_ADDITIONS = 4  # "…, adding that …, noting that …"
_MAX_DAYS = 7  # "after the vote on Thursday" dates the statement, "after the floods in 2015" does not
_ADDRESSING = frozenset("ask warn promise caution".split())
_NO_HEARERS = frozenset(
    "story stories truth lie lies joke jokes tale tales cheer cheers applause boos laughter effect".split()
)
# After these verbs, "to" does not introduce the hearer.
_WITHOUT_HEARER = frozenset("add respond reply point relate counter object".split())
_HEARER_NOUNS = lex.ORGANISATION_NOUNS | lex.PERSON_NOUNS
_OBJECT_PRONOUNS = frozenset({"him", "them", "me", "us", "it", "you"})
_HEARER_PREPOSITIONS = frozenset({"of"})
_VENUE_PREPOSITIONS = frozenset("of with for to by in at near outside inside before from".split())
_SKIPPED = frozenset(
    "speaking appearing testifying talking writing released issued posted sent held also earlier later again early "
    "late here there onstage aloud however meanwhile though".split()
)
_CONJUNCTIONS = frozenset({"but", "and", "so", "still", "then", "later"})


@dataclass(slots=True)
class Circumstances:
    """The spans of time, hearer and venue; `period` is the meaning of `when`."""

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


def find_circumstances(
    draft: Draft, scenes: Sequence[Scene], pieces: Sequence[Span], published: date | None
) -> Circumstances:
    """Return the circumstances of a statement with the content `pieces`.

    "…, adding that" without circumstances takes those of the statement that it continues.
    """
    found = Circumstances()
    current: Draft | None = draft
    for _ in range(_MAX_ADDITIONS):
        clause = current and (current.clause or (current.lead.clause if current.lead is not None else None))
        if current is None or current.cue is None or not clause:
            break
        reader = _Reader(scenes[current.source_paragraph], pieces, published)
        reader.read_around(clause)
        found = reader.found
        if clause.rule != "participle" or found != Circumstances():
            break
        current = current.lead
    return found


class _Reader:
    """Reads the phrases beside a cue. The first time, hearer and venue count."""

    def __init__(self, scene: Scene, pieces: Sequence[Span], published: date | None) -> None:
        self.found = Circumstances()
        self._scene = scene
        self._pieces = pieces
        self._published = published
        self._afterwards = False
        self._tight = False
        self._has_hearer = True

    def read_around(self, clause: Clause) -> None:
        sentence = self._scene.paragraph.sentences[clause.sentence]
        self._read_after(clause, sentence)
        subject = clause.subject
        if clause.rule != "subject-verb" or subject is None:
            return
        attributive = self._scene.low(subject.last - 1).endswith("ed")  # "the delegates selected Sunday have said"
        if subject.relative is None and subject.last < clause.cue_first and not attributive:
            self._read(subject.last, self._content_begin(subject.last, clause.cue_first))
        self._read_introduction(subject.bound, sentence)

    def _read_after(self, clause: Clause, sentence: range) -> None:
        first = max(clause.after, clause.cue_stop)
        stop = self._content_begin(first, sentence.stop)
        self._tight = stop < sentence.stop and not self._scene.is_quote(stop) and self._is_content(stop)
        self._has_hearer = clause.cue.lemma not in _WITHOUT_HEARER
        direct = clause.cue.construction == "hearer" or clause.cue.lemma in _ADDRESSING
        if direct and clause.rule != "verb-subject":
            first = self._read_direct_hearer(first, stop)
        self._read(first, stop)
        self._tight = False

    def _read_introduction(self, bound: int, sentence: range) -> None:
        """Read the head of the sentence, which counts only if the subject follows it directly."""
        first = sentence.start + (self._scene.low(sentence.start) in _CONJUNCTIONS)
        if not first <= bound < sentence.stop:
            return
        stop = self._content_begin(first, bound + 1)
        if stop <= bound:
            return
        other = _Reader(self._scene, self._pieces, self._published)
        if other._read(first, stop) < stop - self._scene.is_mark(bound, ","):
            return
        self.found.hearer = self.found.hearer or other.found.hearer
        self.found.venue = self.found.venue or other.found.venue
        if self.found.when is None:
            self.found.when, self.found.period = other.found.when, other.found.period

    def _content_begin(self, first: int, stop: int) -> int:
        """Return where the content begins between two tokens, or the limit of the search."""
        stop = min(stop, first + _MAX_REACH)
        return next((at for at in range(first, stop) if self._is_content(at)), max(first, stop))

    def _is_content(self, at: int) -> bool:
        token = self._scene.tokens[at]
        return any(piece.start < token.end and token.start < piece.end for piece in self._pieces)

    def _read(self, at: int, stop: int) -> int:
        """Read phrase by phrase; return the first token that no phrase covers."""
        self._afterwards = False
        while at < stop:
            step = self._read_phrase(at, stop)
            if step == at and self._scene.is_mark(at, ",") and at + 1 < stop:
                step = self._read_phrase(at + 1, stop)
                step = at if step == at + 1 else step
            if step == at:
                break
            at = step
        return at

    def _read_phrase(self, at: int, stop: int) -> int:
        time = parse_time(self._scene.tokens, at, self._published)
        if time is not None and time.stop <= stop:
            if not self._afterwards or self._is_recent(time.period):
                self._set_time(time.first, time.stop, time.period)
            return time.stop
        low = self._scene.low(at)
        if low in {"to", "before"}:
            return self._read_hearer(at, stop)
        if self._scene.is_preposition(at) or low in PLACE_PREPOSITIONS:
            return self._read_venue(at, stop)
        return at + (low in _SKIPPED or (low.endswith("ly") and self._scene.at[at] is None))

    def _is_recent(self, period: Period | None) -> bool:
        since = period.since if period is not None else None
        return since is not None and self._published is not None and (self._published - since).days <= _MAX_DAYS

    def _set_time(self, first: int, last: int, period: Period | None) -> None:
        if self.found.when is None:
            self.found.when, self.found.period = self._span(first, last), period

    def _read_direct_hearer(self, first: int, stop: int) -> int:
        """Read the hearer in "told CNN" or "told a crowd of supporters"."""
        low = self._scene.low(first)
        if first >= stop or parse_time(self._scene.tokens, first, self._published) is not None:
            return first
        if low in _OBJECT_PRONOUNS:
            return self._set_hearer(first, first + 1)
        if self._scene.is_preposition(first) or low in lex.CLAUSE_OPENERS:
            return first
        last = self._phrase_end(first, stop, _HEARER_PREPOSITIONS)
        return self._set_hearer(first, last) if self._can_hear(first, last) else first

    def _can_hear(self, first: int, last: int) -> bool:
        """Return whether a phrase after "told" can be the hearer, unlike "told *a story*"."""
        named = any(self._scene.at[n] is not None for n in range(first, last))
        determined = self._scene.low(first) in lex.DETERMINERS and not self._scene.has_any(_NO_HEARERS, first, last)
        return named or determined or self._scene.has_any(_HEARER_NOUNS, first, last)

    def _read_hearer(self, at: int, stop: int) -> int:
        """Read the hearer in "said to reporters" or "testified before the council"."""
        first = at + 1
        opens = self._scene.low(first) in lex.DETERMINERS | _HEARER_NOUNS
        if not self._has_hearer or not (opens or (first < stop and self._scene.at[first] is not None)):
            return at
        last = self._phrase_end(first, stop, _HEARER_PREPOSITIONS)
        if self._scene.low(at) == "before":
            fits = self._scene.has_any(_HEARER_NOUNS, first, last)
        else:
            fits = self._can_hear(first, last)
        return self._set_hearer(first, last) if last > first and fits else at

    def _set_hearer(self, first: int, last: int) -> int:
        if last > first and self.found.hearer is None:
            self.found.hearer = self._span(first, last)
        return last

    def _read_venue(self, at: int, stop: int) -> int:
        """Read a place or occasion, or the event after "after", whose date may be that of the statement."""
        low = self._scene.low(at)
        last = self._phrase_end(at + 1, stop, _VENUE_PREPOSITIONS)
        if last == at + 1:
            return at
        if low in {"after", "following"}:
            self._afterwards = True
            return last
        if not is_venue(self._scene, low, at + 1, last):
            return at
        last = skip_state(self._scene, last, stop)
        if self.found.venue is None:
            self.found.venue = self._span(at, last)
        weekday = find_weekday(self._scene.tokens[at + 1 : last], self._published)
        if weekday is not None:
            first = at + 1 + weekday.first
            self._set_time(first, first + 1, weekday.period)
        return last

    def _phrase_end(self, first: int, stop: int, through: frozenset[str]) -> int:
        stop = min(stop, first + MAX_PHRASE)
        return NounPhrase(self._scene, first, stop, through, self._tight, self._published).end()

    def _span(self, first: int, last: int) -> Span:
        return Span(self._scene.tokens[first].start, self._scene.tokens[last - 1].end)
