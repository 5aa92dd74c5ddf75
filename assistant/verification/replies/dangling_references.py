"""Remove references to the sentence before, such as "But" and "also", or find that a sentence cannot stand alone."""

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
"""Words that connect to the sentence before. Ambiguous ones count only with a comma or before a name."""
_ALSO = re.compile(r"^((?:\S+\s+){1,6}?)(?:also|further|additionally|likewise)\s+", re.IGNORECASE)
_OPENING_REFERENCE = re.compile(
    r"^(?:he|she|they|it|this|that|these|those|his|her|hers|their|theirs|its|both|neither|either|such|none|"
    r"(?:all|some|most|many|one|two|three|several|each|half) of (?:them|these|those|it)|"
    r"the (?:latter|former|other|others|same|two|three|pair|second|first of))\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:the (?:latter|former|others|pair|two of them)|respectively|likewise|as well|too|again|"
    r"(?:as|than) (?:he|she|they) (?:said|did|had)|(?:said|did|does|do|agreed|disagreed) so|the opposite|vice versa)\b"
    r"(?!\s+(?:many|much|few|little|long|late|early|far|soon|high|low|as)\b)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PERSONAL_PRONOUNS = frozenset("he she him her his hers they them their theirs".split())
_DEMONSTRATIVES = frozenset("this these those".split())
_DETERMINED = re.compile(r"^(?:the|a|an|one|two|three|several|some|many|no|every|each)\s+[^\W\d_]", re.IGNORECASE)
_TIME_NOUNS = frozenset("week month year morning afternoon evening spring summer autumn winter time".split())


def remove_dangling_references(sentence: str) -> str | None:
    """Return the sentence without connectives and "also"; None if it still refers to another sentence."""
    match = _CONNECTIVES.match(sentence)
    if match and match.end() < len(sentence):
        sentence = sentence[match.end()].upper() + sentence[match.end() + 1 :]
    sentence = _ALSO.sub(r"\1", sentence)
    if _OPENING_REFERENCE.match(sentence) and not _starts_with_time(sentence):
        return None
    return None if _REFERENCE.search(sentence) or _has_early_pronoun(sentence) else sentence


def _has_early_pronoun(sentence: str) -> bool:
    """Return whether a pronoun precedes any name it could refer to: "Asked about the dam, she said …"."""
    words = _TOKEN.findall(sentence)
    if _DETERMINED.match(sentence):
        return False
    for number, word in enumerate(words):
        folded = fold(word)
        is_name = word[0].isupper() and folded not in STOPWORDS and folded not in CALENDAR
        if is_name and (number or not _is_opening_word(word)):
            return False
        if folded in _DEMONSTRATIVES and not _starts_with_time(" ".join(words[number:])):
            return True
        if folded in _PERSONAL_PRONOUNS:
            return True
    return False


def _is_opening_word(word: str) -> bool:
    """Return whether a first word is capitalised only by its position: "Asked about", "Speaking in"."""
    return fold(word).endswith(("ed", "ing")) or fold(word) in ("when", "while", "after", "before", "as", "in")


def _starts_with_time(text: str) -> bool:
    words = [fold(word) for word in _TOKEN.findall(text)[:2]]
    return len(words) == 2 and words[0] in ("this", "that", "these", "those") and words[1] in _TIME_NOUNS
