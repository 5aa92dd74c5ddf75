"""Find a belief or an offer that the claim tells as proved or settled, and a degree that it turns."""

from __future__ import annotations

import re

from assistant.understanding.content_words import is_negated, stem
from assistant.verification.entailment.comparison import Comparison

_PROOF = re.compile(r" (?:proved|proven|proves|established|confirmed|confirms|shown|showed|shows|determined|demonstrated|found|certain|has evidence) ")
_DOUBT = re.compile(r" (?:believes?|believed|suspects?|suspected|thinks|thought|alleges?|alleged|may|might|could|possibly|apparently|reportedly) ")
_OFFERED = re.compile(r" (?:offered|offers|proposed|proposes|predicted|predicts|suggested|considering|hopes|hoped|wants|wanted|asked|could|may|might) ")
_OPEN = re.compile(
    r" (?:offer\w*|propos\w*|predict\w*|forecast\w*|suggest\w*|consider\w*|hop\w+|want\w*|ask\w*|could|may|might|would|can|if|unless|whether|"
    r"bid|plan\w*|expect\w*|believ\w*|suspect\w*|think\w*|thought|say|says|said|according|accus\w*|alleg\w*|likely|perhaps|possib\w*|"
    r"ready|willing|prepared|seek\w*|sought|aim\w*|intend\w*|urg\w*|call\w*|demand\w*|request\w*|fear\w*|warn\w*|view|reported\w*|"
    r"threat\w*|risk\w*|chance|prospect|appear\w*|seem\w*|potential\w*|eye\w*|due|due to|up for|option\w*|doubt\w*|reckon\w*|wish\w*|"
    r"need\w*|must|should|face\w*|open to|not|no|never|tentativ\w*|conditional\w*|mull\w*) "
)
_SMALL = re.compile(r" (?:a little|slightly|marginally|a bit|modestly|somewhat|barely) ")
_LARGE = re.compile(r" (?:markedly|sharply|greatly|steeply|considerably|significantly|substantially|dramatically|enormously|a lot) ")
_FIRM = re.compile(r" (?:will|is to|are to|has agreed|have agreed|agreed|shall|is going to|means that|has|have|had) ")
_SAME = 0.75


def find_lost_doubt(comparison: Comparison) -> str | None:
    """Return what the evidence leaves open and the claim does not; None if it leaves nothing open."""
    for part in comparison.propositions:
        for sentence in comparison.closest(part, 0.5):
            if _PROOF.search(part.plain) and _DOUBT.search(sentence.plain) and not _PROOF.search(sentence.plain):
                if not _OPEN.search(part.plain):
                    return f"the evidence says only “{_DOUBT.search(sentence.plain).group().strip()}”"  # type: ignore[union-attr]
            for one, other in ((_SMALL, _LARGE), (_LARGE, _SMALL)):
                own, theirs = one.search(part.plain), other.search(sentence.plain)
                if own and theirs and not one.search(sentence.plain) and is_negated(part.text) == is_negated(sentence.text):
                    return f"the evidence says “{theirs.group().strip()}”, not “{own.group().strip()}”"
        for sentence in comparison.closest(part, _SAME):
            offered = _OFFERED.search(sentence.plain)
            if not offered or _OPEN.search(comparison.claim.plain.replace(" said ", " ").replace(" says ", " ")):
                continue
            if _FIRM.search(part.plain) and stem(offered.group().strip()) not in comparison.claim.stems:
                return f"the evidence says only “{offered.group().strip()}”"
    return None
