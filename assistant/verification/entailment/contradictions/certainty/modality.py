"""Find a possibility or a plan that the claim tells as certain, or something to come that it tells as done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.contradictions.certainty.negation import is_denied
from assistant.verification.entailment.verbs import PAST_FORMS
from assistant.verification.entailment.words import Sentence, Word, any_of
from assistant.verification.reported_speech import NEUTRAL_VERBS

Certainty = Literal["possible", "intended", "future", "done", "open"]

_POSSIBLE = frozenset("may might could possibly perhaps maybe".split())
_INTENDED = frozenset(
    """plan plans planned planning intend intends intended hope hopes hoped hoping aim aims aimed want wants wanted wish
    wishes seek seeks sought expect expects expected propose proposes proposed proposal consider considers considering
    considered likely try tries tried trying attempt attempts attempted threaten threatens threatened
    offer offers offered asked asks urged urges urging demand demands demanded proposing suggests suggested suggesting
    recommend recommends recommended mulling weighing supposed
    believe believes believed suspect suspects suspected suspicion predict
    predicts predicted forecast forecasts unlikely if unless whether
    fear fears feared called calls
    bid effort efforts request requested requests""".split()
)
_FUTURE = frozenset("will shall would going won't wouldn't 'll".split())
_HAVE = frozenset("has have had having was were been is are be being".split())
_PARTICIPLES = frozenset(
    """begun broken chosen done drawn driven eaten fallen given gone grown hidden known lain put ridden risen run seen
    set shaken shown spoken stolen sworn taken thrown torn written
    become come cut hit hurt shut let withdrawn""".split()
)
_STOP = frozenset("that which who and but when while because after before said says".split())
_REACH = 6
_SAME = 0.6
_LEAST = 0.5
_HEDGES = _POSSIBLE | _INTENDED
_HEDGED = any_of(
    """can* may* might* could* would* should* appear* seem* apparent* probab* potential* plan* intend* hope* aim*
    want* seek* expect* propos* consider* likel* due schedul* try* tried* attempt* threat* offer* ask* urg*
    suggest* recommend* weigh* ready* willing* prepar* need* must* believ* suspect* alleg* report* predict*
    forecast* estimat* if unless* whether* fear* project* pledg* promis* vow* agre* set_to* about_to* to_be
    call* possib* perhaps* maybe* chance* risk* option* request* accus* claim* think* thought* view* argu* warn*"""
)
_NOT_YET = frozenset({"possible", "intended", "future"})


def find_lost_modality(comparison: Comparison) -> str | None:
    """Return which verb the claim tells with more certainty than every place of the evidence; None if there is none."""
    for part in comparison.propositions:
        for at, word in enumerate(part.words):
            if not word.is_content or word.is_name or word.folded in NEUTRAL_VERBS:
                continue
            own = certainty(part.words, at)
            if own not in ("future", "done") or (own == "done" and _is_noun(part.words, at)):
                continue
            places = _places(word, part, comparison)
            if not places:
                continue
            levels = {certainty(sentence.words, number) for sentence, number in places}
            sentence, number = places[0]
            reason = f"the evidence says “{_phrase(sentence, number)}”"
            if own == "done" and levels <= _NOT_YET and not _HEDGED.search(comparison.claim.plain):
                return f"{reason}, not that it has happened"
            if own == "future" and levels <= {"possible", "intended"} and not _is_hedged(part, at):
                return f"{reason}, not that it will happen"
            if own == "future" and levels == {"done"} and _will(part, at):
                return f"{reason}, not that it is still to happen"
    return None


def certainty(words: Sequence[Word], at: int) -> Certainty:
    """Return how certain the verb at a place is made by the words before it; "open" if its form does not tell."""
    nearest = [word.folded for word in words[max(0, at - 2) : at]]
    seen = _from_auxiliaries(words, at)
    if seen is None:
        is_done = nearest == ["had", "to"] or _is_past(words[at].folded)
        return "done" if is_done else "open"
    return "open" if seen == "done" and not {"to", "be"}.isdisjoint(nearest) else seen


def _from_auxiliaries(words: Sequence[Word], at: int) -> Certainty | None:
    seen: Certainty | None = None
    for word in reversed(words[max(0, at - _REACH) : at]):
        if word.folded in _STOP or (word.is_content and word.folded in PAST_FORMS):
            break
        if word.folded in _HEDGES:
            return "possible" if word.folded in _POSSIBLE else "intended"
        if word.folded in _FUTURE:
            seen = "future"
        elif word.folded in _HAVE and seen is None and _is_participle(words[at].folded):
            seen = "done"
    return seen


def _is_past(folded: str) -> bool:
    return folded in PAST_FORMS or (folded.endswith("ed") and len(folded) > 4)


def _is_participle(folded: str) -> bool:
    return folded.endswith("ed") or folded in _PARTICIPLES or folded in PAST_FORMS


def _is_noun(words: Sequence[Word], at: int) -> bool:
    return at > 0 and words[at - 1].folded in ("the", "a", "an", "of", "its", "their", "his", "her", "by", "with")


def _is_hedged(part: Sentence, at: int) -> bool:
    return any(word.folded in _HEDGES for word in part.words[:at])


def _will(part: Sentence, at: int) -> bool:
    """Return whether the verb is still to come: "would" alone may be a habit or a report."""
    return any(word.folded in ("will", "shall") for word in part.words[max(0, at - _REACH) : at])


def _places(word: Word, part: Sentence, comparison: Comparison) -> list[tuple[Sentence, int]]:
    """Return the places of the same verb in the evidence, if all of them are in sentences about the same event."""
    found = []
    for sentence in comparison.evidence:
        if word.stem not in sentence.stems:
            continue
        if _tells_same(word, part, sentence, comparison):
            places = [number for number, one in enumerate(sentence.words) if one.stem == word.stem]
            if any(is_denied(sentence.words, number) for number in places):  # the negation decides
                return []
            found += [(sentence, number) for number in places]
    return found


def _tells_same(word: Word, part: Sentence, sentence: Sentence, comparison: Comparison) -> bool:
    """Return whether a sentence has the other words of the claim, too, beside names and words that only report."""
    others = {
        one.stem
        for one in part.words
        if one.is_content and not one.is_name and one.folded not in NEUTRAL_VERBS and one.stem != word.stem
    }
    shared = sum(not comparison.meanings(stem).isdisjoint(sentence.stems) for stem in others)
    return shared >= max(1, _SAME * len(others)) and comparison.share(part, sentence) >= _LEAST


def _phrase(sentence: Sentence, number: int) -> str:
    words = sentence.words
    first = max(0, number - 3)
    return sentence.text[words[first].start : words[min(number + 1, len(words) - 1)].end]
