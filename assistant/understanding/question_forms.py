"""The forms in which people ask who said what, as patterns over the question's own words.

The first form that fits wins. Each gives what is asked, the words that name the speaker, and the words of the topic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.types import QuestionType
from index.types import Commitment

_NAME = (
    r"(?-i:(?:the )?[A-Z][\w.]*(?: [A-Z][\w.]*)*|(?:the )?(?:reporters|journalists|lawmakers|parliament|press|media))"
)
_SAY = (
    rf"(?:(?:tell|tells|told)(?: {_NAME})?|say|says|said|saying|stated|claim|claimed|claims|argue|argued|warn"
    r"|warned|promise|promised|announce|announced|think|thinks|believe|believes|mention|mentioned|insist|insisted|suggest|suggested"
    r"|explain|explained|add|added|write|wrote|comment|commented|talk|talked|speak|spoke|spoken|testify|testified|admit"
    r"|admitted|confirm|confirmed|acknowledge|acknowledged)"
)
_DENY = r"(?:deny|denies|denied|reject|rejected|dispute|disputed)"
_DECLINE = r"(?:declin\w+|refus\w+) to (?:say|comment|answer|confirm|discuss|speak|tell|rule out|be drawn)"
_HEARER = rf"(?: to {_NAME})?"
_ABOUT = r"(?:about|on|of|regarding|concerning|over|to|at|in response to|with regard to|when asked about)"
_NOUN = (
    r"(?:position|stance|view|views|opinion|comments?|remarks?|statements?|reaction|response|take|words|quotes?|answer)"
)
_AUX = r"(?:did|does|do|has|have|had|is|was|would|might|could|will)"


@dataclass(frozen=True, slots=True)
class Form:
    """A question taken apart. `speaker` is None where none is named."""

    asks: QuestionType
    speaker: str | None
    topic: str
    presumes: bool = False
    commitment: Commitment | None = None


@dataclass(frozen=True, slots=True)
class _Pattern:
    regex: re.Pattern[str]
    asks: QuestionType
    presumes: bool = False
    commitment: Commitment | None = None


def _pattern(
    text: str, asks: QuestionType = "statement", *, presumes: bool = False, commitment: Commitment | None = None
) -> _Pattern:
    return _Pattern(re.compile(text, re.IGNORECASE), asks, presumes, commitment)


_CALL = r"(?:called|described|accused|complained|criticised|criticized|praised|urged|demanded|proposed|vowed|pledged)"
_NOBODY = r"(?! (?:articles?|papers?|newspapers?|outlets?|stories|story|reports?)\b)"
_WHO = rf"(?:who|which{_NOBODY}(?: \w+){{1,3}}?)(?: (?:else|all|has|have|had|is|was|were|ever|also|publicly))*"
_WORK = r"(?:studies|study|polls?|surveys?|research|analysis|figures|data|census)"
_PERSON = (
    r"(?:person|people|m[ae]n|wom[ae]n|\w+m[ae]n|\w+wom[ae]n|\w*minister|\w*official|senator|lawmaker|member|leader|president"
    r"|mayor|governor|chief|secretary|ambassador|candidate|politician|judge|prosecutor)s?"
)
_PATTERNS = (
    # What a company, a state or a team announces it does: which one is asked, not in which words.
    _pattern(rf"^(?P<topic>which{_NOBODY}(?: (?!{_PERSON}\b)[\w’'-]+){{1,4}} (?:announced|added) .+)$", "fact"),
    # A study is no speaker.
    _pattern(rf"^according to (?P<topic>(?:[^,]* )?{_WORK}\b[^,]*, .+)$", "fact"),
    _pattern(rf"^{_WHO} {_DECLINE}(?: {_ABOUT})?\b ?(?P<topic>.*)$", "who_said", commitment="declined"),
    _pattern(rf"^{_WHO} {_DENY}(?: that)?\b ?(?P<topic>.*)$", "who_said", commitment="denied"),
    _pattern(rf"^{_WHO} {_SAY}{_HEARER}(?: (?:{_ABOUT}|that))?\b ?(?P<topic>.*)$", "who_said"),
    _pattern(rf"^{_WHO} {_CALL}\b(?: (?:{_ABOUT}|that))? ?(?P<topic>.*)$", "who_said"),
    _pattern(r"^whose words (?:are|were) (?P<topic>.+)$", "who_said"),
    _pattern(rf"^what (?:has been|have been|was|is|is being|are) (?:being )?said {_ABOUT} (?P<topic>.+)$", "who_said"),
    _pattern(
        rf"^(?:why|when|where|how|how come|on what day) {_AUX} (?P<speaker>.{{2,80}}?) "
        r"(?:ever |first |last |publicly )*"
        rf"{_SAY}{_HEARER}"
        rf"(?: that)?(?: {_ABOUT})? (?P<topic>.+)$",
        presumes=True,
    ),
    _pattern(
        rf"^(?:why|when|where|how) {_AUX} (?P<speaker>.{{2,80}}?) {_DENY}(?: that)? (?P<topic>.+)$",
        presumes=True,
        commitment="denied",
    ),
    _pattern(
        rf"^(?:is it true|is it correct|is it so) that (?P<speaker>.{{2,80}}?) {_SAY}{_HEARER}"
        rf"(?: (?:that|{_ABOUT}))? (?P<topic>.+)$",
        presumes=True,
    ),
    _pattern(rf"^{_AUX} (?P<speaker>.{{2,80}}?) (?:ever )?{_DENY}(?: that)? (?P<topic>.+)$", commitment="denied"),
    _pattern(rf"^{_AUX} (?P<speaker>.{{2,80}}?) (?:ever |really |actually )?{_DECLINE}(?: {_ABOUT})? ?(?P<topic>.*)$"),
    _pattern(
        rf"^{_AUX} (?P<speaker>.{{2,80}}?) (?:ever |really |actually )*{_SAY}{_HEARER}"
        rf"(?: anything| something)? (?:that|{_ABOUT}) (?P<topic>.+)$"
    ),
    _pattern(rf"^{_AUX} (?P<speaker>.{{2,80}}?) (?:ever |really |actually )?{_SAY} (?P<topic>.+)$"),
    _pattern(
        rf"^(?:what|which|anything)(?: \w+)? {_AUX} (?!\w+ing\b)(?P<speaker>.{{2,80}}?) "
        rf"(?:publicly |ever |also |now |just |have |been )*"
        rf"{_SAY}(?!(?<=ed) by\b){_HEARER}(?: (?:that|{_ABOUT}))?(?: (?P<topic>.+))?$"
    ),
    _pattern(
        rf"^what {_AUX} (?P<speaker>.{{2,80}}?) (?:hear|heard|learn|learned)(?: from .{{2,60}}?)? about (?P<topic>.+)$"
    ),
    _pattern(
        rf"^{_AUX} (?P<speaker>.{{2,80}}?) (?:ever |publicly )?"
        r"(?:commit(?:ted)? (?:(?:him|her|it|them)sel(?:f|ves) )?to|rule[ds]? out|call(?:ed)? for|apologi[sz]ed? for"
        r"|complain(?:ed)? about|object(?:ed)? to) (?P<topic>.+)$"
    ),
    _pattern(rf"^what (?:is|was|are|were) (?P<speaker>.{{2,80}}?)['’]s? {_NOUN}(?: {_ABOUT} (?P<topic>.+))?$"),
    _pattern(rf"^what (?:is|was|are|were) the {_NOUN} of (?P<speaker>.{{2,80}}?) {_ABOUT} (?P<topic>.+)$"),
    _pattern(
        rf"^how {_AUX} (?P<speaker>.{{2,80}}?) (?:respond|react|describe|see|view|justify|explain|put)"
        rf"(?: {_ABOUT})? (?P<topic>.+)$"
    ),
    _pattern(r"^according to (?P<speaker>[^,]{2,80}), (?P<topic>.+)$"),
    _pattern(
        rf"^(?:tell me|show me|give me|list|find|quote)(?: \w+)? ?(?:what|everything|all)? ?(?P<speaker>.{{2,80}}?) "
        rf"(?:has |have )?{_SAY} {_ABOUT} (?P<topic>.+)$"
    ),
    _pattern(
        rf"^(?:tell me|show me|give me|list|find|quote) (?:me )?(?P<speaker>.{{2,80}}?)(?:['’]s? {_NOUN})?"
        r" (?:on|about) (?P<topic>.+)$"
    ),
    _pattern(rf"^(?:and )?(?P<speaker>.{{2,60}}?)['’]s? {_NOUN} {_ABOUT} (?P<topic>.+)$"),
    _pattern(rf"^(?P<speaker>\S+(?: \S+){{0,5}}) {_SAY} what {_ABOUT} (?P<topic>.+)$"),
)
_DENIED = (
    _pattern(
        rf"^what(?: else)? {_AUX} (?P<speaker>.{{2,80}}?) (?:ever |also |publicly |been )*{_DENY}(?:ing)?"
        rf"(?: {_ABOUT})?(?: (?P<topic>.+))?$",
        commitment="denied",
    ),
    _pattern(
        rf"^what(?: else)? {_AUX} (?P<speaker>.{{2,80}}?) (?:ever |also |publicly |been )*{_DECLINE}"
        rf"(?: {_ABOUT})?(?: (?P<topic>.+))?$",
        commitment="declined",
    ),
)
"""What a court rejected or a team disputed is a fact, unless it is known to speak."""
_EACH = re.compile(r" (?:each|both|(?:him|her|it)self|themselves|personally)$", re.IGNORECASE)
"""What may stand after a name in a question, and is no part of it."""
_ON = re.compile(r"^(?P<speaker>\S+(?: \S+){0,4}?) (?:on|about) (?P<topic>.+)$", re.IGNORECASE)
_FACTS: tuple[tuple[str, QuestionType], ...] = (
    (r"^(?:when|what (?:day|date|year|month|time)|on (?:what|which) (?:day|date))\b", "when"),
    (r"^(?:who|whom|whose|which (?:person|minister|official))\b", "who"),
    (r"^(?:where|in (?:what|which) (?:city|country|town|place))\b", "where"),
    (
        r"^(?:how (?:many|much|old|long|far|big|large|high|often|cold|hot|fast|deep|tall|wide|heavy)"
        r"|what (?:number|share|percent(?:age)?|sum|amount))\b",
        "number",
    ),
)


def read_form(question: str) -> Form:
    """The question taken apart by the first pattern that fits; a fact where none does."""
    plain = re.sub(r"\s+", " ", question).strip().rstrip("?!. ").replace("’", "'")
    for pattern in _PATTERNS:
        if match := pattern.regex.match(plain):
            parts = match.groupdict()
            return Form(
                pattern.asks,
                _EACH.sub("", parts["speaker"]) if parts.get("speaker") else None,
                parts.get("topic") or "",
                presumes=pattern.presumes,
                commitment=pattern.commitment,
            )
    for regex, asks in _FACTS:
        if re.match(regex, plain, re.IGNORECASE):
            return Form(asks, None, plain)
    return Form("fact", None, plain)


def read_denial(question: str) -> Form | None:
    """ "What did Rubio deny?": a form only when its speaker turns out to be one."""
    plain = re.sub(r"\s+", " ", question).strip().rstrip("?!. ").replace("’", "'")
    for pattern in _DENIED:
        if match := pattern.regex.match(plain):
            return Form("statement", match["speaker"], match["topic"] or "", commitment=pattern.commitment)
    return None


def read_name_on_topic(question: str) -> Form | None:
    """ "Rubio on Article 5?": a form only when its first words turn out to name a speaker."""
    match = _ON.match(re.sub(r"\s+", " ", question).strip().rstrip("?!. "))
    return Form("statement", match["speaker"], match["topic"]) if match else None
