"""Find a name of the claim that stands nowhere in the article."""

from __future__ import annotations

from assistant.understanding.stemming import fold
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import Word
from index.statements.lexicon.words import TITLES

_ALIASES = [
    frozenset(entry.split())
    for entry in """us usa america american americans washington|uk britain british britons england|eu european brussels
    europe europeans|un nations|russia russian russians moscow kremlin|ukraine ukrainian ukrainians kyiv kiev|china
    chinese beijing|france french paris|germany german germans berlin|netherlands dutch|spain spanish|
    switzerland swiss|greece greek|poland polish poles|turkey turkish|denmark danish danes|wales welsh|scotland scottish
    scots|ireland irish|israel israeli|sweden swedish swedes|finland finnish finns|japan japanese tokyo|norway norwegian""".split("|")
]
_ORDINARY = frozenset("i ok tv dna covid internet god".split())


def find_unknown_name(comparison: Comparison) -> str | None:
    """Return the first name of the claim that neither the evidence nor the background has; None if all are known."""
    if not comparison.background:  # a headline or the paragraphs around may have it
        return None
    texts = [*comparison.evidence, *comparison.background]
    known = comparison.evidence_stems | comparison.background_stems
    folded = {word.folded.removesuffix("'s") for one in texts for word in one.words}
    for word in unknown_names(comparison.claim.words[1:], known, folded):
        return f"“{word.written}” is not in the evidence"
    return None


def unknown_names(words: tuple[Word, ...], known: frozenset[str], folded: set[str]) -> list[Word]:
    """Return the words of names that are not known in any form: "Russian" for "Russia", "EU" for "European Union"."""
    beginnings = {word[:4] for word in folded if len(word) > 4}
    return [
        word
        for word in words
        if word.is_name
        and word.stem not in known
        and not _is_alias(word, folded)
        and not (len(word.folded) > 5 and fold(word.written)[:4] in beginnings)
    ]


def _is_alias(word: Word, folded: set[str]) -> bool:
    bare = word.folded.removesuffix("'s")
    if bare in TITLES or bare in _ORDINARY or bare in folded or (bare.endswith("s") and bare[:-1] in folded):
        return True
    if word.written.isupper() and 2 <= len(bare) <= 5:
        return all(any(other.startswith(letter) for other in folded) for letter in bare)
    return any(bare in aliases and not aliases.isdisjoint(folded) for aliases in _ALIASES)
