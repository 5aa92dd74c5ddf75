"""The organisations an article names in full, so that "the league" finds the only one it can mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.statements.lexicon import words as lex
from index.statements.text.names import Mention, fold

# Many of these have no name in the article, so that a name which ends in the word proves nothing.
_ANY = frozenset({"house", "white", "state", "government", "administration", "campaign", "court", "police", "army"})


class Organisations:
    """The named organisations by the noun their names end in."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._by_noun: dict[str, dict[tuple[str, ...], Mention]] = defaultdict(dict)
        for mention in mentions:
            if mention.kind != "organisation" or len(mention.words) < 2:
                continue
            key = tuple(fold(word) for word in mention.words)
            if key[-1] in lex.ORGANISATION_NOUNS - _ANY:
                self._by_noun[key[-1]].setdefault(key, mention)

    def called(self, noun: str, before: int) -> str | None:
        """The full name of the only organisation of the article that "the noun" can mean, where it was named before."""
        named = self._by_noun.get(noun, {})
        if not named:
            return None
        fullest = max(named, key=len)
        if any(fullest[-len(key) :] != key for key in named):
            return None
        return " ".join(named[fullest].words) if min(m.start for m in named.values()) < before else None
