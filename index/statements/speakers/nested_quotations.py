"""Quotations of somebody else in what somebody reports: "Varga cited Finch: “…”", "mocked Finch's line, “…”"."""

from __future__ import annotations

from index.statements.lexicon.cues import NOUNS, Cue
from index.statements.text.scene import Scene

_SPOKEN = NOUNS.keys() | frozenset(
    "line lines word words phrase quote quip tweet tweets post posts speech letter answer reply quotation".split()
)
_WORDS_BACK = 3


_NAMING = frozenset("call describe label dub characterize characterise brand".split())


def quotes_another(scene: Scene, piece: range, cue: Cue | None) -> bool:
    """Whether the first quotation of a content is introduced, inside the content, as another person's. In "called
    Finch's line “weak”" and "said Finch's line “shows it”" it is not."""
    quote = next((n for n in piece if scene.is_quote(n)), None)
    if quote is None:
        return False
    at, colon = quote - 1, False
    while at >= piece.start and (scene.is_mark(at, ",:") or scene.low(at) == "that"):
        colon = colon or scene.is_mark(at, ":")
        at -= 1
    told = cue is not None and (cue.construction != "object" or cue.lemma in _NAMING)
    if at < piece.start or (told and at == quote - 1 and scene.low(at) in _SPOKEN):
        return False
    named = scene.at[at]
    if named is not None:
        return colon and named.kind == "person" and not named.possessive
    if scene.low(at) == "called":
        before = scene.at[at - 1]
        return before is not None and before.first > piece.start and scene.low(before.first - 1) == "what"
    return scene.low(at) in _SPOKEN and any(
        (owner := scene.at[n]) is not None and owner.possessive and owner.kind == "person"
        for n in range(max(piece.start, at - _WORDS_BACK), at)
    )
