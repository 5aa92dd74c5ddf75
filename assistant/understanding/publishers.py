"""Finds the publisher that a question is limited to, among the publishers of an index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.understanding.stemming import fold

_THE = re.compile(r"^the ", re.IGNORECASE)
_REPORTS = (
    r"(?:report(?:ed|s|ing)?|writ(?:e|es|ten)|wrote|publish(?:ed|es)?|carr(?:y|ied)|print(?:ed)?|ran|run|say|said"
    r"|cover(?:ed)?)"
)
_ON_AIR = re.compile(r"\b(?:radio|tv|television|channel|network|fm|bbc|cnn|nbc|abc|cbs|npr)\b", re.IGNORECASE)
_PREPOSITION = (
    r"(?:\baccording to|\b(?:as )?(?:reported|published|written|covered) (?:in|by)|\b(?:in|from|by)"
    r"|\b(?:only|just) in)"
)


@dataclass(frozen=True, slots=True)
class PublisherMention:
    """A publisher named in a question. `reports` is True if the question asks what the publisher reported."""

    start: int
    end: int
    publisher: str
    reports: bool = False


class PublisherMatcher:
    """Matches publishers by full name, or by a last word that only one of them has."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: dict[str, str] = {}
        self._short: dict[str, str] = {}
        full = [(name, _THE.sub("", name.strip())) for name in names]
        lasts = Counter(bare.split()[-1] for _, bare in full if bare)
        for name, bare in full:
            if bare:
                self._names[fold(bare)] = name
                last = bare.split()[-1]
                if " " in bare and lasts[last] == 1 and last[0].isupper() and not re.search(r"\d", last):
                    self._short[last] = name
        self._patterns = tuple(self._build_patterns()) if self._names else ()

    def _build_patterns(self) -> Iterable[re.Pattern[str]]:
        """Yield the patterns; the last one matches questions for what a publisher reported."""
        # A single word may be a common word, so it must be capitalised as in the name.
        many = [re.escape(bare) for bare in self._names if " " in bare]
        one = [re.escape(_THE.sub("", name)) for bare, name in self._names.items() if " " not in bare]
        exact = "|".join([*sorted(one), *(rf"(?<=[Tt]he ){re.escape(last)}" for last in sorted(self._short))])
        aired = "|".join(re.escape(_THE.sub("", name)) for name in self._names.values() if _ON_AIR.search(name))
        if aired:
            yield re.compile(rf"\bon (?P<name>{aired})(?![\w’'-])")
        parts = ["|".join(sorted(many, key=len, reverse=True)), f"(?-i:{exact})" if exact else ""]
        name = rf"(?:the )?(?P<name>{'|'.join(part for part in parts if part)})(?![\w’'-])"
        yield re.compile(rf"{_PREPOSITION} {name}(?! (?:editor|reporter|correspondent|(?-i:[A-Z])))", re.IGNORECASE)
        yield re.compile(
            rf"(?:(?<=\bdid )|(?<=\bhas )|(?<=\bdoes )){name}(?= (?:ever |also )?{_REPORTS}\b)", re.IGNORECASE
        )

    def find(self, question: str) -> PublisherMention | None:
        """Return the first publisher that limits the question, or None. "A Post reporter" does not limit it."""
        for pattern in self._patterns:
            if match := pattern.search(question):
                name = match["name"]
                publisher = self._names.get(fold(name)) or self._short.get(name)
                if publisher:
                    return PublisherMention(match.start(), match.end(), publisher, pattern is self._patterns[-1])
        return None
