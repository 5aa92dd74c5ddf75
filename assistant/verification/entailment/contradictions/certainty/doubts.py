"""Find a belief or an offer that the claim tells as proved or settled, and a degree that it turns."""

from __future__ import annotations

from assistant.understanding.content_words import is_negated, stem
from assistant.verification.entailment.comparison import Comparison
from assistant.verification.entailment.words import Sentence, any_of

_PROOF = any_of(
    """proved proven proves established confirmed confirms shown showed shows determined demonstrated found certain
    has_evidence"""
)
_DOUBT = any_of(
    """believe believes believed suspect suspects suspected thinks thought allege alleges alleged may might could
    possibly apparently reportedly"""
)
_OFFERED = any_of(
    """offered offers proposed proposes predicted predicts suggested considering hopes hoped wants wanted"""
)
_OPEN = any_of(
    """offer* propos* predict* forecast* suggest* consider* hop* want* ask* could may might would can if unless whether
    bid plan* expect* believ* suspect* think* thought according accus* alleg* likely perhaps possib* ready willing
    prepared seek* sought aim* intend* urg* call* demand* request* fear* warn* view reported* threat* risk* chance
    prospect appear* seem* potential* eye* due up_for option* doubt* reckon* wish* need* must should face* open_to not
    no never tentativ* conditional* mull*"""
)
_FIRM = any_of("will is_to are_to has_agreed have_agreed agreed shall is_going_to means_that has have had")
_SMALL = any_of("a_little slightly marginally a_bit modestly somewhat barely")
_LARGE = any_of(
    "markedly sharply greatly steeply considerably significantly substantially dramatically enormously a_lot"
)
_SAME_EVENT = 0.5
_SAME_WORDS = 0.75


def find_lost_doubt(comparison: Comparison) -> str | None:
    """Return what the evidence leaves open and the claim does not; None if it leaves nothing open."""
    for part in comparison.propositions:
        for sentence in comparison.closest(part, _SAME_EVENT):
            reason = _find_proof(part, sentence) or _find_degree(part, sentence)
            if reason:
                return reason
        if _OPEN.search(comparison.claim.plain) or not _FIRM.search(part.plain):
            continue
        for sentence in comparison.closest(part, _SAME_WORDS):
            offered = _OFFERED.search(sentence.plain)
            if offered and stem(offered.group().strip()) not in comparison.claim.stems:
                return f"the evidence says only “{offered.group().strip()}”"
    return None


def _find_proof(part: Sentence, sentence: Sentence) -> str | None:
    """Return the doubt of the evidence, if the claim tells of a proof."""
    doubt = _DOUBT.search(sentence.plain)
    if not doubt or not _PROOF.search(part.plain) or _PROOF.search(sentence.plain) or _OPEN.search(part.plain):
        return None
    return f"the evidence says only “{doubt.group().strip()}”"


def _find_degree(part: Sentence, sentence: Sentence) -> str | None:
    """Return the degree of the evidence, if the claim's is the opposite: "markedly" for "a little"."""
    if is_negated(part.text) != is_negated(sentence.text):
        return None
    for one, other in ((_SMALL, _LARGE), (_LARGE, _SMALL)):
        own, theirs = one.search(part.plain), other.search(sentence.plain)
        if own and theirs and not one.search(sentence.plain):
            return f"the evidence says “{theirs.group().strip()}”, not “{own.group().strip()}”"
    return None
