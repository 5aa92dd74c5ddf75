"""Sentences that lean on the one before: put right where that one is gone, or known not to stand alone."""

from __future__ import annotations

import re

from assistant.understanding.content_words import CALENDAR, STOPWORDS
from assistant.understanding.stemming import fold

_CONNECTIVES = re.compile(
    r"^(?:"
    r"(?:but|and|however|moreover|furthermore|additionally|similarly|likewise|nevertheless|nonetheless|therefore|thus|"
    r"hence|consequently|accordingly|conversely|in addition|in (?:contrast|turn|fact|short|sum)|by contrast|"
    r"on the (?:other hand|contrary)|at the same time|as a result|for (?:example|instance|(?:his|her|their|its) part)|"
    r"that said|even so|to that end)(?:\s*,\s*|\s+)"
    r"|(?:yet|still|instead|meanwhile|so|also|then|later|indeed|besides|rather|overall|equally|"
    r"in (?:response|reply|return)|first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|lastly)\s*,\s*"
    r"|(?:yet|still|so|then|meanwhile)\s+(?=(?-i:[A-Z])))+",
    re.IGNORECASE,
)
"""What follows on from a sentence before; words that mean something else too only with a comma, or before a name."""
_ALSO = re.compile(r"^((?:\S+\s+){1,6}?)(?:also|further|additionally|likewise)\s+", re.IGNORECASE)
_OPENS_ELSEWHERE = re.compile(
    r"^(?:he|she|they|it|this|that|these|those|his|her|hers|their|theirs|its|both|neither|either|such|none|"
    r"(?:all|some|most|many|one|two|three|several|each|half) of (?:them|these|those|it)|"
    r"the (?:latter|former|other|others|same|two|three|pair|second|first of))\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:the (?:latter|former|others|pair|two of them)|respectively|likewise|as well|too|again|"
    r"(?:as|than) (?:he|she|they) (?:said|did|had)|(?:said|did|does|do|agreed|disagreed) so|the opposite|vice versa)\b"
    r"(?!\s+(?:many|much|few|little|long|late|early|far|soon|high|low|as)\b)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OF_A_PERSON = frozenset("he she him her his hers they them their theirs".split())
_OF_A_THING = frozenset("this these those".split())
_DETERMINED = re.compile(r"^(?:the|a|an|one|two|three|several|some|many|no|every|each)\s+[^\W\d_]", re.IGNORECASE)
_DAYS = frozenset("week month year morning afternoon evening spring summer autumn winter time".split())


def remove_dangling_references(sentence: str) -> str | None:
    """The sentence as it stands by itself, without "But" and "also"; None where it means one that is not there."""
    stripped = _without_connectives(sentence)
    stripped = _ALSO.sub(r"\1", stripped)
    return None if _leans(stripped) else stripped


def _without_connectives(sentence: str) -> str:
    match = _CONNECTIVES.match(sentence)
    rest = sentence[match.end() :] if match else ""
    return rest[0].upper() + rest[1:] if rest else sentence


def _leans(sentence: str) -> bool:
    opening = _OPENS_ELSEWHERE.match(sentence)
    if opening and not _tells_a_day(sentence):
        return True
    return bool(_ELSEWHERE.search(sentence)) or _means_somebody_before(sentence)


def _means_somebody_before(sentence: str) -> bool:
    """A pronoun before anybody it can mean: "Asked about the dam, she said …"."""
    words = _TOKEN.findall(sentence)
    if _DETERMINED.match(sentence):
        return False
    for number, word in enumerate(words):
        folded = fold(word)
        if word[0].isupper() and folded not in STOPWORDS and folded not in CALENDAR and (number or not _opens(words)):
            return False
        if folded in _OF_A_PERSON or (folded in _OF_A_THING and not _tells_a_day(" ".join(words[number:]))):
            return True
    return False


def _opens(words: list[str]) -> bool:
    """Whether the first word has its capital from standing there: "Asked about", "Speaking in"."""
    return fold(words[0]).endswith(("ed", "ing")) or fold(words[0]) in ("when", "while", "after", "before", "as", "in")


def _tells_a_day(text: str) -> bool:
    words = _TOKEN.findall(text)[:2]
    return len(words) == 2 and fold(words[0]) in ("this", "that", "these", "those") and fold(words[1]) in _DAYS
