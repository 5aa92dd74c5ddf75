"""Changes of position: two statements of one speaker, of different days, on the same proposition.

A change is reported only if the words prove it (`assistant.overviews.propositions`) and both days are known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assistant.overviews.propositions.parsing import read_claims
from assistant.overviews.propositions.relation import relate_statements
from assistant.overviews.types import Change, Entry
from index.types import ArticleStatement

MAX_COMPARED = 400  # the newest statements of each speaker
MAX_EARLIER = 40  # the earlier statements that share the most words with a later one
_EARLIER = re.compile(r"\b(?:had|previously|earlier|once|last \w+|in the past)\b", re.IGNORECASE)


def find_changes(entries: Sequence[Entry], statements: Mapping[int, ArticleStatement]) -> tuple[Change, ...]:
    """Return the changes among the entries. `statements` maps an entry's position to its statement."""
    by_speaker: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        item = statements.get(at)
        if entry.speaker and entry.day and item and not _is_dated_earlier(item):
            by_speaker[entry.speaker].append(at)
    return tuple(
        change for places in by_speaker.values() for change in _changes(entries, statements, places[-MAX_COMPARED:])
    )


def _changes(
    entries: Sequence[Entry], statements: Mapping[int, ArticleStatement], places: Sequence[int]
) -> Iterator[Change]:
    """Yield the changes of one speaker, whose entries are at `places`."""
    stems = {at: {stem for claim in read_claims(statements[at]) for stem in claim.stems} for at in places}
    for number, later in enumerate(places):
        earlier = [at for at in places[:number] if entries[at].day != entries[later].day and stems[at] & stems[later]]
        closest = sorted(earlier, key=lambda at: -len(stems[at] & stems[later]))[:MAX_EARLIER]
        for at in sorted(closest, reverse=True):
            relation = relate_statements(statements[at], statements[later])
            if relation is None:
                continue
            if relation.difference:
                yield Change(entries[at], entries[later], relation.difference)
            break


def _is_dated_earlier(item: ArticleStatement) -> bool:
    """Return whether the article dates the statement before itself without a day: "had told", "once said"."""
    cue = item.statement.cue
    if cue is None or item.statement.said_on is not None:
        return False
    return bool(_EARLIER.search(item.article.text[max(0, cue.start - 24) : cue.end]))
