"""Find "all" told for "some", and other shares without a number that the claim changes."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import Word

_CLASSES = {
    "all": "all every each entire whole everyone everybody both",
    "most": "most mostly majority",
    "many": "many numerous countless scores dozens hundreds thousands",
    "some": "some several certain various handful",
    "few": "few little hardly barely scarcely",
    "none": "no none neither nobody",
    "just one": "sole lone single",
}
_CLASS_OF = {word: name for name, words in _CLASSES.items() for word in words.split()}
_CONFLICTS = {
    "all": frozenset({"most", "many", "some", "few", "none"}),
    "most": frozenset({"some", "few", "none"}),
    "many": frozenset({"few", "none"}),
    "some": frozenset({"none"}),
    "few": frozenset({"all", "most", "many"}),
    "none": frozenset({"all", "most", "many", "some"}),
}
_SOFTENED = frozenset("nearly almost not but virtually practically".split())
_REACH = 3
_SAME = 0.5


def find_changed_share(comparison: Comparison) -> str | None:
    """Return how many the evidence says, if the claim says that it were all, most or none; None if both agree."""
    for part in comparison.propositions:
        for at, word in enumerate(part.words):
            own = _share(part.words, at)
            if own is None or own not in _CONFLICTS:
                continue
            found = [
                (_share(sentence.words, number), sentence, number)
                for sentence in comparison.closest(part, _SAME)
                for number, one in enumerate(sentence.words)
                if one.stem == word.stem
            ]
            if found and all(share in _CONFLICTS[own] for share, _, _ in found):
                _, sentence, number = found[0]
                words = sentence.words
                first = max(0, number - _REACH)
                return f"the evidence says “{sentence.text[words[first].start : words[number].end]}”"
    return None


def _share(words: Sequence[Word], at: int) -> str | None:
    """Return how many of a noun its words say: "all the *mills*", "some of the older *mills*"."""
    noun = words[at]
    if not noun.is_content or noun.folded in _CLASS_OF or len(noun.folded) < 4:
        return None
    for number in range(at - 1, max(-1, at - _REACH - 1), -1):
        name = _CLASS_OF.get(words[number].folded)
        if name:
            before = words[number - 1].folded if number else ""
            after = words[number + 1].folded
            softened = before in _SOFTENED or after == "but" or (after == "all" and before)
            if name == "all" and softened:
                return "most"
            return None if before == "a" and name in ("few",) and after != "of" else name
        if words[number].is_content and number < at - 1:
            return None
    return None
