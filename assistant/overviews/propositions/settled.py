"""Finds whether a statement calls a matter settled or still open.

Negotiators often disagree on this without using the same words: "he has agreed to it" and "that we shall have to work
through".
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from assistant.overviews.propositions.lexicon import CONDITION
from assistant.understanding.stemming import stem, words_of
from index.tokenization import split_sentences

Settled = Literal["settled", "open"]
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


def find_settled(words: str, topic_stems: Collection[str]) -> Settled | None:
    """Return whether the words call the topic settled or open; None if they say neither or both.

    "Agreed" counts only if it refers to the topic: an agreement to meet settles nothing. For "open", the caller must
    know that the words are about the topic.
    """
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
