"""Where a speaker changed position: two of their statements, of two days, on the same proposition.

Never when unsure: only what the words themselves tell apart (`assistant.overviews.propositions`), and only where it is known which
of the two was said first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assistant.overviews.propositions.parsing import is_told_before, read_claims
from assistant.overviews.propositions.relation import relate_statements
from assistant.overviews.timeline.types import Change, Entry
from index.types import ArticleStatement

MOST_COMPARED = 400
"""So many statements by one speaker are held against each other, the newest."""
MOST_BEFORE = 40
"""With so many earlier ones each is compared, those that share most words with it."""


def find_changes(entries: Sequence[Entry], said: Mapping[int, ArticleStatement]) -> tuple[Change, ...]:
    """The changes among entries in order; `said` gives an entry's statement by its place in them."""
    by_speaker: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        if entry.speaker is not None and entry.day is not None and at in said and _is_dated(said[at]):
            by_speaker[entry.speaker].append(at)
    return tuple(change for places in by_speaker.values() for change in _of_one(entries, said, places[-MOST_COMPARED:]))


def _of_one(entries: Sequence[Entry], said: Mapping[int, ArticleStatement], places: Sequence[int]) -> Iterator[Change]:
    stems = {at: {stem for claim in read_claims(said[at]) for stem in claim.stems} for at in places}
    for number, at in enumerate(places):
        before = [one for one in places[:number] if entries[one].day != entries[at].day and stems[one] & stems[at]]
        nearest = sorted(before, key=lambda one: -len(stems[one] & stems[at]))[:MOST_BEFORE]
        for one in sorted(nearest, reverse=True):
            relation = relate_statements(said[one], said[at])
            if relation is None:
                continue
            if relation.difference:
                yield Change(entries[one], entries[at], relation.difference)
            break


def _is_dated(one: ArticleStatement) -> bool:
    return not is_told_before(one.statement, one.article.text)
