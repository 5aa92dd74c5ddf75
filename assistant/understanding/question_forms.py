"""Patterns for the ways to ask who said what, and for requests for summaries, timelines and comparisons.

The first pattern that matches wins. It gives the question type, the words for the speaker, and the words of the topic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
class QuestionForm:
    """A parsed question. `speaker` is None if the question names none."""

    asks: QuestionType
    speaker: str | None
    topic: str
    presumes: bool = False
    commitment: Commitment | None = None
    may_act: bool = False
    """Whether an article may answer without words of the speaker, who reacted, or is only the source of a fact."""


_Pattern = tuple[re.Pattern[str], QuestionForm]
"""A pattern, and its form without the speaker and the topic."""


def _pattern(
    text: str,
    asks: QuestionType = "statement",
    *,
    presumes: bool = False,
    commitment: Commitment | None = None,
    may_act: bool = False,
) -> _Pattern:
    return re.compile(text, re.IGNORECASE), QuestionForm(asks, None, "", presumes, commitment, may_act)


_CALL = r"(?:called|described|accused|complained|criticised|criticized|praised|urged|demanded|proposed|vowed|pledged)"
_NOT_A_PAPER = r"(?! (?:articles?|papers?|newspapers?|outlets?|stories|story|reports?)\b)"
_WHO = rf"(?:who|which{_NOT_A_PAPER}(?: \w+){{1,3}}?)(?: (?:else|all|has|have|had|is|was|were|ever|also|publicly))*"
_PERSON = (
    r"(?:person|people|m[ae]n|wom[ae]n|\w+m[ae]n|\w+wom[ae]n|\w*minister|\w*official|senator|lawmaker|member|leader|president"
    r"|mayor|governor|chief|secretary|ambassador|candidate|politician|judge|prosecutor)s?"
)
_WHOM = r"(?P<speaker>.{2,80}?)"
_EVER = r"(?:ever |really |actually )"
_TOPIC = "(?P<topic>.+)"
_PATTERNS = (
    # The announcement of a company, state or team is an act: the question wants its name, not its words.
    _pattern(rf"^(?P<topic>which{_NOT_A_PAPER}(?: (?!{_PERSON}\b)[\w’'-]+){{1,4}} (?:announced|added) .+)$", "fact"),
    _pattern(rf"^{_WHO} {_DECLINE}(?: {_ABOUT})?\b ?(?P<topic>.*)$", "who_said", commitment="declined"),
    _pattern(rf"^{_WHO} {_DENY}(?: that)?\b ?(?P<topic>.*)$", "who_said", commitment="denied"),
    _pattern(rf"^{_WHO} {_SAY}{_HEARER}(?: (?:{_ABOUT}|that))?\b ?(?P<topic>.*)$", "who_said"),
    _pattern(rf"^{_WHO} {_CALL}\b(?: (?:{_ABOUT}|that))? ?(?P<topic>.*)$", "who_said"),
    _pattern(rf"^whose words (?:are|were) {_TOPIC}$", "who_said"),
    _pattern(rf"^what (?:has been|have been|was|is|is being|are) (?:being )?said {_ABOUT} {_TOPIC}$", "who_said"),
    _pattern(
        rf"^(?:why|when|where|how|how come|on what day) {_AUX} {_WHOM} (?:ever |first |last |publicly )*"
        rf"{_SAY}{_HEARER}(?: that)?(?: {_ABOUT})? {_TOPIC}$",
        presumes=True,
    ),
    _pattern(
        rf"^(?:why|when|where|how) {_AUX} {_WHOM} {_DENY}(?: that)? {_TOPIC}$", presumes=True, commitment="denied"
    ),
    _pattern(
        rf"^(?:is it true|is it correct|is it so) that {_WHOM} {_SAY}{_HEARER}(?: (?:that|{_ABOUT}))? {_TOPIC}$",
        presumes=True,
    ),
    _pattern(rf"^{_AUX} {_WHOM} (?:ever )?{_DENY}(?: that)? {_TOPIC}$", commitment="denied"),
    _pattern(rf"^{_AUX} {_WHOM} {_EVER}?{_DECLINE}(?: {_ABOUT})? ?(?P<topic>.*)$"),
    _pattern(rf"^{_AUX} {_WHOM} {_EVER}*{_SAY}{_HEARER}(?: anything| something)? (?:that|{_ABOUT}) {_TOPIC}$"),
    _pattern(rf"^{_AUX} {_WHOM} {_EVER}?{_SAY} {_TOPIC}$"),
    _pattern(
        rf"^(?:what|which|anything)(?: \w+)? {_AUX} (?!\w+ing\b){_WHOM} "
        rf"(?:publicly |ever |also |now |just |have |been )*"
        rf"{_SAY}(?!(?<=ed) by\b){_HEARER}(?: (?:that|{_ABOUT}))?(?: {_TOPIC})?$"
    ),
    _pattern(rf"^what {_AUX} {_WHOM} (?:hear|heard|learn|learned)(?: from .{{2,60}}?)? about {_TOPIC}$"),
    _pattern(
        rf"^{_AUX} {_WHOM} (?:ever |publicly )?"
        r"(?:commit(?:ted)? (?:(?:him|her|it|them)sel(?:f|ves) )?to|rule[ds]? out|call(?:ed)? for|apologi[sz]ed? for"
        rf"|complain(?:ed)? about|object(?:ed)? to) {_TOPIC}$"
    ),
    _pattern(rf"^what (?:is|was|are|were) {_WHOM}['’]s? {_NOUN}(?: {_ABOUT} {_TOPIC})?$"),
    _pattern(rf"^what (?:is|was|are|were) the {_NOUN} of {_WHOM} {_ABOUT} {_TOPIC}$"),
    _pattern(rf"^how {_AUX} {_WHOM} (?:respond|react)(?: {_ABOUT})? {_TOPIC}$", may_act=True),
    _pattern(rf"^how {_AUX} {_WHOM} (?:describe|see|view|justify|explain|put)(?: {_ABOUT})? {_TOPIC}$"),
    _pattern(
        rf"^(?:tell me|show me|give me|list|find|quote)(?: \w+)? ?(?:what|everything|all)? ?{_WHOM} "
        rf"(?:has |have )?{_SAY} {_ABOUT} {_TOPIC}$"
    ),
    _pattern(
        rf"^(?:tell me|show me|give me|list|find|quote) (?:me )?{_WHOM}(?:['’]s? {_NOUN})? (?:on|about) {_TOPIC}$"
    ),
    _pattern(rf"^(?:and )?(?P<speaker>.{{2,60}}?)['’]s? {_NOUN} {_ABOUT} {_TOPIC}$"),
    _pattern(rf"^(?P<speaker>\S+(?: \S+){{0,5}}) {_SAY} what {_ABOUT} {_TOPIC}$"),
)
_DENIAL_PATTERNS = (
    _pattern(
        rf"^what(?: else)? {_AUX} {_WHOM} (?:ever |also |publicly |been )*{_DENY}(?:ing)?"
        rf"(?: {_ABOUT})?(?: {_TOPIC})?$",
        commitment="denied",
    ),
    _pattern(
        rf"^what(?: else)? {_AUX} {_WHOM} (?:ever |also |publicly |been )*{_DECLINE}(?: {_ABOUT})?(?: {_TOPIC})?$",
        commitment="declined",
    ),
)
"""Apart, because a court also rejects and a team disputes: these need a speaker of the index."""
_EACH = re.compile(r" (?:each|both|(?:him|her|it)self|themselves|personally)$", re.IGNORECASE)
"""Words after a name that are not part of it."""
_ON = re.compile(r"^(?P<speaker>\S+(?: \S+){0,4}?) (?:on|about) (?P<topic>.+)$", re.IGNORECASE)
_FACT_PATTERNS: tuple[tuple[str, QuestionType], ...] = (
    (r"^(?:when|what (?:day|date|year|month|time)|on (?:what|which) (?:day|date))\b", "when"),
    (r"^(?:who|whom|whose|which (?:person|minister|official))\b", "who"),
    (r"^(?:where|in (?:what|which) (?:city|country|town|place))\b", "where"),
    (
        r"^(?:how (?:many|much|old|long|far|big|large|high|often|cold|hot|fast|deep|tall|wide|heavy)"
        r"|what (?:number|share|percent(?:age)?|sum|amount))\b",
        "number",
    ),
)
_VIEW = r"(?:positions?|stances?|views?|opinions?|comments?|remarks?|statements?|accounts?|reactions?|responses?|words)"
_SAID = r"(?:has |have |had )?(?:said|says?|told \w+|thinks?|claim(?:s|ed)?|argue[sd]?|stated)"
_PREPOSITION = r"(?:about|on|of|regarding|concerning|over)"
_ON_TOPIC = rf"{_PREPOSITION} (?P<topic>.+)"
_MAYBE_ON_TOPIC = rf"(?: {_ON_TOPIC})?"
_ASK = r"^(?:(?:please|can you|could you|would you) )*"
_GIVE = rf"{_ASK}(?:(?:give|show|tell|write|make|draw up|build|get|send) (?:me |us )?|i (?:want|need) )?(?:an? |the )?"
_SPEAKER = r"(?P<speaker>.{2,60}?)"
_SPEAKER_NAME = r"(?P<speaker>(?-i:[A-Z]\S+(?: [A-Z]\S+)*?))"
_PAIR = r"(?P<speaker>.{2,70}?(?:,| and | with | to | vs\.? | versus ).{2,60}?)"
_COMPARE = rf"{_ASK}(?:compare|contrast|compare and contrast)"
_DIFFER = r"(?:really |still )?(?:differ|disagree|agree|compare|contradict each other)"
_TIMELINE = rf"{_GIVE}(?:time ?line|chronology) (?:of|for|on)"
_SUM_UP = rf"{_ASK}(?:summari[sz]e|sum up|recap)"
_SUMMARY = rf"{_GIVE}(?:short |brief |quick )?(?:summary|overview|recap|digest|rundown)"
_LATEST = r"^what(?:'s| is| was) (?:the latest|new|the news)(?: news)?"
_CHANGED = r"(?:changed?|evolved?|develop(?:ed)?|shift(?:ed)?|unfold(?:ed)?)(?: over time)?"
_OVERVIEWS: tuple[tuple[QuestionType, str], ...] = (
    ("comparison", rf"{_COMPARE} what {_PAIR} {_SAID} {_ON_TOPIC}$"),
    ("comparison", rf"{_COMPARE} (?:the )?(?:{_VIEW} of )?{_PAIR}(?:'s?)?(?: {_VIEW})? {_ON_TOPIC}$"),
    ("comparison", rf"^(?:how|where|on what) (?:do|does|did) {_PAIR} {_DIFFER}{_MAYBE_ON_TOPIC}$"),
    ("comparison", rf"^(?:do|does|did) {_PAIR} {_DIFFER} {_ON_TOPIC}$"),
    (
        "comparison",
        rf"^(?:what(?:'s| is| are| was| were)? )?(?:the )?differences? between {_PAIR}(?:'s?)?(?: {_VIEW})?"
        rf" {_ON_TOPIC}$",
    ),
    ("comparison", rf"^(?P<speaker>\S+(?: \S+)?? (?:vs\.?|versus) \S+(?: \S+)??) {_ON_TOPIC}$"),
    ("timeline", rf"{_TIMELINE} what {_SPEAKER} {_SAID}{_MAYBE_ON_TOPIC}$"),
    ("timeline", rf"{_TIMELINE} {_SPEAKER_NAME}'s? {_VIEW} {_ON_TOPIC}$"),
    ("timeline", rf"{_TIMELINE} (?P<topic>.+)$"),
    ("timeline", rf"^how (?:has|have|did) {_SPEAKER}'s? {_VIEW} {_ON_TOPIC.replace('.+', '.+?')} {_CHANGED}$"),
    ("timeline", rf"^how (?:has|have|did) (?P<topic>.+?) {_CHANGED}$"),
    (
        "summary",
        rf"{_SUM_UP} (?:for me )?(?:everything |all )?(?:that )?(?:what )?{_SPEAKER} {_SAID}{_MAYBE_ON_TOPIC}$",
    ),
    ("summary", rf"{_SUM_UP} {_SPEAKER_NAME}'s? {_VIEW} {_ON_TOPIC}$"),
    ("summary", rf"{_SUM_UP} (?P<topic>.+)$"),
    ("summary", rf"{_SUMMARY} of what {_SPEAKER} {_SAID}{_MAYBE_ON_TOPIC}$"),
    ("summary", rf"{_SUMMARY} (?:of|on) {_SPEAKER_NAME}'s? {_VIEW} {_ON_TOPIC}$"),
    ("summary", rf"{_SUMMARY} (?:of|on) (?P<topic>.+)$"),
    ("summary", rf"{_ASK}(?:brief me|catch me up|bring me up to date|fill me in) on (?P<topic>.+)$"),
    ("summary", rf"{_LATEST} from {_SPEAKER}{_MAYBE_ON_TOPIC}$"),
    ("summary", rf"{_LATEST} (?:{_PREPOSITION}|with|in) (?P<topic>.+)$"),
)
_OVERVIEW_PATTERNS = tuple(_pattern(text, asks) for asks, text in _OVERVIEWS)


def read_form(question: str) -> QuestionForm:
    """Return the question parsed by the first matching pattern, else as a question of fact."""
    plain = _plain(question)
    if form := _first_match(_PATTERNS, plain):
        return replace(form, speaker=_EACH.sub("", form.speaker)) if form.speaker else form
    return read_fact(plain)


def read_fact(question: str) -> QuestionForm:
    """Return the question as a question of fact, with its answer type."""
    plain = _plain(question)
    asks: QuestionType = next((asks for text, asks in _FACT_PATTERNS if re.match(text, plain, re.IGNORECASE)), "fact")
    return QuestionForm(asks, None, plain)


def read_denial(question: str) -> QuestionForm | None:
    """Parse "What did Rubio deny?". Valid only if its speaker is in the index."""
    return _first_match(_DENIAL_PATTERNS, _plain(question))


def read_name_on_topic(question: str) -> QuestionForm | None:
    """Parse "Rubio on Article 5?". Valid only if its first words name a speaker of the index."""
    match = _ON.match(_one_line(question))
    return QuestionForm("statement", match["speaker"], match["topic"]) if match else None


def read_overview_request(question: str) -> QuestionForm | None:
    """Return the question as a request for a summary, a timeline or a comparison, or None."""
    return _first_match(_OVERVIEW_PATTERNS, _plain(question))


def _first_match(patterns: Sequence[_Pattern], plain: str) -> QuestionForm | None:
    for regex, form in patterns:
        if match := regex.match(plain):
            parts = match.groupdict()
            return replace(form, speaker=parts.get("speaker"), topic=parts.get("topic") or "")
    return None


def _plain(question: str) -> str:
    return _one_line(question).replace("’", "'")


def _one_line(question: str) -> str:
    return re.sub(r"\s+", " ", question).strip().rstrip("?!. ")
