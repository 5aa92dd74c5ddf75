"""Whether somebody says of a matter that it is settled, or that it is still open.

It is the one thing on which people who negotiate differ without using each other's words: "he has agreed to it" and
"that we shall have to work through".
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
_TURNED = re.compile(r"\b(?:not|never|no|nothing|nobody|none|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_ON_WHAT = 12
"""Words after "agreed" in which the matter must be named."""


def is_settled(words: str, about: Collection[str]) -> Settled | None:
    """What the words say of a matter, given as stems; None where they do not say, or say both.

    "Agreed" must be followed by a word of the matter: who agreed to meet about it has settled nothing. That it is open
    is taken of words that are known to be on the matter.
    """
    told: set[Settled] = set()
    for sentence in split_sentences(words):
        text = sentence.of(words)
        if CONDITION.search(text) or text.rstrip(' "”').endswith("?"):
            continue
        if _OPEN.search(text):
            told.add("open")
        elif not _TURNED.search(text) and _names_what(text, about):
            told.add("settled")
    return told.pop() if len(told) == 1 else None


def _names_what(text: str, about: Collection[str]) -> bool:
    for match in _SETTLED.finditer(text):
        after = next((match[name] for name in ("of", "of2", "of3") if match[name]), None)
        near = words_of(after)[:_ON_WHAT] if after else words_of(match["about"] or "")[-_ON_WHAT:]
        if {stem(word) for word in near} & set(about):
            return True
    return False
