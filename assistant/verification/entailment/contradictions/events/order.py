"""Find two events whose order the claim turns."""

from __future__ import annotations

import re

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import Sentence, read_sentence

_ORDER = re.compile(r"\b(before|after|until|since|following|ahead of|prior to)\b", re.IGNORECASE)
_DIRECTION = {"before": 1, "until": 1, "ahead of": 1, "prior to": 1, "after": -1, "following": -1, "since": -1}
_HALF = 0.5


def find_turned_order(comparison: Comparison) -> str | None:
    """Return which order the evidence gives; None if the claim does not turn it."""
    for own in _orders(comparison.claim):
        for sentence in comparison.matches(comparison.claim):
            for other in _orders(sentence.sentence):
                if _is_turned(own, other, comparison):
                    return f"the evidence puts this {other[1]} “{' '.join(other[2].text.split()[:8])}”"
    return None


_Order = tuple[Sentence, str, Sentence]


def _orders(sentence: Sentence) -> list[_Order]:
    """Return what the sentence puts before or after what."""
    found = []
    for match in _ORDER.finditer(sentence.text):
        left = read_sentence(sentence.text[: match.start()])
        right = read_sentence(re.split(r"[,;]", sentence.text[match.end() :])[0])
        if not left.content:  # "After the vote, the council …"
            rest = sentence.text[match.end() :].split(",", 1)
            left = read_sentence(rest[1]) if len(rest) > 1 else left
        if left.content and right.content:
            found.append((left, match.group(1).lower(), right))
    return found


def _is_turned(own: _Order, other: _Order, comparison: Comparison) -> bool:
    (left, word, right), (other_left, other_word, other_right) = own, other
    same = _DIRECTION[word] == _DIRECTION[other_word]
    straight = min(comparison.share(left, other_left), comparison.share(right, other_right))
    crossed = min(comparison.share(left, other_right), comparison.share(right, other_left))
    return crossed >= _HALF and crossed > straight if same else straight >= _HALF and straight > crossed
