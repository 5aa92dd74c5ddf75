"""Direct or indirect speech, or neither: told by the quotation marks of a content and the verb of its cue."""

from __future__ import annotations

import re
from typing import Literal

Form = Literal["direct", "indirect", "other"]

_QUOTATION_MARK = re.compile(r"[“”\"]|''|``")
_VERBS = frozenset(
    """
    say tell add note write announce argue claim warn state declare insist explain acknowledge suggest report
    respond reply continue describe call ask admit concede confirm deny assert contend maintain recall remark
    observe testify tweet joke promise vow pledge predict urge demand stress emphasize complain quip conclude
    disclose reveal comment mention point accuse allege counter charge cite caution describe express indicate
    offer propose speak talk answer question blast slam criticize praise recount reiterate repeat retort scoff
    shout sing stipulate tout accord according put
    """.split()
)
_IRREGULAR = {
    form: verb
    for verb, forms in (
        ("say", "said says saying"),
        ("tell", "told tells"),
        ("write", "wrote writes writing written"),
        ("speak", "spoke"),
        ("deny", "denied denies"),
        ("reply", "replied replies"),
        ("sing", "sang"),
        ("testify", "testified testifies"),
        ("accord", "according"),
        ("quip", "quipped"),
        ("admit", "admitted admitting"),
        ("slam", "slammed"),
        ("put", "putting puts"),
    )
    for form in forms.split()
}


def form_of(content: str, cue: str) -> Form:
    """Direct with a quotation mark in it, also where a dash or colon is the cue; indirect with a verb of speech."""
    spoken = is_speech(cue)
    if _QUOTATION_MARK.search(content):
        return "direct" if spoken or not re.search(r"\w", cue) else "other"
    return "indirect" if spoken else "other"


def is_speech(cue: str) -> bool:
    """A verb of saying stands among the words; of thinking, showing or deciding is not enough."""
    return any(_says(word) for word in re.findall(r"[a-z]+", cue.lower()))


def _says(word: str) -> bool:
    if word in _IRREGULAR:
        return _IRREGULAR[word] in _VERBS
    stems = (word, word[:-1], word[:-2], word[:-3], f"{word[:-1]}e", f"{word[:-2]}e", f"{word[:-3]}e", f"{word[:-3]}y")
    return any(stem in _VERBS for stem in stems)
